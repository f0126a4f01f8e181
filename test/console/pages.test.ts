import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aCard, chainIsUp } from '../support/cardwright.ts';
import { startReceiver } from '../support/receiver.ts';
import { noBrowser, openDesk, signIn } from './browser.ts';
import type { Window } from './browser.ts';
import { overflow, serious } from './findings.ts';

const skip = noBrowser;
const desk = skip === false ? await openDesk({ LOCAL_CHAIN: 'on' }) : (undefined as never);
const receiver = await startReceiver();

/** A company with something on every page, and the addresses of all pages. */
async function furnish(): Promise<readonly string[]> {
  const { client } = desk.server;
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
  await chainIsUp(desk.server);
  const account = await client.createTreasuryAccount({ alias: 'Operations' });
  const wallet = await client.createTreasuryWallet({ accountId: account.id, alias: 'Main', blockchain });
  await client.simulateDeposit({ wallet_id: wallet.id, amount: 25 });
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
    '/replays',
    `/replays/${replay.id}`,
    '/cards',
    ...tabs.map((tab) => `/cards/${card.id}?tab=${tab}`),
    `/cards/${card.id}/${bought.transaction?.id}`,
    '/wallets?tab=treasury',
    '/wallets?tab=virtual',
    '/wallets?tab=holding',
    `/wallets/treasury/${account.id}/${wallet.id}`,
    `/wallets/virtual/${virtual.id}`,
    '/simulator',
    '/scenarios',
    '/keys',
    '/audit',
    '/nowhere',
    '/events/evt_00000000-0000-7000-8000-000000000000',
  ];
}

const operatorPages = ['/', '/chains', '/rates'];

/** Resolves when the page is there and asks for nothing more. */
async function settled({ page }: Window): Promise<void> {
  await page.getByRole('heading', { level: 1 }).or(page.getByRole('alert')).first().waitFor();
  await page.locator('[aria-label=Loading]').first().waitFor({ state: 'detached' });
}

const looks = [
  { name: 'wide and light', viewport: { width: 1280, height: 800 }, colorScheme: 'light' },
  { name: 'wide and dark', viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  { name: 'narrow and light', viewport: { width: 380, height: 800 }, colorScheme: 'light' },
] as const;

const addresses = skip === false ? await furnish() : [];

for (const { name, ...look } of looks) {
  test(`every page can be used by everybody: ${name}`, { skip }, async () => {
    const window = await desk.open({ ...look, reducedMotion: 'reduce' });
    await window.goTo('');
    assert.deepEqual(await serious(window), [], 'signing in');
    await signIn(window, desk.server.apiKey);
    for (const address of addresses) {
      await window.goTo(address);
      await settled(window);
      assert.deepEqual(await serious(window), [], address);
      assert.equal(await overflow(window), undefined, address);
    }
    assert.deepEqual(window.faults, []);
    await window.page.context().close();
  });
}

test('the operator’s pages can be used by everybody', { skip }, async () => {
  const window = await desk.open({ reducedMotion: 'reduce' });
  await signIn(window, desk.server.operatorKey);
  for (const address of operatorPages) {
    await window.goTo(address);
    await settled(window);
    assert.deepEqual(await serious(window), [], address);
  }
  assert.deepEqual(window.faults, []);
  await window.page.context().close();
});

test('windows can be used by everybody, and by keyboard alone', { skip }, async () => {
  const window = await desk.open({ reducedMotion: 'reduce' });
  const { page } = window;
  await signIn(window, desk.server.apiKey, '/cards');
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

test('what fails is told in plain words, with the trace id', { skip }, async () => {
  const window = await desk.open();
  await signIn(window, desk.server.apiKey);
  await window.goTo('/cards/card_00000000-0000-7000-8000-000000000000');
  const alert = window.page.getByRole('alert').first();
  await alert.getByText(/There is no such card/).waitFor();
  assert.match((await alert.textContent()) ?? '', /Trace\s*[0-9a-f]{32}/);
  await window.page.context().close();
});

test('the first load needs less than 250 kB of scripts', { skip }, async () => {
  const window = await desk.open();
  await signIn(window, desk.server.apiKey, '/');
  await window.page.getByRole('img', { name: /Purchases a second/ }).waitFor();
  const bytes = [...window.scripts.values()];
  assert.ok(bytes.length > 0 && bytes.every((size) => size > 0));
  const total = bytes.reduce((sum, size) => sum + size, 0);
  assert.ok(total < 250_000, `${total} bytes`);
  await window.page.context().close();
});

test('of a long list, those rows are drawn that are seen', { skip }, async () => {
  const { client } = desk.server;
  const [like] = await client.listCards();
  const names = Array.from({ length: 150 }, (_, at) => `Holder ${at}`);
  await Promise.all(names.map((name) => client.createCard({ ...aCard, card_holder_name: name })));
  assert.ok(like !== undefined);
  const window = await desk.open();
  await signIn(window, desk.server.apiKey, '/cards');
  const table = window.page.getByRole('table', { name: 'Cards' });
  await table.getByRole('row').nth(5).waitFor();
  assert.equal(Number(await table.getAttribute('aria-rowcount')), (await client.listCards()).length);
  assert.ok((await table.getByRole('row').count()) < 60);
  await table.evaluate((element) => element.scrollTo({ top: element.scrollHeight }));
  await table.locator(`[aria-rowindex="${await table.getAttribute('aria-rowcount')}"]`).waitFor();
  assert.ok((await table.getByRole('row').count()) < 60);
  await window.page.context().close();
});
