import { notFound } from '../kernel/failures.ts';
import type { Id } from '../kernel/ids.ts';
import type { Redacted } from '../kernel/redacted.ts';
import type { Database, Queries, Tx } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { randomBytes } from '../platform/random.ts';
import { recordAudit } from './audit/audit.ts';
import type { Audited } from './audit/audit.ts';
import { advanceCompanyClock, companyClocks, companyNow } from './clock.ts';
import { createCompany } from './create-company.ts';
import { ensureDemoCompany } from './demo-company.ts';
import { enableCompany } from './enable-company.ts';
import { keyTextFrom } from './keys/key-text.ts';
import type { Environment } from './keys/key-text.ts';
import { changeCompany, changeContract } from './change-company.ts';
import { createClients } from './clients/clients.ts';
import type { Clients } from './clients/clients.ts';
import { changeKey, createKey, revokeKey, rotateKey } from './keys/keys.ts';
import type { KeyTerms } from './keys/keys.ts';
import { listAudit } from './audit/audit-store.ts';
import { stopClock } from './clocks-store.ts';
import { findContract } from './contracts-store.ts';
import { findKey, listKeys } from './keys/keys-store.ts';
import { findCompany, listCompanies } from './store.ts';
import type { AuditQuery, AuditRow } from './audit/audit-store.ts';
import type { CompanyClock } from './clocks-store.ts';
import type { Contract } from './contracts-store.ts';
import type { Actor, ApiKey, CloseCompany, Company, NewCompany, OpenCompany } from './types.ts';
import { createSessions } from './sessions/sessions.ts';
import type { Sessions } from './sessions/sessions.ts';
import { createKeyRing, keysChanged } from './keys/verify-key.ts';
import type { KeyRing } from './keys/verify-key.ts';

export type * from './types.ts';
export { products, systemActor } from './types.ts';
export { addressList, plainAddress } from './keys/address-list.ts';
export type { AddressList } from './keys/address-list.ts';
export { isKeyText, keyPattern, keyTextFrom } from './keys/key-text.ts';
export type { Environment } from './keys/key-text.ts';
export { isSessionText } from './sessions/session-text.ts';
export type { Holder, OpenSession, Sessions } from './sessions/sessions.ts';
export type { KeyRing, KnownKey } from './keys/verify-key.ts';
export type { AuditQuery, AuditRow } from './audit/audit-store.ts';
export type { Client } from './clients/clients-store.ts';
export type { CompanyClock } from './clocks-store.ts';
export type { Contract } from './contracts-store.ts';
export type { ClientDetails, Clients } from './clients/clients.ts';
export type { KeyTerms } from './keys/keys.ts';
export type { Audited } from './audit/audit.ts';

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
  /**
   * What is left out stays.
   *
   * @param also changes something else of the company in the same unit of work
   * @throws Failure NOT_FOUND, and what `also` throws
   */
  change(
    company: Id<'company'>,
    to: { readonly name?: string | undefined; readonly email?: string | null | undefined },
    also?: (tx: Tx) => Promise<unknown>,
  ): Promise<Company>;
  /** How much the company's contract allows. @throws Failure NOT_FOUND */
  contract(company: Id<'company'>): Promise<Contract>;
  /** @throws Failure NOT_FOUND */
  changeContract(company: Id<'company'>, to: Partial<Contract>, by: Actor): Promise<Contract>;
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

  readonly keys: Keys;
  readonly clients: Clients;
  readonly sessions: Sessions;

  /** Writes down an administrative action in the unit of work that makes it true. */
  audit(tx: Tx, action: Audited): Promise<void>;
  /** The same in a unit of work of its own. */
  auditNow(action: Audited): Promise<void>;
  /** Newest first. */
  listAudit(query: AuditQuery): Promise<readonly AuditRow[]>;
}

/** A key together with its text, which is shown this once. */
export interface KeyWithText {
  readonly key: ApiKey;
  readonly text: Redacted<string>;
}

/** The keys of a company. Nobody reaches by way of a key what their own does not open; see `keys.ts` for what is refused. */
export interface Keys {
  create(company: Id<'company'>, terms: KeyTerms, by: Actor): Promise<KeyWithText>;
  /** Newest first, revoked ones too. */
  list(
    company: Id<'company'>,
    page: { before?: string | undefined; size: number },
  ): Promise<readonly ApiKey[]>;
  /** @throws Failure NOT_FOUND */
  get(company: Id<'company'>, key: Id<'key'>): Promise<ApiKey>;
  change(company: Id<'company'>, key: Id<'key'>, to: Partial<KeyTerms>, by: Actor): Promise<ApiKey>;
  rotate(company: Id<'company'>, key: Id<'key'>, overlapSeconds: number, by: Actor): Promise<KeyWithText>;
  revoke(company: Id<'company'>, key: Id<'key'>, by: Actor): Promise<ApiKey>;
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

  const newText = (): Redacted<string> => keyTextFrom(environment, randomBytes(32));
  const changingKeys = <T>(body: (tx: Tx) => Promise<T>): Promise<T> =>
    database.work((tx) => {
      tellProcesses(tx);
      return body(tx);
    });

  return {
    openKeyRing: () => createKeyRing({ database, log }),
    async create(wanted, by) {
      const key = newText();
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
    change: (id, to, also) =>
      database.work(async (tx) => {
        const changed = await changeCompany(tx, id, to);
        await also?.(tx);
        return changed;
      }),
    async contract(id) {
      const contract = await findContract(database, id);
      if (contract === undefined) throw notFound('company');
      return contract;
    },
    changeContract: (id, to, by) => database.work((tx) => changeContract(tx, id, to, by)),
    enable: (id, enabled, by) => changingKeys((tx) => enableCompany(tx, close, id, enabled, by)),
    now: companyNow,
    clocks: companyClocks,
    advanceClock: advanceCompanyClock,
    stopClock,
    keys: {
      async create(company, terms, by) {
        const text = newText();
        const key = await database.work((tx) => createKey(tx, company, terms, text, by));
        return { key, text };
      },
      list: (company, { before = '~', size }) => listKeys(database, company, before, size),
      async get(company, id) {
        const key = await findKey(database, company, id);
        if (key === undefined) throw notFound('key');
        return key;
      },
      change: (company, id, to, by) => changingKeys((tx) => changeKey(tx, company, id, to, by)),
      async rotate(company, id, overlapSeconds, by) {
        const text = newText();
        const key = await changingKeys((tx) => rotateKey(tx, company, id, text, overlapSeconds, by));
        return { key, text };
      },
      revoke: (company, id, by) => changingKeys((tx) => revokeKey(tx, company, id, by)),
    },
    clients: createClients(database),
    sessions: createSessions({ database, tellProcesses }),
    audit: recordAudit,
    auditNow: (action) => database.work((tx) => recordAudit(tx, action)),
    listAudit: (query) => listAudit(database, query),
  };
}
