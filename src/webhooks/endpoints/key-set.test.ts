import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDatabase } from '../../../test/support/database.ts';
import { rowsReadBy } from '../../../test/support/rows-read.ts';
import { testWebhooks } from '../../../test/support/webhooks.ts';
import { sql } from '../../platform/database.ts';
import { selectPublicKeys } from './store.ts';

const many = sql(
  'test.manyEndpoints',
  `INSERT INTO webhook_endpoints (company_id, id, url, description, enabled, filters, format, ordered, decision, is_default, timeout_ms, signatures, created_at)
   SELECT $1, 'whe_' || n, 'https://example.com/', '', true, '{}', 'operation', false, false, false, 1000, '{v1}', now() FROM generate_series(1, 10000) AS n`,
);
const secrets = sql(
  'test.manySecrets',
  `INSERT INTO webhook_secrets (company_id, endpoint_id, number, secret, private_key, public_key, created_at)
   SELECT company_id, id, 1, '', '', 'whpk_', now() FROM webhook_endpoints WHERE signatures = '{v1}'`,
);

test('public keys, which anybody may ask for, are read of the endpoints that have any', async () => {
  const database = await testDatabase();
  const { webhooks, company } = await testWebhooks(database, { dispatch: false });
  await webhooks.endpoints.create(company, { url: 'http://127.0.0.1:1/', signatures: ['v1', 'v1a'] });
  await database.query(many, [company]);
  await database.query(secrets);
  await database.query(sql('test.analyzeEndpoints', 'ANALYZE webhook_endpoints, webhook_secrets'));
  for (const table of ['webhook_endpoints', 'webhook_secrets']) {
    const read = await rowsReadBy(database, table, async (tx) =>
      assert.equal((await selectPublicKeys(tx, new Date(), null, 1_000)).length, 1),
    );
    assert.ok(read <= 5, `${read} rows of ${table}`);
  }
});

test('those who ask for public keys at the same moment share one reading, and nobody is answered as of before he asked', async () => {
  const database = await testDatabase();
  let queries = 0;
  const counting: typeof database = {
    ...database,
    query(statement, parameters) {
      if (statement.name === 'webhooks.secrets.publicKeys') queries += 1;
      return database.query(statement, parameters);
    },
  };
  const { webhooks, company } = await testWebhooks(counting, { dispatch: false });
  const { endpoint, secret } = await webhooks.endpoints.create(company, {
    url: 'http://127.0.0.1:1/',
    signatures: ['v1a'],
  });
  const sets = await Promise.all(Array.from({ length: 50 }, () => webhooks.endpoints.keySet(undefined)));
  // The first one's, and that of all who came meanwhile.
  assert.ok(queries <= 2, `${queries} readings`);
  assert.deepEqual([...new Set(sets.map(({ keys }) => keys.length))], [1]);
  // Nobody who asks after a change is answered as of before.
  await webhooks.endpoints.rotate(company, endpoint.id, 0);
  const [after] = (await webhooks.endpoints.keySet(undefined)).keys;
  assert.notEqual(after!['x'], Buffer.from(secret.publicKey.slice(5), 'base64').toString('base64url'));
});
