import type { Id } from '../kernel/ids.ts';
import { parseMetadata } from './life/metadata.ts';
import type { ApprovalMethod, BlockReason, Card, CardProgram, ThreeDsType } from './types.ts';

/** A row of `cards` joined with its row of `card_states`. */
export interface CardRow {
  company_id: Id<'company'>;
  id: Id<'card'>;
  holder_name: string;
  approval_method: ApprovalMethod;
  email: string | null;
  phone_country_code: string;
  phone: string;
  three_ds: ThreeDsType;
  fallback_decision: 'DECLINE' | 'APPROVE';
  fallback_limit: bigint | null;
  require_signed_answer: boolean;
  metadata: string;
  created_at: Date;
  last_at: Date;
  spent_day: bigint;
  spent_week: bigint;
  spent_month: bigint;
  cvv_tries: number;
  pin_tries: number;
  velocity_reset_at: Date;
  velocity_reset_after: Id<'cardEntry'> | null;
  blocked_by: BlockReason | null;
  frozen: boolean;
  active: boolean;
  deleted_at: Date | null;
  pan_version: number;
  last4: string;
  expires_at: Date;
  per_transaction_limit: bigint | null;
  daily_limit: bigint | null;
  weekly_limit: bigint | null;
  monthly_limit: bigint | null;
}

/** The columns of {@link CardRow}, from `cards c JOIN card_states k`. */
export const cardColumns = `c.company_id, c.id, c.holder_name, c.approval_method, c.email, c.phone_country_code,
  c.phone, c.three_ds, c.fallback_decision, c.fallback_limit, c.require_signed_answer, c.metadata::text, c.created_at,
  k.last_at, k.spent_day, k.spent_week, k.spent_month, k.cvv_tries, k.pin_tries, k.velocity_reset_at, k.velocity_reset_after, k.blocked_by,
  k.frozen, k.active, k.deleted_at, k.pan_version, k.last4, k.expires_at, k.per_transaction_limit, k.daily_limit,
  k.weekly_limit, k.monthly_limit`;

/** As a unit of work finds them later: the version of a row is the transaction that wrote it. */
export interface RememberedCardRow extends CardRow {
  version: string;
}

export const cardOf = (row: CardRow): Card => ({
  company: row.company_id,
  id: row.id,
  holderName: row.holder_name,
  approvalMethod: row.approval_method,
  email: row.email,
  phoneCountryCode: row.phone_country_code,
  phone: row.phone,
  threeDs: row.three_ds,
  decision: {
    fallback: row.fallback_decision,
    fallbackLimit: row.fallback_limit,
    requireSignedAnswer: row.require_signed_answer,
  },
  metadata: parseMetadata(row.metadata),
  createdAt: row.created_at,
  last4: row.last4,
  panVersion: row.pan_version,
  expiresAt: row.expires_at,
  active: row.active,
  frozen: row.frozen,
  deletedAt: row.deleted_at,
  limits: {
    perTransaction: row.per_transaction_limit,
    daily: row.daily_limit,
    weekly: row.weekly_limit,
    monthly: row.monthly_limit,
  },
  blockedBy: row.blocked_by,
  cvvTries: row.cvv_tries,
  pinTries: row.pin_tries,
  velocityResetAt: row.velocity_reset_at,
  velocityResetAfter: row.velocity_reset_after,
  spending: { at: row.last_at, day: row.spent_day, week: row.spent_week, month: row.spent_month },
});

/** A row of `card_programs`, with what the company's own row says. */
export interface ProgramRow {
  company_id: Id<'company'>;
  now: Date;
  enabled: boolean;
  mcc_blocked: string[];
  countries_blocked: string[];
  per_transaction_limit: bigint | null;
  three_ds_threshold: bigint | null;
  fx_fee_ppm: number;
  deposit_commission_ppm: number;
  atm_fee: bigint;
  withdrawal_floor: bigint;
  velocity_rules: [maxAuthorizations: number, timeWindowSeconds: number][];
}

/** As {@link RememberedCardRow}, of the program's and of the company's own row; the company's clock in its parts. */
export interface RememberedProgramRow extends ProgramRow {
  program_version: string;
  company_version: string;
  wall: Date;
  offset_ms: bigint;
  stands_at: Date | null;
}

export const programOf = (row: ProgramRow): CardProgram => ({
  enabled: row.enabled,
  mccBlocked: new Set(row.mcc_blocked),
  countriesBlocked: new Set(row.countries_blocked),
  perTransactionLimit: row.per_transaction_limit,
  threeDsThreshold: row.three_ds_threshold,
  fxFeePpm: BigInt(row.fx_fee_ppm),
  depositCommissionPpm: BigInt(row.deposit_commission_ppm),
  atmFee: row.atm_fee,
  withdrawalFloor: row.withdrawal_floor,
  velocityRules: row.velocity_rules.map(([maxAuthorizations, timeWindowSeconds]) => ({
    maxAuthorizations,
    timeWindowSeconds,
  })),
});
