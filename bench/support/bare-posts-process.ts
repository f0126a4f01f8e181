import { Pool } from 'undici';
import type { BarePosts } from './bare-posts.ts';

process.on('message', (what: BarePosts) => {
  void run(what).then((perSecond) => process.send?.(perSecond));
});

async function run({ url, headers, body, posts, connections }: BarePosts): Promise<number> {
  const { origin, pathname } = new URL(url);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const began = performance.now();
  let sent = 0;
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (sent < posts) {
        sent += 1;
        const answer = await pool.request({
          method: 'POST',
          path: pathname,
          headers: headers as string[],
          body,
        });
        await answer.body.text();
      }
    }),
  );
  const seconds = (performance.now() - began) / 1000;
  await pool.close();
  return posts / seconds;
}
