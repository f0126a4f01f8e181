import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** One request, again and again. */
export interface BarePosts {
  readonly url: string;
  /** Name and value by turns, as a delivery had them. */
  readonly headers: readonly string[];
  readonly body: string;
  readonly posts: number;
  /** Connections, each with one request under way: as many as a delivery's endpoint may have. */
  readonly connections: number;
}

/**
 * What is left when everything but the sending is taken away: the same request as a delivery's, over as many connections, each
 * answer awaited and read, nothing signed, stored or looked up. In a process of its own, as a dispatcher is. POSTs a second.
 */
export async function barePosts(what: BarePosts): Promise<number> {
  const child = fork(fileURLToPath(new URL('bare-posts-process.ts', import.meta.url)), { stdio: 'inherit' });
  child.send(what);
  const [perSecond] = (await once(child, 'message')) as [number];
  child.kill();
  return perSecond;
}

/** A request as it came over the wire, taken apart; what the client sets by itself is left out. */
export function takeApart(request: string): Pick<BarePosts, 'headers' | 'body'> {
  const end = request.indexOf('\r\n\r\n');
  const lines = request.slice(0, end).split('\r\n').slice(1);
  const headers = lines
    .map((line) => line.split(': '))
    .filter(([name]) => !/^(host|connection|content-length)$/i.test(name ?? ''))
    .flatMap(([name = '', ...value]) => [name, value.join(': ')]);
  return { headers, body: Buffer.from(request.slice(end + 4), 'latin1').toString('utf8') };
}
