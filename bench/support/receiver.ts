import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export type Question = 'count' | 'progress' | 'reset' | 'thoughts';

/** The id of the purchase that a text is about: of a question to a company, or of the answer to a terminal. */
export const purchaseIn = (text: string): string | undefined => /tx_[0-9a-f-]{36}/.exec(text)?.[0];

export interface Received {
  readonly received: number;
  /** From the moment in the event's id to its arrival, ms. */
  readonly p50: number;
  readonly p99: number;
  /** When the first and the last one came, ms since 1970. */
  readonly firstAtMs: number;
  readonly lastAtMs: number;
  /** The first request as it came over the wire, every byte one character. */
  readonly sample: string | null;
  /** Opened since it started. */
  readonly connections: number;
}

export interface Receiver {
  readonly url: string;
  readonly pid: number;
  count(): Promise<Received>;
  /** The same, in no time: for asking while it works. */
  progress(): Promise<Pick<Received, 'received' | 'lastAtMs'>>;
  /** How long it has thought about each purchase, ms: from the question's last byte to its answer, a timer that was late included. */
  thoughts(): Promise<ReadonlyMap<string, number>>;
  reset(): Promise<void>;
  stop(): void;
}

export interface ReceiverOptions {
  /** What it answers; `ok` by default. */
  readonly body?: string;
  /** How long it thinks; below 0 it never answers. */
  readonly delayMs?: number;
  /** `lean` by default, which takes the least of the two cores; `http` is a plain `node:http` server, such as a company runs. */
  readonly kind?: 'lean' | 'http';
}

/** Starts a receiver in a process of its own. */
export async function startReceiver({
  body = 'ok',
  delayMs = 0,
  kind = 'lean',
}: ReceiverOptions = {}): Promise<Receiver> {
  const file = fileURLToPath(new URL('receiver-process.ts', import.meta.url));
  const child = fork(file, [JSON.stringify({ body, delayMs, kind })], { stdio: 'inherit' });
  const [{ port, pid }] = (await once(child, 'message')) as [{ port: number; pid: number }];
  const ask = async <Answer = Received>(question: Question): Promise<Answer> => {
    child.send(question);
    const [answer] = (await once(child, 'message')) as [Answer];
    return answer;
  };
  return {
    url: `http://127.0.0.1:${port}/`,
    pid,
    count: () => ask('count'),
    progress: () => ask('progress'),
    thoughts: async () => new Map(await ask<[string, number][]>('thoughts')),
    reset: async () => {
      await ask('reset');
    },
    stop: () => void child.kill(),
  };
}
