import type { Id } from '../../kernel/ids.ts';
import { sql, type Tx } from '../../platform/database.ts';

/**
 * What becomes of each table that has rows of companies, when a company goes back to its first state. The one place that writes
 * into other folders' tables: in the sandbox only, and a test fails when a table is not named here.
 */
export const tables = {
  /** Emptied of the company's rows: what it made, and what was told of it. */
  emptied: [
    'three_ds_challenges',
    'card_messages',
    'network_advices',
    'network_takings',
    'card_entries',
    'card_transactions',
    'card_pages',
    'vault_pans',
    'vault_cards',
    'card_states',
    'cards',
    'card_programs',
    'clients',
    'webhook_due',
    'webhook_attempts',
    'webhook_undelivered',
    'webhook_replays',
    'webhook_health',
    'webhook_faults',
    'chain_faults',
    'events',
    'events_taken_back',
  ],
  /** Its own, and how it is reached: these stay, but for a throwaway company. */
  kept: ['webhook_secrets', 'webhook_endpoints', 'api_key_texts', 'api_keys'],
  /** Never removed: append-only, or true on a chain, which forgets nothing. Wallets are deleted as their owner would, and stay watched. */
  forever: [
    'audit_log',
    'ledger_accounts',
    'ledger_entries',
    'ledger_postings',
    'ledger_holds',
    'treasury_accounts',
    'wallets',
    'wallet_addresses',
    'wallet_movements',
    'wallet_outgoings',
    'wallet_fundings',
    'wallet_sweeps',
  ],
  /** Each has a statement of its own below. */
  special: ['idempotency_keys'],
} as const;

const emptying = (table: string) =>
  sql(`simulator.reset.${table}`, `DELETE FROM ${table} WHERE company_id = $1`);

const lock = sql('simulator.reset.lockCompany', 'SELECT 1 FROM companies WHERE id = $1 FOR UPDATE');
const lockCards = sql(
  'simulator.reset.lockCards',
  'SELECT 1 FROM card_states WHERE company_id = $1 ORDER BY company_id, card_id FOR UPDATE',
);

/** One reset at a time; no card is made, and nothing happens on those that there are, until it is over. */
export async function lockAll(tx: Tx, company: Id<'company'>): Promise<void> {
  await tx.query(lock, [company]);
  await tx.query(lockCards, [company]);
}

// Answers of requests that are under way are left: this one may be among them.
const forgetAnswers = sql(
  'simulator.reset.idempotencyKeys',
  'DELETE FROM idempotency_keys WHERE company_id = $1 AND status IS NOT NULL',
);
const openProgram = sql('simulator.reset.program', 'INSERT INTO card_programs (company_id) VALUES ($1)');
const startClock = sql(
  'simulator.reset.clock',
  `UPDATE companies SET clock_offset = '0', clock_stands_at = NULL WHERE id = $1`,
);

const deleteAccounts = sql(
  'simulator.reset.treasuryAccounts',
  'UPDATE treasury_accounts SET deleted_at = $2 WHERE company_id = $1 AND deleted_at IS NULL',
);
const deleteWallets = sql(
  'simulator.reset.wallets',
  `UPDATE wallets SET deleted_at = $2, enabled = false
   WHERE company_id = $1 AND kind IN ('treasury', 'virtual') AND deleted_at IS NULL`,
);

/** Deletes the wallets that the company has made. To be called before the books are opened, as whoever changes a wallet does. */
export async function deleteAllWallets(tx: Tx, company: Id<'company'>, at: Date): Promise<void> {
  await tx.execute(deleteAccounts, [company, at]);
  await tx.execute(deleteWallets, [company, at]);
}

const deletions = tables.emptied.map((table) => ({ table, statement: emptying(table) }));

/** How many rows went, by table. */
export type Emptied = Readonly<Record<(typeof tables.emptied)[number], number>>;

/** Empties the company's tables, gives it the card program of a new company, and lets its clock run with the wall again. */
export async function emptyCompany(tx: Tx, company: Id<'company'>): Promise<Emptied> {
  const counts = await Promise.all(
    deletions.map(async ({ table, statement }) => [table, await tx.execute(statement, [company])] as const),
  );
  await Promise.all([
    tx.execute(forgetAnswers, [company]),
    tx.execute(openProgram, [company]),
    tx.execute(startClock, [company]),
  ]);
  return Object.fromEntries(counts) as Emptied;
}

const removals = [...tables.emptied, ...tables.special, ...tables.kept].map(emptying);
const removal = sql('simulator.reset.company', 'DELETE FROM companies WHERE id = $1');
const hasWallets = sql(
  'simulator.reset.hasWallets',
  'SELECT 1 FROM wallet_addresses WHERE company_id = $1 LIMIT 1',
);

/**
 * Removes a throwaway company and all it made; its books stay. One that has wallets is left, with what its deposits need.
 * Answers whether it is gone.
 */
export async function removeCompany(tx: Tx, company: Id<'company'>): Promise<boolean> {
  if ((await tx.query(hasWallets, [company])).length > 0) return false;
  for (const statement of removals) await tx.execute(statement, [company]);
  return (await tx.execute(removal, [company])) > 0;
}
