import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Id } from '../../kernel/ids.ts';
import { cardApi } from './testing/card-api.ts';

suite('card controls', async () => {
  const { api, send, card } = await cardApi();
  const on = (id: string, rest: string): string => `/cards/virtual-cards/${id}/${rest}`;

  test('velocity rules: set, shown, removed, and refused with their own codes', async () => {
    const path = '/cards/account/configuration/velocity-rules';
    const rule = (time_window_seconds: number) => ({ max_authorizations: 5, time_window_seconds });
    assert.equal((await send('GET', path)).text, '{"rules":[]}');
    const rules = { rules: [rule(60), rule(3600)] };
    assert.deepEqual((await send('PUT', path, rules)).body, rules);
    assert.deepEqual((await send('GET', path)).body, rules);
    for (const [windows, status, code] of [
      [[1, 2, 3, 4, 5, 6], 400, 'VELOCITY_RULES_LIMIT_EXCEEDED'],
      [[60, 60], 400, 'VELOCITY_RULES_DUPLICATE_WINDOW'],
      [[0], 400, 'VALIDATION_ERROR'],
      [[1.5], 400, 'VALIDATION_ERROR'],
    ] as const) {
      const refused = await send('PUT', path, { rules: windows.map(rule) });
      assert.deepEqual([refused.status, refused.body['code']], [status, code]);
    }
    assert.equal((await send('PUT', path, {})).status, 400);
    assert.deepEqual((await send('GET', path)).body, rules);
    const removed = await send('DELETE', path);
    assert.deepEqual([removed.status, removed.text], [200, '']);
    assert.equal((await send('GET', path)).text, '{"rules":[]}');
  });

  test('the configuration is changed member by member', async () => {
    const path = '/cards/account/configuration';
    assert.deepEqual((await send('GET', path)).body, {
      program_enabled: true,
      mcc_blocked: [],
      countries_blocked: [],
      three_ds_threshold: null,
      per_transaction_limit: null,
      fx_fee_percent: 0,
      atm_fee: 0,
      deposit_commission_percent: 0,
    });
    await send('PUT', path, {
      mcc_blocked: ['7995', 742, '7995'],
      countries_blocked: ['prk'],
      fx_fee_percent: 1.5,
    });
    // Germany is DEU: what blocks nothing is not taken as if it did.
    for (const [wrong, says] of [
      [
        { countries_blocked: ['GER'] },
        'Correct countries_blocked[0]: it must be an ISO 3166 alpha-3 country code, such as USA.',
      ],
      [{ mcc_blocked: ['57'] }, 'Correct mcc_blocked[0]: it must be four digits.'],
    ] as const) {
      const refused = await send('PUT', path, wrong);
      assert.deepEqual([refused.status, refused.body['message']], [400, says]);
    }
    const changed = await send('PUT', path, {
      three_ds_threshold: 30,
      atm_fee: '1.00',
      program_enabled: false,
    });
    assert.equal(
      changed.text,
      '{"program_enabled":false,"mcc_blocked":["0742","7995"],"countries_blocked":["PRK"],"three_ds_threshold":30.00,' +
        '"per_transaction_limit":null,"fx_fee_percent":1.5,"atm_fee":1.00,"deposit_commission_percent":0}',
    );
    for (const wrong of [
      { mcc_blocked: ['12345'] },
      { countries_blocked: ['US'] },
      { fx_fee_percent: 101 },
      { fx_fee_percent: 0.00001 },
      { atm_fee: -1 },
    ])
      assert.equal((await send('PUT', path, wrong)).status, 400);
    await send('PUT', path, { program_enabled: true });
  });

  test('unblock, reissue, contact, 3-D Secure and decision', async () => {
    const id = await card();
    assert.equal((await send('PATCH', on(id, 'unblock'))).text, '{"blocked":false}');
    const reissued = await send('PUT', on(id, 'reissue'));
    assert.deepEqual(Object.keys(reissued.body), ['id', 'card_holder_name', 'last4', 'status']);
    assert.equal((await send('PUT', on(id, 'email'), { business_email: 'new@example.com' })).text, '');
    for (const neither of [{}, { business_email: 'a@example.com', email: 'b@example.com' }])
      assert.equal((await send('PUT', on(id, 'email'), neither)).status, 400);
    assert.equal(
      (await send('PUT', on(id, 'phone'), { phone_country_code: '34', phone: '600000000' })).text,
      '',
    );
    for (const [type, is] of [
      ['sms', 'AUTOMATIC'],
      ['webhook', 'FORWARDED'],
      ['DISABLED', 'DISABLED'],
    ])
      assert.deepEqual((await send('POST', on(id, '3ds-configuration'), { type })).body, { type: is });
    assert.equal((await send('POST', on(id, '3ds-configuration'), { type: 'fax' })).status, 400);
    assert.equal((await send('POST', on(id, '3ds-configuration'), {})).status, 400);
    await send('PATCH', on(id, 'decision'), { fallback_decision: 'APPROVE', fallback_limit: 20 });
    const { body } = await send('PATCH', on(id, 'decision'), { require_signed_answer: true });
    assert.deepEqual(
      [
        body['fallback_decision'],
        body['fallback_limit'],
        body['require_signed_answer'],
        body['forwarded_3ds_type'],
      ],
      ['APPROVE', 20, true, 'DISABLED'],
    );
    assert.deepEqual(body['meta'], {
      email: 'new@example.com',
      otp_phone_number: { dial_code: 34, phone_number: '600000000' },
    });
  });

  test('a PIN is set and never answered', async () => {
    const id = await card();
    assert.equal((await send('GET', on(id, 'pin-html'))).status, 412);
    assert.equal((await send('PUT', on(id, 'pin'), { pin: '4711' })).text, '{"pin":"****"}');
    for (const pin of ['123', '12a4', 1234, undefined]) {
      const refused = await send('PUT', on(id, 'pin'), { pin });
      assert.equal(refused.status, 400);
      assert.ok(pin === undefined || !refused.text.includes(String(pin)));
    }
  });

  test('pages show number and PIN once, with headers that keep them to themselves', async () => {
    const id = await card();
    await send('PUT', on(id, 'pin'), { pin: '4711' });
    for (const [path, members] of [
      ['pan-html', ['card_holder_name', 'pan', 'expiry', 'cvv']],
      ['pin-html', ['card_holder_name', 'pin']],
    ] as const) {
      const url = new URL(String((await send('GET', on(id, path))).body['url']));
      assert.equal(url.origin, 'https://cards.example');
      assert.equal(url.search, '');
      const page = await fetch(api.url + url.pathname);
      assert.match(await page.text(), /<button/);
      assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8');
      assert.equal(page.headers.get('cache-control'), 'no-store');
      assert.equal(page.headers.get('referrer-policy'), 'no-referrer');
      assert.match(
        page.headers.get('content-security-policy') ?? '',
        /^default-src 'none'; script-src 'sha256-/,
      );
      const token = url.hash.slice(1);
      const opened = await send('POST', url.pathname, { token });
      assert.deepEqual(Object.keys(opened.body), members);
      if (path === 'pan-html') assert.match(String(opened.body['pan']), /^999999\d{10}$/);
      else assert.equal(opened.body['pin'], '4711');
      const again = await send('POST', url.pathname, { token });
      assert.equal(again.status, 404);
      assert.match(String(again.body['message']), /expired/);
    }
    const company = api.company as Id<'company'>;
    const asked = await api.companies.listAudit({ company, before: undefined, size: 2 });
    assert.deepEqual(
      asked.map(({ action, subject }) => [action, subject]),
      [
        ['getPinPage', id],
        ['getPanPage', id],
      ],
    );
  });

  test('the operator replaces exchange rates, a company does not', async () => {
    const operator = { 'x-api-key': api.operatorKey };
    const path = '/operator/fx-rates';
    assert.equal((await send('PUT', path, { rates: { EUR: 1 } })).status, 401);
    const set = await send(
      'PUT',
      path,
      { as_of: '2026-01-31', rates: { EUR: '0.925926', JPY: 155.5 } },
      operator,
    );
    assert.match(
      set.text,
      /\{"currency":"EUR","units_per_usd":0\.925926,"as_of":"2026-01-31","source":"operator"\}/,
    );
    for (const rates of [{ USD: 1 }, { ABC: 1 }, { EUR: 0 }, { EUR: -1 }, {}, [1]])
      assert.equal((await send('PUT', path, { rates }, operator)).status, 400);
    for (const as_of of ['2026-02-30', '0000-01-01', '31.01.2026', 20260131])
      assert.equal(
        (await send('PUT', path, { as_of, rates: { EUR: 1 } }, operator)).status,
        400,
        String(as_of),
      );
    await send('PUT', path, { rates: { JPY: null } }, operator);
    const { body } = await send('GET', path, undefined, operator);
    const rates = body['rates'] as { currency: string; source: string }[];
    assert.deepEqual(
      rates.filter((rate) => rate.source === 'operator').map((rate) => rate.currency),
      ['EUR'],
    );
  });
});
