import assert from 'node:assert/strict';
import { after, suite, test } from 'node:test';
import { request } from 'undici';
import { testApi } from '../../../test/support/api.ts';
import { ask, type Answered } from '../../../test/support/http.ts';
import { eventTypeOf, startReceiver } from '../../../test/support/receiver.ts';
import { exampleEvent, joinWebhooks, type TestWebhooks } from '../../../test/support/webhooks.ts';
import { catalogue, type EventTypeName } from '../../events/index.ts';
import type { Id } from '../../kernel/ids.ts';
import { sql } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { webhookRoutes } from './routes.ts';

let joined: TestWebhooks | undefined;
// Before those of the database: hooks run in the order of their making.
after(() => joined?.webhooks.stop());
const api = await testApi({
  routes({ database, companies, reads }) {
    joined = joinWebhooks(database);
    return webhookRoutes({ companies, events: joined.events, webhooks: joined.webhooks, reads });
  },
});
const world = joined!;
await world.webhooks.listen();
world.webhooks.dispatcher.start();
const company = api.company as Id<'company'>;

const call = (method: string, path: string, body?: unknown): Promise<Answered> =>
  ask(api.url, method, path, { key: api.key, ...(body !== undefined && { body }) });

async function tell(...types: EventTypeName[]): Promise<Id<'event'>[]> {
  const events = types.map((type) => exampleEvent(company, type));
  const stored = await api.database.work((tx) => world.events.appendMany(tx, events));
  return stored.map((event) => event.id);
}

async function endpoint(url: string, more: object = {}): Promise<Record<string, unknown> & { id: string }> {
  const made = await call('POST', '/webhooks/endpoints', { url, filters: ['TREASURY.TRANSFER'], ...more });
  assert.equal(made.status, 201, JSON.stringify(made.body));
  return made.body as Record<string, unknown> & { id: string };
}

