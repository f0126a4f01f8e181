import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { testClient } from '../support/client.ts';
import { givePrepared, throwawayFolder } from '../support/prepared.ts';
import { silentLog } from '../../src/platform/log.ts';
import { startPostgres } from '../../src/platform/services/postgres.ts';
import type { EmbeddedPostgres } from '../../src/platform/services/postgres.ts';
import { explain, watchPauses, type Duplicates, type Outage } from './explain.ts';
import { startLoad } from './load.ts';
import { randomFrom } from './random.ts';
import { startReceiver, type Arrival } from './receiver.ts';
import { startVictim } from './server.ts';
import type { Victim } from './server.ts';

export interface CrashOptions {
  /** How often a process is killed. */
  readonly kills: number;
  /** What happens when follows from it, as far as the machine lets it. */
  readonly seed: number;
  /** Who buy at once; default 12. */
  readonly callers?: number;
  /** How long each of them waits after a purchase, in ms; default 0. */
  readonly pauseMs?: number;
  /** In a tenth of the kills the other process stands still for so long before it, in ms: longer than a lease. Default: none does. */
  readonly stillMs?: number;
  readonly say?: (sentence: string) => void;
}

export interface CrashReport {
  readonly seed: number;
  readonly kills: number;
  /** How often PostgreSQL crashed and came back. */
  readonly restarts: number;
  /** Purchases that were answered as approved. */
  readonly approved: number;
  /** Approved purchases of which no event was received. Must be 0. */
  readonly untold: number;
  /** Events that are in the database at the end. */
  readonly stored: number;
  /** Of these, accepted by the receiver at least once. */
  readonly received: number;
  /** Stored and not accepted. Must be 0. */
  readonly lost: number;
  /** Received and not stored: told of what never happened. Must be 0. */
  readonly phantom: number;
  readonly duplicates: Duplicates;
  /** How often the machine stood still for half a second or longer, and for how long in all, in seconds. */
  readonly pauses: number;
  readonly pausedSeconds: number;
  readonly seconds: number;
}

/** Two processes share the work, so that one takes over what the other had taken. */
const processes = 2;
/** Of this many deliveries one is refused. */
const refusedOneIn = 200;
/**
 * From the last kill to the last delivery: the lease of a dead process runs out after 20 s, and this many looks take 90. They are
 * counted, and not seconds: a machine that stands still sends nothing, either.
 */
const mostLooks = 360;
const lookEveryMs = 250;

/**
 * Kills a Cardwright process (-9) at random moments under load, lets PostgreSQL crash and come back in a tenth of them, and
 * counts what became of every event.
 */
