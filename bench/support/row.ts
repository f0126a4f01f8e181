import type { BenchServer } from './server.ts';

/** One figure, beside what it is measured against in the same run. */
export interface Row {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the baseline is, and its own value in the same unit. */
  readonly baseline?: { readonly name: string; readonly value: number };
}

export interface Bench {
  /** Selects it: `npm run bench -- authorizations`. */
  readonly name: string;
  /** Runs by name only: it takes longer than a default run may. */
  readonly heavy?: true;
  run(context: Context): Promise<readonly Row[]>;
}

/** What benches share in one run. */
export interface Context {
  /** A server of its own, with API and dispatcher, made on first use. */
  server(): Promise<BenchServer>;
  /** Told while it runs. */
  say(what: string): void;
}

export const ratio = (row: Row): number | null =>
  row.baseline === undefined ? null : row.value / row.baseline.value;
