import type { Command } from 'commander';
import type { Client, Operations } from '../../../../sdk/index.ts';
import { fields, money, print, styled } from '../../terminal/output.ts';
import { amount, wholeNumber } from '../../terminal/read-options.ts';
import { CliProblem } from '../../run.ts';
import { clientFor, withServer } from '../../server.ts';
import type { ServerOptions } from '../../server.ts';

type Movement = Operations['simulateDeposit']['answer']['movement'];

interface DepositOptions extends ServerOptions {
  readonly card?: string;
  readonly wallet?: string;
  readonly address?: string;
  readonly holding?: true;
  readonly token?: string;
  readonly amount: string;
}

/** `cardwright simulate deposit | reorg` */
export function addChain(simulate: Command): void {
  withServer(simulate.command('deposit'))
    .description('send coins on the local chain to a card, a wallet or any of your addresses')
    .option('--card <id>', 'to the deposit address of this TOP_UP card; default: the newest one')
    .option('--wallet <id>', 'to this treasury, holding or virtual wallet')
    .option('--address <address>', 'to this address')
    .option('--holding', 'to the deposit address of the card holding')
    .option('--token <symbol>', 'the token to send; default: the first listed one')
    .option('--amount <amount>', 'how much', amount, '100')
    .addHelpText(
      'after',
      `
Sends a real transfer. The command returns once the transfer has been seen in a block; it is credited when it is confirmed.

Examples:
  npx cardwright simulate deposit
  npx cardwright simulate deposit --card card_0197… --amount 250 --token USDC
  npx cardwright simulate deposit --holding --amount 10000`,
    )
    .action(deposit);

  withServer(simulate.command('reorg'))
    .description('reorganise the local chain, removing your latest deposits')
    .option(
      '--depth <blocks>',
      'the depth in blocks; default: deep enough to remove your newest deposit',
      wholeNumber,
    )
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright simulate deposit; npx cardwright simulate reorg
  npx cardwright simulate reorg --depth 3`,
    )
    .action(async (options: ServerOptions & { readonly depth?: number }) => {
      const answer = await (await clientFor(options)).simulateReorganisation({ depth: options.depth });
      print(options.json === true, answer, () => [
        styled('bold', `The last ${answer.depth} blocks were replaced.`),
        ...(answer.movements.length === 0
          ? ['They contained none of your deposits.']
          : answer.movements.flatMap((movement) => ['', ...told(movement, [])])),
      ]);
    });
}

async function deposit(options: DepositOptions, command: Command): Promise<void> {
  const { card, wallet, address, holding } = options;
  if ([card, wallet, address, holding].filter((to) => to !== undefined).length > 1)
    command.error('error: name one of --card, --wallet, --address and --holding');
  const client = await clientFor(options);
  const answer = await client.simulateDeposit({
    ...(await recipient(client, options)),
    token: options.token,
    amount: options.amount,
  });
  print(options.json === true, answer, () => [
    styled(['bold', 'green'], 'Sent.'),
    '',
    ...told(answer.movement, answer.event_ids),
  ]);
}

async function recipient(client: Client, { card, wallet, address, holding }: DepositOptions) {
  if (wallet !== undefined) return { wallet_id: wallet };
  if (address !== undefined) return { address };
  if (card !== undefined) return { card_id: card };
  if (holding === true) {
    const { deposit_address: to } = await client.getCardHolding();
    if (to === null)
      throw new CliProblem(
        'The card holding has no address yet.',
        'The local chain may not be up: npx cardwright doctor',
      );
    return { address: to };
  }
  const newest = (await client.listCards()).findLast(
    (one) => one.approval_method === 'TOP_UP' && one.status === 'ACTIVE',
  );
  if (newest === undefined)
    throw new CliProblem(
      'No card has a deposit address.',
      'Issue one: npx cardwright cards create --approval TOP_UP. Or name --wallet, --address or --holding.',
    );
  return { card_id: newest.id };
}

const told = (movement: Movement, events: readonly string[]): string[] =>
  fields({
    Movement: movement.id,
    Status: movement.status,
    Amount: money(movement.amount, movement.data.token.symbol).trim(),
    Transfer: movement.transaction_hash ?? undefined,
    Events: events.length === 0 ? undefined : events.join(', '),
  });