suite('endpoints', () => {
  test('are made, shown, listed, changed and deleted', async () => {
    const { url } = await startReceiver();
    const made = await endpoint(url, { headers: { Authorization: 'Bearer abc' }, rate_limit: 5 });
    assert.match(String(made['secret']), /^whsec_[A-Za-z0-9+/]{43}=$/);
    assert.deepEqual(made['headers'], { Authorization: '[redacted]' });
    const shown = await call('GET', `/webhooks/endpoints/${made.id}`);
    assert.equal(shown.body['secret'], undefined);
    assert.equal(shown.body['rate_limit'], 5);
    const changed = await call('PATCH', `/webhooks/endpoints/${made.id}`, {
      rate_limit: null,
      ordered: true,
      description: 'new',
      signatures: ['v1', 'v1'],
    });
    assert.deepEqual(
      [changed.body['rate_limit'], changed.body['ordered'], changed.body['description'], changed.body['url']],
      [null, true, 'new', url],
    );
    assert.deepEqual(changed.body['signatures'], ['v1']);
    const list = await call('GET', '/webhooks/endpoints?size=100');
    assert.ok((list.body['data'] as { id: string }[]).some(({ id }) => id === made.id));
    assert.equal((await call('DELETE', `/webhooks/endpoints/${made.id}`)).status, 200);
    assert.equal((await call('GET', `/webhooks/endpoints/${made.id}`)).status, 404);
  });

  for (const [what, body, status] of [
    ['no URL at all', { url: 'nonsense' }, 400],
    ['another scheme', { url: 'ftp://example.com/' }, 400],
    ['a private address', { url: 'http://10.0.0.1/' }, 412],
    ['cloud metadata', { url: 'http://169.254.169.254/latest' }, 412],
    ['an address in another notation', { url: 'http://0xa9fea9fe/' }, 412],
    ['a mapped address', { url: 'http://[::ffff:10.0.0.1]/' }, 412],
    ['a password in it', { url: 'http://name:password@example.com/' }, 412],
    ['an unknown filter', { url: 'https://example.com/', filters: ['CARDS.NOTHING'] }, 400],
    ['a header of ours', { url: 'https://example.com/', headers: { 'Webhook-Id': 'x' } }, 400],
    ['a hop-by-hop header', { url: 'https://example.com/', headers: { Connection: 'close' } }, 400],
    ['a header that is two', { url: 'https://example.com/', headers: { 'X-A': 'a\r\nX-B: b' } }, 400],
    ['a header twice', { url: 'https://example.com/', headers: { 'X-A': 'a', 'x-a': 'b' } }, 400],
    [
      'too many headers',
      {
        url: 'https://example.com/',
        headers: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`x-${n}`, 'a'])),
      },
      400,
    ],
    [
      'headers that are too long',
      {
        url: 'https://example.com/',
        headers: Object.fromEntries(Array.from({ length: 5 }, (_, n) => [`x-${n}`, 'a'.repeat(1000)])),
      },
      400,
    ],
    ['Content-Length', { url: 'https://example.com/', headers: { 'content-length': '0' } }, 400],
    ['too long a time limit', { url: 'https://example.com/', timeout_ms: 31_000 }, 400],
  ] as const) {
    test(`${what} is refused`, async () => {
      const answer = await call('POST', '/webhooks/endpoints', body);
      assert.equal(answer.status, status, JSON.stringify(answer.body));
    });
  }

  test('can be made switched off, and are sent what happens once they are enabled', async () => {
    const { url, received } = await startReceiver();
    const made = await endpoint(url, { enabled: false });
    assert.deepEqual(
      [made['enabled'], made['disabled_reason'], made['disabled_at']],
      [false, 'The company switched it off.', made['created_at']],
    );
    // It would take the decision role from one that answers.
    const path = `/webhooks/endpoints/${made.id}`;
    assert.equal((await call('PATCH', path, { decision: true })).status, 412);
    assert.equal(
      (await call('POST', '/webhooks/endpoints', { url, enabled: false, decision: true })).status,
      412,
    );
    assert.equal((await call('GET', path)).body['decision'], false);
    await tell('TREASURY.TRANSFER.SUCCESS');
    assert.equal((await call('PATCH', path, { decision: true, enabled: true })).body['enabled'], true);
    assert.equal((await call('PATCH', path, { enabled: false })).body['decision'], true);
    assert.equal((await call('POST', `${path}/enable`)).body['enabled'], true);
    const [later] = await tell('TREASURY.TRANSFER.FAILED');
    const [first] = await received(1);
    assert.equal(first?.headers['webhook-id'], later);
    await call('DELETE', `/webhooks/endpoints/${made.id}`);
  });

  test('keep their secrets where what was shown of them is sent back', async () => {
    const { url, received } = await startReceiver();
    const made = await endpoint(url, {
      headers: { Authorization: 'Bearer abc', 'X-A': 'a' },
      legacy_key: 'old',
    });
    const path = `/webhooks/endpoints/${made.id}`;
    const { body: shown } = await call('GET', path);
    const headers = { authorization: '[redacted]', 'X-A': 'b' };
    const changed = await call('PATCH', path, { ...shown, description: 'new', headers });
    assert.deepEqual(changed.body, {
      ...shown,
      description: 'new',
      headers: { authorization: '[redacted]', 'X-A': '[redacted]' },
    });
    await tell('TREASURY.TRANSFER.SUCCESS');
    const [sent] = await received(1);
    assert.partialDeepStrictEqual(sent?.headers, {
      authorization: 'Bearer abc',
      'x-a': 'b',
      'x-webhook-key': 'old',
    });
    for (const wrong of [{ headers: { 'X-New': '[redacted]' } }, { url, legacy_key: '[redacted]' }])
      assert.equal((await call('POST', '/webhooks/endpoints', { url, ...wrong })).status, 400);
    await call('DELETE', path);
  });

  test('are named by the audit log, also where the path does not name them', async () => {
    const { url } = await startReceiver();
    const made = await endpoint(url);
    await call('POST', '/management/companies/webhook/subscribe', { url, webhook_key: 'first' });
    await call('POST', '/management/companies/webhook/key', { key: 'second' });
    const byDefault = await world.webhooks.endpoints.findDefault(company);
    const lines = await api.companies.listAudit({ company, size: 3 });
    assert.deepEqual(
      lines.map(({ action, subject }) => [action, subject]),
      [
        ['setWebhookKey', byDefault?.id],
        ['subscribeWebhook', byDefault?.id],
        ['createWebhookEndpoint', made.id],
      ],
    );
    for (const id of [made.id, byDefault?.id]) await call('DELETE', `/webhooks/endpoints/${id}`);
  });

  test('of another company do not exist', async () => {
    const other = await world.webhooks.endpoints.create(newId('company'), { url: 'https://example.com/' });
    for (const [method, path] of [
      ['GET', ''],
      ['PATCH', ''],
      ['DELETE', ''],
      ['POST', '/enable'],
      ['POST', '/secret/rotate'],
      ['GET', '/secret'],
      ['POST', '/test'],
    ] as const) {
      const answer = await call(
        method,
        `/webhooks/endpoints/${other.endpoint.id}${path}`,
        method === 'GET' ? undefined : {},
      );
      assert.equal(answer.status, 404, `${method} ${path}`);
    }
  });

  test('the subscribe call makes one default endpoint, which decides', async () => {
    const { url } = await startReceiver();
    const made = await call('POST', '/management/companies/webhook/subscribe', {
      url,
      webhook_key: 'my-key',
    });
    assert.deepEqual([made.status, made.body['webhook_url'], made.body['webhook_key']], [200, url, 'my-key']);
    await call('POST', '/management/companies/webhook/subscribe', { url: `${url}/2`, webhook_key: 'my-key' });
    const changed = await call('POST', '/management/companies/webhook/key', { key: 'other-key' });
    assert.deepEqual([changed.body['webhook_url'], changed.body['webhook_key']], [`${url}/2`, 'other-key']);
    const list = await call('GET', '/webhooks/endpoints?size=100');
    const deciding = (list.body['data'] as { id: string; decision: boolean; legacy_key: string }[]).filter(
      (each) => each.decision,
    );
    assert.equal(deciding.length, 1);
    await call('DELETE', `/webhooks/endpoints/${deciding[0]!.id}`);
    assert.equal((await call('POST', '/management/companies/webhook/key', { key: 'x' })).status, 404);
  });

  test('a key that is none is named as the call names it', async () => {
    const { url } = await startReceiver();
    for (const [path, field, body] of [
      ['subscribe', 'webhook_key', { url, webhook_key: 'a\r\nX-Evil: 1' }],
      ['subscribe', 'webhook_key', { url, webhook_key: '' }],
      ['key', 'key', { key: 'a'.repeat(1_025) }],
    ] as const) {
      const refused = await call('POST', `/management/companies/webhook/${path}`, body);
      assert.equal(refused.status, 400);
      assert.deepEqual(
        (refused.body['details'] as { field: string }[]).map((problem) => problem.field),
        [field],
      );
    }
  });

  test('one decides, whoever asks for that at the same moment; the last stays', async () => {
    const url = 'http://127.0.0.1:9/';
    const asked = await Promise.all(
      Array.from({ length: 8 }, () => call('POST', '/webhooks/endpoints', { url, decision: true })),
    );
    assert.deepEqual(
      asked.map(({ status }) => status),
      asked.map(() => 201),
    );
    const ids = asked.map(({ body }) => String(body['id']));
    const changed = await Promise.all([
      ...ids.map((id) => call('PATCH', `/webhooks/endpoints/${id}`, { decision: true })),
      ...ids.map((id) => call('PATCH', `/webhooks/endpoints/${id}`, { ordered: true })),
      call('POST', '/management/companies/webhook/subscribe', { url, webhook_key: 'first' }),
      call('POST', '/management/companies/webhook/subscribe', { url, webhook_key: 'second' }),
    ]);
    assert.deepEqual(new Set(changed.map(({ status }) => status)), new Set([200]));
    const { body } = await call('GET', '/webhooks/endpoints?size=100');
    const all = body['data'] as { id: string; decision: boolean; description: string }[];
    assert.equal(all.filter(({ decision }) => decision).length, 1);
    const byDefault = all.filter(({ description }) => description === 'Default endpoint');
    assert.equal(byDefault.length, 1);
    for (const id of [...ids, byDefault[0]!.id]) await call('DELETE', `/webhooks/endpoints/${id}`);
  });

  test('a test send carries the example of its type, whatever the filters', async () => {
    const receiver = await startReceiver();
    const { id } = await endpoint(receiver.url);
    const sent = await call('POST', `/webhooks/endpoints/${id}/test`, { event_type: 'CARDS.REFUND.SUCCESS' });
    const [got] = await receiver.received(1);
    assert.equal(got!.json.operation_id, sent.body['event_id']);
    assert.deepEqual([got!.json['sub_operation'], got!.headers['x-webhook-test']], ['REFUND', 'true']);
    // In the list of events, too, it must not look like a refund.
    const [real] = await tell('CARDS.REFUND.SUCCESS');
    for (const [event, test] of [
      [sent.body['event_id'], true],
      [real, false],
    ])
      assert.equal((await call('GET', `/webhooks/events/${String(event)}`)).body['test'], test);
    assert.equal((await call('POST', `/webhooks/endpoints/${id}/test`, { event_type: 'X' })).status, 412);
    await call('DELETE', `/webhooks/endpoints/${id}`);
  });

  test('a test send of each type there is arrives, as its schema says, also what expires', async () => {
    const receiver = await startReceiver();
    const { id } = await endpoint(receiver.url);
    for (const event_type of catalogue.keys()) {
      const sent = await call('POST', `/webhooks/endpoints/${id}/test`, { event_type });
      assert.equal(sent.status, 200, event_type);
    }
    const got = await receiver.received(catalogue.size);
    for (const { json } of got) {
      const name = eventTypeOf(json);
      const { data } = catalogue.get(name as EventTypeName)!;
      assert.deepEqual(data.parse(json.data), json.data);
      for (const end of ['expires_at', 'deadline'])
        if (end in json.data) assert.ok(Date.parse(String(json.data[end])) > Date.now() - 60_000, name);
    }
    assert.equal(new Set(got.map(({ json }) => json.operation_id)).size, catalogue.size);
    await call('DELETE', `/webhooks/endpoints/${id}`);
  });
});

