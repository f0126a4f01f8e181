import { Command } from 'commander';
import type { Operations } from '../../../sdk/index.ts';
import { operatorClient, withOperator } from './operator.ts';
import type { OperatorOptions } from './operator.ts';
import { print, styled } from '../terminal/output.ts';
import { wholeNumber } from '../terminal/read-options.ts';
import { exitCodes } from '../run.ts';
import { tableBelow } from '../terminal/table.ts';

type Chain = Operations['listChainStates']['answer'][number];

/** `cardwright chains …`: how the blockchains are, and what the operator may do about one. */
export function chainsCommand(): Command {
  const chains = withOperator(new Command('chains'))
    .description('show how far the blockchains have been read, and what cannot be sent or booked on them')
    .addHelpText(
      'after',
      `
Without a command they are listed. Exits with 1 if a chain is halted or unreachable, or something on it cannot be booked.

Examples:
  npx cardwright chains
  npx cardwright chains retry POLYGON
  npx cardwright chains resume POLYGON --block 78000000`,
    )
    .action((options: OperatorOptions) => list(options));
  withOperator(chains.command('list'))
    .description('list the blockchains, each with what is waiting on it')
    .addHelpText('after', '\nExamples:\n  npx cardwright chains list --json')
    .action((_: unknown, command: Command) => list(command.optsWithGlobals<OperatorOptions>()));
  withOperator(chains.command('retry'))
    .description(
      'retry now what could not be booked: confirmed transfers, and those that have left the chain',
    )
    .argument('<chain>', 'as shown in the list')
    .addHelpText('after', '\nExamples:\n  npx cardwright chains retry POLYGON')
    .action(async (blockchain: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<OperatorOptions>();
      const done = await (await operatorClient(options)).retryStuckTransfers({ blockchain });
      print(options.json === true, done, () => [
        done.tried === 0
          ? `Nothing on ${blockchain} is waiting to be booked.`
          : `Retrying: ${done.tried}. To list what is still waiting: npx cardwright chains`,
      ]);
    });
  withOperator(chains.command('resume'))
    .description(
      'resume after a reorganisation deeper than the platform remembers: read everything above a block again',
    )
    .argument('<chain>', 'the halted blockchain, as shown in the list')
    .requiredOption('--block <number>', 'the newest block that is certainly on the chain', wholeNumber)
    .addHelpText('after', '\nExamples:\n  npx cardwright chains resume POLYGON --block 78000000')
    .action(async (blockchain: string, _: unknown, command: Command) => {
      const { block, ...options } = command.optsWithGlobals<OperatorOptions & { readonly block: number }>();
      const done = await (await operatorClient(options)).resumeChain({ blockchain, block });
      print(options.json === true, done, () => [`${blockchain} is being read again from block ${block}.`]);
    });
  return chains;
}

async function list(options: OperatorOptions): Promise<void> {
  const chains = await (await operatorClient(options)).listChainStates();
  print(options.json === true, chains, () =>
    chains.length === 0
      ? ['There are no blockchains.']
      : chains.flatMap((chain) => [...linesOf(chain), '']).slice(0, -1),
  );
  const isWell = chains.every(
    ({ reachable, halted, stuck }) => reachable && halted === null && stuck.length === 0,
  );
  process.exitCode = isWell ? exitCodes.done : exitCodes.failed;
}

function linesOf({ blockchain, reachable, block, halted, put_off: putOff, stuck }: Chain): string[] {
  const read = block === null ? 'no block read yet' : `read up to block ${block}`;
  const title = reachable
    ? `${styled(['bold', halted === null ? 'green' : 'red'], blockchain)} ${styled('gray', read)}`
    : `${styled(['bold', 'red'], `${blockchain} is away.`)} ${styled('gray', read)}`;
  const whys = [
    { title: 'TRIES', right: true, of: ({ tries }: { readonly tries: number }) => String(tries) },
    { title: 'WHY', of: ({ reason }: { readonly reason: string }) => reason },
  ] as const;
  return [
    title,
    ...(halted === null ? [] : [`  Nothing is credited or sent: ${halted}`]),
    ...tableBelow([{ title: 'NOT SENT', of: ({ key }) => key }, ...whys], putOff),
    ...tableBelow(
      [
        { title: 'NOT BOOKED', of: (it) => it.transaction_hash },
        { title: 'STATE', of: ({ state }) => state },
        { title: 'TO', of: (it) => it.to_wallet_address ?? '' },
        { title: 'SINCE', of: ({ since }) => since },
        ...whys,
      ],
      stuck,
    ),
  ];
}
