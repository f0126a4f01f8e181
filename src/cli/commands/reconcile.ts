import { Command } from 'commander';
import { digitsOf } from '../../../sdk/index.ts';
import type { Operations } from '../../../sdk/index.ts';
import { operatorClient, withOperator } from './operator.ts';
import type { OperatorOptions } from './operator.ts';
import { print, styled } from '../terminal/output.ts';
import { withProgress } from '../terminal/progress.ts';
import { exitCodes } from '../run.ts';
import { tableBelow } from '../terminal/table.ts';

type Reconciliation = Operations['reconcile']['answer'][number];

/** A node is asked for each wallet and token. */
const timeoutMs = 600_000;

/** `cardwright reconcile` */
export function reconcileCommand(): Command {
  return withOperator(new Command('reconcile'))
    .description('compare the books with the chains: custody, wallet by wallet, token by token')
    .addHelpText(
      'after',
      `
Both sides are of the same confirmed block. Exits with 1 if anything differs, or a chain cannot be read. What it finds is also in the metric
cardwright_custody_difference.

Examples:
  npx cardwright reconcile
  OPERATOR_KEY=… npx cardwright reconcile --url https://cards.example.com --json`,
    )
    .action(reconcile);
}

async function reconcile(options: OperatorOptions): Promise<void> {
  const json = options.json === true;
  const client = await operatorClient(options, timeoutMs);
  const chains = await withProgress('Querying the chains', json, () => client.reconcile());
  const same = chains.every(({ reconciled }) => reconciled);
  print(json, chains, () =>
    chains.length === 0
      ? ['There are no blockchains.']
      : chains.flatMap((chain) => [...linesOf(chain), '']).slice(0, -1),
  );
  process.exitCode = same ? exitCodes.done : exitCodes.failed;
}

function linesOf({
  blockchain,
  unavailable,
  block,
  compared,
  reconciled,
  totals,
  differences,
}: Reconciliation): string[] {
  // A server of before this member says nothing of it.
  if (typeof unavailable === 'string')
    return [`${styled(['bold', 'red'], `${blockchain} was not compared.`)} ${unavailable}`];
  const title = reconciled
    ? styled(['bold', 'green'], `The books agree with ${blockchain}.`)
    : styled(['bold', 'red'], `The books do not agree with ${blockchain}.`);
  const figures = [
    { title: 'LEDGER', right: true, of: (line: Figures) => digitsOf(line.ledger) },
    { title: 'ON CHAIN', right: true, of: (line: Figures) => digitsOf(line.on_chain) },
  ] as const;
  return [
    `${title} ${styled('gray', `${compared} balances at block ${block}`)}`,
    ...tableBelow([{ title: 'ASSET', of: ({ asset }) => asset }, ...figures], totals),
    ...tableBelow(
      [
        { title: 'WALLET', of: (line) => line.wallet_id },
        { title: 'KIND', of: ({ kind }) => kind },
        { title: 'ASSET', of: ({ asset }) => asset },
        ...figures,
        { title: 'COMPANY', of: (line) => line.company_id },
      ],
      differences,
    ),
  ];
}

type Figures = Pick<Reconciliation['totals'][number], 'ledger' | 'on_chain'>;