suite('events', () => {
  test('are listed newest first in pages, by type and by subject', async () => {
    const ids = await tell('CARDS.REFUND.SUCCESS', 'CARDS.REVERSAL.SUCCESS', 'CARDS.REFUND.CANCELLED');
    // A slip must not look as if nothing had happened.
    for (const slip of ['cards.refund', 'CARDS.REFUNDS', 'CARDS.REFUND,X'])
      assert.equal((await call('GET', `/webhooks/events?types=${slip}`)).status, 400, slip);
    const first = await call('GET', '/webhooks/events?types=CARDS.REFUND&size=1');
    const data = first.body['data'] as { id: string; body: Record<string, unknown> }[];
    assert.equal(data[0]!.id, ids[2]);
    assert.equal(data[0]!.body['operation_id'], ids[2]);
    const second = await call(
      'GET',
      `/webhooks/events?types=CARDS.REFUND&size=1&cursor=${String(first.body['next_cursor'])}`,
    );
    assert.equal((second.body['data'] as { id: string }[])[0]!.id, ids[0]);
    assert.equal((await call('GET', `/webhooks/events/${ids[1]}`)).body['sub_operation'], 'REVERSAL');
    assert.equal((await call('GET', `/webhooks/events/${newId('event')}`)).status, 404);
  });

  test('with a secret are shown without it', async () => {
    const [id] = await tell('CARDS.NOTIFICATION_3DS_AUTHORIZATION.PENDING');
    const shown = await call('GET', `/webhooks/events/${id}`);
    const { data } = shown.body['body'] as { data: Record<string, unknown> };
    assert.equal(data['code'], undefined);
    assert.equal(typeof data['challenge_id'], 'string');
  });

  test('are shown with each number as it was sent', async () => {
    const event = exampleEvent(company, 'CARDS.CLEARING.PENDING');
    const metadata = { n: 1, deep: [[[1]]] };
    const [stored] = await api.database.work((tx) =>
      world.events.appendMany(tx, [{ ...event, data: { ...event.data, metadata } }]),
    );
    const body = stored!.body.replace('"n":1', '"n":9007199254740993,"m":-1e400');
    await api.database.execute(sql('test.rewrite', 'UPDATE events SET body = $2 WHERE id = $1'), [
      stored!.id,
      body,
    ]);
    const headers = { 'x-api-key': api.key };
    for (const path of [`/webhooks/events/${stored!.id}`, '/webhooks/events?size=1']) {
      const text = await (await request(`${api.url}${path}`, { headers })).body.text();
      assert.ok(text.includes(`"body":${body}`), text);
    }
  });

  test('types are all listed with schema and example', async () => {
    const { body } = await call('GET', '/webhooks/event-types');
    const types = body['data'] as { name: string; schema: object; example: object }[];
    assert.equal(types.length, 31);
  });
});

