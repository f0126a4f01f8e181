import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chainIsUp, newCompany } from '../support/cardwright.ts';
import { until } from '../support/until.ts';
import { noBrowser, openDesk, signIn } from './browser.ts';
import type { Window } from './browser.ts';
import { overflow, refuseAll, serious, settled, shiftsOf, watchShifts } from './findings.ts';

const skip = noBrowser;
const desk = skip === false ? await openDesk({ LOCAL_CHAIN: 'on' }) : (undefined as never);
const bob = '0x52908400098527886E0F7030069857D2E4169EE7';

const wide = { width: 1280, height: 800 };
const narrow = { width: 380, height: 800 };

/** Two deposits below the minimum in a treasury wallet, which waits for nothing to be swept. */
async function furnish() {
  const { client } = desk.server;
  const [blockchain = ''] = await client.listVirtualWalletBlockchains();
  await chainIsUp(desk.server);
  const { id: accountId } = await client.createTreasuryAccount({ alias: 'Operations' });
  const { id: walletId } = await client.createTreasuryWallet({ accountId, alias: 'Main', blockchain });
  for (const amount of ['0.5', '0.25']) await client.simulateDeposit({ wallet_id: walletId, amount });
  await until(async () => (await desk.server.operator.listSuspendedDeposits()).data.length === 2);
  const balance = async () =>
    (await client.getTreasuryWalletBalance({ accountId, walletId })).find(({ symbol }) => symbol === 'USDC')
      ?.balance;
  const movements = async () =>
    (
      await client.searchTreasuryTransactions({
        wallet_ids: [walletId],
        operations: ['DEPOSIT', 'WITHDRAWAL'],
      })
    ).movements.map(({ operation, amount, status, data }) => [operation, amount, status, data.reason]);
  return { balance, movements };
}

const wallet = skip === false ? await furnish() : (undefined as never);

const enter = async (options: Parameters<typeof desk.open>[0] = {}): Promise<Window> => {
  const window = await desk.open({ reducedMotion: 'reduce', ...options });
  await watchShifts(window);
  await signIn(window, desk.server.operatorKey);
  return window;
};

const addresses = [
  '/',
  '/deposits',
  `/deposits?company=cmp_${'0'.repeat(8)}-0000-7000-8000-000000000001`,
  '/chains',
  '/rates',
];

for (const [name, viewport] of Object.entries({ wide, narrow }))
  test(
    `the operator’s pages can be used by everybody, and hold still while they load: ${name}`,
    { skip },
    async () => {
      const window = await enter({ viewport, colorScheme: 'light' });
      for (const address of addresses) {
        await window.goTo(address);
        await settled(window);
        assert.equal(await window.page.getByRole('alert').count(), 0, address);
        const { total, moved } = await shiftsOf(window);
        assert.ok(total < 0.1, `${address} moves by ${total.toFixed(3)}: ${moved.join(', ')}`);
        assert.equal(await overflow(window), undefined, address);
        assert.deepEqual(await serious(window), [], address);
        await window.page.emulateMedia({ colorScheme: 'dark' });
        assert.deepEqual(await serious(window, 'colours'), [], `${address}, dark`);
        await window.page.emulateMedia({ colorScheme: 'light' });
      }
      assert.deepEqual(window.faults, []);
      await window.page.context().close();
    },
  );

test('the first page of the operator says what waits, and what is not well', { skip }, async () => {
  const window = await enter();
  const { page } = window;
  await window.goTo('/');
  const figure = (name: string) =>
    page
      .getByRole('region', { name: 'State of the platform' })
      .locator('div')
      .filter({ hasText: name })
      .last();
  await figure('Suspended deposits').getByText('2 for you to decide').waitFor();
  await figure('Chains').getByText('1 of 1').waitFor();
  await figure('Signers').getByText('3 of 3').waitFor();
  const [chain] = await desk.server.operator.listChainStates();
  const put_off = [{ key: 'mov_1', tries: 7, reason: 'no coins' }];
  await page.route('**/operator/chains', (route) =>
    route.fulfill({ json: [{ ...chain, reachable: false, put_off }] }),
  );
  await figure('Chains').getByText('0 of 1').waitFor();
  await page.getByRole('link', { name: 'What, and why' }).click();
  await page.getByText('No node of it answers').waitFor();
  assert.deepEqual(await serious(window), []);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.getByRole('link', { name: 'Home' }).click();
  await page.getByRole('link', { name: '2 for you to decide' }).click();
  await page.getByRole('heading', { level: 1, name: 'Suspended deposits' }).waitFor();
  assert.deepEqual(window.faults, []);
  await page.context().close();
});

