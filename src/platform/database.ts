import type { Socket } from 'node:net';
import { Client, DatabaseError, escapeIdentifier, Pool, types as defaultTypes } from 'pg';
import type { ClientConfig, CustomTypesConfig, PoolClient, QueryConfig, QueryResult } from 'pg';
import { invariant } from '../kernel/assert.ts';
import type { DatabaseServers } from './database-servers.ts';
import { watchForSilence } from './database-silence.ts';
import { gatherWrites, type Write } from './gathered-writes.ts';

/** One SQL statement, prepared once for each connection under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

const names = new Map<string, string>();

/** Declares a prepared statement. Names are unique in the program; `folder.useCase` by custom. */
export function sql(name: string, text: string): Statement {
  invariant((names.get(name) ?? text) === text, `statement name ${name} is used once`);
  names.set(name, text);
  return { name, text };
}

/** What a statement's parameters may be. A `Buffer` goes as PostgreSQL's binary format (see `columns.ts`). */
export type Parameter = string | number | bigint | boolean | Date | Buffer | null | readonly Parameter[];

/** Where statements run: inside a unit of work, or each by itself. */
export interface Queries {
  /** The rows of the answer; columns as named in SQL. `numeric` and `int8` are `bigint`, `timestamptz` is `Date`. */
  query<Row = Record<string, unknown>>(
    statement: Statement,
    parameters?: readonly Parameter[],
  ): Promise<Row[]>;
  /** The number of rows that a statement without rows in its answer touched. */
  execute(statement: Statement, parameters?: readonly Parameter[]): Promise<number>;
}

/** A unit of work: everything in it becomes true together, or none of it. */
export interface Tx extends Queries {
  /**
   * A write whose answer nobody needs, and that reads nothing of what this unit of work has written: all that are handed
   * over in one go travel as parts of one statement. Writes to one table stay in order.
   */
  gather(write: Write): Promise<void>;
  /**
   * For writes whose answers nobody needs before the unit of work ends: they travel together with the COMMIT, which saves a
   * wait in the time that its locks are held. If one fails, also one that could not even be sent, the unit of work rolls back and
   * throws what it threw.
   */
  travelsWithCommit(...answers: readonly Promise<unknown>[]): void;
  /** Runs once the unit of work has committed, never when it rolls back; for waking others, not for work that must happen. */
  afterCommit(action: () => void): void;
}

export interface Database extends Queries {
  /**
   * Runs `body` as one unit of work (READ COMMITTED) and answers after the commit is durable. Statements that
   * `body` does not wait for one by one are pipelined. Any throw rolls everything back.
   *
   * @throws CommitUnknown when the connection was lost while committing: it may or may not have happened
   */
  work<T>(body: (tx: Tx) => Promise<T>): Promise<T>;
  /** Calls `heard` for each NOTIFY on `channel`, on a connection of its own that reconnects by itself. */
  listen(channel: string, heard: (payload: string) => void): Promise<() => Promise<void>>;
  /** Sends a NOTIFY outside any unit of work. */
  notify(channel: string, payload: string): Promise<void>;
  /**
   * Runs `action` before the first connection is used that was made after another one was lost: the database may lack since what it
   * had answered, as where a standby takes over that had not received everything. Whoever remembers rows begins anew.
   */
  onInterruption(action: () => void): void;
  readonly connection: DatabaseConnection;
  close(): Promise<void>;
}

/** How the database is reached. `servers`: where another server may take the place of one, which then has the `connectionString`. */
export interface DatabaseConnection extends ClientConfig {
  readonly servers?: DatabaseServers;
}

/** The connection was lost between sending COMMIT and its answer. Look the outcome up by its key before answering anybody. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
}

export interface DatabaseOptions {
  /** At most this many connections; default 10. */
  readonly connections?: number;
  /** Told of connection trouble outside of any query, and of what an action after a commit threw. */
  readonly onError?: (error: Error) => void;
  /** How often connections over TCP are looked at, whether there is an answer, in ms; default 4,000. */
  readonly lookEveryMs?: number;
  /** How long a connection is waited for, a new one or one that others have, in ms; default 10,000. */
  readonly patienceMs?: number;
}

