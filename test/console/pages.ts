import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aCard, chainIsUp, newCompany } from '../support/cardwright.ts';
import { startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';
import { noBrowser, openDesk, signIn } from './browser.ts';
import { drawn, overflow, refuseAll, serious, settled, shiftsOf, watchShifts } from './findings.ts';

const skip = noBrowser;
const desk = skip === false ? await openDesk({ LOCAL_CHAIN: 'on' }) : (undefined as never);
const company = skip === false ? await newCompany(desk.server) : (undefined as never);
const receiver = await startReceiver();

const nobody = '00000000-0000-7000-8000-000000000000';

/** A company with something on every page, and the addresses of all pages. */
async function furnish(): Promise<readonly string[]> {
  const { client } = company;
  await chainIsUp(desk.server);
  const endpoint = await client.createWebhookEndpoint({ url: receiver.url, description: 'Backend' });
  // Nobody listens there: something is undelivered.
  const dead = await client.createWebhookEndpoint({ url: 'http://127.0.0.1:9/' });
  const card = await client.createCard({ ...aCard, approval_method: 'TOP_UP', daily_limit: 500 });
  await client.addCardBalance({ cardId: card.id, amount: 100 }, { idempotencyKey: 'furnish' });
  const bought = await client.simulateAuthorization({ card_id: card.id, amount: 12.5 });
  await client.simulateAuthorization({ card_id: card.id, amount: 400 });
  await client.simulateClearing({ transactionId: bought.transaction?.id ?? '' });
  const [event] = (await client.listEvents({ subject: bought.transaction?.id ?? '' })).data;
  const replay = await client.createReplay({ since: '2026-01-01', only: 'all', endpoint_id: endpoint.id });
  const [blockchain = ''] = await client.listVirtualWalletBlockchains();
  const virtual = await client.createVirtualWallet({ alias: 'Ada', blockchain });
  const account = await client.createTreasuryAccount({ alias: 'Operations' });
  const { id: walletId } = await client.createTreasuryWallet({
    accountId: account.id,
    alias: 'Main',
    blockchain,
  });
  await client.simulateDeposit({ wallet_id: walletId, amount: 25 });
  // Pages hold still while they load; what happens meanwhile may change them.
  const at = { accountId: account.id, walletId };
  await until(async () => (await client.getTreasuryWalletBalance(at)).some(({ balance }) => balance === 25));
  await until(async () => (await client.getReplay({ replayId: replay.id ?? '' })).state === 'done');
  const tabs = ['transactions', 'controls', 'deposit', 'details'];
  return [
    '/',
    '/events',
    '/events?show=undelivered',
    `/events/${event?.id}`,
    '/endpoints',
    `/endpoints/${endpoint.id}`,
    `/endpoints/${endpoint.id}?tab=deliveries`,
    `/endpoints/${dead.id}?tab=undelivered`,
    `/endpoints/${endpoint.id}?tab=replays`,
    '/replays',
    `/replays/${replay.id}`,
    '/cards',
    ...tabs.map((tab) => `/cards/${card.id}?tab=${tab}`),
    `/cards/${card.id}/${bought.transaction?.id}`,
    '/wallets?tab=treasury',
    '/wallets?tab=virtual',
    '/wallets?tab=holding',
    `/wallets/treasury/${account.id}/${walletId}`,
    `/wallets/virtual/${virtual.id}`,
    '/simulator',
    '/simulator?at=online',
    '/scenarios',
    '/keys',
    '/audit',
    '/nowhere',
    `/events/evt_${nobody}`,
  ];
}

const widths = { wide: { width: 1280, height: 800 }, narrow: { width: 380, height: 800 } } as const;
const addresses = skip === false ? await furnish() : [];
const boughtWith =
  /card_[^?]+/.exec(addresses.find((one) => one.includes('?tab=transactions')) ?? '')?.[0] ?? '';

for (const [name, viewport] of Object.entries(widths)) {
  test(`every page can be used by everybody, and holds still while it loads: ${name}`, { skip }, async () => {
    const window = await desk.open({ viewport, colorScheme: 'light', reducedMotion: 'reduce' });
    await watchShifts(window);
    await window.goTo('');
    assert.deepEqual(await serious(window), [], 'signing in');
    await signIn(window, company.apiKey);
    for (const address of addresses) {
      await window.goTo(address);
      await settled(window);
      // Each was loaded by its address, as after a reload.
      if (!address.includes(nobody)) assert.equal(await window.page.getByRole('alert').count(), 0, address);
      const { total, moved } = await shiftsOf(window);
      assert.ok(total < 0.1, `${address} moves by ${total.toFixed(3)}: ${moved.join(', ')}`);
      assert.equal(await overflow(window), undefined, address);
      // The page that is there is made narrow, too: axe is half as long at one that it has seen.
      if (name === 'narrow') continue;
      assert.deepEqual(await serious(window), [], address);
      await window.page.emulateMedia({ colorScheme: 'dark' });
      assert.deepEqual(await serious(window, 'colours'), [], `${address}, dark`);
      await window.page.emulateMedia({ colorScheme: 'light' });
      await window.page.setViewportSize(widths.narrow);
      await drawn(window);
      assert.deepEqual(await serious(window), [], `${address}, narrow`);
      await window.page.setViewportSize(viewport);
    }
    assert.deepEqual(window.faults, []);
    await window.page.context().close();
  });
}

test('pages of a company that has nothing yet can be used by everybody', { skip }, async () => {
  const { apiKey } = await newCompany(desk.server, '0');
  const window = await desk.open({ viewport: widths.narrow, colorScheme: 'dark', reducedMotion: 'reduce' });
  await signIn(window, apiKey);
  for (const address of addresses.filter((one) => !/_[0-9a-f]{8}-/.test(one))) {
    await window.goOn(address);
    await settled(window);
    assert.equal(await overflow(window), undefined, address);
    assert.deepEqual(await serious(window), [], address);
  }
  assert.deepEqual(window.faults, []);
  await window.page.context().close();
});

test(
  'pages of which nothing comes say why, with the trace id, and can be used by everybody',
  { skip },
  async () => {
    const window = await desk.open({ viewport: widths.narrow, colorScheme: 'dark', reducedMotion: 'reduce' });
    const { page } = window;
    await signIn(window, company.apiKey);
    const goToRefused = await refuseAll(window);
    for (const [at, address] of addresses.filter((one) => one !== '/nowhere').entries()) {
      await goToRefused(address);
      assert.equal(await overflow(window), undefined, address);
      if (at % 4 === 0) assert.deepEqual(await serious(window), [], address);
    }
    assert.deepEqual(window.faults, []);
    await page.context().close();
  },
);

test('an address of anything leads there, also for who must sign in first', { skip }, async () => {
  const guest = await desk.open();
  const { page } = guest;
  for (const address of addresses.filter((one) => /_[0-9a-f]{8}-(?!0000)/.test(one))) {
    await signIn(guest, company.apiKey, address);
    await settled(guest);
    assert.equal(page.url(), `${desk.server.url}/console${address}`);
    assert.equal(await page.getByRole('alert').count(), 0, address);
    await page.context().clearCookies();
  }
  await page.context().close();
});

test('what was pressed again after no answer is done once', { skip }, async () => {
  const window = await desk.open();
  const { page } = window;
  await signIn(window, company.apiKey, '/cards');
  const keys: (string | undefined)[] = [];
  const stillRunning = { code: 'IDEMPOTENCY_IN_PROGRESS', message: 'The first one still runs.' };
  await page.route('**/cards/virtual-cards/create', async (route) => {
    keys.push(route.request().headers()['idempotency-key']);
    // The server does it the first time, too; its answer is lost on the way, and the next one as good as that.
    const response = await route.fetch();
    if (keys.length === 1) await route.abort('connectionreset');
    else if (keys.length === 2) await route.fulfill({ status: 409, json: stillRunning });
    else await route.fulfill({ response });
  });
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Create a card' }).first().click();
  await dialog.getByLabel('Cardholder').fill('Once Only');
  await dialog.getByLabel('Phone', { exact: true }).fill('7700900123');
  const create = dialog.getByRole('button', { name: 'Create', exact: true });
  await create.dblclick();
  await dialog.getByRole('alert').getByText('The server does not answer').waitFor();
  await create.click();
  await dialog.getByRole('alert').getByText(stillRunning.message).waitFor();
  await create.click();
  await page.getByRole('heading', { level: 1, name: 'Once Only' }).waitFor();
  assert.equal(keys.length, 3);
  assert.match(keys[0] ?? '', /./);
  assert.deepEqual([...new Set(keys)], keys.slice(0, 1));
  const cards = await company.client.listCards();
  assert.equal(cards.filter(({ card_holder_name: name }) => name === 'Once Only').length, 1);
  await page.context().close();
});

test('a double click does not move money that was to be asked about first', { skip }, async () => {
  const window = await desk.open();
  const { page } = window;
  const address = addresses.find((one) => one.endsWith('?tab=deposit')) ?? '';
  await signIn(window, company.apiKey, address);
  const asked: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'POST') asked.push(request.url());
  });
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'Give to the card' }).click();
  await dialog.getByLabel('Amount, USD').fill('1.00');
  await dialog.getByRole('button', { name: 'Go on' }).dblclick();
  await dialog.getByText('Press once more').waitFor();
  assert.deepEqual(asked, []);
  await dialog.getByRole('button', { name: 'Give $1.00' }).click();
  await page.getByText('On the card is $').waitFor();
  assert.equal(asked.length, 1);
  await page.context().close();
});

