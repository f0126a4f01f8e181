import type { Id } from '../kernel/ids.ts';
import type { Tx } from '../platform/database.ts';

/** The parts of the product that a key may be confined to. */
export const products = [
  'treasury',
  'virtual_wallets',
  'cards',
  'management',
  'webhooks',
  'simulate',
] as const;
export type Product = (typeof products)[number];

/** 1 reads, 2 moves money and issues cards, 3 administers. */
export type Level = 1 | 2 | 3;

/** A tenant. */
export interface Company {
  readonly id: Id<'company'>;
  readonly name: string;
  readonly email: string | null;
  readonly enabled: boolean;
  readonly createdAt: Date;
}

/** A key as it may be shown: its text is known to nobody but its owner. */
export interface ApiKey {
  readonly id: Id<'key'>;
  readonly company: Id<'company'>;
  readonly name: string;
  readonly prefix: string;
  readonly level: Level;
  readonly products: readonly Product[];
  readonly allowedIps: readonly string[];
  readonly expiresAt: Date | null;
  readonly createdAt: Date;
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** Who does something that is kept in the audit log, from where, and under which trace. */
export interface Actor {
  readonly actor: Id<'key'> | 'operator' | 'system';
  readonly address?: string | undefined;
  readonly traceId?: string | undefined;
}

/** The platform itself, at start and in the background. */
export const systemActor: Actor = { actor: 'system' };

/** What a new company is given beside its name. */
export interface NewCompany {
  readonly name: string;
  readonly email?: string | undefined;
  readonly webhookUrl?: string | undefined;
  /** Cents that the holding starts with; sandbox only. */
  readonly initialHolding?: bigint | undefined;
}

/**
 * What other folders do for a company in the unit of work that creates it (its first balance, its endpoint).
 * Owned here, fulfilled by cards, webhooks and wallets, joined in app.ts.
 */
export type OpenCompany = (tx: Tx, company: Id<'company'>, wanted: NewCompany) => Promise<void>;

/** What other folders do in the unit of work that disables a company. */
export type CloseCompany = (tx: Tx, company: Id<'company'>) => Promise<void>;
