import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aCard, chainIsUp, newCompany } from '../support/cardwright.ts';
import { until } from '../support/until.ts';
import { noBrowser, openDesk, signIn } from './browser.ts';
import { drawn, overflow, serious, settled } from './findings.ts';

const skip = noBrowser;
const desk = skip === false ? await openDesk({ LOCAL_CHAIN: 'on' }) : (undefined as never);

const long = (letter: string, length: number): string => letter.repeat(length);
const html = '<img src=x onerror="document.title=1"><b>bold</b>';
/** Turns all that follows it the other way (UAX 9), if nothing keeps it apart. */
const turned = '\u202Egnorw';
const most = '987654321.123456789012345678';

/** A company in which everything that has a name has the longest, or one that is not meant well. */
async function furnish() {
  const company = await newCompany(desk.server, '999999999.99');
  const { client } = company;
  await chainIsUp(desk.server);
  await client.updateCompany({ name: long('C', 200) });
  const card = await client.createCard({
    ...aCard,
    card_holder_name: long('W', 100),
    approval_method: 'TOP_UP',
    metadata: { [long('k', 60)]: long('v', 400) },
  });
  await client.createCard({ ...aCard, card_holder_name: html });
  const spoof = await client.createCard({ ...aCard, card_holder_name: turned });
  await client.addCardBalance({ cardId: card.id, amount: '999999999.99' }, { idempotencyKey: 'hostile' });
  const shop = { name: long('M', 200), city: long('N', 50), country: 'USA', mcc_code: '5814' };
  const bought = await client.simulateAuthorization({
    card_id: card.id,
    amount: '999999999.99',
    merchant: shop,
  });
  await client.simulateAuthorization({ card_id: card.id, amount: '1.00', merchant: { ...shop, name: html } });
  const endpoint = await client.createWebhookEndpoint({
    url: `http://127.0.0.1:9/${long('p', 300)}`,
    description: long('D', 200),
  });
  await client.createKey({ name: long('K', 100), level: 1 });
  const [blockchain = ''] = await client.listVirtualWalletBlockchains();
  const account = await client.createTreasuryAccount({ alias: long('A', 100) });
  const { id: walletId } = await client.createTreasuryWallet({
    accountId: account.id,
    blockchain,
    alias: long('Z', 100),
  });
  const virtual = await client.createVirtualWallet({ alias: long('V', 100), blockchain });
  await client.simulateDeposit({ wallet_id: walletId, token: 'DAI', amount: most });
  await until(async () => (await client.listEvents({ types: ['TREASURY.DEPOSIT.SUCCESS'] })).data.length > 0);
  const addresses = [
    '/',
    '/events',
    '/events?show=undelivered',
    '/endpoints',
    `/endpoints/${endpoint.id}`,
    '/cards',
    `/cards/${card.id}`,
    `/cards/${card.id}?tab=details`,
    `/cards/${card.id}/${bought.transaction?.id}`,
    '/wallets?tab=treasury',
    '/wallets?tab=virtual',
    `/wallets/treasury/${account.id}/${walletId}`,
    `/wallets/virtual/${virtual.id}`,
    `/simulator?card=${card.id}`,
    '/keys',
    '/audit',
  ];
  return { ...company, addresses, spoof };
}
const furnished = skip === false ? await furnish() : (undefined as never);

test(
  'no name, however long, and no text that is not meant well breaks a page, on whatever screen',
  { skip },
  async () => {
    const window = await desk.open({ reducedMotion: 'reduce' });
    const { page } = window;
    await signIn(window, furnished.apiKey);
    for (const address of furnished.addresses) {
      await page.setViewportSize({ width: 360, height: 800 });
      await window.goOn(address);
      await settled(window);
      assert.equal(await page.getByRole('alert').count(), 0, address);
      assert.deepEqual(await serious(window), [], address);
      for (const width of [360, 1280, 2560]) {
        await page.setViewportSize({ width, height: 800 });
        await drawn(window);
        assert.equal(await overflow(window), undefined, `${address}, ${width}`);
        // Nothing else is pushed out of sight inside of a table, either.
        const hidden = await page.evaluate(() =>
          [...document.querySelectorAll('[role=region]:has(> table)')]
            .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
            .map((table) => table.getAttribute('aria-label')),
        );
        assert.deepEqual(hidden, [], `${address}, ${width}`);
      }
    }
    assert.match(await page.title(), /Cardwright/);
    assert.deepEqual(window.faults, []);
    await page.context().close();
  },
);

test('an amount is never cut: it would be another one', { skip }, async () => {
  const window = await desk.open({ viewport: { width: 1024, height: 800 } });
  const { page } = window;
  await signIn(window, furnished.apiKey, '/events');
  const amount = page.getByRole('cell', { name: '987,654,321.123456789012345678 DAI' }).first();
  await amount.waitFor();
  assert.ok(await amount.evaluate(({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth));
  await window.goTo('/');
  await page.getByRole('link', { name: '987,654,321.123456789012345678 DAI' }).first().waitFor();
  await page.context().close();
});

test('a name that runs the other way turns nothing beside it', { skip }, async () => {
  const window = await desk.open();
  const { page } = window;
  await signIn(window, furnished.apiKey, `/simulator?card=${furnished.spoof.id}`);
  const chosen = page.getByLabel('Card', { exact: true });
  await chosen.waitFor();
  const text = await chosen.evaluate(
    (select) => (select as HTMLSelectElement).selectedOptions[0]?.text ?? '',
  );
  assert.equal(text, `\u2068${turned}\u2069 •••• ${furnished.spoof.last4}`);
  await page.context().close();
});
