import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** What to send, and how hard. The load runs in a process of its own, so that it takes no time from the server's. */
export interface Load {
  readonly url: string;
  /** Whole requests as they go over the wire; sent in turn. */
  readonly requests: readonly string[];
  /** Connections, each with one request under way. */
  readonly callers: number;
  readonly seconds: number;
  /** Open loop: so many requests a second whatever the answers do. */
  readonly perSecond?: number;
  /** Answers that do not contain this count as failed. */
  readonly expect?: string;
  /** Each answer is about a purchase, and it matters about which one. */
  readonly purchases?: boolean;
}

export interface LoadResult {
  readonly perSecond: number;
  readonly p50: number;
  readonly p99: number;
  readonly sent: number;
  readonly failed: number;
  /** Where it matters: how long each purchase took, ms. */
  readonly purchases: readonly (readonly [id: string, ms: number])[];
}

/** Runs a load and answers its figures; latencies in ms. */
export async function runLoad(load: Load): Promise<LoadResult> {
  const child = fork(fileURLToPath(new URL('load-process.ts', import.meta.url)), { stdio: 'inherit' });
  child.send(load);
  const [result] = (await once(child, 'message')) as [LoadResult];
  child.kill();
  return result;
}

/** A request as it goes over the wire. */
export function request(url: string, method: string, path: string, apiKey?: string, body?: unknown): string {
  const text = body === undefined ? '' : JSON.stringify(body);
  const lines = [`${method} ${path} HTTP/1.1`, `host: ${new URL(url).host}`];
  if (apiKey !== undefined) lines.push(`x-api-key: ${apiKey}`);
  if (body !== undefined)
    lines.push('content-type: application/json', `content-length: ${Buffer.byteLength(text)}`);
  return `${lines.join('\r\n')}\r\n\r\n${text}`;
}