test('a cursor that no page gave is refused, and does not look like the beginning or the end', async () => {
  for (const list of ['endpoints', 'events', 'deliveries', 'undelivered', 'replays']) {
    const answer = await call('GET', `/webhooks/${list}?cursor=foo`);
    assert.deepEqual([answer.status, answer.body['code']], [400, 'VALIDATION_ERROR'], list);
  }
});

suite('deliveries', () => {
  test('what was accepted, and what was not, with every attempt', async () => {
    const good = await startReceiver();
    const bad = await startReceiver({ status: 500, headers: { 'x-why': 'broken' }, body: 'out of order' });
    const filters = ['TREASURY.TRANSFER.SUCCESS'];
    const one = await endpoint(good.url, { filters });
    const two = await endpoint(bad.url, {
      filters,
      headers: { 'X-Token': 'secret-token' },
      legacy_key: 'legacy-secret',
    });
    const [event] = await tell('TREASURY.TRANSFER.SUCCESS');
    await world.webhooks.dispatcher.idle();
    const list = await call('GET', `/webhooks/deliveries?event_id=${event}`);
    const found = list.body['data'] as Record<string, unknown>[];
    const byEndpoint = new Map(found.map((each) => [each['endpoint_id'], each]));
    assert.equal(found.length, 2);
    assert.equal(byEndpoint.get(one.id)!['state'], 'delivered');
    const failing = byEndpoint.get(two.id)!;
    assert.deepEqual(
      [failing['state'], failing['attempts'], failing['last_error']],
      ['pending', 1, 'answered 500'],
    );
    assert.ok(Date.parse(String(failing['next_attempt_at'])) > Date.now());

    const undelivered = await call('GET', '/webhooks/undelivered');
    assert.deepEqual(
      (undelivered.body['data'] as { id: string }[]).map(({ id }) => id),
      [failing['id']],
    );
    const attempts = await call('GET', `/webhooks/deliveries/${String(failing['id'])}/attempts`);
    const [attempt] = attempts.body['data'] as Record<string, unknown>[];
    assert.deepEqual(
      [attempt!['number'], attempt!['status_code'], attempt!['error'], attempt!['response_body']],
      [1, 500, 'status', 'out of order'],
    );
    assert.equal((attempt!['response_headers'] as Record<string, string>)['x-why'], 'broken');
    const request = attempt!['request_headers'] as Record<string, string>;
    assert.deepEqual([request['x-token'], request['x-webhook-key']], ['[redacted]', '[redacted]']);
    assert.equal(request['webhook-signature'], bad.requests[0]!.headers['webhook-signature']);
    assert.equal(request['webhook-id'], event);
    assert.equal((await call('GET', `/webhooks/deliveries/${newId('delivery')}/attempts`)).status, 404);

    bad.behave(200);
    await world.later(1500);
    assert.deepEqual((await call('GET', '/webhooks/undelivered')).body['data'], []);
    const now = await call('GET', `/webhooks/deliveries?endpoint_id=${two.id}&state=delivered`);
    assert.equal((now.body['data'] as { attempts: number }[])[0]!.attempts, 2);
    await call('DELETE', `/webhooks/endpoints/${one.id}`);
    await call('DELETE', `/webhooks/endpoints/${two.id}`);
  });

  test('pages go through all of them once', async () => {
    const receiver = await startReceiver();
    const { id } = await endpoint(receiver.url);
    await tell(...Array.from({ length: 25 }, () => 'TREASURY.TRANSFER.FAILED' as const));
    await world.webhooks.dispatcher.idle();
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: Answered = await call(
        'GET',
        `/webhooks/deliveries?endpoint_id=${id}&size=10${cursor && `&cursor=${cursor}`}`,
      );
      seen.push(...(page.body['data'] as { id: string }[]).map((each) => each.id));
      cursor = page.body['next_cursor'] as string | null;
    }
    assert.equal(seen.length, 25);
    assert.equal(new Set(seen).size, 25);
    assert.deepEqual(seen, [...seen].sort().toReversed());
    await call('DELETE', `/webhooks/endpoints/${id}`);
  });
});

