import { DatabaseError } from 'pg';
import { monotonicMs } from './clock.ts';
import type { Database } from './database.ts';

/** Whether the database has refused to write lately. */
export interface Refusals {
  /** Tells of what it is asked; everything is to use this one. */
  readonly database: Database;
  /** Why nothing can be written, in a sentence; `undefined` where nothing is known of that. */
  readonly why: () => string | undefined;
}

/** What PostgreSQL (appendix A) answers to writes while it still answers reads. */
const sentences: Readonly<Record<string, string>> = {
  // read_only_sql_transaction
  '25006': 'The database can only be read.',
  // disk_full
  '53100': 'The disk of the database is full.',
};

/** It counts for so long: whoever was told so sends nothing that could show that it is over. */
export const refusalMs = 15_000;

/** Watches what comes of writes. Reads count for nothing: one that needs too much room on the disk says nothing of the others. */
export function watchRefusals(database: Database, nowMs: () => number = monotonicMs): Refusals {
  let last: { readonly sentence: string; readonly atMs: number } | undefined;
  const note = (error: unknown): void => {
    const sentence = error instanceof DatabaseError ? sentences[error.code ?? ''] : undefined;
    if (sentence !== undefined) last = { sentence, atMs: nowMs() };
  };
  const noted = <T>(answer: Promise<T>): Promise<T> => {
    answer.catch(note);
    return answer;
  };
  return {
    database: {
      ...database,
      execute: (statement, parameters) => noted(database.execute(statement, parameters)),
      work: (body) => noted(database.work(body)),
    },
    why: () => (last !== undefined && nowMs() - last.atMs < refusalMs ? last.sentence : undefined),
  };
}
