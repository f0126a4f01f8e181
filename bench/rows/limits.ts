import { request, runLoad } from '../support/load.ts';
import type { Bench } from '../support/row.ts';
import { startServer, type BenchServer } from '../support/server.ts';

const rounds = 6;

/** What counting costs: the same cheap route on a server with rate limits (too high to meet) and on one without. */
export const limits: Bench = {
  name: 'limits',
  async run() {
    const start = (perSecond: string): Promise<BenchServer> =>
      startServer({ env: { RATE_LIMIT_COMPANY: perSecond, RATE_LIMIT_ADDRESS: perSecond } });
    const servers = { on: await start('1000000'), off: await start('0') };
    const best = { on: 0, off: 0 };
    try {
      // In turns, each first as often as the other, the best of each: what else the machine does then hits both alike.
      for (let round = 0; round < rounds; round += 1) {
        for (const which of round % 2 === 0 ? (['on', 'off'] as const) : (['off', 'on'] as const)) {
          const { url, apiKey } = servers[which];
          const requests = [request(url, 'GET', '/management/operations/list', apiKey)];
          const { perSecond, failed } = await runLoad({ url, requests, callers: 64, seconds: 2 });
          if (failed > 0) throw new Error(`${failed} requests failed`);
          best[which] = Math.max(best[which], perSecond);
        }
      }
    } finally {
      await servers.on.stop();
      await servers.off.stop();
    }
    return [
      {
        name: 'requests with rate limits counted',
        value: best.on,
        unit: '/s',
        baseline: { name: 'without limits', value: best.off },
      },
    ];
  },
};
