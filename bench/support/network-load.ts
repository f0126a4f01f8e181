import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What to send to the card network's door, and how hard; in a process of its own. */
export interface NetworkLoad {
  readonly host: string;
  readonly port: number;
  /** Card numbers, used in turn; without any, echo tests are sent. */
  readonly pans: readonly string[];
  readonly connections: number;
  readonly seconds: number;
  /** Open loop: so many messages a second whatever the answers do. */
  readonly perSecond?: number;
  /** Closed loop: so many under way on each connection. */
  readonly underWay?: number;
}

export interface NetworkLoadResult {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly sent: number;
  /** Answers that do not approve, and messages without an answer. */
  readonly failed: number;
}

/** Runs a load and answers its figures; latencies in ms, in the open loop from the moment a message was due. */
export async function runNetworkLoad(load: NetworkLoad): Promise<NetworkLoadResult> {
  const child = fork(fileURLToPath(new URL('network-load-process.ts', import.meta.url)), {
    stdio: 'inherit',
  });
  child.send(load);
  const [result] = (await once(child, 'message')) as [NetworkLoadResult];
  child.kill();
  return result;
}
