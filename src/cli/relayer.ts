import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import { getAddress, isAddress } from 'viem';
import { importRelayerKey, listRelayers, rotateRelayerKeys, useRelayer } from '../chains/index.ts';
import { rotateVault } from '../cards/index.ts';
import { Failure } from '../kernel/failures.ts';
import { redacted } from '../kernel/redacted.ts';
import { wallClock } from '../platform/clock.ts';
import { openDatabase } from '../platform/database.ts';
import type { Database } from '../platform/database.ts';
import { loadMasterKeys } from '../platform/master-key.ts';
import { migrate } from '../platform/migrate.ts';
import { createSecrets } from '../platform/secrets.ts';
import type { Secrets } from '../platform/secrets.ts';
import { readSettings } from '../platform/settings.ts';
import type { Settings } from '../platform/settings.ts';
import { resealEndpoints } from '../webhooks/index.ts';
import { print } from './output.ts';
import { CliProblem } from './run.ts';
import { table } from './table.ts';
import { connectToBooks } from './verify-books.ts';

interface Opened {
  readonly settings: Settings;
  readonly database: Database;
  readonly secrets: Secrets;
  readonly clock: typeof wallClock;
}

/** `cardwright relayer …`: the key that pays for gas, sealed in the database. */
export function relayerCommand(): Command {
  const relayer = new Command('relayer').description(
    'the key that pays for gas: it is kept sealed in the database',
  );
  relayer
    .command('list')
    .description('show the relayers whose keys are in the database, and which one is used')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  npx cardwright relayer list\n  npx cardwright relayer list --json')
    .action(({ json = false }: { json?: boolean }) =>
      onBooks(async ({ database }) => {
        const all = await listRelayers(database);
        print(json, all, () =>
          all.length === 0
            ? ['There is no relayer yet. One is made when the platform starts with a chain, or import one.']
            : [
                ...table(
                  [
                    { title: 'ADDRESS', of: ({ address }) => address },
                    { title: 'USED', of: ({ used }) => (used ? 'yes' : 'no') },
                    { title: 'SINCE', of: ({ createdAt }) => createdAt.toISOString() },
                  ],
                  all,
                ),
              ],
        );
      }),
    );
  relayer
    .command('import')
    .description('seal a key in the database: from RELAYER_KEY, or from standard input')
    .option('--replace', 'send from this one instead of the one that is there, from the next start on')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
The key is 32 bytes as hex, and is never an argument: those are seen by everybody on the machine. Once it is in the database
neither RELAYER_KEY nor the file that it came from is needed.

Examples:
  openssl rand -hex 32 | npx cardwright relayer import
  RELAYER_KEY=$(cat relayer.key) npx cardwright relayer import
  npx cardwright relayer import --replace < new.key`,
    )
    .action(({ replace = false, json = false }: { replace?: boolean; json?: boolean }) =>
      onBooks(async (books) => {
        const key = books.settings.relayerKey ?? (await keyFromInput());
        const address = await importRelayerKey(books, key, replace);
        print(json, { address }, () => [
          `The relayer is ${address}. The platform sends from it from its next start on; give it coins for gas.`,
        ]);
      }),
    );
  relayer
    .command('use')
    .description('send from another relayer whose key is in the database, from the next start on')
    .argument('<address>', 'as relayer list shows it')
    .addHelpText(
      'after',
      '\nExamples:\n  npx cardwright relayer use 0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    )
    .action((address: string) =>
      onBooks(async (books) => {
        if (!isAddress(address)) throw new CliProblem(`${address} is not an address.`);
        await useRelayer(books, getAddress(address));
        print(false, {}, () => [`The platform sends from ${address} from its next start on.`]);
      }),
    );
  return relayer;
}

/** `cardwright master-key rotate` */
export function masterKeyCommand(): Command {
  const masterKey = new Command('master-key').description('look after what the master key seals');
  masterKey
    .command('rotate')
    .description('seal everything in the database anew under the first key of MASTER_KEY')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Put the new key in front of the old one with a comma between, start the platform with both, and run this. When it is done, what
lives long (the vault of card numbers, the relayer, secrets of webhook endpoints) opens with the new key alone. Stored answers
of requests and events of 3-D Secure are of the old one until they are forgotten, after 30 days at most: take it away then. Seals
of the ledger stay of the old one: keep it where ledger verify can be given it. Safe to break off and to repeat.

Examples:
  npx cardwright master-key rotate
  MASTER_KEY=$(cat new.key),$(cat old.key) npx cardwright master-key rotate`,
    )
    .action(({ json = false }: { json?: boolean }) =>
      onBooks(async (books) => {
        const vault = await rotateVault(books.database, books.secrets);
        const relayers = await rotateRelayerKeys(books);
        const endpoints = await resealEndpoints(books.database, books.secrets);
        const done = {
          vault_keys: vault.keys,
          card_numbers: vault.numbers,
          relayers,
          webhook_endpoints: endpoints,
        };
        print(json, done, () => [
          `Sealed anew: ${vault.keys} keys of the vault and ${vault.numbers} entries of its directory, ${relayers} relayers, ${endpoints} webhook endpoints.`,
        ]);
      }),
    );
  return masterKey;
}

/** Runs on the database that the settings name, whether the platform runs or not. */
async function onBooks(run: (books: Opened) => Promise<void>): Promise<void> {
  const settings = readSettings();
  const secrets = createSecrets(await loadMasterKeys(settings));
  await using opened = new AsyncDisposableStack();
  const connection = await connectToBooks(settings, opened);
  // A key may be taken in before the platform has ever run.
  await migrate(connection);
  const database = openDatabase(connection, { connections: 2 });
  opened.defer(() => database.close());
  try {
    await run({ settings, database, secrets, clock: wallClock });
  } catch (error) {
    if (error instanceof Failure) throw new CliProblem(error.message);
    throw error;
  }
}

async function keyFromInput() {
  const given = (await text(process.stdin)).trim();
  if (!/^(0x)?[0-9a-fA-F]{64}$/.test(given))
    throw new CliProblem('Give the key as 32 bytes in hex, in RELAYER_KEY or on standard input.');
  return redacted(`0x${given.replace(/^0x/, '').toLowerCase()}` as const);
}
