import { z } from 'zod';
import type { AuditRow, Companies } from '../../companies/index.ts';
import { formatInstant } from '../../kernel/time.ts';
import { cursorOf, idText, instant, instantText, pageSize, queryText } from '../fields.ts';
import { pageOf, pageSchema } from '../page.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';

const action = z
  .object({
    id: idText('audit'),
    at: instantText,
    actor: z.string().describe('The id of the key, `operator`, or `system`.'),
    address: z.string().nullable(),
    trace_id: z.string().nullable(),
    action: z.string().describe('The operation as named in this reference, such as `revokeKey`.'),
    subject: z.string().nullable().describe('The id of what was changed; null for the platform itself.'),
    before: z.unknown().describe('The changed fields before. Secrets are left out.'),
    after: z.unknown().describe('The changed fields after. Secrets are left out.'),
  })
  .meta({ id: 'AuditedAction' });

const show = (row: AuditRow): z.input<typeof action> => ({
  id: row.id,
  at: formatInstant(row.at),
  actor: row.actor,
  address: row.address,
  trace_id: row.traceId,
  action: row.action,
  subject: row.subject,
  before: row.before,
  after: row.after,
});

/** What was administered in a company, by whom. */
export const auditRoutes = ({ companies }: { companies: Companies }): Route[] => [
  route({
    method: 'GET',
    path: '/management/audit',
    operationId: 'listAudit',
    summary: 'List the audit log',
    description: 'Administrative actions, newest first. No record is ever changed or removed.',
    tag: 'Keys and audit',
    access: { kind: 'company', level: 3, product: 'management' },
    query: z.object({
      actor: queryText().optional().describe('Who did it: the id of a key, `operator` or `system`.'),
      action: queryText().optional().describe('The operation, such as `revokeKey`.'),
      subject: queryText().optional().describe('The id of what was changed.'),
      since: instant.optional().describe('Only what was done at or after this time.'),
      until: instant.optional().describe('Only what was done before this time (exclusive).'),
      cursor: cursorOf('audit'),
      size: pageSize(),
    }),
    answer: { status: 200, schema: pageSchema(action) },
    handle: async ({ caller, query: { cursor, size, ...filters } }) =>
      pageOf(
        await companies.listAudit({ ...filters, company: caller.company, before: cursor, size: size + 1 }),
        size,
        show,
      ),
  }),
];
