import type { Id } from '../../kernel/ids.ts';
import { redacted } from '../../kernel/redacted.ts';
import { textColumn } from '../../platform/columns.ts';
import { sql, type Parameter, type Queries, type Tx } from '../../platform/database.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { Endpoint, EndpointSecret, PayloadFormat, SignatureScheme } from '../types.ts';
import { redactHeaders } from './wanted.ts';

interface EndpointRow {
  readonly company_id: Id<'company'>;
  readonly id: Id<'endpoint'>;
  readonly url: string;
  readonly description: string;
  readonly enabled: boolean;
  readonly disabled_reason: string | null;
  readonly disabled_at: Date | null;
  readonly filters: string[];
  readonly format: PayloadFormat;
  readonly ordered: boolean;
  readonly decision: boolean;
  readonly headers: Buffer | null;
  readonly rate_limit: number | null;
  readonly timeout_ms: number;
  readonly retry_schedule: number[] | null;
  readonly legacy_key: Buffer | null;
  readonly signatures: SignatureScheme[];
  readonly created_at: Date;
}

const columns = `company_id, id, url, description, enabled, disabled_reason, disabled_at, filters, format, ordered,
  decision, headers, rate_limit, timeout_ms, retry_schedule, legacy_key, signatures, created_at`;

export const label = 'webhooks.endpoint';
export const placeOf = (company: string, endpoint: string, what: string): string =>
  `${company}/${endpoint}/${what}`;

function toEndpoint(row: EndpointRow, secrets: Secrets): Endpoint {
  const open = (sealed: Buffer, what: string): string =>
    secrets.open(label, sealed, placeOf(row.company_id, row.id, what)).toString();
  return {
    company: row.company_id,
    id: row.id,
    url: row.url,
    description: row.description,
    enabled: row.enabled,
    disabledReason: row.disabled_reason,
    disabledAt: row.disabled_at,
    filters: row.filters,
    format: row.format,
    ordered: row.ordered,
    decision: row.decision,
    headers:
      row.headers === null
        ? {}
        : redactHeaders(JSON.parse(open(row.headers, 'headers')) as Record<string, string>),
    rateLimit: row.rate_limit,
    timeoutMs: row.timeout_ms,
    retrySchedule: row.retry_schedule,
    legacyKey: row.legacy_key === null ? null : redacted(open(row.legacy_key, 'legacy_key')),
    signatures: row.signatures,
    createdAt: row.created_at,
  };
}

function toParameters(endpoint: Endpoint, secrets: Secrets): Parameter[] {
  const seal = (text: string, what: string): Buffer =>
    secrets.seal(label, Buffer.from(text), placeOf(endpoint.company, endpoint.id, what));
  const headers = Object.entries(endpoint.headers).map(([name, value]) => [name, value.reveal()]);
  return [
    endpoint.company,
    endpoint.id,
    endpoint.url,
    endpoint.description,
    endpoint.enabled,
    endpoint.disabledReason,
    endpoint.disabledAt,
    endpoint.filters,
    endpoint.format,
    endpoint.ordered,
    endpoint.decision,
    headers.length === 0 ? null : seal(JSON.stringify(Object.fromEntries(headers)), 'headers'),
    endpoint.rateLimit,
    endpoint.timeoutMs,
    endpoint.retrySchedule,
    endpoint.legacyKey === null ? null : seal(endpoint.legacyKey.reveal(), 'legacy_key'),
    endpoint.signatures,
    endpoint.createdAt,
  ];
}

