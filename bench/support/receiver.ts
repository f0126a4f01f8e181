import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

export interface Received {
  readonly received: number;
  /** From the moment in the event's id to its arrival, ms. */
  readonly p50: number;
  readonly p99: number;
}

export interface Receiver {
  readonly url: string;
  count(): Promise<Received>;
  reset(): Promise<void>;
  stop(): void;
}

export interface ReceiverOptions {
  /** What it answers; `ok` by default. */
  readonly body?: string;
  /** How long it thinks. */
  readonly delayMs?: number;
}

/** Starts a receiver in a process of its own. */
export async function startReceiver({ body = 'ok', delayMs = 0 }: ReceiverOptions = {}): Promise<Receiver> {
  const file = fileURLToPath(new URL('receiver-process.ts', import.meta.url));
  const child = fork(file, [body, String(delayMs)], { stdio: 'inherit' });
  const [{ port }] = (await once(child, 'message')) as [{ port: number }];
  const ask = async (question: 'count' | 'reset'): Promise<Received> => {
    child.send(question);
    const [answer] = (await once(child, 'message')) as [Received];
    return answer;
  };
  return {
    url: `http://127.0.0.1:${port}/`,
    count: () => ask('count'),
    reset: async () => {
      await ask('reset');
    },
    stop: () => void child.kill(),
  };
}
