import type { Id } from '../kernel/ids.ts';
import { sql } from '../platform/database.ts';
import type { Queries, Tx } from '../platform/database.ts';

export interface AuditRow {
  readonly company: Id<'company'> | 'operator';
  readonly id: Id<'audit'>;
  readonly at: Date;
  readonly actor: string;
  readonly address: string | null;
  readonly traceId: string | null;
  readonly action: string;
  readonly subject: string | null;
  readonly before: unknown;
  readonly after: unknown;
}

const insertAuditStatement = sql(
  'companies.insert_audit',
  `INSERT INTO audit_log (company_id, id, at, actor, address, trace_id, action, subject, before, after)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
);

export async function insertAudit(tx: Tx, row: AuditRow): Promise<void> {
  await tx.execute(insertAuditStatement, [
    row.company,
    row.id,
    row.at,
    row.actor,
    row.address,
    row.traceId,
    row.action,
    row.subject,
    row.before === undefined ? null : JSON.stringify(row.before),
    row.after === undefined ? null : JSON.stringify(row.after),
  ]);
}

export interface AuditQuery {
  readonly company: Id<'company'>;
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly subject?: string | undefined;
  readonly since?: Date | undefined;
  readonly until?: Date | undefined;
  /** Lines older than this one. */
  readonly before?: string | undefined;
  readonly size: number;
}

const listAuditStatement = sql(
  'companies.list_audit',
  `SELECT company_id AS company, id, at, actor, address, trace_id AS "traceId", action, subject, before, after
   FROM audit_log
   WHERE company_id = $1 AND id < $2
     AND ($3::text IS NULL OR actor = $3) AND ($4::text IS NULL OR action = $4)
     AND ($5::text IS NULL OR subject = $5)
     AND ($6::timestamptz IS NULL OR at >= $6) AND ($7::timestamptz IS NULL OR at < $7)
   ORDER BY id DESC LIMIT $8`,
);

/** Newest first. */
export async function listAudit(queries: Queries, query: AuditQuery): Promise<AuditRow[]> {
  return await queries.query<AuditRow>(listAuditStatement, [
    query.company,
    query.before ?? '~',
    query.actor ?? null,
    query.action ?? null,
    query.subject ?? null,
    query.since ?? null,
    query.until ?? null,
    query.size,
  ]);
}