suite('replays', () => {
  test('are counted first, then run, and shown', async () => {
    const receiver = await startReceiver(500);
    const { id } = await endpoint(receiver.url, { retry_schedule: [] });
    await tell('TREASURY.TRANSFER.SUCCESS', 'TREASURY.TRANSFER.FAILED');
    await world.webhooks.dispatcher.idle();
    receiver.behave(200);
    const since = new Date(Date.now() - 60_000).toISOString();
    const wanted = { endpoint_id: id, since, only: 'failed' };
    const counted = await call('POST', '/webhooks/replays', { ...wanted, dry_run: true });
    const { until, ...rest } = counted.body as { until: string };
    assert.match(until, /Z$/);
    const asked = { ...wanted, filters: [] };
    const nothing = { sent: 0, failed: 0 };
    assert.deepEqual(rest, { id: null, state: 'done', matched: 2, ...nothing, ...asked, created_at: null });
    const started = await call('POST', '/webhooks/replays', wanted);
    const path = `/webhooks/replays/${String(started.body['id'])}`;
    assert.equal((await call('POST', `${path}/pause`, {})).body['state'], 'paused');
    assert.equal((await call('POST', `${path}/resume`, {})).body['state'], 'running');
    for (;;) {
      await world.webhooks.replays.work();
      await world.webhooks.dispatcher.idle();
      const { state } = (await call('GET', path)).body as { state: string };
      if (state === 'done') break;
    }
    const { sent, failed } = (await call('GET', path)).body as { sent: number; failed: number };
    assert.deepEqual([sent, failed], [2, 0]);
    assert.equal((await call('POST', `${path}/cancel`, {})).status, 409);
    assert.equal((await call('GET', `/webhooks/replays/${newId('replay')}`)).status, 404);
    await call('DELETE', `/webhooks/endpoints/${id}`);
  });

  test('are listed in pages, newest first, by state and by the endpoint that they send to', async () => {
    const since = new Date(Date.now() + 3_600_000).toISOString();
    const { url } = await startReceiver();
    const [{ id: one }, { id: other }] = [await endpoint(url), await endpoint(`${url}/other`)];
    const begin = async (to?: string): Promise<string> => {
      const wanted = { since, until: since, only: 'all', ...(to !== undefined && { endpoint_id: to }) };
      return String((await call('POST', '/webhooks/replays', wanted)).body['id']);
    };
    const made = [await begin(one), await begin(other), await begin(), await begin(one)].toReversed();
    const [last = '', all = '', ofOther = '', first = ''] = made;
    await call('POST', `/webhooks/replays/${last}/pause`, {});
    await call('POST', `/webhooks/replays/${first}/cancel`, {});
    const list = async (query: string): Promise<{ ids: string[]; next: string | null }> => {
      const { status, body } = await call('GET', `/webhooks/replays?${query}`);
      assert.equal(status, 200, JSON.stringify(body));
      const page = body as unknown as { data: { id: string }[]; next_cursor: string | null };
      return { ids: page.data.map(({ id }) => id), next: page.next_cursor };
    };
    assert.deepEqual((await list('size=4')).ids, made);
    const page = await list('size=3');
    assert.deepEqual(page.ids, made.slice(0, 3));
    assert.equal((await list(`size=3&cursor=${page.next}`)).ids[0], first);
    assert.deepEqual((await list('state=paused')).ids, [last]);
    assert.deepEqual((await list('state=paused,cancelled')).ids, [last, first]);
    assert.deepEqual((await list(`endpoint_id=${other}`)).ids.slice(0, 2), [all, ofOther]);
    assert.deepEqual((await list(`endpoint_id=${one}&state=running`)).ids, [all]);
    assert.equal((await call('GET', '/webhooks/replays?state=lost')).status, 400);
    for (const id of [one, other]) await call('DELETE', `/webhooks/endpoints/${id}`);
  });

  test('of one event go to the endpoint that is named', async () => {
    const receiver = await startReceiver();
    const { id } = await endpoint(receiver.url);
    const [event] = await tell('TREASURY.TRANSFER.SUCCESS');
    await receiver.received(1);
    await world.webhooks.dispatcher.idle();
    const replayed = await call('POST', `/webhooks/events/${event}/replay`, { endpoint_id: id });
    assert.deepEqual(replayed.body, { deliveries: 1 });
    const [, again] = await receiver.received(2);
    assert.equal(again!.headers['x-webhook-replay'], 'true');
    await call('DELETE', `/webhooks/endpoints/${id}`);
  });
});

