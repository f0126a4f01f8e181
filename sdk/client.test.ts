import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { inspect } from 'node:util';
import { createClient } from './client.ts';
import { ApiError, NoAnswer } from './errors.ts';
import { each } from './pages.ts';

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let seen: Seen[] = [];
let answer: (response: ServerResponse) => void = (response) => response.end('{}');
const server = createServer((request, response) => {
  let body = '';
  request.on('data', (chunk) => (body += String(chunk)));
  request.on('end', () => {
    seen.push({ method: request.method, url: request.url, headers: request.headers, body });
    answer(response);
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => server.close());

const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const client = createClient({ url: `${url}/`, apiKey: 'cw_sandbox_key' });

async function sent(call: () => Promise<unknown>): Promise<Seen> {
  seen = [];
  await call();
  assert.equal(seen.length, 1);
  return seen[0]!;
}

test('members of the input go into path, query and body', async () => {
  answer = (response) => response.end('{"bill": 1.000000000000000001}');
  const changed = await sent(() =>
    client.changeCardLimits(
      { cardId: 'card 1/2', daily_limit: '12.50', weekly_limit: null },
      { idempotencyKey: 'k1' },
    ),
  );
  assert.deepEqual([changed.method, changed.url], ['PATCH', '/cards/virtual-cards/card%201%2F2/limits']);
  assert.deepEqual(JSON.parse(changed.body), { daily_limit: '12.50', weekly_limit: null });
  assert.equal(changed.headers['x-api-key'], 'cw_sandbox_key');
  assert.equal(changed.headers['idempotency-key'], 'k1');
  assert.equal(changed.headers['content-type'], 'application/json');

  const searched = await sent(() =>
    client.searchCardTransactions({ cardId: 'c', operations: ['CLEARING', 'REFUND'], size: 5 }),
  );
  assert.equal(searched.url, '/cards/transactions/c/search?operations=CLEARING&operations=REFUND&size=5');
  assert.equal(searched.body, '');
  assert.equal(searched.headers['content-type'], undefined);
});

test('no id leads to another path', async () => {
  answer = (response) => response.end('{}');
  seen = [];
  for (const cardId of ['..', '.', ''])
    await assert.rejects(
      client.getCard({ cardId }),
      { name: 'ApiError', code: 'NOT_FOUND', status: 404 },
      cardId,
    );
  await assert.rejects(client.deleteTreasuryWallet({ accountId: 'acc_1', walletId: '..' }), {
    code: 'NOT_FOUND',
  });
  assert.deepEqual(seen, []);
  for (const [cardId, path] of [
    ['...', '...'],
    ['../..', '..%2F..'],
    ['%2e%2e', '%252e%252e'],
    ['a.', 'a.'],
  ] as const)
    assert.equal((await sent(() => client.getCard({ cardId }))).url, `/cards/virtual-cards/${path}`);
});

test('an answer keeps its digits, an empty one is undefined', async () => {
  answer = (response) => response.end('{"data": [1.000000000000000001], "next_cursor": null}');
  assert.deepEqual(await client.listCompanies(), { data: ['1.000000000000000001'], next_cursor: null });
  answer = (response) => response.end('');
  assert.equal(await client.freezeCard({ cardId: 'c', freeze: true }), undefined);
});

test('a refusal is an ApiError with all that the server told', async () => {
  answer = (response) => {
    response.writeHead(400, { 'retry-after': '2' });
    response.end(
      '{"code":"VALIDATION_ERROR","message":"Correct it.","trace_id":"abc","details":[{"field":"pin","message":"is required"}]}',
    );
  };
  await assert.rejects(client.listCards(), (error: unknown) => {
    assert.ok(error instanceof ApiError);
    const { code, message, status, traceId, details, retryAfterSeconds } = error;
    assert.deepEqual(
      { code, message, status, traceId, details, retryAfterSeconds },
      {
        code: 'VALIDATION_ERROR',
        message: 'Correct it.',
        status: 400,
        traceId: 'abc',
        details: [{ field: 'pin', message: 'is required' }],
        retryAfterSeconds: 2,
      },
    );
    return true;
  });
});

test('a redirect is followed nowhere, and what a proxy answers is told as it is', async () => {
  answer = (response) => {
    response.writeHead(302, { location: '/elsewhere' });
    response.end('<html>');
  };
  await assert.rejects(client.listCards(), { code: 'UNKNOWN', status: 302 });
});

test('what a browser hides of a redirect is told as what it can only be', async () => {
  // Browsers show nothing of one that is not followed (Fetch, 2.2.6: an opaque-redirect filtered response).
  const opaque = Object.defineProperties(new Response(null), {
    type: { value: 'opaqueredirect' },
    status: { value: 0 },
    ok: { value: false },
  });
  const browser = createClient({ url, fetch: () => Promise.resolve(opaque) });
  const transfer = { accountId: 'acc_1', walletId: 'wal_1', to: '0x1', amount: '1' };
  await assert.rejects(browser.transferFromTreasury(transfer), {
    code: 'WARNING',
    status: 302,
    message: /still under way/,
  });
  await assert.rejects(browser.listCards(), { code: 'UNKNOWN', status: 302, message: /elsewhere/ });
});

test('no answer is told from a refusal', async () => {
  answer = (response) => response.destroy();
  await assert.rejects(client.listCards(), NoAnswer);
  answer = () => undefined;
  const impatient = createClient({ url, timeoutMs: 20 });
  await assert.rejects(impatient.listCards(), {
    name: 'NoAnswer',
    message: `No answer from ${url} in time.`,
  });
  const nobody = createClient({ url: 'http://127.0.0.1:9' });
  await assert.rejects(nobody.listCards(), NoAnswer);
});

test('what no header can carry is no call, and is not told: it may be a key', async () => {
  seen = [];
  const wrong = createClient({ url, apiKey: 'cw_sandbox_one\ncw_sandbox_two' });
  for (const call of [
    () => wrong.listCards(),
    () => client.freezeCard({ cardId: 'c', freeze: true }, { idempotencyKey: 'cw_sandbox_\u20ac' }),
  ])
    await assert.rejects(call, (error: Error) => {
      assert.equal(error.name, 'TypeError');
      assert.match(error.message, /^The header [a-z-]+-key cannot be sent/);
      assert.doesNotMatch(inspect(error), /cw_sandbox/);
      return true;
    });
  assert.deepEqual(seen, []);
  // As a file has it.
  answer = (response) => response.end('[]');
  await createClient({ url, apiKey: 'cw_sandbox_one\n' }).listCards();
});

test('what JavaScript leaves out or names otherwise is told before anything is sent', async () => {
  seen = [];
  const loose = client as unknown as Record<string, (input?: object) => Promise<unknown>>;
  for (const input of [undefined, {}, { id: 'card_1' }, { cardId: undefined }, { cardId: null }])
    await assert.rejects(() => loose['getCard']!(input), {
      name: 'TypeError',
      message: 'The call takes cardId, and its input has none.',
    });
  assert.deepEqual(seen, []);
  for (const none of [undefined, '', 'undefined', '127.0.0.1:8080', 'localhost:8080', 'http://', 'ftp://a'])
    assert.throws(() => createClient({ url: none as string }), {
      name: 'TypeError',
      message: `"${none}" is no address of a server, such as http://127.0.0.1:8080.`,
    });
});

test('a caller may give up', async () => {
  answer = () => undefined;
  const signal = AbortSignal.timeout(20);
  await assert.rejects(client.listCards({}, { signal }), { name: 'TimeoutError' });
});

test('a stream has no end of its own: only its beginning is waited for so long', async () => {
  answer = (response) => {
    response.write('data: 1\n\n');
    setTimeout(() => response.end('data: 2\n\n'), 100);
  };
  const impatient = createClient({ url, timeoutMs: 50 });
  const stream = await impatient.streamEvents();
  assert.equal(await new Response(stream).text(), 'data: 1\n\ndata: 2\n\n');
  answer = () => undefined;
  await assert.rejects(impatient.streamEvents(), { name: 'NoAnswer', message: /in time/ });
});

/** Answers these statuses one after the other, with nothing to be waited for, and then well. */
function failing(...statuses: readonly number[]): void {
  const left = [...statuses];
  answer = (response) => {
    const status = left.shift();
    if (status === 0) response.destroy();
    else if (status === undefined) response.end('{"data": [], "next_cursor": null}');
    else response.writeHead(status, { 'retry-after': '0' }).end('{"code": "UNAVAILABLE"}');
  };
}

test('with retries a call is sent again, with the same key, where that does nothing twice', async () => {
  const patient = createClient({ url, retries: 2 });
  const tries = async (call: () => Promise<unknown>): Promise<number> => {
    seen = [];
    await call().catch(() => undefined);
    return seen.length;
  };
  const amount = { cardId: 'c', amount: '1.00' };
  const key = { idempotencyKey: 'order-17' };
  for (const [statuses, call, sent] of [
    [[503, 500], () => patient.listEvents(), 3],
    [[503, 503, 503], () => patient.listEvents(), 3],
    [[503, 502], () => patient.addCardBalance(amount, key), 3],
    // Whether it was done is unknown.
    [[503], () => patient.createTreasuryAccount({ alias: 'a' }), 1],
    [[0], () => patient.createTreasuryAccount({ alias: 'a' }), 1],
    // Nothing was done.
    [[429, 408], () => patient.createTreasuryAccount({ alias: 'a' }), 3],
    [[412], () => patient.addCardBalance(amount, key), 1],
    [[404], () => patient.listEvents(), 1],
    [[503], () => client.listEvents(), 1],
  ] as const) {
    failing(...statuses);
    assert.equal(await tries(call), sent, String(statuses));
  }
  failing(503);
  await tries(() => patient.addCardBalance(amount, key));
  assert.deepEqual(
    seen.map(({ headers, body }) => [headers['idempotency-key'], body]),
    [
      ['order-17', '{"amount":"1.00"}'],
      ['order-17', '{"amount":"1.00"}'],
    ],
  );
});

test('who waits for another try may give up', async () => {
  answer = (response) => response.writeHead(429, { 'retry-after': '3600' }).end('{}');
  const patient = createClient({ url, retries: 1 });
  const giveUp = new AbortController();
  seen = [];
  const called = patient.listEvents({}, { signal: giveUp.signal });
  setTimeout(() => giveUp.abort(new Error('enough')), 50);
  await assert.rejects(called, /enough/);
  assert.equal(seen.length, 1);
});

test('each goes through every page of a list, whichever way it is divided', async () => {
  const pages = (...answers: readonly object[]): void => {
    let at = 0;
    answer = (response) => response.end(JSON.stringify(answers[at++]));
  };
  seen = [];
  pages({ data: [{ id: 'a' }, { id: 'b' }], next_cursor: 'n' }, { data: [{ id: 'c' }], next_cursor: null });
  const keys = await Array.fromAsync(each(client.listKeys, { size: 2 }), ({ id }) => id);
  assert.deepEqual(keys, ['a', 'b', 'c']);
  pages(
    { movements: [{ id: 'm1' }], paging_state_token: 't' },
    { movements: [{ id: 'm2' }], paging_state_token: null },
  );
  const moved = each(client.listVirtualWalletMovements, { walletId: 'vw_1' });
  assert.deepEqual(await Array.fromAsync(moved, ({ id }) => id), ['m1', 'm2']);
  pages({ movements: [{ id: 'e1' }], next_page: 1 }, { movements: [{ id: 'e2' }], next_page: null });
  const found = each(client.searchCardTransactions, { cardId: 'c', operations: ['CLEARING'] });
  assert.deepEqual(await Array.fromAsync(found, ({ id }) => id), ['e1', 'e2']);
  assert.deepEqual(
    seen.map(({ url: path }) => path),
    [
      '/management/keys?size=2',
      '/management/keys?cursor=n&size=2',
      '/virtual-wallets/vw_1/movements',
      '/virtual-wallets/vw_1/movements?paging_state_token=t',
      '/cards/transactions/c/search?operations=CLEARING',
      '/cards/transactions/c/search?operations=CLEARING&page_number=1',
    ],
  );
  // Who has seen enough asks for no more.
  seen = [];
  pages({ data: [{ id: 'a' }], next_cursor: 'n' });
  for await (const { id } of each(client.listKeys)) {
    assert.equal(id, 'a');
    break;
  }
  assert.equal(seen.length, 1);
});
