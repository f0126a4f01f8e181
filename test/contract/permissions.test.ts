import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { allRoutes } from '../../src/api/index.ts';
import { route } from '../../src/api/route.ts';
import type { Route } from '../../src/api/route.ts';
import { testApi } from '../support/api.ts';
import { chainIsUp, startCardwright } from '../support/cardwright.ts';
import { ask } from '../support/http.ts';
import { conformsTo } from './conforms.ts';
import { operationsOf } from './operations.ts';
import type { Document, Operation } from './operations.ts';

const server = await startCardwright({
  settings: { RATE_LIMIT_ADDRESS: '0', RATE_LIMIT_COMPANY: '0', LOCAL_CHAIN: 'on' },
});
after(() => server.stop());
await chainIsUp(server);
const document = (await ask(server.url, 'GET', '/openapi.json')).body as Document;
const operations = operationsOf(document);
const conforms = conformsTo(document);

interface NewKey {
  readonly level: number;
  readonly products: readonly string[];
  readonly allowed_ips?: readonly string[];
}
const made = new Map<string, Promise<string>>();

/** The text of a key of the demo company with these terms. */
function keyWith(terms: NewKey): Promise<string> {
  const name = JSON.stringify(terms);
  let key = made.get(name);
  if (key === undefined) {
    const asking = { key: server.apiKey, body: { name: 'Test', ...terms } };
    key = ask(server.url, 'POST', '/management/keys', asking).then(({ body }) => body.key as string);
    made.set(name, key);
  }
  return key;
}

/** Status and message of the answer to a request that is empty and names things that are not there. */
async function knock(operation: Operation, key: string | undefined): Promise<[number, string]> {
  const path = operation.path
    .replaceAll('{cardId}', 'card_0197f2c0-9a4e-7cc0-8000-0123456789ab')
    .replaceAll(/\{\w+\}/g, 'nothing');
  const response = await fetch(server.url + path, {
    method: operation.method,
    headers: { ...(key !== undefined && { 'x-api-key': key }), 'content-type': 'application/json' },
    ...(operation.method !== 'GET' && { body: '{}' }),
    signal: AbortSignal.timeout(20_000),
  });
  conforms.head(operation, { status: response.status, headers: Object.fromEntries(response.headers) });
  // The stream of events does not end by itself.
  if (response.headers.get('content-type')?.startsWith('text/event-stream')) {
    await response.body?.cancel();
    return [response.status, ''];
  }
  const text = await response.text();
  return [
    response.status,
    text === '' || response.status < 400 ? '' : (JSON.parse(text) as { message: string }).message,
  ];
}

const all = ['treasury', 'virtual_wallets', 'cards', 'management', 'webhooks', 'simulate'];
const operatorKeyOf = (): string => server.operatorKey;

test('the document has every operation', () => assert.ok(operations.length > 50));

for (const operation of operations) {
  const { access, method, path } = operation;
  test(`${method} ${path} opens to the right key only`, async () => {
    if (access.kind === 'public') {
      assert.notEqual((await knock(operation, undefined))[0], 401);
      return;
    }
    assert.deepEqual(await knock(operation, undefined), [401, 'Send an API key in the x-api-key header.']);
    if (access.kind === 'operator') {
      assert.equal((await knock(operation, server.apiKey))[0], 401);
      assert.notEqual((await knock(operation, operatorKeyOf()))[0], 401);
      return;
    }
    const { level, product } = access;
    assert.equal((await knock(operation, operatorKeyOf()))[0], 401);
    const others = all.filter((name) => name !== product);
    const [status, message] = await knock(operation, await keyWith({ level: 3, products: others }));
    assert.deepEqual([status, message], [401, `This API key is not for the product ${product}.`]);
    if (level > 1) {
      const [status, message] = await knock(operation, await keyWith({ level: level - 1, products: all }));
      assert.equal(status, 401);
      assert.match(message, new RegExp(`level ${level} .* has level ${level - 1}`));
    }
    const elsewhere = await keyWith({ level: 3, products: all, allowed_ips: ['192.0.2.1'] });
    const [refused, why] = await knock(operation, elsewhere);
    assert.deepEqual([refused, why], [401, 'This API key may not be used from the address 127.0.0.1.']);
    const [opened] = await knock(operation, await keyWith({ level, products: [product] }));
    assert.ok(opened !== 401 && opened < 500, `${opened}`);
  });
}

const undeclared = { method: 'GET', path: '/test/open', operationId: 'open', summary: 'Open', tag: 'Test' };

for (const access of [undefined, {}, { kind: 'company' }, { kind: 'company', level: 4, product: 'cards' }]) {
  test(`a route that declares ${JSON.stringify(access)} as its permission is refused at start`, async () => {
    const open = route({
      ...undeclared,
      access,
      answer: { status: 200 },
      handle: () => Promise.resolve({}),
    } as unknown as Route);
    await assert.rejects(testApi({ routes: () => [open] }), /GET \/test\/open says who may call it/);
  });
}

test('no route is hidden from this test but the parts of pages', () => {
  // Nothing of it is called: whatever is taken from it is there.
  const doors: Parameters<typeof allRoutes>[0] = new Proxy(() => undefined, {
    get: () => doors,
  }) as never;
  const hidden = allRoutes(doors).filter((route) => route.hidden === true);
  for (const { access, path } of hidden) assert.equal(access.kind, 'public', path);
});
