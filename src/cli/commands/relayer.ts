import { text } from 'node:stream/consumers';
import { Command } from 'commander';
import type * as Chains from '../../chains/index.ts';
import { redacted } from '../../kernel/redacted.ts';
import type { onSealed } from './on-sealed.ts';
import { print } from '../terminal/output.ts';
import { CliProblem } from '../run.ts';
import { table } from '../terminal/table.ts';

/** `cardwright relayer …`: the key that pays for gas, sealed in the database. */
export function relayerCommand(): Command {
  const relayer = new Command('relayer').description(
    'manage the key that pays for gas, which is kept sealed in the database',
  );
  relayer
    .command('list')
    .description('show the relayers whose keys are in the database, and which one is in use')
    .option('--json', 'print JSON')
    .addHelpText('after', '\nExamples:\n  npx cardwright relayer list\n  npx cardwright relayer list --json')
    .action(({ json = false }: { json?: boolean }) =>
      withRelayers(async ({ listRelayers }, { database, settings }) => {
        const all = await listRelayers(database);
        const { hasLocalChain } = await import('../../app.ts');
        print(json, all, () =>
          all.length === 0
            ? [
                hasLocalChain(settings)
                  ? 'No relayer key is stored here: a sandbox’s chain comes with its own. GET /operator/chains shows its address.'
                  : 'There is no relayer yet. Import one, or start the platform with a chain and it creates one.',
              ]
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
    .option('--replace', 'replace the current relayer with this one, from the next start on')
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
      withRelayers(async ({ importRelayerKey }, books) => {
        const key = books.settings.relayerKey ?? (await keyFromInput());
        const address = await importRelayerKey(books, key, replace);
        print(json, { address }, () => [
          `The relayer is ${address}. The platform uses it from its next start; send it coins for gas.`,
        ]);
      }),
    );
  relayer
    .command('use')
    .description('switch to another relayer whose key is in the database, from the next start on')
    .argument('<address>', 'as shown by relayer list')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  npx cardwright relayer use 0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
    )
    .action((given: string, { json = false }: { json?: boolean }) =>
      withRelayers(async ({ useRelayer }, books) => {
        const { getAddress, isAddress } = await import('viem');
        if (!isAddress(given)) throw new CliProblem(`${given} is not an address.`);
        const address = getAddress(given);
        await useRelayer(books, address);
        print(json, { address }, () => [`The platform uses ${address} from its next start.`]);
      }),
    );
  return relayer;
}

/** Half of the program is loaded for this, which no other command needs. */
async function withRelayers(
  run: (chains: typeof Chains, books: Parameters<Parameters<typeof onSealed>[0]>[0]) => Promise<void>,
): Promise<void> {
  const [chains, { onSealed }] = await Promise.all([
    import('../../chains/index.ts'),
    import('./on-sealed.ts'),
  ]);
  await onSealed((books) => run(chains, books));
}

async function keyFromInput() {
  const given = (await text(process.stdin)).trim();
  if (!/^(0x)?[0-9a-fA-F]{64}$/.test(given))
    throw new CliProblem('Give the key as 32 bytes in hex, in RELAYER_KEY or on standard input.');
  return redacted(`0x${given.replace(/^0x/, '').toLowerCase()}` as const);
}
