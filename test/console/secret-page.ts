import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aCard, newCompany } from '../support/cardwright.ts';
import { noBrowser, openDesk } from './browser.ts';
import { overflow, serious } from './findings.ts';

const skip = noBrowser;
const desk = skip === false ? await openDesk() : (undefined as never);

test('the page of a card number shows it once, and loses nothing to a bad connection', { skip }, async () => {
  const { client } = await newCompany(desk.server);
  const card = await client.createCard({ ...aCard, card_holder_name: 'W'.repeat(100) });
  await client.setCardPin({ cardId: card.id, pin: '4711' });
  const window = await desk.open({ viewport: { width: 360, height: 740 } });
  const { page } = window;
  const show = page.getByRole('button', { name: 'Show' });
  const { url } = await client.getPanPage({ cardId: card.id });
  await page.goto(url);
  // The token is in no address and no history any more.
  assert.equal(new URL(page.url()).hash, '');
  assert.deepEqual(await serious(window), []);

  await page.route('**/cards/secret-page', (route) => route.abort('connectionrefused'));
  await show.click();
  await page.getByText('The server does not answer, and nothing was shown.').waitFor();
  await page.unrouteAll();
  await show.press('Enter');
  await page.getByText('Shown once.').waitFor();
  const number = (await page.getByRole('definition').first().textContent()) ?? '';
  assert.match(number, new RegExp(`^(\\d{4} ){3}${card.last4}$`));
  // Somebody who does not see it is where it stands.
  assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'DL');
  assert.equal(await overflow(window), undefined);
  assert.equal(await show.count(), 0);

  await page.reload();
  await show.click();
  await page.getByText('This page was already opened or has expired.').waitFor();
  assert.equal(await page.getByRole('definition').count(), 0);

  // Of another address of the same page browsers load nothing by themselves.
  const { url: another } = await client.getPinPage({ cardId: card.id });
  await page.evaluate((to) => location.assign(to), another);
  await show.click();
  await page.getByText('4711', { exact: true }).waitFor();
  assert.deepEqual(window.faults, []);
  await page.context().close();
});
