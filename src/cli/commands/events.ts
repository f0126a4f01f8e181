import { Command, InvalidArgumentError, Option } from 'commander';
import type { Operations } from '../../../sdk/index.ts';
import { formatInstant, parseInstant } from '../../kernel/time.ts';
import { wallClock } from '../../platform/clock.ts';
import { fields, print } from '../terminal/output.ts';
import { clientFor, withServer } from '../server.ts';
import type { ServerOptions } from '../server.ts';

type Only = NonNullable<Operations['createReplay']['input']['only']>;

interface ReplayOptions extends ServerOptions {
  readonly since?: string;
  readonly until?: string;
  readonly only?: Only;
  readonly endpoint?: string;
  readonly filter?: string[];
  readonly dryRun?: true;
}

const choices: Only[] = ['failed', 'missing', 'all'];

/** `cardwright events replay` */
export function eventsCommand(): Command {
  const events = new Command('events').description('send events again');
  withServer(events.command('replay'))
    .description('send one event again, or all that were not accepted since a time')
    .argument('[event]', 'the id of one event')
    .option('--since <time>', 'an RFC 3339 time, or a duration ago: 90s, 30m, 6h, 2d', moment)
    .option('--until <time>', 'as --since; default: now', moment)
    .addOption(
      new Option(
        '--only <which>',
        'failed: never accepted; missing: also never sent; all: everything; default: failed',
      ).choices(choices),
    )
    .option('--filter <type...>', 'only these event types, or their first parts')
    .option('--endpoint <id>', 'only to this endpoint; default: all enabled endpoints')
    .option('--dry-run', 'only count')
    .addHelpText(
      'after',
      `
Replayed messages keep their original operation_id, so a receiver that deduplicates does nothing twice, and the
header X-Webhook-Replay: true. A replay of many goes on by itself; the API can pause and cancel it (/webhooks/replays).

Examples:
  npx cardwright events replay evt_0197…
  npx cardwright events replay --since 6h --dry-run
  npx cardwright events replay --since 2026-01-31T12:00:00Z --only missing --endpoint whe_0197…`,
    )
    .action(replay);
  return events;
}

async function replay(event: string | undefined, options: ReplayOptions, command: Command): Promise<void> {
  if ((event === undefined) === (options.since === undefined))
    command.error(`error: name an event, or give --since${event === undefined ? '' : ', not both'}`);
  const json = options.json === true;
  const client = await clientFor(options);
  if (event !== undefined) {
    const wrong = (['until', 'only', 'filter', 'dryRun'] as const).find(
      (name) => options[name] !== undefined,
    );
    if (wrong !== undefined)
      command.error(`error: --${wrong === 'dryRun' ? 'dry-run' : wrong} needs --since`);
    const sent = await client.replayEvent({ eventId: event, endpoint_id: options.endpoint });
    print(json, sent, () => [`Sent again to ${endpoints(sent.deliveries)}.`]);
    return;
  }
  const job = await client.createReplay({
    since: options.since ?? '',
    until: options.until,
    only: options.only,
    filters: options.filter,
    endpoint_id: options.endpoint,
    dry_run: options.dryRun,
  });
  print(json, job, () =>
    job.id === null
      ? [`${job.matched} ${job.matched === 1 ? 'delivery' : 'deliveries'} would be sent again.`]
      : fields({ Replay: job.id, State: job.state, Deliveries: String(job.matched) }),
  );
}

const endpoints = (count: number): string => (count === 1 ? '1 endpoint' : `${count} endpoints`);

const unitMs = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

function moment(text: string): string {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const instant =
    count === undefined
      ? parseInstant(text)
      : new Date(wallClock.now().getTime() - Number(count) * unitMs[unit as keyof typeof unitMs]);
  if (instant === undefined)
    throw new InvalidArgumentError('Give an RFC 3339 time, or a duration such as 90s, 30m, 6h or 2d.');
  return formatInstant(instant);
}
