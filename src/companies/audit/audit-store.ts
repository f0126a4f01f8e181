import { firstIdAt } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';

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

// With both bounds, though most ask for one at most: so the planner takes what lies between them for little, and reads it in order.
const listed = (of: string): string =>
  `SELECT company_id AS company, id, at, actor, address, trace_id AS "traceId", action, subject, before, after
   FROM audit_log WHERE company_id = $1 AND id > $2 AND id < $3 ${of}
     AND ($4::text IS NULL OR actor = $4) AND ($5::text IS NULL OR action = $5)
     AND ($6::timestamptz IS NULL OR at >= $6) AND ($7::timestamptz IS NULL OR at < $7)
   ORDER BY id DESC LIMIT $8`;

const listAuditStatement = sql('companies.list_audit', listed(''));
// A statement of its own, as one for both would not be planned with the index of what was done to one thing.
const listAuditOfStatement = sql('companies.list_audit_of', listed('AND subject = $9'));

/** Clocks of machines are not the same, and ids of one moment run ahead of it. */
const slackMs = 600_000;

/** Newest first. A line's id is made at its moment, so that a stretch of time is one of ids. */
export async function listAudit(queries: Queries, query: AuditQuery): Promise<AuditRow[]> {
  const { company, before = '~', actor, action, subject, since, until, size } = query;
  const from = since === undefined ? '' : firstIdAt('aud', new Date(since.getTime() - slackMs));
  const to = until === undefined ? before : firstIdAt('aud', new Date(until.getTime() + slackMs));
  const asked = [
    company,
    from,
    to < before ? to : before,
    actor ?? null,
    action ?? null,
    since ?? null,
    until ?? null,
    size,
  ];
  return subject === undefined
    ? await queries.query<AuditRow>(listAuditStatement, asked)
    : await queries.query<AuditRow>(listAuditOfStatement, [...asked, subject]);
}
