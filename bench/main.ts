/**
 * `npm run bench [-- NAME …] [--json]`: figures of this machine, each beside a baseline taken in the same run.
 * Everything is durable (fsync on), server, database, load and receiver share the machine. A default run takes at most
 * 150 s; heavy benches run by name.
 */
import { styleText } from 'node:util';
import { attempts } from './rows/attempts.ts';
import { authorizations } from './rows/authorizations.ts';
import { clock } from './rows/clock.ts';
import { decisions } from './rows/decisions.ts';
import { deliveries } from './rows/deliveries.ts';
import { deposits } from './rows/deposits.ts';
import { endpoints } from './rows/endpoints.ts';
import { fairness } from './rows/fairness.ts';
import { footprint } from './rows/footprint.ts';
import { limits } from './rows/limits.ts';
import { longTransaction } from './rows/long-transaction.ts';
import { network } from './rows/network.ts';
import { signing } from './rows/signing.ts';
import { ratio, type Bench, type Context, type Row } from './support/row.ts';
import { startServer, type BenchServer } from './support/server.ts';

const benches: readonly Bench[] = [
  footprint,
  authorizations,
  decisions,
  network,
  deliveries,
  fairness,
  longTransaction,
  limits,
  signing,
  deposits,
  clock,
  attempts,
  endpoints,
];

const words = process.argv.slice(2);
const json = words.includes('--json');
const names = words.filter((word) => !word.startsWith('--'));
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(', ')}. There are: ${benches.map((bench) => bench.name).join(', ')}.`,
  );
  process.exit(2);
}

let shared: Promise<BenchServer> | undefined;
const context: Context = {
  server: () => (shared ??= startServer()),
  say: (what) => {
    if (!json) console.error(styleText('dim', what));
  },
};

const rows: Row[] = [];
try {
  for (const bench of benches) {
    if (names.length > 0 ? names.includes(bench.name) : bench.heavy !== true) {
      context.say(`${bench.name} …`);
      rows.push(...(await bench.run(context)));
    }
  }
} finally {
  if (shared !== undefined) await (await shared).stop();
}
console.log(json ? JSON.stringify({ rows: rows.map(plain) }) : table(rows));

function plain(row: Row) {
  const { name, value, unit, baseline } = row;
  return { name, value, unit, baseline: baseline ?? null, ratio: ratio(row) };
}

function table(lines: readonly Row[]): string {
  const cells = lines.map((row) => [
    row.name,
    `${figure(row.value)} ${row.unit}`,
    row.baseline === undefined ? '' : `${row.baseline.name}: ${figure(row.baseline.value)} ${row.unit}`,
    row.baseline === undefined ? '' : (ratio(row) ?? 0).toFixed(2),
  ]);
  const all = [['what', 'value', 'baseline in the same run', 'ratio'], ...cells];
  const widths = [0, 1, 2, 3].map((at) => Math.max(...all.map((line) => line[at]?.length ?? 0)));
  return all
    .map((line) =>
      line
        .map((cell, at) =>
          at === 0 || at === 2 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}

function figure(value: number): string {
  if (value >= 1000) return Math.round(value).toLocaleString('en-US');
  return value >= 100 ? value.toFixed(0) : value.toFixed(1);
}