suite('the stream', () => {
  const follow = async (headers: Record<string, string> = {}): Promise<AsyncGenerator<string>> => {
    const answer = await request(`${api.url}/webhooks/events/stream`, {
      headers: { 'x-api-key': api.key, ...headers },
    });
    assert.equal(answer.statusCode, 200);
    assert.match(String(answer.headers['content-type']), /^text\/event-stream/);
    return messages(answer.body);
  };
  async function* messages(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
    let text = '';
    for await (const chunk of body) {
      text += chunk.toString();
      const parts = text.split('\n\n');
      text = parts.pop() ?? '';
      for (const part of parts) if (!part.startsWith(':')) yield part;
    }
  }

  test('tells events as they happen, and resumes after the last one', async () => {
    const stream = await follow();
    const next = stream.next();
    const [first] = await tell('CARDS.CLEARING.PENDING');
    const told = String((await next).value).split('\n');
    assert.equal(told[0], `id: ${first}`);
    assert.equal(told[1], 'event: CARDS.CLEARING.PENDING');
    assert.equal(told[2], `data: ${(await world.events.find(company, first!))!.body}`);
    await stream.return(undefined);

    const [second] = await tell('CARDS.CLEARING.SUCCESS');
    const resumed = await follow({ 'last-event-id': first! });
    for await (const message of resumed) if (message.includes(`id: ${second}`)) break;
  });
});

