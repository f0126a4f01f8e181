import { Client, DatabaseError } from 'pg';
import { monotonicMs } from './clock.ts';

/** The servers of a `DATABASE_URL`, of which one at a time can be written: which it is, is found anew whenever it is lost. */
export interface DatabaseServers {
  /** The one that was written last. */
  readonly current: string;
  /**
   * Where the next connection of those goes that are looked at: to the one that was written last, or to each in turn until one is
   * found.
   */
  next(): string;
  /**
   * Whether a new connection has reached the server that is to be written. To be awaited before it is used: a standby, or what was
   * the first before a failover, answers questions too, with what was true once, and gives leases that another one has given.
   * Answers which life of which database it is in; always the same where the server does not tell.
   *
   * @throws an error that says that the database cannot be had now (25006)
   */
  expectWritten(client: Client): Promise<string>;
  /** A connection was lost: the server may be, too. */
  lost(): void;
}

/** What is asked of a new connection. */
interface Look {
  readonly read_only: boolean;
}

const look = `SELECT current_setting('transaction_read_only')::bool AS read_only`;

interface Life {
  readonly system: string;
  readonly timeline: string;
}

/**
 * A standby that takes over begins a new timeline, the next number. Whoever was the first before stays on the old one, and comes back
 * as if nothing had happened, where nobody keeps it from that.
 */
const askLife = `
  SELECT system_identifier::text AS system, left(pg_walfile_name(pg_current_wal_lsn()), 8) AS timeline
  FROM pg_control_system()`;

/** A server that has not been heard of for so long is asked again, and is not the one that is written any more. */
const patienceMs = 2_000;

/** @param urls one for each server */
export function createDatabaseServers(
  urls: readonly [string, ...string[]],
  clock: () => number = monotonicMs,
): DatabaseServers {
  const places = urls.map((url) => placeOf(new Client(url)));
  let at = urls.length - 1;
  let found = false;
  /** Of each server, since when it was asked for a connection without having been heard of. */
  const askedMs: (number | undefined)[] = urls.map(() => undefined);
  let life: Life | undefined;
  let tellsLife = true;

  const lifeOf = async (client: Client): Promise<Life | undefined> => {
    if (!tellsLife) return undefined;
    try {
      return (await client.query<Life>(askLife)).rows[0];
    } catch (error) {
      // Not every service that speaks as PostgreSQL does has a log to number.
      if (!(error instanceof DatabaseError) || !untold.has(error.code)) throw error;
      tellsLife = false;
      return undefined;
    }
  };

  const expectWritable = async (client: Client): Promise<string> => {
    const { rows } = await client.query<Look>(look);
    if (rows[0]?.read_only === true) throw notWritten('can only be read');
    const now = await lifeOf(client);
    if (now === undefined) return '';
    if (urls.length > 1 && life !== undefined && life.system !== now.system) throw otherDatabase();
    // Digits of one width.
    if (life?.system === now.system && now.timeline < life.timeline)
      throw notWritten(
        `is of timeline ${Number.parseInt(now.timeline, 16)}, from before a failover to ${Number.parseInt(life.timeline, 16)}`,
      );
    life = now;
    return `${now.system}/${now.timeline}`;
  };

  const current = (): string => urls[at] ?? urls[0];

  return {
    get current() {
      return current();
    },
    next() {
      const now = clock();
      const isAsked = (server: number): boolean => now - (askedMs[server] ?? -Infinity) < patienceMs;
      if (found && askedMs[at] !== undefined && !isAsked(at)) found = false;
      if (!found) {
        // One that says nothing would hold a place of the pool for each try, until none is left.
        const inTurn = urls.map((_, ahead) => (at + 1 + ahead) % urls.length);
        at = inTurn.find((server) => !isAsked(server)) ?? (at + 1) % urls.length;
        askedMs[at] = undefined;
      }
      askedMs[at] ??= now;
      return current();
    },
    async expectWritten(client) {
      const server = places.indexOf(placeOf(client));
      askedMs[server] = undefined;
      try {
        const which = await expectWritable(client);
        at = server;
        found = true;
        return which;
      } catch (error) {
        if (server === at) found = false;
        throw error;
      }
    },
    lost: () => void (found = false),
  };
}

const placeOf = ({ host, port }: Client): string => `${host} ${port}`;

/** `feature_not_supported`, `insufficient_privilege`, `undefined_function` */
const untold: ReadonlySet<string | undefined> = new Set(['0A000', '42501', '42883']);

const notWritten = (what: string): Error =>
  Object.assign(new Error(`This server of DATABASE_URL ${what}: it is not used.`), { code: '25006' });

const another = 'was never one with the others: both can be written, and have other rows';

const otherDatabase = (): Error => Object.assign(notWritten(another), { isOtherDatabase: true });

/** Whether of several servers one is no copy of the others: whoever is asked first would decide whose money it is. */
export const isOtherDatabase = (error: unknown): boolean =>
  error instanceof Error && 'isOtherDatabase' in error;
