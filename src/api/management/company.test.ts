import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testApi } from '../../../test/support/api.ts';
import { ask } from '../../../test/support/http.ts';
import type { Answered } from '../../../test/support/http.ts';
import { joinWebhooks } from '../../../test/support/webhooks.ts';
import type { TestWebhooks } from '../../../test/support/webhooks.ts';
import { companyRoutes } from './company.ts';

let joined: TestWebhooks | undefined;
// Before those of the database: hooks run in the order of their making.
after(() => joined?.webhooks.stop());
const api = await testApi({
  routes({ database, companies }) {
    joined = joinWebhooks(database);
    return companyRoutes({ companies, webhooks: joined.webhooks });
  },
});

const put = (body: unknown): Promise<Answered> =>
  ask(api.url, 'PUT', '/management/companies', { key: api.key, body });

test('a key of a webhook that is nowhere is not found, and nothing else is changed with it', async () => {
  const before = await ask(api.url, 'GET', '/management/companies', { key: api.key });
  const refused = await put({ name: 'Another name', webhook_key: 'key' });
  assert.deepEqual([refused.status, refused.body.code], [404, 'NOT_FOUND']);
  assert.equal((await put({ name: 'Another name', webhook_url: 'http://10.0.0.1/' })).status, 412);
  assert.deepEqual((await ask(api.url, 'GET', '/management/companies', { key: api.key })).body, before.body);
});

test('what is left out stays, also what somebody else changes at the same time', async () => {
  assert.equal((await put({ webhook_url: 'http://127.0.0.1:9/0', webhook_key: 'key 0' })).status, 200);
  for (let round = 1; round <= 10; round += 1) {
    const wanted = {
      name: `Name ${round}`,
      email: `mail${round}@example.com`,
      webhook_url: `http://127.0.0.1:9/${round}`,
      webhook_key: `key ${round}`,
    };
    const answers = await Promise.all(Object.entries(wanted).map(([name, value]) => put({ [name]: value })));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200, 200, 200],
    );
    assert.deepEqual((await ask(api.url, 'GET', '/management/companies', { key: api.key })).body, wanted);
  }
});
