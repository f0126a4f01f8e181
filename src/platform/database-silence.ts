import { Client, DatabaseError } from 'pg';
import type { ClientConfig } from 'pg';
import type { Socket } from 'node:net';
import { setImmediate, setTimeout as delay } from 'node:timers/promises';

/** How often is looked. Of three looks in a row without a byte the first one has asked for an answer. */
const usualLookMs = 4_000;
const silentLooks = 3;

/** Looks after connections whose other end may vanish without a word. */
export interface SilenceWatch {
  /**
   * Looks after a connection from now on, and ends what connections that were given up have left on the server.
   * `works`: it may be silent for as long as the server is at work on what it was asked. To be awaited before it is used.
   */
  add(client: Client, of: { readonly works: boolean }): Promise<void>;
  stop(): void;
}

interface Watched {
  readonly client: Client;
  readonly stream: Socket;
  readonly works: boolean;
  session?: Session;
  bytesRead: number;
  looksWithoutAByte: number;
}

/** A connection as the server knows it. Process ids are used again, and after a failover it is another server. */
interface Session {
  readonly pid: number;
  readonly started: string;
}

/**
 * When the machine of the database or something on the way to it vanishes without a FIN or RST, the kernel hopes for a quarter of
 * an hour for what was sent to be acknowledged, and Node cannot tell it not to (TCP_USER_TIMEOUT). So every connection is looked at
 * every few seconds: one that has not read a byte is asked for an answer, and when that does not come either, and the server says
 * over a new connection that it is not at work on anything for it, or cannot be reached, it is given up as the kernel would:
 * whoever waits for it fails with ETIMEDOUT. What it may still have open on the server is ended before any new connection is
 * used, so that whoever looks up what became of it, sees the end of it, and nobody waits for its locks.
 *
 * Nothing is done for each statement, and nothing at all where the database is on the other side of a Unix socket.
 */
export function watchForSilence(connection: ClientConfig, lookEveryMs: number = usualLookMs): SilenceWatch {
  const watched = new Set<Watched>();
  let leftOnServer: Session[] = [];
  let timer: NodeJS.Timeout | undefined;
  let asking = false;

  const look = (): void => {
    for (const each of watched) {
      const { client, stream } = each;
      if (stream.destroyed) watched.delete(each);
      // Its good-bye was sent a while ago.
      else if (stream.writableEnded) stream.destroy();
      else if (stream.bytesRead !== each.bytesRead) {
        each.bytesRead = stream.bytesRead;
        each.looksWithoutAByte = 0;
      } else {
        each.looksWithoutAByte += 1;
        if (each.looksWithoutAByte === 1) client.query(ask, () => undefined);
      }
    }
    if (asking || ![...watched].some((each) => each.looksWithoutAByte >= silentLooks)) return;
    // What fell silent with it is seen by some one look later.
    const silent = [...watched].filter((each) => each.looksWithoutAByte >= silentLooks - 1);
    asking = true;
    void giveUpLost(silent).finally(() => (asking = false));
  };

  const giveUpLost = async (silent: readonly Watched[]): Promise<void> => {
    const lost = await endAllButWorking(silent);
    if (lost === 'not now') return;
    for (const each of silent) {
      // Some may have been heard of in the meantime.
      if (each.stream.bytesRead !== each.bytesRead) continue;
      if (!lost.includes(each)) {
        each.looksWithoutAByte = 1;
        continue;
      }
      watched.delete(each);
      each.stream.destroy(silence());
    }
  };

  /**
   * Asks the server over a new connection for which of them it is at work, ends the others there, and says which these are. What
   * cannot be reached is at work for nobody. `not now`: it is there, but does not say.
   */
  const endAllButWorking = async (silent: readonly Watched[]): Promise<readonly Watched[] | 'not now'> => {
    const patience = { connectionTimeoutMillis: lookEveryMs * 2, query_timeout: lookEveryMs * 2 };
    const fresh = new Client({ ...connection, ...patience });
    fresh.on('error', () => undefined);
    let lost = silent;
    try {
      await fresh.connect();
      const asked = silent.flatMap(({ works, session }) =>
        works && session !== undefined ? [session.pid] : [],
      );
      const { rows } = await fresh.query<Session>(atWork, [asked]);
      const working = new Set(rows.map(nameOf));
      // The answer of one that has just ended its work is on its way.
      await arrival(lookEveryMs / 4);
      lost = silent.filter(
        (each) =>
          each.stream.bytesRead === each.bytesRead && !(each.works && working.has(nameOf(each.session))),
      );
      await endOnServer(fresh, sessionsOf(lost));
      return lost;
    } catch (error) {
      if (error instanceof DatabaseError) return 'not now';
      leftOnServer.push(...sessionsOf(lost));
      return lost;
    } finally {
      fresh.connection.stream.destroy();
    }
  };

  return {
    async add(client, { works }) {
      const stream = client.connection.stream as Socket;
      // A Unix socket ends with its other end, always.
      if (stream.remoteAddress === undefined) return;
      const each: Watched = { client, stream, works, bytesRead: stream.bytesRead, looksWithoutAByte: 0 };
      watched.add(each);
      timer ??= setInterval(look, lookEveryMs).unref();
      const { rows } = await client.query<Session>(introduce);
      if (rows[0] !== undefined) each.session = rows[0];
      const left = leftOnServer;
      await endOnServer(client, left);
      leftOnServer = leftOnServer.filter((session) => !left.includes(session));
    },
    stop: () => clearInterval(timer),
  };
}

/** After a standstill of this program timers come first, and only then what has come in. */
const arrival = async (ms: number): Promise<void> => {
  await delay(ms, undefined, { ref: false });
  await setImmediate();
};

const sessionsOf = (watched: readonly Watched[]): readonly Session[] =>
  watched.flatMap(({ session }) => session ?? []);

const nameOf = (session: Partial<Session> | undefined): string => `${session?.pid} ${session?.started}`;

const silence = (): Error =>
  Object.assign(new Error('The database gives no answer on this connection, and does not work for it.'), {
    code: 'ETIMEDOUT',
    syscall: 'read',
  });

const ask = 'SELECT 1';

/**
 * Who we are on the server; and that it, too, looks whether we are there, every few seconds when nothing goes over the connection
 * (settings of TCP, in seconds), and gives up what is not acknowledged (in ms): it would keep locks for hours.
 */
const introduce = `
  SELECT pid, extract(epoch FROM backend_start)::text AS started,
    set_config('tcp_keepalives_idle', '10', false), set_config('tcp_keepalives_interval', '5', false),
    set_config('tcp_keepalives_count', '3', false), set_config('tcp_user_timeout', '25000', false)
  FROM pg_stat_activity WHERE pid = pg_backend_pid()`;

/** One that waits for its client, to ask or to take its answer, is not at work. Where the server does not keep book, all may be. */
const atWork = `
  SELECT pid, extract(epoch FROM backend_start)::text AS started FROM pg_stat_activity
  WHERE pid = ANY($1::int[]) AND state NOT LIKE 'idle%' AND wait_event_type IS DISTINCT FROM 'Client'`;

/** Resolves when they are gone, with their locks; what they had not committed by then never will be. */
async function endOnServer(client: Client, sessions: readonly Session[]): Promise<void> {
  if (sessions.length === 0) return;
  await client.query(
    `SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity
     JOIN unnest($1::int[], $2::text[]) AS given (pid, started) USING (pid)
     WHERE extract(epoch FROM backend_start)::text = started`,
    [sessions.map(({ pid }) => pid), sessions.map(({ started }) => started)],
  );
}