test('the key set is public and holds public keys only', async () => {
  const receiver = await startReceiver();
  const { id } = await endpoint(receiver.url, { signatures: ['v1', 'v1a'] });
  const answer = await ask(api.url, 'GET', `/.well-known/webhooks/jwks.json?endpoint_id=${id}`);
  const [key] = answer.body['keys'] as Record<string, string>[];
  assert.deepEqual([key!['kty'], key!['crv'], key!['d']], ['OKP', 'Ed25519', undefined]);
  const revealed = await call('GET', `/webhooks/endpoints/${id}/secret`);
  assert.equal(
    `whpk_${Buffer.from(key!['x']!, 'base64url').toString('base64')}`,
    revealed.body['public_key'],
  );
  const rotated = await call('POST', `/webhooks/endpoints/${id}/secret/rotate`, { overlap_seconds: 60 });
  assert.notEqual(rotated.body['secret'], revealed.body['secret']);
  const both = await ask(api.url, 'GET', `/.well-known/webhooks/jwks.json?endpoint_id=${id}`);
  assert.equal((both.body['keys'] as unknown[]).length, 2);
});

test('what is asked for under an idempotency key is marked as done with what does it', async () => {
  const { url } = await startReceiver();
  const { id } = await endpoint(url);
  const [event] = await tell('TREASURY.TRANSFER.SUCCESS');
  const marks = sql('test.marks', 'SELECT count(*)::int4 AS marked FROM idempotency_keys WHERE effect');
  const marked = async (): Promise<number> =>
    (await api.database.query<{ marked: number }>(marks))[0]!.marked;
  for (const [path, body] of [
    [`/webhooks/endpoints/${id}/test`, {}],
    [`/webhooks/events/${event}/replay`, { endpoint_id: id }],
    ['/webhooks/replays', { endpoint_id: id, since: '2026-01-01T00:00:00Z', only: 'all' }],
    [`/webhooks/endpoints/${id}/secret/rotate`, {}],
  ] as const) {
    const before = await marked();
    const answer = await ask(api.url, 'POST', path, {
      key: api.key,
      body,
      headers: { 'idempotency-key': newId('event') },
    });
    assert.equal(answer.status, 200, path);
    assert.equal(await marked(), before + 1, path);
  }
  await call('DELETE', `/webhooks/endpoints/${id}`);
  await world.webhooks.replays.work();
});