/** How long a new connection may take. */
const patienceMs = 10_000;

/** `int8` and `numeric`: all of this schema's are whole minor units. */
const wholeNumbers: ReadonlySet<number> = new Set([20, 1700]);

const types: CustomTypesConfig = {
  // pg declares one overload for each of its own types; an oid is any number.
  getTypeParser: ((oid: never, format: 'text') =>
    wholeNumbers.has(oid)
      ? BigInt
      : defaultTypes.getTypeParser(oid, format)) as CustomTypesConfig['getTypeParser'],
};

/** Opens a pool of connections; nothing connects before the first statement. */
export function openDatabase(connection: DatabaseConnection, options: DatabaseOptions = {}): Database {
  const { servers } = connection;
  const watch = watchForSilence(connection, options.lookEveryMs);
  const pool = new Pool({
    ...connection,
    max: options.connections ?? 10,
    idleTimeoutMillis: 0,
    connectionTimeoutMillis: options.patienceMs ?? patienceMs,
    types,
    pipeline: true,
    verify: (client, done) => void verify(client, done),
  });
  // Read for each connection that is made.
  if (servers !== undefined)
    Object.defineProperty(pool.options, 'connectionString', { get: () => servers.next() });
  let closing = false;
  const tell = (error: Error): void => {
    if (!closing) options.onError?.(error);
  };
  let interrupted = false;
  const lost = (error: Error): void => {
    interrupted = true;
    servers?.lost();
    tell(error);
  };
  const interruptions: (() => void)[] = [];
  const connected = new Set<Client>();
  let life: string | undefined;
  /** Before a connection is used. */
  const prepare = async (client: Client, of: { readonly works: boolean }): Promise<void> => {
    const now = await servers?.expectWritten(client);
    if (life !== undefined && now !== life) {
      interrupted = true;
      // Whoever was the first before may still be there for those that reached it then.
      for (const other of connected) if (other !== client) other.connection.stream.destroy();
    }
    life = now;
    connected.add(client);
    client.once('end', () => connected.delete(client));
    if (interrupted) {
      interrupted = false;
      for (const action of interruptions) action();
    }
    await watch.add(client, of);
  };
  let refused = '';
  const verify = async (client: Client, done: (error?: Error) => void): Promise<void> => {
    try {
      await prepare(client, { works: true });
    } catch (thrown) {
      const error = thrown as Error;
      // Once, not for each that is tried.
      if (error.message !== refused) tell(error);
      refused = error.message;
      done(error);
      return;
    }
    refused = '';
    done();
  };
  // A connection can also be lost while a unit of work has it and waits for nothing; the pool tells of idle ones only.
  pool.on('connect', (client) => client.on('error', lost));
  pool.on('error', () => undefined);
  const listeners = new Set<() => Promise<void>>();

  return {
    connection,
    async query<Row>(statement: Statement, parameters?: readonly Parameter[]) {
      return (await pool.query(prepared(statement, parameters))).rows as Row[];
    },
    async execute(statement, parameters) {
      return (await pool.query(prepared(statement, parameters))).rowCount ?? 0;
    },
    async work(body) {
      const client = await pool.connect();
      return await unitOfWork(client, body, tell);
    },
    async notify(channel, payload) {
      await pool.query({
        name: 'platform.notify',
        text: 'SELECT pg_notify($1, $2)',
        values: [channel, payload],
      });
    },
    async listen(channel, heard) {
      const next = (): ClientConfig =>
        servers === undefined ? connection : { ...connection, connectionString: servers.next() };
      const stop = await listenForever(next, channel, heard, lost, prepare);
      listeners.add(stop);
      return async () => {
        listeners.delete(stop);
        await stop();
      };
    },
    onInterruption: (action) => void interruptions.push(action),
    async close() {
      closing = true;
      await Promise.all([...listeners].map((stop) => stop()));
      await pool.end();
      watch.stop();
    },
  };
}

