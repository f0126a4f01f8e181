import { notFound } from '../kernel/failures.ts';
import type { Id } from '../kernel/ids.ts';
import type { Redacted } from '../kernel/redacted.ts';
import type { Database, Queries, Tx } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { randomBytes } from '../platform/random.ts';
import { recordAudit } from './audit.ts';
import type { Audited } from './audit.ts';
import { advanceCompanyClock, companyClocks, companyNow } from './clock.ts';
import { createCompany } from './create-company.ts';
import { ensureDemoCompany } from './demo-company.ts';
import { enableCompany } from './enable-company.ts';
import { keyTextFrom } from './key-text.ts';
import type { Environment } from './key-text.ts';
import { findCompany, listCompanies, stopClock } from './store.ts';
import type { CompanyClock } from './store.ts';
import type { Actor, CloseCompany, Company, NewCompany, OpenCompany } from './types.ts';
import { createKeyRing, keysChanged } from './verify-key.ts';
import type { KeyRing } from './verify-key.ts';

export type * from './types.ts';
export { products, systemActor } from './types.ts';
export { addressList, plainAddress } from './address-list.ts';
export type { AddressList } from './address-list.ts';
export { isKeyText, keyPattern, keyTextFrom } from './key-text.ts';
export type { Environment } from './key-text.ts';
export type { KeyRing, KnownKey } from './verify-key.ts';
export type { CompanyClock } from './store.ts';
export type { Audited } from './audit.ts';

/** The tenants: who they are, which keys they hold, what time it is for them, what was administered. */
export interface Companies {
  /** The keys that this process has verified; one for each process that answers requests. */
  openKeyRing(): Promise<KeyRing>;

  /** A company with its first key (level 3, all products), whose text is shown this once. */
  create(
    wanted: NewCompany,
    by: Actor,
  ): Promise<{ readonly company: Company; readonly key: Redacted<string> }>;
  /** The sandbox's company that belongs to the key printed at start. */
  ensureDemo(key: Redacted<string>): Promise<Id<'company'>>;
  /** @throws Failure NOT_FOUND */
  get(company: Id<'company'>): Promise<Company>;
  /** Newest first, those before the id `before`; for the operator. */
  list(page: { before?: string | undefined; size: number }): Promise<readonly Company[]>;
  /** @throws Failure NOT_FOUND */
  enable(company: Id<'company'>, enabled: boolean, by: Actor): Promise<Company>;

  /** The company's time, read in the unit of work. */
  now(queries: Queries, company: Id<'company'>): Promise<Date>;
  /** Time and state of many companies in one statement. */
  clocks(
    queries: Queries,
    companies: readonly Id<'company'>[],
  ): Promise<ReadonlyMap<Id<'company'>, CompanyClock>>;
  /** Moves a company's clock forward. */
  advanceClock(tx: Tx, company: Id<'company'>, seconds: number): Promise<CompanyClock>;
  /** Makes a company's clock stand still at a moment, or run again (null); for scenarios. */
  stopClock(tx: Tx, company: Id<'company'>, at: Date | null): Promise<void>;

  /** Writes down an administrative action in the unit of work that makes it true. */
  audit(tx: Tx, action: Audited): Promise<void>;
}

export interface CompaniesOptions {
  readonly database: Database;
  readonly environment: Environment;
  readonly log: Log;
  readonly open?: readonly OpenCompany[];
  readonly close?: readonly CloseCompany[];
}

/** Opens the door of this folder. */
export function createCompanies(options: CompaniesOptions): Companies {
  const { database, environment, log, open = [], close = [] } = options;
  // Tells the other processes at once; what must happen is done by their poll.
  const tellProcesses = (tx: Tx): void =>
    tx.afterCommit(() => void database.notify(keysChanged, '').catch(() => undefined));

  return {
    openKeyRing: () => createKeyRing({ database, log }),
    async create(wanted, by) {
      const key = keyTextFrom(environment, randomBytes(32));
      const company = await database.work((tx) => createCompany(tx, open, wanted, key, by));
      return { company, key };
    },
    ensureDemo: (key) => ensureDemoCompany(database, open, key),
    async get(id) {
      const company = await findCompany(database, id);
      if (company === undefined) throw notFound('company');
      return company;
    },
    list: ({ before = '~', size }) => listCompanies(database, before, size),
    enable: (id, enabled, by) =>
      database.work(async (tx) => {
        tellProcesses(tx);
        return await enableCompany(tx, close, id, enabled, by);
      }),
    now: companyNow,
    clocks: companyClocks,
    advanceClock: advanceCompanyClock,
    stopClock,
    audit: recordAudit,
  };
}
