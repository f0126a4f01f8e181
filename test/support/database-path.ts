import { atEnd } from './at-end.ts';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import type { ClientConfig } from 'pg';

/** A way to the database over TCP that can be cut, or go silent as when a machine vanishes. */
export interface DatabasePath {
  /** The database, by this way. */
  readonly connection: ClientConfig;
  /** Ends all connections, and every new one at once. */
  cut(): void;
  /**
   * Nothing that is sent from now on arrives, and nothing is closed: neither end hears of it. `answers`: what is asked still
   * arrives at the server, but no answer comes back. New connections are taken and hear nothing, either.
   */
  silence(what?: 'all' | 'answers'): void;
  /** New connections get through again; those that were there stay silent for ever. */
  mend(): void;
  /** Lets what was sent to the server over silent connections arrive, late; or what it answered. */
  deliverLate(what?: 'asks' | 'answers'): void;
}

interface Pair {
  readonly asks: Socket;
  readonly answers: Socket;
  silent: boolean;
}

export async function databasePath(to: ClientConfig): Promise<DatabasePath> {
  const { host = '', port = 5432, ...rest } = to;
  const pairs = new Set<Pair>();
  let state: 'open' | 'cut' | 'all' | 'answers' = 'open';

  const hush = (pair: Pair, what: 'all' | 'answers'): void => {
    const { asks, answers } = pair;
    pair.silent = true;
    answers.unpipe(asks).pause();
    if (what === 'all') asks.unpipe(answers).pause();
  };
  const server = createServer({ allowHalfOpen: true }, (asks) => {
    if (state === 'cut') {
      asks.destroy();
      return;
    }
    const answers = host.startsWith('/') ? connect(`${host}/.s.PGSQL.${port}`) : connect(port, host);
    const pair: Pair = { asks, answers, silent: false };
    pairs.add(pair);
    for (const end of [asks, answers]) end.on('error', () => undefined);
    // Where nothing listens, the one who asks is told so.
    answers.once('error', () => state === 'open' && !pair.silent && asks.destroy());
    asks.pipe(answers).pipe(asks);
    if (state !== 'open') hush(pair, state);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const end = (): void => {
    for (const { asks, answers } of pairs) {
      asks.destroy();
      answers.destroy();
    }
    pairs.clear();
  };
  atEnd(() => {
    server.close();
    end();
  });
  const { port: ownPort } = server.address() as { port: number };

  return {
    connection: { ...rest, host: '127.0.0.1', port: ownPort },
    cut() {
      state = 'cut';
      end();
    },
    silence(what = 'all') {
      state = what;
      for (const pair of pairs) hush(pair, what);
    },
    mend: () => void (state = 'open'),
    deliverLate(what = 'asks') {
      for (const { asks, answers, silent } of pairs) {
        if (!silent) continue;
        if (what === 'asks') asks.pipe(answers);
        else answers.pipe(asks);
      }
    },
  };
}
