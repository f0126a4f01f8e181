import { createInterface } from 'node:readline/promises';
import { configureNetwork, createTerminal } from '../../../network/index.ts';
import type { ClientOptions, Exchange, TerminalPlace } from '../../../network/index.ts';
import { wallClock } from '../../../platform/clock.ts';
import { loadMasterKeys } from '../../../platform/master-key.ts';
import { createSecrets } from '../../../platform/secrets.ts';
import { readSettings } from '../../../platform/settings.ts';
import { readGivenFile } from '../../terminal/given-file.ts';
import { print, printProblem, styled } from '../../terminal/output.ts';
import { CliProblem, exitCodes } from '../../run.ts';
import { runningServer } from '../../server.ts';
import { cardFor, type CardOptions } from './card.ts';
import { openLine } from './line.ts';
import { createSession, type Session } from './session.ts';
import { codeOf, plain, told } from './told.ts';
import { readWords } from './words.ts';

export interface PosOptions extends CardOptions {
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

/** Plays the lines of `cardwright pos`, or what is typed in. */
export async function play(lines: readonly string[], options: PosOptions, grammar: string): Promise<void> {
  const given =
    options.script === undefined ? lines : (await readGivenFile(options.script)).toString().split('\n');
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
    await runLines(session, given, options.json === true, grammar);
  } finally {
    await line.close();
  }
}

async function runLines(
  session: Session,
  given: readonly string[],
  json: boolean,
  grammar: string,
): Promise<void> {
  if (given.length > 0) {
    for (const line of given) await runLine(session, line, json);
    return;
  }
  const interactive = process.stdin.isTTY && !json;
  const reader = createInterface({ input: process.stdin, ...(interactive && { output: process.stdout }) });
  if (interactive) {
    process.stdout.write('Type help to see what the terminal can do.\n');
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
  const address = network ?? (await runningServer()).network;
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(address ?? '') ?? [];
  if (host !== undefined && port !== undefined) return { host, port: Number(port) };
  throw new CliProblem(
    address === undefined || address === null
      ? 'The Cardwright running here does not have the role network.'
      : `"${address}" is not host:port.`,
    'Start it with the role network, or give --network.',
  );
}

async function tlsOf({ ca, certificate, key }: PosOptions): Promise<ClientOptions['tls']> {
  const own = certificate !== undefined && key !== undefined;
  // What was meant to be spoken under TLS is not spoken in clear for want of an option.
  if ((certificate !== undefined || key !== undefined) && (ca === undefined || !own))
    throw new CliProblem('--certificate, --key and --ca go together.', 'See --help.', exitCodes.usage);
  if (ca === undefined) return undefined;
  return {
    ca: await readGivenFile(ca),
    ...(own && { cert: await readGivenFile(certificate), key: await readGivenFile(key) }),
  };
}
