import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../../test/support/database.ts';
import { rowsReadBy } from '../../../test/support/rows-read.ts';
import { firstIdAt } from '../../events/index.ts';
import { sql } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { listAudit, type AuditQuery } from './audit-store.ts';

const database = await testDatabase();
const company = newId('company');
const days = 20;
const aDay = 500;
const dayMs = 86_400_000;
const end = Date.UTC(2026, 5, 30);
const daysBefore = (count: number): Date => new Date(end - count * dayMs);

test('lines are found by moment and by what they are about, without all that was ever done', async () => {
  for (let day = 0; day < days; day += 1) {
    await database.query(
      sql(
        'test.manyLines',
        `INSERT INTO audit_log (company_id, id, at, actor, action, subject)
         SELECT $1, $2 || lpad(n::text, 6, '0'), $3::timestamptz + n * interval '1 second', 'operator', 'freezeCard', CASE WHEN n = 7 THEN $4 ELSE 'card_' || n END
         FROM generate_series(1, ${aDay}) AS n`,
      ),
      [company, firstIdAt('aud', daysBefore(days - day)), daysBefore(days - day), company],
    );
  }
  for (const counted of [false, true]) {
    if (counted) await database.query(sql('test.analyzeAudit', 'ANALYZE audit_log'));
    const look = async (by: Partial<AuditQuery>, found: number, most: number): Promise<void> => {
      const read = await rowsReadBy(database, 'audit_log', async (tx) => {
        const lines = await listAudit(tx, { company, size: 50, ...by });
        assert.equal(lines.length, found, JSON.stringify(by));
        assert.deepEqual(
          lines.map(({ id }) => id),
          lines
            .map(({ id }) => id)
            .toSorted()
            .toReversed(),
        );
      });
      assert.ok(read <= most, `${read} rows for ${JSON.stringify(by)}`);
    };
    await look({}, 50, 50);
    await look({ before: firstIdAt('aud', daysBefore(10)) }, 50, 50);
    // A day's lines are of nine minutes here, so that ten minutes around a moment reach no other day.
    await look({ until: daysBefore(15) }, 50, aDay + 50);
    await look({ since: daysBefore(15), until: daysBefore(14) }, 50, aDay + 50);
    await look({ since: daysBefore(-5) }, 0, 0);
    await look({ subject: company }, days, days);
    await look({ subject: company, since: daysBefore(3) }, 3, 3);
    await look({ subject: newId('card') }, 0, 0);
    await look({ subject: company, actor: 'system' }, 0, days);
  }
});
