import { Option } from 'commander';
import type { Command } from 'commander';
import type { Operations } from '../../../../sdk/index.ts';
import { print } from '../../terminal/output.ts';
import { amount } from '../../terminal/read-options.ts';
import { clientFor, withServer } from '../../server.ts';
import type { ServerOptions } from '../../server.ts';
import { anyCard } from './find.ts';
import { toldOf } from './told.ts';

type Input = Operations['simulateAuthorization']['input'];

export interface MerchantOptions {
  readonly merchant?: string;
  readonly mcc?: string;
  readonly country?: string;
}

interface SwipeOptions extends ServerOptions, MerchantOptions {
  readonly card?: string;
  readonly amount: string;
  readonly currency: string;
  readonly channel?: NonNullable<Input['channel']>;
  readonly kind?: NonNullable<Input['kind']>;
  readonly surcharge?: string;
  readonly cvv?: string;
  readonly expiry?: string;
  readonly pin?: string;
  readonly partial?: true;
  readonly recurring?: true;
  readonly standIn?: true;
  readonly challenge?: string;
  readonly decline?: string;
  readonly networkKey?: string;
}

/** Adds who sells. */
export const withMerchant = (command: Command): Command =>
  command
    .option('--merchant <name>', 'who sells')
    .option('--mcc <code>', 'the merchant category code, four digits')
    .option('--country <code>', 'the country, ISO 3166 alpha-3');

export const merchantOf = ({ merchant, mcc, country }: MerchantOptions) => ({
  name: merchant,
  mcc_code: mcc,
  country,
});

/** Adds which card buys what. */
export const withPurchase = (command: Command): Command =>
  withMerchant(
    command
      .option('--card <id>', 'the card; default: the newest active one, or a new one')
      .option('--amount <amount>', 'how much', amount, '12.50')
      .option('--currency <code>', 'ISO 4217', 'USD'),
  );

/** `cardwright simulate swipe` */
export function addSwipe(simulate: Command): void {
  withPurchase(withServer(simulate.command('swipe')))
    .description('make a purchase with a card')
    .addOption(new Option('--channel <channel>', 'how').choices(['POS', 'ATM', 'ECOMMERCE', 'MOTO']))
    .addOption(
      new Option('--kind <kind>', 'the kind of message; financial authorizes and posts at once').choices([
        'purchase',
        'atm',
        'verification',
        'balance_inquiry',
        'financial',
        'refund',
      ]),
    )
    .option('--surcharge <amount>', 'the fee charged by the cash machine’s operator', amount)
    .option('--pin <pin>', 'the PIN typed in at the terminal')
    .option('--cvv <digits>', 'the CVV typed in by the cardholder')
    .option('--expiry <date>', 'the expiry date (MM/YY) typed in by the cardholder')
    .option('--partial', 'the terminal accepts a partial approval')
    .option('--recurring', 'one of a series the cardholder has agreed to')
    .option(
      '--stand-in',
      'stand-in processing: the network approved on our behalf, in an advice that cannot be refused',
    )
    .option('--challenge <id>', 'the 3-D Secure challenge that confirmed it')
    .option('--decline <code>', 'decline it with this code, whatever the rules say')
    .option(
      '--network-key <text>',
      'a message id; sending the same one again is a duplicate, as on a real network',
    )
    .addHelpText(
      'after',
      `
A declined purchase is a normal result: the command exits with 0.

Examples:
  npx cardwright simulate swipe
  npx cardwright simulate swipe --card card_0197… --amount 80 --currency EUR --merchant "Café Central"
  npx cardwright simulate swipe --kind atm --channel ATM --amount 60 --surcharge 2 --mcc 6011
  npx cardwright simulate swipe --decline M101
  npx cardwright simulate swipe --json | jq .approved`,
    )
    .action(swipe);
}

async function swipe(options: SwipeOptions): Promise<void> {
  const client = await clientFor(options);
  const card = options.card ?? (await anyCard(client, options.json === true));
  const played = await client.simulateAuthorization({
    card_id: card,
    amount: options.amount,
    currency: options.currency,
    channel: options.channel,
    kind: options.kind,
    merchant: merchantOf(options),
    surcharge: options.surcharge,
    pin: options.pin,
    cvv: options.cvv,
    expiry: options.expiry,
    partial_approval: options.partial,
    recurring: options.recurring,
    stand_in: options.standIn,
    three_ds_challenge_id: options.challenge,
    // The server names the codes that there are.
    force_decline: options.decline as Input['force_decline'],
    network_key: options.networkKey,
  });
  print(options.json === true, played, () => toldOf(played, played.approved ? 'Approved' : 'Declined'));
}
