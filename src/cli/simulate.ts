import { Command, Option } from 'commander';
import type { Client, Operations } from '../../sdk/index.ts';
import { fields, money, print, styled } from './output.ts';
import { CliProblem } from './run.ts';
import { clientFor, withServer } from './server.ts';
import type { ServerOptions } from './server.ts';

type Played = Operations['simulateAuthorization']['answer'];
type Channel = NonNullable<Operations['simulateAuthorization']['input']['channel']>;

interface SwipeOptions extends ServerOptions {
  readonly card?: string;
  readonly amount: string;
  readonly currency: string;
  readonly merchant?: string;
  readonly mcc?: string;
  readonly country?: string;
  readonly channel?: Channel;
}

/** `cardwright simulate swipe | clear` */
export function simulateCommand(): Command {
  const simulate = new Command('simulate').description('play the card network (sandbox only)');

  withServer(simulate.command('swipe'))
    .description('buy something with a card')
    .option('--card <id>', 'the card; default: the newest active one, or a new one')
    .option('--amount <amount>', 'how much', '12.50')
    .option('--currency <code>', 'ISO 4217', 'USD')
    .option('--merchant <name>', 'who sells')
    .option('--mcc <code>', 'what kind of merchant, four digits')
    .option('--country <code>', 'where, ISO 3166 alpha-3')
    .addOption(new Option('--channel <channel>', 'how').choices(['POS', 'ATM', 'ECOMMERCE', 'MOTO']))
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright simulate swipe
  npx cardwright simulate swipe --card card_0197… --amount 80 --currency EUR --merchant "Café Central"
  npx cardwright simulate swipe --json | jq .approved`,
    )
    .action(swipe);

  withServer(simulate.command('clear'))
    .description('settle a purchase')
    .argument('[transaction]', 'its id; default: the newest purchase with money held')
    .option('--amount <amount>', 'how much; default: what is left')
    .option('--more', 'more of this purchase is still to come: keep the rest held')
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright simulate clear
  npx cardwright simulate clear tx_0197… --amount 5 --more`,
    )
    .action(clear);

  return simulate;
}

async function swipe(options: SwipeOptions): Promise<void> {
  const client = await clientFor(options);
  const card = options.card ?? (await anyCard(client, options.json === true));
  const played = await client.simulateAuthorization({
    card_id: card,
    amount: options.amount,
    currency: options.currency,
    channel: options.channel,
    merchant: { name: options.merchant, country: options.country, mcc_code: options.mcc },
  });
  print(options.json === true, played, () => told(played, played.approved ? 'Approved' : 'Declined'));
}

async function clear(
  transaction: string | undefined,
  options: ServerOptions & { readonly amount?: string; readonly more?: true },
): Promise<void> {
  const client = await clientFor(options);
  const played = await client.simulateClearing({
    transactionId: transaction ?? (await newestHeld(client)),
    amount: options.amount,
    final: options.more !== true,
  });
  print(options.json === true, played, () => told(played, played.approved ? 'Cleared' : 'Refused'));
}

/** The newest card that can buy, or a new one that the holding pays for. */
export async function anyCard(client: Client, quiet: boolean): Promise<string> {
  const newest = (await client.listCards()).findLast((card) => card.status === 'ACTIVE');
  if (newest !== undefined) return newest.id;
  const { id, last4 } = await client.createCard({
    card_holder_name: 'Ada Lovelace',
    approval_method: 'NONE',
    phone_country_code: 44,
    phone: '7700900123',
  });
  if (!quiet) process.stdout.write(`There was no card, so one was issued: ${id}, ending in ${last4}.\n\n`);
  return id;
}

async function newestHeld(client: Client): Promise<string> {
  for (const card of (await client.listCards()).toReversed()) {
    const { movements } = await client.searchCardTransactions({
      cardId: card.id,
      operations: ['AUTHORIZATION'],
      size: 100,
    });
    for (const { transaction_id } of movements) {
      const found = await client.getCardTransaction({ cardId: card.id, transactionId: transaction_id });
      if (found.totals.held > 0) return found.id;
    }
  }
  throw new CliProblem('No purchase has money held.', 'Swipe first: npx cardwright simulate swipe');
}

function told({ transaction, entry, response_code, event_ids, ...played }: Played, word: string): string[] {
  const reason = entry?.decline_reason;
  const amount = entry === null ? '' : ` ${money(entry.transaction_amount, entry.transaction_currency)}`;
  const where = transaction === null ? '' : ` at ${transaction.merchant_data.name}`;
  const title = `${styled(['bold', played.approved ? 'green' : 'red'], word)}${amount}${where}`;
  return [
    reason === undefined || reason === null ? title : `${title}: ${reason.detailed_reason} (${reason.code})`,
    '',
    ...fields({
      Card: transaction?.card_id,
      Transaction: transaction === null ? undefined : `${transaction.id}, ${transaction.state}`,
      Response: response_code,
      Billed: entry === null ? undefined : money(entry.bill_amount),
      Held: transaction === null ? undefined : money(transaction.totals.held),
      Available: entry === null ? undefined : money(entry.new_balance),
      Events: event_ids.length === 0 ? undefined : event_ids.join(', '),
    }),
  ];
}
