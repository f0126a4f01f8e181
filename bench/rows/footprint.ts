import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, Row } from '../support/row.ts';
import { request, runLoad } from '../support/load.ts';
import { makeCards, startServer } from '../support/server.ts';

/** Start time, first and later, and what the server process keeps resident, idle and after load. */
export const footprint: Bench = {
  name: 'footprint',
  async run({ say }) {
    const dataDir = mkdtempSync(join(tmpdir(), 'cardwright-bench-'));
    const rows: Row[] = [];
    try {
      const first = await startServer({ dataDir });
      rows.push({ name: 'first start', value: first.startedInMs, unit: 'ms' });
      await first.stop();
      const second = await startServer({ dataDir });
      rows.push({
        name: 'later start',
        value: second.startedInMs,
        unit: 'ms',
        baseline: { name: 'first start', value: first.startedInMs },
      });
      rows.push({ name: 'resident, idle', value: second.residentMb(), unit: 'MB' });
      say('10 s of load');
      const requests = (await makeCards(second, 100)).map((card) =>
        request(second.url, 'POST', '/simulate/authorizations', second.apiKey, {
          card_id: card,
          amount: '1.25',
        }),
      );
      await runLoad({ url: second.url, requests, callers: 256, seconds: 10 });
      rows.push({ name: 'resident, after 10 s at 256 callers', value: second.residentMb(), unit: 'MB' });
      await second.stop();
    } finally {
      rmSync(dataDir, { recursive: true, force: true });
    }
    return rows;
  },
};
