import type { Bench, Row } from '../support/row.ts';
import { call, makeCards, makeCompany, type BenchServer } from '../support/server.ts';

const holds = 10_000;
const atOnce = 200;

/** A company's clock moved by 31 days over 10,000 open holds, and the company then brought back to its first state. */
export const clock: Bench = {
  name: 'clock',
  heavy: true,
  async run({ server, say }) {
    const { url } = await server();
    const company = { url, apiKey: await makeCompany(await server(), 'Clock') };
    const idle = await timed(company, '/simulate/clock', { advance: 'P31D' });
    say(`${holds} holds`);
    await buy(await server(), company, holds);
    const moved = await timed(company, '/simulate/clock', { advance: 'P31D' });
    say(`${holds} more`);
    await buy(await server(), company, holds);
    const reset = await timed(company, '/simulate/reset', {});
    const removed = reset.answer['removed'] as Record<string, number>;
    const rows = Object.values(removed).reduce((sum, count) => sum + count, 0);
    return [
      {
        name: `31 days over ${String(moved.answer['expired_holds'])} open holds`,
        value: moved.ms,
        unit: 'ms',
        baseline: { name: 'the same with none', value: idle.ms },
      },
      {
        name: `reset: ${rows} cards, purchases and events, ${holds} of them with open holds`,
        value: reset.ms,
        unit: 'ms',
        baseline: { name: 'the clock over as many holds', value: moved.ms },
      },
    ] satisfies Row[];
  },
};

type Company = Pick<BenchServer, 'url' | 'apiKey'>;

async function timed(
  company: Company,
  path: string,
  body: unknown,
): Promise<{ ms: number; answer: Record<string, unknown> }> {
  const began = performance.now();
  const answer = await call(company, 'POST', path, body);
  return { ms: performance.now() - began, answer };
}

async function buy(server: BenchServer, company: Company, count: number): Promise<void> {
  const cards = await makeCards(server, 100, company.apiKey);
  let left = count;
  const buyer = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await call(company, 'POST', '/simulate/authorizations', {
        card_id: cards[left % cards.length],
        amount: '1.25',
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, buyer));
}
