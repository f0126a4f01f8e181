import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline/promises';
import { Command, InvalidArgumentError } from 'commander';
import { configureNetwork, createTerminal } from '../network/index.ts';
import type { ClientOptions, Exchange, TerminalPlace } from '../network/index.ts';
import { wallClock } from '../platform/clock.ts';
import { loadMasterKeys } from '../platform/master-key.ts';
import { createSecrets } from '../platform/secrets.ts';
import { readSettings } from '../platform/settings.ts';
import { print, printProblem, styled } from './output.ts';
import { cardFor, type CardOptions } from './pos/card.ts';
import { openLine } from './pos/line.ts';
import { createSession, type Session } from './pos/session.ts';
import { codeOf, plain, told } from './pos/told.ts';
import { readWords } from './pos/words.ts';
import { CliProblem } from './run.ts';
import { runningSandbox, withServer } from './server.ts';

interface PosOptions extends CardOptions {
  readonly network?: string;
  readonly script?: string;
  readonly timeout: number;
  readonly merchant: string;
  readonly mcc: string;
  readonly country: string;
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
}

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

  pin=1234  cvv=123|none  currency=EUR  cashback=20  challenge=chl_…  single (0200)  partial (takes less)
  expect=51                 end with 1 unless field 39 says so`;

/** `cardwright pos` */
export function posCommand(): Command {
  return withServer(new Command('pos'))
    .description('play a terminal that speaks ISO 8583 to the card network’s door')
    .argument('[lines...]', 'what the terminal does, each in quotes; default: asks, or reads standard input')
    .option(
      '--network <host:port>',
      'where the network is listened for; default: that of the sandbox in DATA_DIR',
    )
    .option('--card <id>', 'the card; default: the newest active one, or a new one')
    .option('--pan <number>', 'a card by its number, with --expiry')
    .option('--expiry <MM/YY>', 'its expiry date')
    .option('--cvv <digits>', 'its security code')
    .option('--merchant <name>', 'who sells', 'Corner Shop')
    .option('--mcc <code>', 'what kind of merchant, four digits', '5411')
    .option('--country <code>', 'where, ISO 3166 alpha-2', 'US')
    .option('--timeout <seconds>', 'how long the terminal waits for an answer', seconds, 5)
    .option('--script <file>', 'lines from a file')
    .option('--ca <file>', 'speak TLS, and believe this authority (PEM)')
    .option('--certificate <file>', 'show this certificate (PEM), with --key')
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
    .action(pos);
}

async function pos(lines: readonly string[], options: PosOptions): Promise<void> {
  const settings = readSettings();
  const setup = await configureNetwork(settings, createSecrets(await loadMasterKeys(settings)));
  const { codec, framing } = setup;
  const tls = await tlsOf(options);
  const line = openLine(
    { ...(await addressOf(options)), codec, framing, ...(tls && { tls }) },
    options.timeout * 1_000,
  );
  try {
    await line.connect();
    const card = await cardFor(options);
    const terminal = createTerminal({
      ask: (message) => line.ask(message),
      place: placeOf(options),
      clock: wallClock,
      zoneKey: setup.zoneKey,
    });
    const session = createSession({ terminal, card, loseNext: () => line.loseNext() });
    await runLines(session, lines, options);
  } finally {
    await line.close();
  }
}

async function runLines(session: Session, lines: readonly string[], options: PosOptions): Promise<void> {
  const json = options.json === true;
  const given = options.script === undefined ? lines : (await readFile(options.script, 'utf8')).split('\n');
  if (given.length > 0) {
    for (const line of given) await runLine(session, line, json);
    return;
  }
  const interactive = process.stdin.isTTY && !json;
  const reader = createInterface({ input: process.stdin, ...(interactive && { output: process.stdout }) });
  if (interactive) {
    process.stdout.write('help says what the terminal can do.\n');
    reader.setPrompt(styled('bold', 'pos> '));
    reader.prompt();
  }
  for await (const line of reader) {
    if (line.trim() === 'quit') break;
    if (line.trim() === 'help') process.stdout.write(`${grammar}\n`);
    else if (interactive) await forgiving(() => runLine(session, line, json));
    else await runLine(session, line, json);
    if (interactive) reader.prompt();
  }
  reader.close();
}

/** A person may mistype. */
async function forgiving(action: () => Promise<void>): Promise<void> {
  try {
    await action();
  } catch (error) {
    if (!(error instanceof CliProblem)) throw error;
    printProblem(false, error.message, error.advice);
  }
}

async function runLine(session: Session, line: string, json: boolean): Promise<void> {
  const words = readWords(line);
  if (words === undefined) return;
  const exchanges = await session.run(words);
  for (const exchange of exchanges) print(json, plain(exchange), () => told(exchange));
  check(words.options.get('expect'), exchanges[0]);
}

function check(expected: string | undefined, exchange: Exchange | undefined): void {
  const code = exchange && codeOf(exchange);
  if (expected === undefined || expected === (code ?? 'none')) return;
  throw new CliProblem(`Field 39 is ${code ?? 'none'}, not ${expected}.`);
}

const placeOf = ({ merchant, mcc, country }: PosOptions): TerminalPlace => ({
  merchantId: 'POS-0001',
  terminalId: 'POS00001',
  name: merchant,
  city: 'New York',
  country,
  mcc,
  acquirer: '999999',
});

async function addressOf({ network }: PosOptions): Promise<{ host: string; port: number }> {
  const address = network ?? (await runningSandbox()).network;
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(address ?? '') ?? [];
  if (host !== undefined && port !== undefined) return { host, port: Number(port) };
  throw new CliProblem(
    address === undefined || address === null
      ? 'The sandbox that runs here does not speak to a network.'
      : `"${address}" is no host:port.`,
    'Start it with the role network, or give --network.',
  );
}

async function tlsOf({ ca, certificate, key }: PosOptions): Promise<ClientOptions['tls']> {
  if (ca === undefined) return undefined;
  const own = certificate !== undefined && key !== undefined;
  return {
    ca: await readFile(ca),
    ...(own && { cert: await readFile(certificate), key: await readFile(key) }),
  };
}

function seconds(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 600) return value;
  throw new InvalidArgumentError('It must be a number of seconds.');
}
