import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';
import { noBrowser, openDesk } from './browser.ts';

const skip = noBrowser;
const desk = skip === false ? await openDesk() : (undefined as never);
const receiver = await startReceiver();
const window = skip === false ? await desk.open() : (undefined as never);
const page = skip === false ? window.page : (undefined as never);

/** What has the focus, as somebody who cannot see it is told. */
const focused = (): Promise<string> =>
  page.evaluate(() => {
    const element = document.activeElement as HTMLElement | null;
    const labels = (element as HTMLInputElement | null)?.labels;
    return (
      element?.getAttribute('aria-label') ??
      labels?.[0]?.textContent ??
      element?.textContent ??
      ''
    ).trim();
  });

/** The focus comes to rest here: a window that opens or closes moves it a moment after it is there, or gone. */
const rests = (name: string): Promise<void> => until(async () => (await focused()) === name);
const restsOnPage = (): Promise<void> =>
  until(() => page.evaluate(() => document.activeElement?.id === 'page'));

/** Goes on with Tab until this has the focus, and no further than once around the page. */
async function reach(name: string | RegExp): Promise<void> {
  const met: string[] = [];
  for (let step = 0; step < 120; step += 1) {
    const at = await focused();
    if (typeof name === 'string' ? at === name : name.test(at)) return;
    met.push(at);
    await page.keyboard.press('Tab');
  }
  assert.fail(`Tab does not lead to ${name}, but to: ${met.join(' | ')}`);
}

/** The window that is open; short messages are dialogs to a screen reader, too. */
const dialog = () => page.getByRole('dialog').filter({ has: page.locator('[data-window-body]') });
const press = async (name: string | RegExp): Promise<void> => {
  await reach(name);
  await page.keyboard.press('Enter');
};
const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
const goTo = async (name: string): Promise<void> => {
  await page.keyboard.press('Control+k');
  await dialog().getByRole('textbox').waitFor();
  await page.keyboard.type(name);
  await page.keyboard.press('Enter');
  await dialog().waitFor({ state: 'detached' });
};

test('one signs in, and skips to the page', { skip }, async () => {
  await desk.server.client.createWebhookEndpoint({ url: receiver.url, description: 'Backend' });
  await window.goTo('');
  await page.getByLabel('API key').waitFor();
  await page.keyboard.type(desk.server.apiKey);
  await page.keyboard.press('Enter');
  await heading('Demo company');
  await press('Skip to the page');
  await restsOnPage();
});

test(
  'a card is created; the window takes the focus, Escape closes it and gives it back',
  { skip },
  async () => {
    await goTo('cards');
    await heading('Cards');
    await press('Create a card');
    await dialog().waitFor();
    await rests('Cardholder');
    await page.keyboard.press('Escape');
    await dialog().waitFor({ state: 'detached' });
    await rests('Create a card');
    await page.keyboard.press('Enter');
    await reach('Cardholder');
    await page.keyboard.type('Ada Lovelace');
    await reach('Phone');
    await page.keyboard.type('7700900123');
    await page.keyboard.press('Enter');
    await heading(/Ada Lovelace/);
    await restsOnPage();
  },
);

let card: string;

test('it is tapped at the terminal, and its webhook opened', { skip }, async () => {
  card = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  await press('Tap it');
  await heading('Terminal');
  await press('Tap the card');
  await page.getByRole('status').getByText('Approved').waitFor();
  await page.getByRole('link', { name: 'CARDS CLEARING' }).waitFor();
  await press('CARDS CLEARING');
  await heading(/CARDS CLEARING/);
});

test('it is replayed', { skip }, async () => {
  await page.getByText('Delivered at the first attempt.').waitFor();
  await press('Replay');
  await dialog().waitFor();
  await rests('To');
  await press('Send again');
  await page.getByText('Sent again to one endpoint').waitFor();
  await dialog().waitFor({ state: 'detached' });
  await rests('Replay');
  await receiver.received(2);
});

test('a secret is rotated; after both windows the focus is where it began', { skip }, async () => {
  await goTo('endpoints');
  await heading('Webhook endpoints');
  await press(receiver.url);
  await press('Rotate the secret');
  await press('Rotate');
  await page
    .getByRole('dialog')
    .getByText(/^whsec_/)
    .waitFor();
  await press('Done');
  await dialog().waitFor({ state: 'detached' });
  await rests('Rotate the secret');
});

test('the card is found by its id and frozen, and that is said', { skip }, async () => {
  await goTo(card);
  await heading(/Ada Lovelace/);
  await press('Freeze');
  await page.getByText('The card is frozen: purchases are declined').first().waitFor();
  await page.getByRole('button', { name: 'Unfreeze' }).waitFor();
  await rests('Unfreeze');
});

test('what is destroyed is asked about, with the focus on the way back', { skip }, async () => {
  await reach('Transactions');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await press('Details');
  await press('Delete');
  await dialog().waitFor();
  await rests('Cancel');
  await page.keyboard.press('Enter');
  await dialog().waitFor({ state: 'detached' });
  await rests('Delete');
  assert.deepEqual(window.faults, []);
});
