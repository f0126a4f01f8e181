import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { listPart } from '../list.ts';
import { cardApi } from './testing/card-api.ts';

suite('the card endpoints', async () => {
  const { api, send, card } = await cardApi();
  const plain = {
    card_holder_name: ' Ada Lovelace ',
    approval_method: 'TOPUP',
    phone_country_code: 44,
    phone: '7700 900-123',
  };

  test('create answers the card, TOPUP as TOP_UP, limits as given and null without', async () => {
    const made = await send('POST', '/cards/virtual-cards/create', {
      ...plain,
      email: 'ada@example.com',
      phone_country_code: '+44',
      daily_limit: '100.50',
      weekly_limit: 0,
      metadata: { customer: 7 },
    });
    assert.equal(made.status, 200);
    assert.match(made.text, /"daily_limit":100\.50,"weekly_limit":0\.00,"monthly_limit":null/);
    const { id, last4, created_at: createdAt, ...rest } = made.body;
    assert.match(String(id), /^card_/);
    assert.match(String(last4), /^\d{4}$/);
    assert.match(String(createdAt), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    assert.deepEqual(rest, {
      card_holder_name: 'Ada Lovelace',
      type: 'VIRTUAL',
      status: 'ACTIVE',
      approval_method: 'TOP_UP',
      daily_limit: 100.5,
      weekly_limit: 0,
      monthly_limit: null,
      per_transaction_limit: null,
      forwarded_3ds_type: 'AUTOMATIC',
      fallback_decision: 'DECLINE',
      fallback_limit: null,
      require_signed_answer: false,
      meta: { email: 'ada@example.com', otp_phone_number: { dial_code: 44, phone_number: '7700900123' } },
      metadata: { customer: 7 },
    });
    assert.deepEqual((await send('GET', `/cards/virtual-cards/${String(id)}`)).body, made.body);
    const list = await send('GET', '/cards/virtual-cards/list');
    assert.ok(Array.isArray(list.body));
    assert.deepEqual(list.body.at(-1), made.body);
  });

  test('a list of more than a part is to the letter what its cards are, one by one', async () => {
    const ids: string[] = [];
    for (let count = 0; count <= listPart; count += 1)
      ids.push(await card({ daily_limit: '100.50', metadata: { note: `Zoë "${count}"` } }));
    const list = await send('GET', '/cards/virtual-cards/list');
    const texts: string[] = [];
    for (const { id } of list.body as unknown as { id: string }[])
      texts.push((await send('GET', `/cards/virtual-cards/${id}`)).text);
    assert.equal(list.text, `[${texts.join(',')}]`);
    assert.deepEqual((list.body as unknown as { id: string }[]).map(({ id }) => id).slice(-ids.length), ids);
  });

  for (const [what, change, status, field] of [
    ['no name', { card_holder_name: ' ' }, 400, 'card_holder_name'],
    ['an unknown approval method', { approval_method: 'MAYBE' }, 400, 'approval_method'],
    ['DEFI', { approval_method: 'DEFI' }, 412, undefined],
    ['a phone of letters', { phone: 'call me' }, 400, 'phone'],
    ['no country code', { phone_country_code: undefined }, 400, 'phone_country_code'],
    ['a country code of zero', { phone_country_code: 0 }, 400, 'phone_country_code'],
    ['a negative limit', { daily_limit: -1 }, 400, 'daily_limit'],
    ['three decimals', { weekly_limit: '1.001' }, 400, 'weekly_limit'],
    ['an absurd limit', { monthly_limit: 1e30 }, 400, 'monthly_limit'],
    ['a wrong address', { email: 'ada' }, 400, 'email'],
    ['metadata that is a list', { metadata: [1] }, 400, 'metadata'],
    ['too much metadata', { metadata: { text: 'x'.repeat(5000) } }, 400, 'metadata'],
  ] as const) {
    test(`create refuses ${what}`, async () => {
      const refused = await send('POST', '/cards/virtual-cards/create', { ...plain, ...change });
      assert.equal(refused.status, status);
      if (field === undefined) return;
      const details = refused.body['details'] as { field: string }[];
      assert.deepEqual(
        details.map((problem) => problem.field),
        [field],
      );
    });
  }

  test('metadata comes back to the last digit', async () => {
    const metadata =
      '{"order":12345678901234567890,"rate":0.12345678901234567891,"text":"12345678901234567890"}';
    const made = await fetch(`${api.url}/cards/virtual-cards/create`, {
      method: 'POST',
      headers: { 'x-api-key': api.key, 'content-type': 'application/json' },
      body: JSON.stringify(plain).replace('{', `{"metadata":${metadata},`),
    });
    const { id } = (await made.json()) as { id: string };
    const { text } = await send('GET', `/cards/virtual-cards/${id}`);
    assert.ok(text.includes(`"metadata":${metadata}`), text);
  });

  test('freeze takes both names and answers nothing', async () => {
    const id = await card();
    for (const [body, status] of [
      [{ freeze: true }, 'FROZEN'],
      [{ frozen: false }, 'ACTIVE'],
    ] as const) {
      const answer = await send('PATCH', `/cards/virtual-cards/${id}/frozen`, body);
      assert.deepEqual([answer.status, answer.text], [200, '']);
      assert.equal((await send('GET', `/cards/virtual-cards/${id}`)).body['status'], status);
    }
    for (const neither of [{}, { freeze: true, frozen: false }])
      assert.equal((await send('PATCH', `/cards/virtual-cards/${id}/frozen`, neither)).status, 400);
  });

  test('limits are replaced, the omitted ones removed', async () => {
    const id = await card({ daily_limit: 5, monthly_limit: 9 });
    const answer = await send('PATCH', `/cards/virtual-cards/${id}/limits`, { weekly_limit: 20 });
    assert.equal(
      answer.text,
      `{"id":"${id}","daily_limit":null,"weekly_limit":20.00,"monthly_limit":null,"per_transaction_limit":null}`,
    );
  });

  test('delete answers the card; afterwards it takes no changes', async () => {
    const id = await card();
    const deleted = await send('DELETE', `/cards/virtual-cards/${id}`);
    assert.deepEqual(Object.keys(deleted.body).sort(), ['card_holder_name', 'id', 'last4', 'status']);
    assert.equal(deleted.body['status'], 'DELETED');
    assert.equal((await send('PATCH', `/cards/virtual-cards/${id}/limits`, {})).status, 412);
  });

  test('an unknown card and an ill-formed id are a 404', async () => {
    for (const id of ['card_0197f2c0-9a4e-7cc0-8000-0123456789ab', 'nonsense']) {
      for (const [method, path] of [
        ['GET', ''],
        ['DELETE', ''],
        ['PATCH', '/limits'],
        ['GET', '/virtual-balances'],
      ] as const)
        assert.equal((await send(method, `/cards/virtual-cards/${id}${path}`, {})).status, 404);
    }
  });

  test('balances are set, added to and taken from, exactly', async () => {
    const id = await card();
    const at = `/cards/virtual-cards/${id}/virtual-balance`;
    assert.equal((await send('PATCH', at, { virtual_balance: 1000 })).text, '1000.00');
    assert.equal(
      (await send('POST', `${at}/add`, { amount: '0.01' }, { 'x-idempotency-key': id })).text,
      '1000.01',
    );
    assert.equal(
      (await send('POST', `${at}/subtract`, { amount: 0.5 }, { 'x-idempotency-key': `${id}-` })).text,
      '999.51',
    );
    assert.equal((await send('GET', `${at}s`)).text, '{"available_credit":999.51}');
    assert.equal((await send('POST', `${at}/add`, { amount: 1 })).status, 400);
    assert.equal((await send('PATCH', at, { virtual_balance: -1 })).status, 400);
    assert.equal((await send('PATCH', at, { virtual_balance: 1_000_000.01 })).status, 412);
    const none = await card({ approval_method: 'NONE' });
    assert.equal((await send('GET', `/cards/virtual-cards/${none}/virtual-balances`)).status, 400);
  });

  test('the spending of a card', async () => {
    const id = await card();
    const spending = await send('GET', `/cards/transactions/${id}/accumulated-spending`);
    assert.equal(spending.text, '{"daily_spending":0.00,"weekly_spending":0.00,"monthly_spending":0.00}');
  });
});
