import { Command, InvalidArgumentError } from 'commander';
import type { PosOptions } from './pos/play.ts';
import { withServer } from '../server.ts';

const grammar = `
  insert | tap | swipe | ecommerce | moto <amount>    buy; options below
  cash <amount>             withdraw at a cash machine
  credit <amount>           money back without a purchase
  balance | verify          ask for the balance; whether the card is good
  lose <amount>             buy, lose the answer, and reverse after the time-out
and about the last purchase:
  more <amount>             increase it (hotel, car rental)
  complete <amount>         what it came to (fuel pump)
  clear [amount] [part]     present it; part: more of it is still to come
  refund [amount]           give money back
  reverse [amount]          take it back, all or but for what remains
  repeat                    send it again
and sign-on | echo | sign-off | help | quit

  pin=1234  cvv=123|none  currency=EUR  cashback=20  challenge=ch_…  single (0200)  partial (takes less)
  expect=51                 end with 1 unless field 39 says so`;

/** `cardwright pos` */
export function posCommand(): Command {
  return withServer(new Command('pos'))
    .description('play a terminal that speaks ISO 8583 to the network interface')
    .argument(
      '[lines...]',
      'what the terminal does, each in quotes; default: prompts, or reads standard input',
    )
    .option(
      '--network <host:port>',
      'the address of the network interface; default: that of the sandbox in DATA_DIR',
    )
    .option('--card <id>', 'the card; default: the newest active one, or a new one')
    .option('--pan <number>', 'the card number; needs --expiry')
    .option('--expiry <MM/YY>', 'its expiry date')
    .option('--cvv <digits>', 'its security code')
    .option('--merchant <name>', 'who sells', 'Corner Shop')
    .option('--mcc <code>', 'the merchant category code, four digits', '5411')
    .option('--country <code>', 'the country, ISO 3166 alpha-2', 'US')
    .option('--timeout <seconds>', 'how long the terminal waits for an answer', seconds, 5)
    .option('--script <file>', 'read the lines from a file')
    .option('--ca <file>', 'use TLS and trust this certificate authority (PEM)')
    .option('--certificate <file>', 'the client certificate (PEM); needs --key')
    .option('--key <file>', 'the key of that certificate (PEM)')
    .addHelpText(
      'after',
      `
What a line says:
${grammar}

Dialect, framing and zone key are those of the settings (NETWORK_DIALECT …), as for the server.

Examples:
  npx cardwright pos
  npx cardwright pos "tap 12.50" clear
  npx cardwright pos "insert 60 pin=1234 single" "reverse" --json
  npx cardwright pos --network 10.0.0.5:8583 --pan 9999990000000007 --expiry 12/30 "ecommerce 40 expect=00"`,
    )
    .action(async (lines: readonly string[], options: PosOptions) => {
      // The messages of a network, which no other command needs.
      const { play } = await import('./pos/play.ts');
      await play(lines, options, grammar);
    });
}

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 600) return value;
  throw new InvalidArgumentError('Give a number of seconds.');
}
