import { Command, Option } from 'commander';
import type * as App from '../../app.ts';
import { isId } from '../../kernel/ids.ts';
import { formatAmountShort } from '../../kernel/money.ts';
import type { Unbooked } from '../../wallets/index.ts';
import { CliProblem } from '../run.ts';
import { print, styled } from '../terminal/output.ts';
import { table } from '../terminal/table.ts';

type Operator = App.Doors['wallets']['operator'];

/** `cardwright unbooked …`: what left wallets of ours and is in no books, as after a restore. */
export function unbookedCommand(): Command {
  const unbooked = new Command('unbooked')
    .description(
      'show transfers that left wallets but are not in the books, as after a restore, and book them',
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
A database that was put back from a backup does not know what has left since. Such a transfer is noticed when its block is read, and
nothing more leaves that wallet until it is booked, as the same may be asked for again. Reads the database itself, as ledger verify
does. Exits with 1 if there is anything to book.

Examples:
  npx cardwright unbooked
  npx cardwright unbooked book
  npx cardwright unbooked book 0x5b01… --of vw_0197…
  npx cardwright unbooked gas`,
    )
    .action(({ json = false }: Options) => onOperator((operator) => list(operator, json)));
  unbooked
    .command('book')
    .description(
      'book all of them, or those of one chain transaction; the company is notified, and the wallet can pay again',
    )
    .argument('[transaction]', 'the hash of the transaction, as shown in the list')
    .option('--of <wallet>', 'for a transfer from a holding wallet: the virtual wallet whose client was paid')
    .addHelpText(
      'after',
      `
A treasury wallet pays from what it has, the program’s from the card holding. A holding pays for its company, which then sets the
balance of the virtual wallet by hand, unless --of names it.

Examples:
  npx cardwright unbooked book
  npx cardwright unbooked book 0x5b01… --of vw_0197…`,
    )
    .action((transaction: string | undefined, _: unknown, command: Command) => {
      const { json = false, of } = command.optsWithGlobals<Options & { readonly of?: string }>();
      return onOperator((operator) => book(operator, { transaction, of, json }));
    });
  unbooked
    .command('gas')
    .description(
      'book gas spent after the backup: what the relayers have less on the chains than in the books',
    )
    .addHelpText('after', '\nExamples:\n  npx cardwright unbooked gas')
    .action((_: unknown, command: Command) => {
      const { json = false } = command.optsWithGlobals<Options>();
      return onOperator(async (operator) => {
        const booked = await operator.bookGasBeside();
        const value = booked.map(({ chain, amount }) => ({ blockchain: chain, amount: coins(amount) }));
        print(json, value, () =>
          value.length === 0
            ? ['There is nothing to book: the relayers have at least what the books say.']
            : value.map(({ blockchain, amount }) => `Booked as gas on ${blockchain}: ${amount}`),
        );
      });
    });
  unbooked
    .command('adopt')
    .description('add an address that was given out after the backup, before its blocks are read')
    .argument('<address>', 'the address, as it was given out')
    .requiredOption('--company <id>', 'the company it belongs to')
    .option('--blockchain <name>', 'the blockchain it was given out for', 'POLYGON')
    .option('--id <wallet>', 'the id of a virtual wallet, or with --card of a card’s deposit wallet')
    .option('--card <id>', 'a card of the company that has no deposit wallet yet')
    .option(
      '--key <key>',
      'for a wallet with its own key: the name, without .sealed, of the key’s file in the folder keys of each signer',
    )
    .option('--account <id>', 'the treasury account the wallet belongs to')
    .addOption(new Option('--kind <kind>', 'of another wallet with a key').choices(['holding', 'program']))
    .addHelpText(
      'after',
      `
What is said must make this very address, or it is refused. Do it before the first start after a restore: the blocks of what came there
meanwhile are read then. What came in blocks that were read already is found by since_block in CHAINS_FILE.

Examples:
  npx cardwright unbooked adopt 0x61f1… --company cmp_0197… --id vw_0197…
  npx cardwright unbooked adopt 0x08A3… --company cmp_0197… --key 02563c… --account acc_0197…`,
    )
    .action((address: string, _: unknown, command: Command) =>
      adopt(address, command.optsWithGlobals<AdoptOptions>()),
    );
  return unbooked;
}

interface AdoptOptions extends Options {
  readonly company: string;
  readonly blockchain: string;
  readonly id?: string;
  readonly card?: string;
  readonly key?: string;
  readonly account?: string;
  readonly kind?: 'holding' | 'program';
}

async function adopt(address: string, options: AdoptOptions): Promise<void> {
  const { company, blockchain: chain, id, card, key, account, kind, json = false } = options;
  const { getAddress, isAddress } = await import('viem');
  if (!isAddress(address)) throw new CliProblem(`${address} is not an address.`);
  if (!isId('company', company)) throw new CliProblem(`${company} is not a company id.`);
  if ((id === undefined) === (key === undefined)) throw new CliProblem('Give --id or --key.');
  const where = { company, chain, address: getAddress(address) };
  await onOperator(async (operator) => {
    const of = key === undefined ? { id: id ?? '', card } : { key, account, kind };
    const { id: wallet } = await operator.adopt({ ...where, ...of });
    print(json, { wallet_id: wallet }, () => [`${where.address} is ${wallet}.`]);
  });
}

interface Options {
  readonly json?: boolean;
}

/** Half of the program is loaded for this, which no other command needs. */
async function onOperator(run: (operator: Operator) => Promise<void>): Promise<void> {
  const [{ openDoors }, { silentLog }, { onSealed }] = await Promise.all([
    import('../../app.ts'),
    import('../../platform/log.ts'),
    import('./on-sealed.ts'),
  ]);
  await onSealed(async ({ settings, ...ground }) => {
    // The chains are looked at and not watched.
    const doors = openDoors({
      ...ground,
      settings: { ...settings, roles: new Set(['api']) },
      log: silentLog,
    });
    const { listeners, operator } = doors.wallets;
    const idle = { openRelayer: () => Promise.resolve(), proveTokens: () => Promise.resolve() };
    await doors.chains.start({ listeners, ...idle }, undefined);
    try {
      await run(operator);
    } finally {
      await doors.chains.stop();
      await doors.webhooks.stop();
    }
  });
}

async function list(operator: Operator, json: boolean): Promise<void> {
  const all = (await operator.unbooked()).map(shown);
  print(json, all, () =>
    all.length === 0
      ? [styled(['bold', 'green'], 'Everything that left is in the books.')]
      : [
          styled(
            ['bold', 'red'],
            `${all.length} left that ${all.length === 1 ? 'is' : 'are'} not in the books.`,
          ),
          '',
          ...table(
            [
              { title: 'TIME', of: ({ mined_at }) => mined_at },
              { title: 'WALLET', of: ({ wallet_id }) => wallet_id },
              { title: 'KIND', of: ({ kind }) => kind },
              { title: 'MOVED', of: ({ transfers }) => transfers.map(inWords).join(', ') || 'nothing' },
              { title: 'TRANSACTION', of: ({ transaction_hash }) => transaction_hash },
              { title: 'COMPANY', of: ({ company_id }) => company_id },
            ],
            all,
          ),
        ],
  );
  if (all.length > 0) process.exitCode = 1;
}

async function book(
  operator: Operator,
  { transaction, of, json }: { transaction: string | undefined; of: string | undefined; json: boolean },
): Promise<void> {
  if (of !== undefined && transaction === undefined)
    throw new CliProblem('--of needs a transaction: the owner can be named for only one at a time.');
  const all = await operator.unbooked();
  const wanted =
    transaction === undefined ? all : all.filter(({ call }) => call.transactionHash === transaction);
  if (transaction !== undefined && wanted.length === 0)
    throw new CliProblem(`Nothing in ${transaction} is missing from the books.`);
  const booked: string[] = [];
  for (const each of wanted) booked.push(...(await operator.bookUnbooked(each, of)).map(({ id }) => id));
  print(json, { calls: wanted.length, movements: booked }, () =>
    wanted.length === 0
      ? ['There is nothing to book.']
      : [styled(['bold', 'green'], `Booked: ${wanted.length}.`), ...booked],
  );
}

const shown = ({ chain, call, wallet, transfers }: Unbooked) => ({
  blockchain: chain,
  mined_at: call.minedAt.toISOString(),
  confirmed: call.confirmed,
  transaction_hash: call.transactionHash,
  company_id: wallet.company,
  wallet_id: wallet.id,
  kind: wallet.kind,
  wallet_address: wallet.address,
  transfers: transfers.map(({ asset, to, amount }) => ({
    to_wallet_address: to,
    symbol: asset.symbol,
    amount: formatAmountShort(amount, asset.decimals),
  })),
});

const inWords = ({ amount, symbol, to_wallet_address: to }: ReturnType<typeof shown>['transfers'][number]) =>
  `${amount} ${symbol} to ${to}`;

const coins = (wei: bigint): string => formatAmountShort(wei, 18);
