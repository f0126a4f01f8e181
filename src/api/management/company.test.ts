import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { testApi } from '../../../test/support/api.ts';
import { ask } from '../../../test/support/http.ts';
import type { Answered } from '../../../test/support/http.ts';
import { joinWebhooks } from '../../../test/support/webhooks.ts';
import type { TestWebhooks } from '../../../test/support/webhooks.ts';
import type { Id } from '../../kernel/ids.ts';
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

test('what was shown can be sent back, and changes nothing', async () => {
  const show = async (): Promise<Record<string, unknown>> =>
    (await ask(api.url, 'GET', '/management/companies', { key: api.key })).body;
  const none = await show();
  assert.deepEqual([none['webhook_url'], none['webhook_key']], [null, null]);
  assert.deepEqual((await put(none)).body, none);

  const told = { webhook_url: 'http://127.0.0.1:9/', webhook_key: 'key' };
  const { endpoints } = joined!.webhooks;
  const company = api.company as Id<'company'>;
  await put(told);
  const { id } = (await endpoints.findDefault(company))!;
  const { endpoint: decides } = await endpoints.create(company, {
    url: 'http://127.0.0.1:9/',
    decision: true,
  });
  const off = await endpoints.change(company, id, { enabled: false });
  assert.deepEqual((await put({ ...(await show()), name: 'Renamed' })).body, {
    ...none,
    ...told,
    name: 'Renamed',
  });
  assert.deepEqual(await endpoints.find(company, id), off);
  assert.equal((await endpoints.find(company, decides.id)).decision, true);

  assert.equal((await put({ webhook_key: null })).body['webhook_key'], null);
  const refused = await put({ webhook_url: null, name: 'Not this' });
  assert.deepEqual([refused.status, (await show())['name']], [412, 'Renamed']);
  await endpoints.remove(company, id);
  assert.equal((await show())['webhook_url'], null);
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