export async function runCrash({
  kills,
  seed,
  callers = 12,
  pauseMs = 0,
  stillMs = 0,
  say = () => undefined,
}: CrashOptions): Promise<CrashReport> {
  const began = performance.now();
  const random = randomFrom(seed);
  await using opened = new AsyncDisposableStack();
  const folder = await throwawayFolder('cardwright-crash-');
  opened.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }));

  await givePrepared(folder);
  const directory = join(folder, 'postgres');
  const start = (): Promise<EmbeddedPostgres> => startPostgres({ directory, log: silentLog });
  let postgres = await start();
  opened.defer(() => postgres.stop());
  const refuses = randomFrom(seed + 1);
  const receiver = await startReceiver(() => refuses() * refusedOneIn < 1);
  opened.defer(() => receiver.close());

  const settings = {
    DATABASE_URL: postgres.url,
    MASTER_KEY: createHash('sha256').update('crash').digest('hex'),
  };
  const victims: (Victim | undefined)[] = [];
  opened.defer(async () => {
    for (const victim of victims) await victim?.kill();
  });
  const launch = async (place: number): Promise<Victim> => {
    const dataDir = join(folder, `process-${place}`);
    await mkdir(dataDir, { recursive: true });
    // One that meets a database that is just gone ends with a sentence, and is started again as a supervisor would.
    for (let turn = 1; ; turn += 1) {
      try {
        return (victims[place] = await startVictim(settings, dataDir));
      } catch (error) {
        if (turn === 5) throw error;
        await sleep(200);
      }
    }
  };
  // The first migrates, where nothing was prepared.
  const { url, operatorKey } = await launch(0);
  for (let place = 1; place < processes; place += 1) await launch(place);

  const company = await testClient({ url, apiKey: operatorKey }).createCompany({
    name: 'Crash',
    initial_holding: '100000000.00',
  });
  const client = testClient({ url, apiKey: company.api_key });
  await client.createWebhookEndpoint({ url: receiver.url, retry_schedule: Array(20).fill(1) as number[] });
  const cards = await Promise.all(Array.from({ length: 8 }, () => client.createCard(aCard)));
  const load = startLoad({
    callers,
    pauseMs,
    cards: cards.map(({ id }) => id),
    apiKey: company.api_key,
    urls: () => victims.flatMap((victim) => (victim?.alive() === true ? [victim.url] : [])),
  });
  opened.defer(() => load.stop());

  const outages: Outage[] = [];
  opened.defer(watchPauses((pause) => outages.push(pause)));
  const during = async (what: Outage['what'], happens: () => Promise<void>): Promise<void> => {
    const fromMs = Date.now();
    await happens();
    outages.push({ what, fromMs, toMs: Date.now() });
  };
  let restarts = 0;
  for (let kill = 1; kill <= kills; kill += 1) {
    await sleep(random() * 600);
    // In the middle of each ten, so that the short run has its share.
    const back =
      kill % 10 === 5 &&
      during('restart', async () => {
        postgres = await crashPostgres(postgres, start);
        restarts += 1;
      });
    if (back !== false) await sleep(random() * 300);
    const place = Math.floor(random() * processes);
    // Behind the restart, so that whoever takes over has a database.
    if (stillMs > 0 && kill % 10 === 8)
      await during('still', async () => victims[processes - 1 - place]?.standStill(stillMs));
    const victim = victims[place];
    victims[place] = undefined;
    await during('kill', async () => victim?.kill());
    await back;
    // Also another one, should it not have survived the loss of its database.
    for (let each = 0; each < processes; each += 1) if (victims[each]?.alive() !== true) await launch(each);
    if (kill % 10 === 0)
      say(`${kill} of ${kills} kills, ${restarts} restarts of PostgreSQL, ${load.approved.size} purchases`);
  }
  await load.stop();
  say('the load is over; what the dead had taken is sent when its lease runs out');
  const overMs = performance.now();

  const stored = await drained(postgres, company.id, receiver.arrivals);
  const acceptedIds = new Set(
    [...receiver.arrivals].filter(([, list]) => list.some(({ accepted }) => accepted)).map(([id]) => id),
  );
  say(`everything was sent ${Math.round((performance.now() - overMs) / 1000)} s later`);
  const pauses = outages.filter(({ what }) => what === 'still');
  const attempts = await attemptsOf(postgres, company.id, receiver.arrivals);
  const around = (fromMs: number, toMs: number): Outage[] =>
    outages.filter((each) => each.fromMs < toMs + 30_000 && each.toMs > fromMs - 30_000);
  const tell = (event: string, list: readonly Arrival[]): void =>
    say(
      `unexplained: ${JSON.stringify({
        event,
        list,
        attempts: attempts.get(event),
        outages: around(list[0]?.atMs ?? 0, list.at(-1)?.atMs ?? 0),
      })}`,
    );
  return {
    seed,
    kills,
    restarts,
    approved: load.approved.size,
    untold: load.approved.difference(receiver.purchases).size,
    stored: stored.size,
    received: stored.intersection(acceptedIds).size,
    lost: stored.difference(acceptedIds).size,
    phantom: new Set(receiver.arrivals.keys()).difference(stored).size,
    duplicates: explain(receiver.arrivals, outages, tell),
    pauses: pauses.length,
    pausedSeconds: Math.round(pauses.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0) / 1000),
    seconds: Math.round((performance.now() - began) / 1000),
  };
}

/** Ends it as a crash does, without a checkpoint, and starts it again on what it had written. */
async function crashPostgres(
  postgres: EmbeddedPostgres,
  start: () => Promise<EmbeddedPostgres>,
): Promise<EmbeddedPostgres> {
  // Immediate shutdown: the next start recovers from the log.
  process.kill(postgres.pid, 'SIGQUIT');
  await postgres.stop();
  return await start();
}

/** The ids of all events of the company, once nothing of it is due any more, or the patience is over. */
async function drained(
  postgres: EmbeddedPostgres,
  company: string,
  arrivals: ReadonlyMap<string, unknown>,
): Promise<Set<string>> {
  const database = new Client(postgres.connection);
  await database.connect();
  try {
    for (let look = 1; ; look += 1, await sleep(lookEveryMs)) {
      const { rows: due } = await database.query('SELECT 1 FROM webhook_due WHERE company_id = $1 LIMIT 1', [
        company,
      ]);
      if (due.length > 0 && look < mostLooks) continue;
      const { rows } = await database.query<{ id: string }>('SELECT id FROM events WHERE company_id = $1', [
        company,
      ]);
      const ids = new Set(rows.map(({ id }) => id));
      if (due.length === 0 || look >= mostLooks || ids.isSubsetOf(new Set(arrivals.keys()))) return ids;
    }
  } finally {
    await database.end();
  }
}

/** What is stored of the attempts of all events that came twice, by event: to be read beside what was received. */
async function attemptsOf(
  postgres: EmbeddedPostgres,
  company: string,
  arrivals: ReadonlyMap<string, readonly unknown[]>,
): Promise<Map<string, object[]>> {
  const twice = [...arrivals].flatMap(([event, list]) => (list.length > 1 ? [event] : []));
  const database = new Client(postgres.connection);
  await database.connect();
  try {
    const { rows } = await database.query<{ event_id: string }>(
      `SELECT event_id, number, date_part('epoch', started_at) * 1000 AS "startedAtMs", duration_ms AS "tookMs", status_code AS status, error
       FROM webhook_attempts WHERE company_id = $1 AND event_id = ANY($2) ORDER BY event_id, started_at`,
      [company, twice],
    );
    return Map.groupBy(rows, ({ event_id: event }) => event);
  } finally {
    await database.end();
  }
}

const aCard = {
  card_holder_name: 'Ada Lovelace',
  approval_method: 'NONE',
  phone_country_code: 44,
  phone: '7700900123',
} as const;