test(
  'a deposit that comes while one types does not make it another token that is sent',
  { skip },
  async () => {
    const window = await desk.open();
    const { page } = window;
    const address = addresses.find((one) => one.startsWith('/wallets/treasury/')) ?? '';
    const there = new Map([['DAI', 100]]);
    await page.route(/\/wallets\/[^/]+\/balance$/, async (route) => {
      const answer = await route.fetch();
      const balances = (await answer.json()) as { symbol: string }[];
      await route.fulfill({
        json: balances.map((of) => ({ ...of, balance: there.get(of.symbol) ?? 0 })),
      });
    });
    await page.clock.install();
    await signIn(window, company.apiKey, address);
    const row = page.getByRole('row').filter({ hasText: 'USDC' });
    await row.first().waitFor();
    await page.getByRole('button', { name: 'Send' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('To', { exact: true }).fill('0x70997970C51812dc3A010C7d01b50e0d17dc79C8');
    await dialog.getByLabel('Amount').fill('7');
    there.set('USDC', 7_777);
    await page.clock.fastForward(60_000);
    await page.getByText('7,777.00').first().waitFor();
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await dialog.getByText('7.00 DAI').first().waitFor();
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.context().close();
  },
);

test('windows can be used by everybody, and by keyboard alone', { skip }, async () => {
  const window = await desk.open({ reducedMotion: 'reduce' });
  const { page } = window;
  await signIn(window, company.apiKey, '/cards');
  await page.getByRole('button', { name: 'Create a card' }).first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  assert.deepEqual(await serious(window), []);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  const focused = await page.evaluate(() => document.activeElement?.textContent);
  assert.match(focused ?? '', /Create a card/);
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('textbox').fill('audit');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Audit log' }).waitFor();
  await page.context().close();
});

test('a delivery that waits says when it is tried next, with its day', { skip }, async () => {
  const window = await desk.open({ timezoneId: 'UTC' });
  const { page } = window;
  const { data } = await company.client.listUndelivered({ size: 1 });
  const [delivery] = data;
  const next = new Date(Date.now() + 3 * 86_400_000);
  const waits = { ...delivery, state: 'pending', attempts: 4, last_error: 'answered 500' };
  await page.route(
    ({ pathname }) => pathname === '/webhooks/deliveries' || pathname === '/webhooks/undelivered',
    (route) => route.fulfill({ json: { data: [{ ...waits, next_attempt_at: next }], next_cursor: null } }),
  );
  await signIn(window, company.apiKey, `/events/${delivery?.event_id}`);
  const day = `${String(next.getUTCDate()).padStart(2, '0')} `;
  await page
    .getByText(new RegExp(`Tried 4 times, last: answered 500. Next try: ${day}\\w{3}, \\d\\d:\\d\\d`))
    .waitFor();
  await window.goTo('/events?show=undelivered');
  await page.getByRole('cell', { name: new RegExp(`^${day}\\w{3}, \\d\\d:\\d\\d`) }).waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.context().close();
});

test('why a purchase was declined is on a list, and who did something in the log', { skip }, async () => {
  // Just now: the figures are of ten minutes, and where the machine stands still the other one is older.
  await company.client.simulateAuthorization({ card_id: boughtWith, amount: 400 });
  const window = await desk.open({ viewport: widths.narrow });
  const { page } = window;
  await signIn(window, company.apiKey, '/');
  await page.getByRole('link', { name: /^\d+ declined$/ }).click();
  const row = page.getByRole('row').filter({ hasText: 'DECLINED' }).first();
  await row.getByText(/funds|balance/i).waitFor();
  await window.goTo('/audit');
  const { data: keys } = await company.client.listKeys();
  const line = page.getByRole('listitem').filter({ hasText: 'createWebhookEndpoint' }).first();
  await line.getByText(keys[0]?.name ?? '', { exact: true }).waitFor();
  await page.context().close();
});

test(
  'a clearing after its hold has expired says that it is late; the hold that it expired',
  { skip },
  async () => {
    const { client } = company;
    const card = await client.createCard(aCard);
    const merchant = { name: 'Sakura', country: 'JPN', mcc_code: '5812' };
    const { transaction } = await client.simulateAuthorization({
      card_id: card.id,
      amount: '12345',
      currency: 'JPY',
      merchant,
    });
    const transactionId = transaction?.id ?? '';
    await client.simulateExpiry({ transactionId });
    await client.simulateClearing({ transactionId, amount: '12345', currency: 'JPY' });
    const window = await desk.open();
    const { page } = window;
    await signIn(window, company.apiKey, `/cards/${card.id}`);
    const rows = page.getByRole('region', { name: 'Transactions' }).getByRole('row');
    await rows.filter({ hasText: 'Hold expired' }).waitFor();
    // In the currency of the shop, which has no decimals, beside what it was in dollars.
    await rows.filter({ hasText: 'Authorization' }).getByText('12,345 JPY', { exact: true }).waitFor();
    await rows.filter({ hasText: 'Clearing' }).getByRole('link', { name: 'Sakura' }).click();
    const steps = page.getByRole('listitem');
    await steps.filter({ hasText: 'Clearing' }).getByText('late: the hold had expired').waitFor();
    assert.equal(await page.getByText('late: the hold had expired').count(), 1);
    await page.context().close();
  },
);

test('a company whose clock is ahead is told so, on every page', { skip }, async () => {
  const { client, apiKey } = await newCompany(desk.server, '0');
  const window = await desk.open();
  const { page } = window;
  const read = page.waitForResponse('**/simulate/clock');
  await signIn(window, apiKey, '/keys');
  await (await read).finished();
  await settled(window);
  assert.equal(await page.getByText('Clock:').count(), 0);
  await client.advanceClock({ advance: 'P9D' });
  await page.reload();
  await page.getByRole('link', { name: 'Clock: 9 days ahead' }).click();
  await page.getByRole('heading', { level: 1, name: 'Terminal' }).waitFor();
  await page.context().close();
});

test('on paper there is what the page says, in dark ink, and nothing to press', { skip }, async () => {
  const window = await desk.open({ viewport: { width: 794, height: 1123 }, colorScheme: 'dark' });
  const { page } = window;
  const address = addresses.find((one) => one.endsWith('?tab=transactions')) ?? '';
  await signIn(window, company.apiKey, address);
  await settled(window);
  const ink = (): Promise<string> =>
    page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--ink'));
  const onScreen = await ink();
  await page.emulateMedia({ media: 'print' });
  assert.notEqual(await ink(), onScreen);
  assert.equal(await page.getByRole('button', { name: 'Freeze' }).count(), 0);
  assert.equal(await page.getByRole('link', { name: 'API keys' }).count(), 0);
  const table = page.getByRole('region', { name: 'Transactions' });
  assert.ok(await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth));
  await page.context().close();
});

test('what fails is told in plain words, with the trace id', { skip }, async () => {
  const window = await desk.open();
  await signIn(window, company.apiKey);
  await window.goTo('/cards/card_00000000-0000-7000-8000-000000000000');
  const alert = window.page.getByRole('alert').first();
  await alert.getByText(/There is no such card/).waitFor();
  assert.match((await alert.textContent()) ?? '', /Trace\s*[0-9a-f]{32}/);
  await window.page.context().close();
});

test('the first load needs less than 250 kB of scripts', { skip }, async () => {
  const window = await desk.open();
  await signIn(window, company.apiKey, '/');
  await window.page.getByRole('img', { name: /Purchases a second/ }).waitFor();
  const bytes = [...window.scripts.values()];
  assert.ok(bytes.length > 0 && bytes.every((size) => size > 0));
  const total = bytes.reduce((sum, size) => sum + size, 0);
  assert.ok(total < 250_000, `${total} bytes`);
  await window.page.context().close();
});

test('of a long list, those rows are drawn that are seen', { skip }, async () => {
  const { client } = company;
  const [like] = await client.listCards();
  const names = Array.from({ length: 150 }, (_, at) => `Holder ${at}`);
  await Promise.all(names.map((name) => client.createCard({ ...aCard, card_holder_name: name })));
  assert.ok(like !== undefined);
  const window = await desk.open();
  await signIn(window, company.apiKey, '/cards');
  const table = window.page.getByRole('table', { name: 'Cards' });
  await table.getByRole('row').nth(5).waitFor();
  assert.equal(Number(await table.getAttribute('aria-rowcount')), (await client.listCards()).length);
  assert.ok((await table.getByRole('row').count()) < 60);
  await table.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  await table.locator(`[aria-rowindex="${await table.getAttribute('aria-rowcount')}"]`).waitFor();
  assert.ok((await table.getByRole('row').count()) < 60);
  await window.page.context().close();
});