test('the day of a rate is that day wherever one looks from', { skip }, async () => {
  const { rates } = await desk.server.operator.listFxRates();
  const euro = rates.find(({ currency }) => currency === 'EUR');
  const [year = '', , day = ''] = euro?.as_of.split('-') ?? [];
  for (const timezoneId of ['America/New_York', 'Pacific/Kiritimati']) {
    const window = await enter({ timezoneId });
    await window.goTo('/rates');
    const row = window.page.getByRole('row').filter({ hasText: 'EUR' });
    await row.getByText(new RegExp(`^${day} \\w{3} ${year}$`)).waitFor({ timeout: 15_000 });
    await window.page.context().close();
  }
});

test('the operator’s pages of which nothing comes say why, with the trace id', { skip }, async () => {
  const window = await enter({ viewport: narrow, colorScheme: 'dark' });
  const { page } = window;
  const goToRefused = await refuseAll(window);
  for (const address of addresses) {
    await goToRefused(address);
    assert.equal(await overflow(window), undefined, address);
    assert.deepEqual(await serious(window), [], address);
  }
  assert.deepEqual(window.faults, []);
  await page.context().close();
});

test(
  'a deposit that is credited to nobody is credited, or sent back, each after it was asked about',
  { skip },
  async () => {
    const window = await enter();
    const { page } = window;
    const dialog = page.getByRole('dialog');
    const row = (amount: string) => page.getByRole('row').filter({ hasText: amount });
    const press = (name: string) => dialog.getByRole('button', { name, exact: true }).click();
    await page.getByRole('link', { name: 'Suspended deposits' }).click();
    await page.getByRole('heading', { level: 1, name: 'Suspended deposits' }).waitFor();
    await row('0.50 USDC').getByRole('link', { name: 'Demo company' }).waitFor();
    await row('0.50 USDC').getByText('Below the minimum').waitFor();

    await row('0.50 USDC').getByRole('button', { name: 'Credit' }).click();
    await dialog.getByText('Credit 0.50 USDC?').waitFor();
    assert.deepEqual(await serious(window), [], 'asking whether to credit');
    await press('Cancel');
    assert.equal(await wallet.balance(), 0);
    await row('0.50 USDC').getByRole('button', { name: 'Credit' }).click();
    await press('Credit 0.50 USDC');
    await page.getByText('0.50 USDC is credited').waitFor();
    await row('0.50 USDC').waitFor({ state: 'detached' });
    assert.equal(await wallet.balance(), 0.5);

    await row('0.25 USDC').getByRole('button', { name: 'Send back' }).click();
    const to = dialog.getByLabel('To', { exact: true });
    await to.fill(`0x${'0'.repeat(40)}`);
    assert.deepEqual(await serious(window), [], 'where to send it');
    await press('Go on');
    await dialog.getByText('Send this back?').waitFor();
    assert.deepEqual(await serious(window), [], 'whether to send it');
    // What could only be a mistake is refused, in the words of the server.
    await press('Send 0.25 USDC');
    await dialog.getByRole('alert').getByText('belongs to nobody').waitFor();
    await press('Cancel');
    await to.fill(bob);
    await press('Go on');
    await press('Send 0.25 USDC');
    await page.getByText('It is being signed and sent').waitFor();
    await page.getByText('Everything that came in is credited').waitFor();
    assert.deepEqual(await serious(window), [], 'nothing left');
    // Newest first.
    assert.deepEqual(await wallet.movements(), [
      ['WITHDRAWAL', 0.25, 'SUCCESS', null],
      ['DEPOSIT', 0.25, 'FAILED', 'returned'],
      ['DEPOSIT', 0.5, 'SUCCESS', null],
    ]);
    assert.equal(await wallet.balance(), 0.5);
    assert.deepEqual(window.faults, []);
    await page.context().close();
  },
);