function prepared(statement: Statement, parameters: readonly Parameter[] = []): QueryConfig {
  return { name: statement.name, text: statement.text, values: parameters as unknown[] };
}

const begin = sql('platform.begin', 'BEGIN');
const commit = sql('platform.commit', 'COMMIT');
const rollback = sql('platform.rollback', 'ROLLBACK');

/**
 * By callback: of each statement whose promise pg made, what it was sent with outlived every collection of the new generation,
 * 24 KB of buffers a purchase, so that at 250 a second all of memory was collected every 5 s.
 */
const answerOf = (
  client: PoolClient,
  statement: Statement,
  parameters?: readonly Parameter[],
): Promise<QueryResult> =>
  new Promise((resolve, reject) => {
    const answered = (error: Error | null, result: QueryResult): void =>
      error === null ? resolve(result) : reject(error);
    client.query(prepared(statement, parameters), answered);
  });

async function unitOfWork<T>(
  client: PoolClient,
  body: (tx: Tx) => Promise<T>,
  onError: (error: Error) => void,
): Promise<T> {
  const actions: (() => void)[] = [];
  const sent: Promise<unknown>[] = [];
  /** What could not be sent at all, such as an amount that no column holds, fails no statement: COMMIT would keep the rest. */
  const spoiled: unknown[] = [];
  let open = true;
  const line = lineTo(client);
  const send = (statement: Statement, parameters?: readonly Parameter[]): Promise<QueryResult> => {
    invariant(open, `${statement.name} runs inside its unit of work`);
    line.gather();
    const answer = answerOf(client, statement, parameters);
    sent.push(answer);
    return answer;
  };
  const writes = gatherWrites(send);
  const tx: Tx = {
    async query<Row>(statement: Statement, parameters?: readonly Parameter[]) {
      writes.flush();
      return (await send(statement, parameters)).rows as Row[];
    },
    async execute(statement, parameters) {
      writes.flush();
      return (await send(statement, parameters)).rowCount ?? 0;
    },
    gather: writes.gather,
    travelsWithCommit(...answers) {
      for (const answer of answers) answer.catch((error: unknown) => spoiled.push(error));
    },
    afterCommit: (action) => void actions.push(action),
  };
  let committing: Promise<QueryResult> | undefined;
  let result: T;
  try {
    // BEGIN is not waited for: the first statement travels with it. It can be what the end of the connection is told to.
    line.gather();
    const begun = answerOf(client, begin);
    begun.catch(() => undefined);
    sent.push(begun);
    result = await body(tx);
    writes.flush();
    // Behind that what was gathered would leave without the COMMIT.
    const release = line.hold();
    try {
      await settledByNow();
      if (spoiled.length > 0) throw spoiled[0];
      open = false;
      committing = answerOf(client, commit);
      sent.push(committing);
    } finally {
      release();
    }
    await Promise.all(sent);
    // After a failed statement PostgreSQL answers COMMIT with ROLLBACK; Promise.all has thrown by then.
    invariant((await committing).command === 'COMMIT', 'a commit commits');
  } catch (error) {
    open = false;
    writes.drop();
    const answers = await Promise.allSettled(sent);
    const failed = answers.find((answer) => answer.status === 'rejected');
    // A connection in an unknown state is thrown away, and the server rolls back what it held. A COMMIT that was answered,
    // if only by a rollback, has ended the unit of work.
    const clean = await (committing ?? answerOf(client, rollback)).then(
      () => true,
      () => false,
    );
    client.release(!clean || answers.some(saysToLeave));
    if (committing !== undefined && failed?.reason && !isServerError(failed.reason))
      throw new CommitUnknown('the outcome of a commit is unknown', { cause: error });
    // What was sent behind the statement that failed is refused for that reason alone.
    throw isRefusedAfterFailure(error) && failed !== undefined ? failed.reason : error;
  }
  client.release();
  for (const action of actions) runAction(action, onError);
  return result;
}