const insert = sql(
  'webhooks.endpoints.insert',
  `INSERT INTO webhook_endpoints (${columns}, is_default)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
);

export async function insertEndpoint(
  tx: Tx,
  endpoint: Endpoint,
  isDefault: boolean,
  secrets: Secrets,
): Promise<void> {
  await tx.execute(insert, [...toParameters(endpoint, secrets), isDefault]);
}

const update = sql(
  'webhooks.endpoints.update',
  `UPDATE webhook_endpoints SET url = $3, description = $4, enabled = $5, disabled_reason = $6, disabled_at = $7, filters = $8,
     format = $9, ordered = $10, decision = $11, headers = $12, rate_limit = $13, timeout_ms = $14, retry_schedule = $15,
     legacy_key = $16, signatures = $17, created_at = $18
   WHERE company_id = $1 AND id = $2`,
);

export async function updateEndpoint(tx: Tx, endpoint: Endpoint, secrets: Secrets): Promise<void> {
  await tx.execute(update, toParameters(endpoint, secrets));
}

const takeDecision = sql(
  'webhooks.endpoints.takeDecision',
  'UPDATE webhook_endpoints SET decision = false WHERE company_id = $1 AND decision AND id <> $2',
);

/** Takes the decision role from whichever other endpoint has it. */
export async function takeDecisionFromOthers(tx: Tx, company: string, endpoint: string): Promise<void> {
  await tx.execute(takeDecision, [company, endpoint]);
}

const remove = sql(
  'webhooks.endpoints.delete',
  'DELETE FROM webhook_endpoints WHERE company_id = $1 AND id = $2',
);

export async function deleteEndpoint(tx: Tx, company: string, id: string): Promise<void> {
  await tx.execute(remove, [company, id]);
}

const one = sql(
  'webhooks.endpoints.one',
  `SELECT ${columns} FROM webhook_endpoints WHERE company_id = $1 AND id = $2`,
);
const oneLocked = sql('webhooks.endpoints.lock', `${one.text} FOR UPDATE`);

export async function selectEndpoint(
  queries: Queries,
  company: string,
  id: string,
  secrets: Secrets,
  lock = false,
): Promise<Endpoint | undefined> {
  const [row] = await queries.query<EndpointRow>(lock ? oneLocked : one, [company, id]);
  return row && toEndpoint(row, secrets);
}

const theDefault = sql(
  'webhooks.endpoints.default',
  `SELECT ${columns} FROM webhook_endpoints WHERE company_id = $1 AND is_default`,
);
const theDefaultLocked = sql('webhooks.endpoints.lockDefault', `${theDefault.text} FOR UPDATE`);

export async function selectDefault(
  queries: Queries,
  company: string,
  secrets: Secrets,
  lock = false,
): Promise<Endpoint | undefined> {
  const [row] = await queries.query<EndpointRow>(lock ? theDefaultLocked : theDefault, [company]);
  return row && toEndpoint(row, secrets);
}

const page = sql(
  'webhooks.endpoints.page',
  `SELECT ${columns} FROM webhook_endpoints WHERE company_id = $1 AND id > $2 ORDER BY id LIMIT $3`,
);

export async function selectPage(
  queries: Queries,
  company: string,
  after: string,
  size: number,
  secrets: Secrets,
): Promise<Endpoint[]> {
  const rows = await queries.query<EndpointRow>(page, [company, after, size]);
  return rows.map((row) => toEndpoint(row, secrets));
}

/** What deciding who is told needs. */
export interface AddresseeRow {
  readonly id: Id<'endpoint'>;
  readonly filters: string[];
  readonly ordered: boolean;
}

const addressees = sql(
  'webhooks.endpoints.addressees',
  'SELECT id, filters, ordered FROM webhook_endpoints WHERE company_id = $1 AND enabled ORDER BY id',
);

export const selectAddressees = (queries: Queries, company: string): Promise<AddresseeRow[]> =>
  queries.query<AddresseeRow>(addressees, [company]);

const lockAll = sql(
  'webhooks.endpoints.lockAll',
  `SELECT pg_advisory_xact_lock(hashtextextended('webhooks.endpoints/' || $1, 0))`,
);

/**
 * Lets nobody else change the endpoints of a company until the unit of work ends: the decision role, and being the default, are of
 * one endpoint among them. Before any of their rows is locked.
 */
export async function lockEndpoints(tx: Tx, company: string): Promise<void> {
  await tx.query(lockAll, [company]);
}

const countAll = sql(
  'webhooks.endpoints.count',
  'SELECT count(*)::int4 AS there FROM webhook_endpoints WHERE company_id = $1',
);

export async function countEndpoints(tx: Tx, company: string): Promise<number> {
  return (await tx.query<{ there: number }>(countAll, [company]))[0]?.there ?? 0;
}

const enabledOf = sql(
  'webhooks.endpoints.isEnabled',
  'SELECT enabled FROM webhook_endpoints WHERE company_id = $1 AND id = $2',
);

/** Whether an endpoint is switched on; `undefined` where there is none. */
export async function isEnabled(
  queries: Queries,
  company: string,
  endpoint: string,
): Promise<boolean | undefined> {
  return (await queries.query<{ enabled: boolean }>(enabledOf, [company, endpoint]))[0]?.enabled;
}

const decider = sql(
  'webhooks.endpoints.decider',
  `SELECT ${columns} FROM webhook_endpoints WHERE company_id = $1 AND decision`,
);

export async function selectDecider(
  queries: Queries,
  company: string,
  secrets: Secrets,
): Promise<Endpoint | undefined> {
  const [row] = await queries.query<EndpointRow>(decider, [company]);
  return row && toEndpoint(row, secrets);
}

const byKeys = sql(
  'webhooks.endpoints.byKeys',
  `SELECT e.* FROM unnest($1::text[], $2::text[]) AS k(company_id, id),
   LATERAL (SELECT ${columns} FROM webhook_endpoints WHERE company_id = k.company_id AND id = k.id LIMIT 1) e`,
);

export interface EndpointKey {
  readonly company: Id<'company'>;
  readonly endpoint: Id<'endpoint'>;
}

const keyColumns = (keys: readonly EndpointKey[]): Buffer[] => [
  textColumn(keys.map((key) => key.company)),
  textColumn(keys.map((key) => key.endpoint)),
];

/** Endpoints of any companies, for the dispatcher. */
export async function selectEndpoints(
  queries: Queries,
  keys: readonly EndpointKey[],
  secrets: Secrets,
): Promise<Endpoint[]> {
  const rows = await queries.query<EndpointRow>(byKeys, keyColumns(keys));
  return rows.map((row) => toEndpoint(row, secrets));
}

interface SecretRow {
  readonly company_id: string;
  readonly endpoint_id: Id<'endpoint'>;
  readonly number: number;
  readonly secret: Buffer;
  readonly private_key: Buffer;
  readonly public_key: string;
  readonly expires_at: Date | null;
}

const secretColumns =
  's.company_id, s.endpoint_id, s.number, s.secret, s.private_key, s.public_key, s.expires_at';

const insertOneSecret = sql(
  'webhooks.secrets.insert',
  `INSERT INTO webhook_secrets (company_id, endpoint_id, number, secret, private_key, public_key, created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7)`,
);

export async function insertSecret(
  tx: Tx,
  company: string,
  endpoint: string,
  secret: EndpointSecret,
  createdAt: Date,
  secrets: Secrets,
): Promise<void> {
  const seal = (text: string, what: string): Buffer =>
    secrets.seal(label, Buffer.from(text), placeOf(company, endpoint, `${what}/${secret.number}`));
  await tx.execute(insertOneSecret, [
    company,
    endpoint,
    secret.number,
    seal(secret.secret.reveal(), 'secret'),
    seal(secret.privateKey.reveal(), 'private_key'),
    secret.publicKey,
    createdAt,
  ]);
}

const expire = sql(
  'webhooks.secrets.expire',
  `UPDATE webhook_secrets SET expires_at = least(coalesce(expires_at, $3), $3) WHERE company_id = $1 AND endpoint_id = $2`,
);

/** Gives every secret of an endpoint an end, at the latest `at`. */
export async function expireSecrets(tx: Tx, company: string, endpoint: string, at: Date): Promise<void> {
  await tx.execute(expire, [company, endpoint, at]);
}

const liveSecrets = sql(
  'webhooks.secrets.live',
  `SELECT ${secretColumns} FROM unnest($1::text[], $2::text[]) AS k(company_id, endpoint_id)
   JOIN webhook_secrets s ON s.company_id = k.company_id AND s.endpoint_id = k.endpoint_id
   WHERE s.expires_at IS NULL OR s.expires_at > $3 ORDER BY s.number DESC`,
);

/** Secrets that sign now, by endpoint, newest first. */
export async function selectSecrets(
  queries: Queries,
  keys: readonly EndpointKey[],
  now: Date,
  secrets: Secrets,
): Promise<Map<Id<'endpoint'>, EndpointSecret[]>> {
  const found = new Map<Id<'endpoint'>, EndpointSecret[]>();
  for (const row of await queries.query<SecretRow>(liveSecrets, [...keyColumns(keys), now])) {
    const open = (sealed: Buffer, what: string): string =>
      secrets
        .open(label, sealed, placeOf(row.company_id, row.endpoint_id, `${what}/${row.number}`))
        .toString();
    const of = found.get(row.endpoint_id) ?? [];
    of.push({
      number: row.number,
      secret: redacted(open(row.secret, 'secret')),
      privateKey: redacted(open(row.private_key, 'private_key')),
      publicKey: row.public_key,
      expiresAt: row.expires_at,
    });
    found.set(row.endpoint_id, of);
  }
  return found;
}

const lastNumber = sql(
  'webhooks.secrets.last',
  'SELECT max(number)::int4 AS number FROM webhook_secrets WHERE company_id = $1 AND endpoint_id = $2',
);

export async function selectLastSecretNumber(tx: Tx, company: string, endpoint: string): Promise<number> {
  const [row] = await tx.query<{ number: number | null }>(lastNumber, [company, endpoint]);
  return row?.number ?? 0;
}

const publicKeys = sql(
  'webhooks.secrets.publicKeys',
  `SELECT e.id AS endpoint, s.public_key AS key FROM webhook_secrets s
   JOIN webhook_endpoints e ON e.company_id = s.company_id AND e.id = s.endpoint_id
   WHERE 'v1a' = ANY(e.signatures) AND (s.expires_at IS NULL OR s.expires_at > $1) AND ($2::text[] IS NULL OR e.id = ANY($2))
   ORDER BY s.created_at DESC LIMIT $3`,
);

/** Public keys that sign now, of these endpoints of any company: they are public. `null` is all, the newest `most`. */
export const selectPublicKeys = (
  queries: Queries,
  now: Date,
  endpoints: readonly string[] | null,
  most: number,
): Promise<{ readonly endpoint: string; readonly key: string }[]> =>
  queries.query(publicKeys, [now, endpoints && textColumn(endpoints), most]);