test(
  'suspended deposits are shown company by company, too, and to nobody but the operator',
  { skip },
  async () => {
    const { client, apiKey, id: companyId } = await newCompany(desk.server, '0');
    const [blockchain = ''] = await client.listVirtualWalletBlockchains();
    const { id } = await client.createVirtualWallet({ alias: 'Ada', blockchain });
    await client.simulateDeposit({ wallet_id: id, amount: '0.01' });
    const { operator } = desk.server;
    const company = { company_id: companyId };
    await until(async () => (await operator.listSuspendedDeposits(company)).data.length === 1);
    const window = await enter();
    const { page } = window;
    await window.goTo('/deposits');
    await page.getByRole('row').filter({ hasText: '0.01 USDC' }).getByRole('link').click();
    await page.getByRole('link', { name: 'Show all companies' }).waitFor();
    assert.match(page.url(), /company=cmp_/);
    await page.getByRole('row').filter({ hasText: '0.01 USDC' }).waitFor();
    assert.deepEqual(window.faults, []);
    await page.context().close();

    const guest = await desk.open();
    await signIn(guest, apiKey, '/deposits');
    await guest.page.getByRole('alert').first().waitFor();
    assert.equal(await guest.page.getByRole('link', { name: 'Suspended deposits' }).count(), 0);
    await guest.page.context().close();
  },
);

test('what does not get onto a chain and how tokens stand is shown to the operator', { skip }, async () => {
  const window = await enter({ viewport: narrow });
  const { page } = window;
  await window.goTo('/chains');
  const tokens = page.getByRole('table').filter({ hasText: 'POLYGON:USDC' });
  await tokens.getByText('proved', { exact: true }).first().waitFor();
  await page.getByText('nothing', { exact: true }).first().waitFor();
  // Nothing fails on the chain of a sandbox for so long; the rest of the answer is the server's.
  const [chain] = await desk.server.operator.listChainStates();
  const reason = `The wallet ${bob} has no code: ${'a reason that goes on and on, '.repeat(8)}`;
  const put_off = [
    { key: `sweep/${bob.toLowerCase()}/${bob.toLowerCase()}`, tries: 1234, reason },
    { key: 'mov_01a21e3f-7333-741c-bc6b-b07e10bed8f4', tries: 3, reason: 'no coins' },
  ];
  const stuck = [
    {
      transaction_hash: `0x${'ab'.repeat(32)}`,
      kind: 'token',
      ordinal: 0,
      block_number: 7,
      contract: bob,
      from_wallet_address: bob,
      to_wallet_address: bob,
      amount: '9'.repeat(39),
      state: 'left',
      tries: 12,
      reason: `numeric field overflow ${reason}`,
      since: '2026-01-02T03:04:05.000Z',
    },
  ];
  await page.route('**/operator/chains', (route) => route.fulfill({ json: [{ ...chain, put_off, stuck }] }));
  await page.getByText('2, tried again and again').waitFor();
  await page.getByText('has left the chain').waitFor();
  const row = page.getByRole('row').filter({ hasText: 'mov_01a21e3f' });
  await row.getByText('no coins').waitFor();
  for (const viewport of [wide, narrow]) {
    await page.setViewportSize(viewport);
    assert.equal(await overflow(window), undefined);
    assert.deepEqual(await serious(window), []);
  }
  assert.deepEqual(window.faults, []);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.getByRole('button', { name: 'Try again now' }).click();
  await page.getByText('has left the chain').waitFor({ state: 'detached' });
  await page.context().close();
});
