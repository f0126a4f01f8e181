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

const left = 'how much; default: what is left';

/** Messages about a purchase, by the name of their command. */
const messages: Readonly<Record<string, Later>> = {
  clear: {
    description: 'settle a purchase',
    fitting: withHold,
    amount: left,
    more: true,
    word: 'Cleared',
    example: 'clear tx_0197… --amount 5 --more',
    play: (client, input, more) => client.simulateClearing({ ...input, final: !more }),
  },
  increment: {
    description: 'ask for more, as a hotel does',
    fitting: withHold,
    amount: 'how much more',
    amountRequired: true,
    word: 'Added',
    example: 'increment --amount 30',
    play: (client, input) => client.simulateIncrement({ ...input, amount: input.amount ?? '' }),
  },
  advise: {
    description: 'tell what it really was, as a fuel pump does',
    fitting: withHold,
    amount: 'how much it is in all',
    amountRequired: true,
    word: 'Advised',
    example: 'advise --amount 37.40',
    play: (client, input) => client.simulateAdvice({ ...input, amount: input.amount ?? '' }),
  },
  reverse: {
    description: 'give back what is held, or a part of it',
    fitting: withHold,
    amount: left,
    word: 'Reversed',
    example: 'reverse tx_0197… --amount 20',
    play: (client, input) => client.simulateReversal(input),
  },
  cancel: {
    description: 'end a purchase that is not wanted any more',
    fitting: withHold,
    amount: null,
    word: 'Cancelled',
    example: 'cancel',
    play: (client, { transactionId, network_key }) =>
      client.simulateCancellation({ transactionId, network_key }),
  },
  expire: {
    description: 'let a hold run out now',
    fitting: withHold,
    amount: null,
    word: 'Expired',
    example: 'expire',
    play: (client, { transactionId, network_key }) => client.simulateExpiry({ transactionId, network_key }),
  },
  refund: {
    description: 'give money back for a purchase that has cleared',
    fitting: withCleared,
    amount: 'how much; default: all of it',
    word: 'Refunded',
    example: 'refund --amount 4',
    play: (client, input) => client.simulateRefund(input),
  },
  'reverse-clearing': {
    description: 'take a clearing back',
    fitting: withCleared,
    amount: 'how much; default: all of it',
    word: 'Clearing reversed',
    example: 'reverse-clearing',
    play: (client, input) => client.simulateClearingReversal(input),
  },
  'reverse-refund': {
    description: 'take a refund back',
    fitting: withRefund,
    amount: 'how much; default: all of it',
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
      .argument('[transaction]', 'its id; default: the newest purchase that this fits');
    if (message.amountRequired) command.requiredOption('--amount <amount>', message.amount ?? '', amount);
    else if (message.amount !== null) command.option('--amount <amount>', message.amount, amount);
    if (message.more) command.option('--more', 'more of this purchase is still to come: keep the rest held');
    command
      .option('--network-key <text>', 'the same one twice is a duplicate, as on a real network')
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
