import { Command } from 'commander';
import type { Operations } from '../../../sdk/index.ts';
import { operatorClient, withOperator } from './operator.ts';
import type { OperatorOptions } from './operator.ts';
import { print, styled } from '../terminal/output.ts';
import { exitCodes } from '../run.ts';
import { table } from '../terminal/table.ts';

type Token = Operations['listTokenStandings']['answer'][number];

/** `cardwright tokens` */
export function tokensCommand(): Command {
  return withOperator(new Command('tokens'))
    .description('show which tokens are proved to move what their logs say, and which are not being credited')
    .addHelpText(
      'after',
      `
A token that is listed as exact is credited once a transfer of it was compared with the balances that it left: its first sweep.
Exits with 1 if one moved a different amount than its logs said.

Examples:
  npx cardwright tokens
  OPERATOR_KEY=… npx cardwright tokens --url https://cards.example.com --json`,
    )
    .action(async (options: OperatorOptions) => {
      const tokens = await (await operatorClient(options)).listTokenStandings();
      print(options.json === true, tokens, () =>
        tokens.length === 0 ? ['There are no tokens.'] : linesOf(tokens),
      );
      const isWrong = tokens.some(({ state }) => state === 'mismatched');
      process.exitCode = isWrong ? exitCodes.failed : exitCodes.done;
    });
}

const linesOf = (tokens: readonly Token[]): string[] => [
  ...table(
    [
      { title: 'TOKEN', of: ({ id }) => id },
      { title: 'STATE', of: ({ state }) => state },
      { title: 'SINCE', of: ({ since }) => since ?? '' },
      { title: 'TRIAL', of: ({ transaction_hash: hash }) => hash ?? '' },
    ],
    tokens,
  ),
  ...tokens.flatMap(({ id, reason }) => (reason === null ? [] : ['', styled('red', id), `  ${reason}`])),
];
