import assert from 'node:assert/strict';
import { test } from 'node:test';
import { aCard, newCompany } from '../support/cardwright.ts';
import { startReceiver } from '../support/receiver.ts';
import { noBrowser, openDesk, signIn } from './browser.ts';

const skip = noBrowser;
const desk = skip === false ? await openDesk() : (undefined as never);

test('endpoints beyond the first page of the API are there like the others', { skip }, async () => {
  const { client, apiKey } = await newCompany(desk.server);
  const receiver = await startReceiver();
  for (let at = 1; at <= 100; at += 1)
    await client.createWebhookEndpoint({ url: receiver.url, description: `No ${at}`, filters: ['TREASURY'] });
  const newest = await client.createWebhookEndpoint({ url: receiver.url, description: 'The newest one' });
  const card = await client.createCard({ ...aCard, approval_method: 'NONE' });
  const { event_ids: events } = await client.simulateAuthorization({ card_id: card.id, amount: '1.00' });
  await receiver.received(1);
  const window = await desk.open({ reducedMotion: 'reduce' });
  const { page } = window;
  await signIn(window, apiKey);

  await window.goTo('/endpoints');
  await page
    .getByRole('link', { name: 'The newest one' })
    .or(page.getByText('The newest one'))
    .first()
    .waitFor();

  await window.goTo(`/events/${events[0]}`);
  const row = page.getByRole('listitem').filter({ hasText: 'The newest one' });
  await row.getByText('Delivered', { exact: true }).waitFor();
  assert.equal(await page.getByText('An endpoint that was deleted').count(), 0);
  assert.equal(await page.getByRole('listitem').filter({ hasText: 'Not sent' }).count(), 100);

  await window.goTo(`/endpoints/${newest.id}`);
  await page.getByRole('heading', { level: 1, name: receiver.url }).waitFor();
  assert.deepEqual(window.faults, []);
  await page.context().close();
});