/** What has committed is done, whatever an action behind it throws. */
function runAction(action: () => void, onError: (error: Error) => void): void {
  try {
    action();
  } catch (error) {
    onError(error instanceof Error ? error : new Error(String(error)));
  }
}

/**
 * What is sent in one go is written in one go: PostgreSQL is woken once, and answers in one go, where each statement by itself
 * would be a write, a wait for a core and an answer that wakes us.
 */
function lineTo(client: PoolClient) {
  const stream = client.connection.stream as Socket;
  /** Nothing leaves before the answer is called. */
  const hold = (): (() => void) => {
    stream.cork();
    return () => stream.uncork();
  };
  let gathers = false;
  return {
    hold,
    /** What is sent from now on leaves behind all promises that are settled already. */
    gather() {
      if (gathers) return;
      gathers = true;
      const release = hold();
      process.nextTick(() => {
        gathers = false;
        release();
      });
    },
  };
}

/** Resolves behind all promises that are settled already. */
const settledByNow = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

/** `in_failed_sql_transaction` */
const isRefusedAfterFailure = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === '25P02';

/**
 * `read_only_sql_transaction`: while another takes its place a connection may reach the server that was, and would stay with it. And
 * {@link isOutOfDate}, which it would stay, too.
 */
const saysToLeave = (answer: PromiseSettledResult<unknown>): boolean =>
  answer.status === 'rejected' &&
  ((answer.reason instanceof DatabaseError && answer.reason.code === '25006') || isOutOfDate(answer.reason));

/**
 * "cached plan must not change result type": a statement was prepared before a newer version, which starts beside us, has changed its
 * table. Nothing was done, and over another connection it can be.
 */
export const isOutOfDate = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === '0A000' && error.routine === 'RevalidateCachedQuery';

const isServerError = (error: unknown): boolean => error instanceof DatabaseError;

async function listenForever(
  next: () => ClientConfig,
  channel: string,
  heard: (payload: string) => void,
  onError: DatabaseOptions['onError'],
  prepare: (client: Client, of: { readonly works: boolean }) => Promise<void>,
): Promise<() => Promise<void>> {
  let client: Client | undefined;
  let stopped = false;
  let timer: NodeJS.Timeout | undefined;
  const connect = async (): Promise<void> => {
    // The first one is waited for by whoever starts to listen; of all that follow nobody would know.
    const fresh = new Client({
      ...next(),
      connectionTimeoutMillis: client === undefined ? 0 : patienceMs,
    });
    fresh.on('error', (error) => {
      onError?.(error);
    });
    fresh.on('end', () => {
      if (!stopped) timer = setTimeout(() => void connect().catch(() => {}), 500);
    });
    fresh.on('notification', (message) => heard(message.payload ?? ''));
    client = fresh;
    await fresh.connect();
    try {
      await prepare(fresh, { works: false });
      await fresh.query(`LISTEN ${escapeIdentifier(channel)}`);
    } catch (error) {
      // A connection that does not listen is of no use: its end lets the next be made.
      await fresh.end();
      throw error;
    }
    heard('');
  };
  try {
    await connect();
  } catch (error) {
    stopped = true;
    clearTimeout(timer);
    throw error;
  }
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await client?.end();
  };
}

/** Whether a unit of work ended because something was not as it was remembered (`as_remembered` in SQL). */
export const isNotAsRemembered = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === 'CW001';

/** Whether an error is PostgreSQL's refusal of a second row with the same key, optionally of the named constraint. */
export function isUniqueViolation(error: unknown, constraint?: string): boolean {
  return (
    error instanceof DatabaseError &&
    error.code === '23505' &&
    (constraint === undefined || error.constraint === constraint)
  );
}

/** Whether PostgreSQL ended a unit of work since it and another one waited for each other: the same may well succeed now. */
export const isDeadlock = (error: unknown): boolean =>
  error instanceof DatabaseError && error.code === '40P01';
