import { Command, InvalidArgumentError } from 'commander';
import type { Client } from '../../../sdk/index.ts';
import { randomBytes } from '../../platform/random.ts';
import { followEvents } from '../streams/follow.ts';
import type { Followed } from '../streams/follow.ts';
import { forward, readTarget } from '../streams/forward.ts';
import type { Forwarded, ForwardOptions } from '../streams/forward.ts';
import { harmless, printProblem, styled } from '../terminal/output.ts';
import { CliProblem, exitCodes } from '../run.ts';
import { clientFor, withServer } from '../server.ts';
import type { ServerOptions } from '../server.ts';

interface ListenOptions extends ServerOptions {
  readonly forwardTo?: string;
  readonly endpoint?: string;
  readonly secret?: string;
  readonly type?: readonly string[];
  readonly after?: string;
  readonly count?: number;
  readonly quiet?: true;
}

/** `cardwright listen` */
export function listenCommand(): Command {
  return withServer(new Command('listen'))
    .description('show events as they happen, and forward them to a receiver on this machine')
    .option('--forward-to <url>', 'a URL, host:port/path, or a port on this machine', target)
    .option('--endpoint <id>', 'sign with the secret of this endpoint (requires a level 3 key)')
    .option('--secret <whsec>', 'sign with this secret; default: a new one, which is shown', whsec)
    .option('--type <type...>', 'only these types, or their first parts: CARDS, CARDS.CLEARING')
    .option('--after <event>', 'start after this event; default: only what happens from now on', eventId)
    .option('--count <n>', 'exit after this many events', wholeNumber)
    .option('--quiet', 'one line per event, without its data')
    .addHelpText(
      'after',
      `
No public address is needed: events come over one connection to the server, which is made again when it breaks. Each is
forwarded with the body and headers of a delivery, one after the other. Answers are shown and not acted on: nothing is sent
again, and no purchase is decided. The code of a 3DS challenge is in deliveries only.

Examples:
  npx cardwright listen
  npx cardwright listen --forward-to 3000
  npx cardwright listen --forward-to localhost:3000/webhooks --type CARDS.CLEARING --secret whsec_…
  npx cardwright listen --json | jq .event.operation`,
    )
    .action(listen);
}

async function listen(options: ListenOptions): Promise<void> {
  const json = options.json === true;
  const client = await clientFor(options);
  if (options.type !== undefined) await checkTypes(client, options.type);
  const secret = await secretFor(options, client);
  const stop = new AbortController();
  const end = (): void => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  const events = followEvents({
    client,
    after: options.after,
    signal: stop.signal,
    onConnected: () => process.stderr.write(greeting(options, secret)),
    onLost: (reason) => printProblem(json, `The connection was lost: ${reason}`, 'Trying again.'),
    onBack: () => process.stderr.write('Listening again.\n'),
  });
  try {
    let told = 0;
    for await (const followed of events) {
      if (options.type !== undefined && !options.type.some((type) => isOf(followed.type, type))) continue;
      const forwarded =
        options.forwardTo === undefined
          ? undefined
          : await forward(followed, {
              to: options.forwardTo,
              secret,
              ...(await notInTheStream(client, followed.id)),
            });
      process.stdout.write(
        json
          ? `${JSON.stringify({ id: followed.id, type: followed.type, event: followed.event, forwarded })}\n`
          : harmless(linesOf(followed, forwarded, options.quiet === true)),
      );
      told += 1;
      if (told === options.count) return;
    }
  } finally {
    stop.abort();
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

/** @throws CliProblem for a type that never comes: it would be waited for without a word */
async function checkTypes(client: Client, wanted: readonly string[]): Promise<void> {
  const { data: known } = await client.listEventTypes();
  const none = wanted.find((type) => !known.some(({ name }) => isOf(name, type)));
  if (none === undefined) return;
  throw new CliProblem(
    `${none} is not an event type, nor the first parts of one.`,
    'See the event catalogue: docs/guides/event-catalogue.md.',
    exitCodes.usage,
  );
}

/** What a delivery would be signed with. */
async function secretFor({ endpoint, secret }: ListenOptions, client: Client): Promise<string> {
  if (endpoint !== undefined) return (await client.getWebhookSecret({ endpointId: endpoint })).secret;
  return secret ?? `whsec_${randomBytes(32).toString('base64')}`;
}

/** What the stream does not tell. Without it the event is forwarded all the same. */
const notInTheStream = (
  client: Client,
  eventId: string,
): Promise<Pick<ForwardOptions, 'traceId' | 'isTest'>> =>
  client.getEvent({ eventId }).then(
    (event) => ({ traceId: event.trace_id, isTest: event.test }),
    () => ({ traceId: undefined, isTest: false }),
  );

/** On standard error, so that what is piped on is events only. */
function greeting({ forwardTo, endpoint, secret: given }: ListenOptions, secret: string): string {
  if (forwardTo === undefined) return 'Listening. Press Ctrl-C to stop.\n';
  const signed =
    endpoint !== undefined
      ? `with the secret of ${endpoint}`
      : given !== undefined
        ? 'with the given secret'
        : `with ${secret}`;
  return `Listening. Events go to ${forwardTo}, signed ${signed}. Press Ctrl-C to stop.\n`;
}

function linesOf({ id, type, event }: Followed, forwarded: Forwarded | undefined, quiet: boolean): string {
  const reason = 'reason' in event && event.reason !== undefined ? `: ${event.reason}` : '';
  const lines = [`${styled('bold', type)}${reason} ${styled('gray', id)}`];
  if (forwarded !== undefined) {
    const { status, duration_ms: took, answer } = forwarded;
    const good = status !== null && status >= 200 && status < 300;
    const word = status === null ? answer : `${status}${answer === '' ? '' : ` ${answer}`}`;
    lines.push(`  ${styled(good ? 'green' : 'red', '→')} ${word} ${styled('gray', `(${took} ms)`)}`);
  }
  if (!quiet) lines.push(JSON.stringify(event.data, null, 2), '');
  return `${lines.join('\n')}\n`;
}

const isOf = (type: string, wanted: string): boolean => `${type}.`.startsWith(`${wanted.toUpperCase()}.`);

function target(text: string): string {
  const read = readTarget(text);
  if (read === undefined) throw new InvalidArgumentError('Give a URL, host:port/path, or a port.');
  return read;
}

/** The stream takes whatever stands before its first event for the time when it began. */
function eventId(text: string): string {
  if (!/^evt_[\da-f-]{36}$/.test(text)) throw new InvalidArgumentError('Give the id of an event: evt_…');
  return text;
}

/** Not repeated where it is wrong: it may be one all but for a slip. */
function whsec(text: string): string {
  if (/^whsec_[A-Za-z0-9+/]{20,}={0,2}$/.test(text)) return text;
  throw new CliProblem(
    '--secret needs a value that starts with whsec_ followed by base64.',
    'Use the secret that was shown when an endpoint was created.',
    exitCodes.usage,
  );
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('Give a whole number of at least 1.');
  return Number(text);
}
