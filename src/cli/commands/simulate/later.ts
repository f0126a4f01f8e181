import type { Command } from 'commander';
import type { Client } from '../../../../sdk/index.ts';
import { print } from '../../terminal/output.ts';
import { amount } from '../../terminal/read-options.ts';
import { clientFor, withServer } from '../../server.ts';
import type { ServerOptions } from '../../server.ts';
import { newestThat, withCleared, withHold, withRefund } from './find.ts';
import type { Fitting } from './find.ts';
import { toldOf } from './told.ts';
import type { Played } from './told.ts';

interface Input {
  readonly transactionId: string;
  readonly amount: string | undefined;
  readonly network_key: string | undefined;
}

/** A message about a purchase that is there already. */
interface Later {
  readonly description: string;
  /** The purchase that it is about where none is named. */
  readonly fitting: Fitting;
  /** What to say of the amount; null where there is none to name. */
  readonly amount: string | null;
  readonly amountRequired?: true;
  readonly more?: true;
  readonly word: string;
  readonly example: string;
  readonly play: (client: Client, input: Input, more: boolean) => Promise<Played>;
}

const left = 'the amount; default: all that is left';

/** Messages about a purchase, by the name of their command. */
const messages: Readonly<Record<string, Later>> = {
  clear: {
    description: 'clear a purchase',
    fitting: withHold,
    amount: left,
    more: true,
    word: 'Cleared',
    example: 'clear tx_0197… --amount 5 --more',
    play: (client, input, more) => client.simulateClearing({ ...input, final: !more }),
  },
  increment: {
    description: 'increase a purchase, as a hotel does',
    fitting: withHold,
    amount: 'the amount to add',
    amountRequired: true,
    word: 'Added',
    example: 'increment --amount 30',
    play: (client, input) => client.simulateIncrement({ ...input, amount: input.amount ?? '' }),
  },
  advise: {
    description: 'complete a purchase with its final amount, as a fuel pump does',
    fitting: withHold,
    amount: 'the final amount',
    amountRequired: true,
    word: 'Advised',
    example: 'advise --amount 37.40',
    play: (client, input) => client.simulateAdvice({ ...input, amount: input.amount ?? '' }),
  },
  reverse: {
    description: 'release all or part of what is held',
    fitting: withHold,
    amount: left,
    word: 'Reversed',
    example: 'reverse tx_0197… --amount 20',
    play: (client, input) => client.simulateReversal(input),
  },
  cancel: {
    description: 'cancel a purchase before it clears',
    fitting: withHold,
    amount: null,
    word: 'Cancelled',
    example: 'cancel',
    play: (client, { transactionId, network_key }) =>
      client.simulateCancellation({ transactionId, network_key }),
  },
  expire: {
    description: 'expire a hold now',
    fitting: withHold,
    amount: null,
    word: 'Expired',
    example: 'expire',
    play: (client, { transactionId, network_key }) => client.simulateExpiry({ transactionId, network_key }),
  },
  refund: {
    description: 'refund a purchase that has cleared',
    fitting: withCleared,
    amount: 'the amount; default: all of it',
    word: 'Refunded',
    example: 'refund --amount 4',
    play: (client, input) => client.simulateRefund(input),
  },
  'reverse-clearing': {
    description: 'reverse a clearing',
    fitting: withCleared,
    amount: 'the amount; default: all of it',
    word: 'Clearing reversed',
    example: 'reverse-clearing',
    play: (client, input) => client.simulateClearingReversal(input),
  },
  'reverse-refund': {
    description: 'reverse a refund',
    fitting: withRefund,
    amount: 'the amount; default: all of it',
    word: 'Refund reversed',
    example: 'reverse-refund',
    play: (client, input) => client.simulateRefundReversal(input),
  },
};

interface LaterOptions extends ServerOptions {
  readonly amount?: string;
  readonly more?: true;
  readonly networkKey?: string;
}

/** `cardwright simulate clear | increment | …` */
export function addLater(simulate: Command): void {
  for (const [name, message] of Object.entries(messages)) {
    const command = withServer(simulate.command(name))
      .description(message.description)
      .argument('[transaction]', 'the id of the purchase; default: the newest matching one');
    if (message.amountRequired) command.requiredOption('--amount <amount>', message.amount ?? '', amount);
    else if (message.amount !== null) command.option('--amount <amount>', message.amount, amount);
    if (message.more) command.option('--more', 'more clearings will follow: keep the rest held');
    command
      .option(
        '--network-key <text>',
        'a message id; sending the same one again is a duplicate, as on a real network',
      )
      .addHelpText('after', examplesOf(name, message))
      .action((transaction: string | undefined, options: LaterOptions) =>
        play(message, transaction, options),
      );
  }
}

function examplesOf(name: string, { example, amountRequired }: Later): string {
  const lines = [...(amountRequired ? [] : [name]), ...(example === name ? [] : [example])];
  return `\nExamples:\n${lines.map((line) => `  npx cardwright simulate ${line}`).join('\n')}`;
}

async function play(
  { fitting, word, play }: Later,
  transaction: string | undefined,
  options: LaterOptions,
): Promise<void> {
  const client = await clientFor(options);
  const transactionId = transaction ?? (await newestThat(fitting, client));
  const input = { transactionId, amount: options.amount, network_key: options.networkKey };
  const played = await play(client, input, options.more === true);
  print(options.json === true, played, () => toldOf(played, played.approved ? word : 'Refused'));
}
