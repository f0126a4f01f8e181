import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startReceiver } from '../support/receiver.ts';
import { chainIsUp } from '../support/cardwright.ts';
import { linkOf, noBrowser, openDesk, signIn } from './browser.ts';
import { serious } from './findings.ts';

const skip = noBrowser;
// Without a browser no test runs, and says why. Blocks that confirm come when a test sends something that is mined.
const desk =
  skip === false
    ? await openDesk({ LOCAL_CHAIN: 'on', LOCAL_CHAIN_BLOCK_MS: '3600000' })
    : (undefined as never);
const receiver = await startReceiver();
const window = skip === false ? await desk.open() : (undefined as never);
const page = skip === false ? window.page : (undefined as never);

const heading = (name: string | RegExp) => page.getByRole('heading', { level: 1, name });
const button = (name: string | RegExp) => page.getByRole('button', { name, exact: typeof name === 'string' });
const dialog = () => page.getByRole('dialog');
/** Nothing that axe finds keeps somebody from using the page as it is now, in either scheme of colours. */
const isForEverybody = async (when: string) => {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const of = colorScheme === 'dark' ? 'everything' : 'colours';
    assert.deepEqual(await serious(window, of), [], `${when}, ${colorScheme}`);
  }
  await page.emulateMedia({ reducedMotion: null });
};
const press = (name: string) => dialog().getByRole('button', { name, exact: true }).click();

test(
  'the link that start-up prints signs in with one click, once, and leaves no trace in the address',
  { skip },
  async () => {
    const link = linkOf(desk.server);
    await page.goto(link);
    await heading('Demo company').waitFor();
    assert.equal(new URL(page.url()).hash, '');
    const other = await desk.open();
    await other.page.goto(link);
    await other.page.getByRole('alert').getByText('This link was already used or has expired').waitFor();
    await other.page.context().close();
  },
);

test('nothing secret is where scripts can read it', { skip }, async () => {
  const readable = await page.evaluate(() =>
    JSON.stringify([
      Object.entries(localStorage),
      Object.entries(sessionStorage),
      document.cookie,
      location.href,
    ]),
  );
  assert.doesNotMatch(readable, /cw_(?:session|sandbox|link|operator)_/);
});

test('an endpoint is added, and its secret shown once', { skip }, async () => {
  await window.goTo('/endpoints');
  await button('Add an endpoint').first().click();
  await dialog().getByLabel('URL').fill(`${receiver.url}/hook`);
  await press('Add');
  await dialog()
    .getByText(/^whsec_/)
    .waitFor();
  await press('Done');
  await heading(/hook/).waitFor();
});

let cardAddress: string;

test('a card is created, and its page opens', { skip }, async () => {
  await window.goTo('/cards');
  await button('Create a card').first().click();
  await dialog().getByLabel('Cardholder').fill('Ada Lovelace');
  await dialog().getByLabel('Phone', { exact: true }).fill('7700900123');
  await dialog().getByLabel('Daily limit, USD').fill('500');
  await press('Create');
  await heading(/Ada Lovelace/).waitFor();
  cardAddress = new URL(page.url()).pathname.replace('/console', '');
  assert.match(cardAddress, /^\/cards\/card_/);
});

test('a tap at the terminal is approved, booked and told, side by side', { skip }, async () => {
  await page.getByRole('link', { name: 'Tap it' }).click();
  await button('Tap the card').click();
  const terminal = page.getByRole('region', { name: 'Terminal' });
  await terminal.getByText('Approved').waitFor();
  await page.getByText('hold +$12.50').waitFor();
  await page.getByRole('link', { name: 'CARDS CLEARING' }).waitFor();
  await page.getByText('Delivered').first().waitFor();
  const [got] = await receiver.received(1);
  assert.equal(got?.json['sub_operation'], 'CLEARING');
});

test('the network clears it: totals and ledger follow', { skip }, async () => {
  await button('Clear').click();
  await press('Clear');
  await page.getByText('Cleared', { exact: true }).first().waitFor();
  await receiver.received(2);
  await page.getByRole('link', { name: 'Purchase' }).click();
  await heading(/Corner Coffee/).waitFor();
  await page.getByRole('table').getByText('network_payable').first().waitFor();
  // Its hold has no end any more: there is none.
  await page.getByText('nothing is held', { exact: true }).waitFor();
});

test('its event shows who got it, and is replayed with the same operation_id', { skip }, async () => {
  await page.getByRole('link', { name: 'CARDS CLEARING' }).first().click();
  await heading(/CARDS CLEARING/).waitFor();
  await page.getByText('Delivered at the first attempt.').waitFor();
  await page.locator('summary', { hasText: '#1' }).click();
  await page.getByText(/^webhook-signature: v1,/m).waitFor();
  const id = new URL(page.url()).pathname.split('/').at(-1);
  const before = receiver.requests.length;
  await button('Replay').click();
  await press('Send again');
  await page.getByText('Sent again to one endpoint').waitFor();
  await page.getByText('Delivered at attempt 2.').waitFor();
  const again = (await receiver.received(before + 1))[before];
  assert.equal(again?.json.operation_id, id);
  assert.equal(again?.headers['x-webhook-replay'], 'true');
});

test('what happens appears in the list of events without a reload', { skip }, async () => {
  await window.goTo('/events');
  const table = page.getByRole('table', { name: 'Events' });
  await table.getByRole('link').first().waitFor();
  const [card] = await desk.server.client.listCards();
  await desk.server.client.simulateAuthorization({
    card_id: card?.id,
    amount: '3.21',
    merchant: { name: 'A Shop Nobody Has Seen' },
  });
  await table.getByText('A Shop Nobody Has Seen').waitFor();
  await page.getByRole('searchbox').fill('nobody has seen');
  await table.getByRole('row').nth(2).waitFor({ state: 'detached' });
  assert.equal(await table.getByRole('row').count(), 2);
});

test('a secret is rotated: the new one is shown, and both sign', { skip }, async () => {
  await window.goTo('/endpoints');
  await page.getByRole('link', { name: /hook/ }).click();
  await button('Rotate the secret').click();
  await press('Rotate');
  const shown = await dialog()
    .getByText(/^whsec_/)
    .textContent();
  await press('Done');
  const [endpoint] = (await desk.server.client.listWebhookEndpoints()).data;
  const { secret } = await desk.server.client.getWebhookSecret({ endpointId: endpoint?.id ?? '' });
  assert.equal(shown, secret);
  const before = receiver.requests.length;
  await button('Send a test').click();
  await press('Send');
  const sent = (await receiver.received(before + 1))[before];
  assert.equal(String(sent?.headers['webhook-signature']).split(' ').length, 2);
});

/** Somebody else's transfer makes the next block. */
const block = async () => {
  const { deposit_address: address } = await desk.server.client.getCardHolding();
  await desk.server.client.simulateDeposit({ address: address ?? '', amount: 10 });
};

test('a deposit on the chain is seen, counts up and is confirmed while one looks on', { skip }, async () => {
  await chainIsUp(desk.server);
  await window.goTo('/wallets');
  await button('Create an account').first().click();
  await dialog().getByLabel('Name').fill('Operations');
  await press('Create');
  await button('Add a wallet').click();
  await dialog().getByLabel('Name').fill('Main');
  await press('Create');
  await page.getByRole('link', { name: 'Main' }).click();
  await heading(/Main/).waitFor();
  await heading(/3 of 3 signers up/).waitFor();
  await page.getByRole('img', { name: /^QR code of 0x/ }).waitFor();
  await button('Simulate a deposit').click();
  await dialog().getByLabel('Amount').fill('25.5');
  await press('Send');
  const movements = page.getByRole('region', { name: 'Movements' });
  const row = movements.getByRole('row').filter({ hasText: '25.50' });
  const counted = row.getByRole('progressbar', { name: 'Confirmations' });
  await row.getByText('1 of 3').waitFor();
  assert.equal(await counted.getAttribute('aria-valuetext'), '1 of 3 confirmations');
  await isForEverybody('while it counts');
  await block();
  await row.getByText('2 of 3').waitFor();
  assert.equal(await counted.getAttribute('aria-valuenow'), '2');
  await block();
  await row.getByText('Success').waitFor();
  assert.equal(await counted.count(), 0);
  await page.getByRole('region', { name: 'Balances' }).getByText('25.50').waitFor();
});

test('what is sent counts up as well, from the block that it is in', { skip }, async () => {
  await button('Send').click();
  await dialog().getByLabel('To', { exact: true }).fill('0x52908400098527886E0F7030069857D2E4169EE7');
  await dialog().getByLabel('Amount').fill('3');
  await press('Go on');
  await press('Send 3.00 USDC');
  const row = page.getByRole('region', { name: 'Movements' }).getByRole('row').filter({ hasText: '3.00' });
  await row.getByText('1 of 3').waitFor();
  await row.getByText(/^block [\d,]+$/).waitFor();
  await block();
  await row.getByText('2 of 3').waitFor();
  await block();
  await row.getByText('Success').waitFor();
  await row.getByText(/^block [\d,]+$/).waitFor();
});

test('a transfer whose answer was lost is sent once, however often it is pressed', { skip }, async () => {
  let presses = 0;
  await page.route('**/transfer', async (route) => {
    presses += 1;
    if (presses > 1) return await route.continue();
    // The server does it; its answer is lost on the way.
    await route.fetch({ maxRedirects: 0 });
    await route.abort('connectionreset');
  });
  await button('Send').click();
  await dialog().getByLabel('To', { exact: true }).fill('0x52908400098527886E0F7030069857D2E4169EE7');
  await dialog().getByLabel('Amount').fill('2');
  await press('Go on');
  await press('Send 2.00 USDC');
  const alert = dialog().getByRole('alert');
  await alert.getByText('The server does not answer').waitFor();
  for (const again of [2, 3]) {
    await press('Send 2.00 USDC');
    await alert.getByText('still under way').waitFor();
    assert.equal(presses, again);
  }
  // Back to what is sent, and out of it.
  await page.keyboard.press('Escape');
  await dialog().getByLabel('Amount').waitFor();
  await page.keyboard.press('Escape');
  await page.unroute('**/transfer');
  const sent = page.getByRole('region', { name: 'Movements' }).getByRole('row').filter({ hasText: '2.00' });
  await sent.getByText('1 of 3').waitFor();
  for (let more = 0; more < 2; more += 1) await block();
  await sent.getByText('Success').waitFor();
  assert.equal(await sent.count(), 1);
});

test('a key for virtual wallets alone sees them, and whether the signers are there', { skip }, async () => {
  const { key } = await desk.server.client.createKey({
    name: 'Virtual wallets',
    level: 1,
    products: ['virtual_wallets'],
  });
  const reader = await desk.open();
  await signIn(reader, key, '/wallets');
  await reader.page.getByRole('heading', { level: 1, name: /3 of 3 signers up/ }).waitFor();
  assert.equal(await reader.page.getByRole('tab', { name: 'Treasury' }).count(), 0);
  assert.deepEqual(reader.faults, []);
  await reader.page.context().close();
});

test('who is about to send is told when too few signers are there', { skip }, async () => {
  // Taking real ones away and bringing them back is what test/stories/signers does.
  const few = { ready: false, available: 1, needed: 2, total: 3 };
  await page.route('**/mpc/signers', (route) => route.fulfill({ json: few }));
  await page.reload();
  await heading(/1 of 3 signers up/).waitFor();
  await button('Send').click();
  await dialog().getByText('2 signers are needed, and 1 can sign now.').waitFor();
  await isForEverybody('with too few signers');
  await page.keyboard.press('Escape');
  // Nor does one have to send something to hear of it.
  await window.goTo('/');
  await page.getByText('2 signers are needed, and 1 can sign now.').waitFor();
  await page.unroute('**/mpc/signers');
});

test(
  'a purchase on the internet is confirmed with the code on the phone, and then paid',
  { skip },
  async () => {
    await desk.server.client.changeCardProgram({ three_ds_threshold: '30.00' });
    await window.goTo(`/simulator?card=${cardAddress.split('/').at(-1)}&at=online`);
    const phone = page.getByRole('region', { name: 'The cardholder’s phone' });
    const shop = page.getByRole('region', { name: 'The shop’s page' });
    await phone.getByText('No messages').waitFor();
    await button('Pay').click();
    await phone.getByText('Parcel Store asks for $150.00.').waitFor();
    await phone.getByText('3 tries left').waitFor();
    await phone.getByText(/^[45]:\d\d left$/).waitFor();
    const code = (await phone.getByText(/^\d{6}$/).textContent()) ?? '';
    await isForEverybody('while it is open');
    const type = async (typed: string) => {
      await shop.getByLabel('Code').fill(typed);
      await shop.getByRole('button', { name: 'Confirm' }).click();
    };
    await type(code === '000000' ? '111111' : '000000');
    await shop.getByText('That was not the code. 2 tries left.').waitFor();
    await phone.getByText('2 tries left').waitFor();
    await type(code);
    await phone.getByText('You confirmed this purchase.').waitFor();
    await shop.getByText('Paid.').waitFor();
    await page.getByRole('link', { name: 'CARDS CLEARING' }).waitFor();
    await isForEverybody('once it is paid');
  },
);

test('three wrong codes and it is over; asked for all the same, it is declined', { skip }, async () => {
  await button('Another purchase').click();
  await button('Pay').click();
  const shop = page.getByRole('region', { name: 'The shop’s page' });
  const phone = page.getByRole('region', { name: 'The cardholder’s phone' });
  const code = (await phone.getByText(/^\d{6}$/).textContent()) ?? '';
  const wrong = code === '000000' ? '111111' : '000000';
  for (const left of ['2 tries left', '1 try left', 'the shop does not sell']) {
    await shop.getByLabel('Code').fill(wrong);
    await shop.getByRole('button', { name: 'Confirm' }).click();
    await shop.getByText(left).waitFor();
  }
  await phone.getByText('This purchase was not confirmed.').waitFor();
  assert.equal(await phone.getByText(code).count(), 0);
  await button('Ask for the money anyway').click();
  await shop.getByText('Declined.').waitFor();
  await page.getByText('C302').first().waitFor();
});

test('a challenge that began elsewhere is on the phone, and is refused or paid there', { skip }, async () => {
  const ask = () =>
    desk.server.client.simulateThreeDsChallenge({
      card_id: cardAddress.split('/').at(-1) ?? '',
      amount: '77.70',
      merchant: { name: 'Night Shop' },
    });
  const { challenge } = await ask();
  const phone = page.getByRole('region', { name: 'The cardholder’s phone' });
  await phone.getByText('Night Shop asks for $77.70.').waitFor();
  await button('This is not me').click();
  await phone.getByText('Night Shop').waitFor({ state: 'detached' });
  const { challenge: after } = await desk.server.client.getThreeDsChallenge({ challengeId: challenge.id });
  assert.equal(after.state, 'failed');
  await ask();
  await phone.getByText('Night Shop asks for $77.70.').waitFor();
  const code = (await phone.getByText(/^\d{6}$/).textContent()) ?? '';
  const shop = page.getByRole('region', { name: 'The shop’s page' });
  await shop.getByLabel('Code').fill(code);
  await shop.getByRole('button', { name: 'Confirm' }).click();
  await shop.getByText('Paid.').waitFor();
  await page.getByRole('link', { name: 'Night Shop' }).waitFor();
  await desk.server.client.changeCardProgram({ three_ds_threshold: null });
});

test('every replay job is listed with its progress, whoever began it, and is steered', { skip }, async () => {
  const { client } = desk.server;
  // Nobody answers there, so that a job is under way until it is cancelled.
  const silent = await startReceiver(() => undefined);
  const endpoint = await client.createWebhookEndpoint({ url: `${silent.url}/silent`, description: 'Silent' });
  await client.createReplay({ since: '2026-01-01', only: 'all', endpoint_id: endpoint.id });
  await window.goTo('/replays');
  const job = page.getByRole('listitem').filter({ hasText: 'to Silent' });
  await job.getByText('Running').waitFor();
  await job.getByText(/^0 of [1-9]\d* delivered/).waitFor();
  await job.getByRole('button', { name: 'Pause' }).click();
  await job.getByText('Paused').waitFor();
  await isForEverybody('a job that is paused');
  await page.getByLabel('State').selectOption('Running');
  await page.getByText('No replay fits').waitFor();
  await page.getByLabel('State').selectOption('Paused');
  await job.getByRole('button', { name: 'Resume' }).click();
  await job.waitFor({ state: 'detached' });
  await window.goTo(`/endpoints/${endpoint.id}?tab=replays`);
  await job.getByText('Running').waitFor();
  await job.getByRole('link', { name: 'Everything' }).click();
  await heading(/Everything/).waitFor();
  await button('Cancel').click();
  await press('Cancel the rest');
  await heading(/Cancelled/).waitFor();
  await client.deleteWebhookEndpoint({ endpointId: endpoint.id });
});

test('what is sent to try an endpoint says that it never happened', { skip }, async () => {
  await window.goTo('/endpoints');
  await page.getByRole('link', { name: /hook/ }).click();
  await button('Send a test').click();
  await dialog().getByLabel('With the example of').selectOption('CARDS.CLEARING.SUCCESS');
  await press('Send');
  await heading(/CARDS CLEARING.*Test: it never happened/).waitFor();
});

test('a frozen card is declined, and says so', { skip }, async () => {
  await window.goTo(cardAddress);
  await button('Freeze').click();
  await page.getByText('Frozen').first().waitFor();
  await page.getByRole('link', { name: 'Tap it' }).click();
  await button('Tap the card').click();
  const terminal = page.getByRole('region', { name: 'Terminal' });
  await terminal.getByText('Declined').waitFor();
  await page.getByText('CARDS DECLINED').waitFor();
  await window.goTo(cardAddress);
  await button('Unfreeze').click();
  await button('Freeze').waitFor();
});

test('a key of level 1 sees, and is offered nothing that it may not do', { skip }, async () => {
  const { key } = await desk.server.client.createKey({ name: 'Reader', level: 1 });
  const reader = await desk.open();
  await signIn(reader, key, '/cards');
  await reader.page.getByRole('link', { name: 'Ada Lovelace' }).click();
  await reader.page.getByRole('heading', { level: 1, name: /Ada Lovelace/ }).waitFor();
  assert.equal(await reader.page.getByRole('button', { name: /Freeze|Show the number/ }).count(), 0);
  assert.equal(await reader.page.getByRole('link', { name: 'API keys' }).count(), 0);
  await reader.page.context().close();
});

test('a session ends while one looks on, and the page says so', { skip }, async () => {
  const made = await desk.server.client.createKey({ name: 'Short-lived', level: 2 });
  const guest = await desk.open();
  await signIn(guest, made.key, '/cards');
  await guest.page.getByRole('link', { name: 'Ada Lovelace' }).waitFor();
  await desk.server.client.revokeKey({ id: made.id });
  await guest.page.getByLabel('API key').waitFor();
  await guest.page.context().close();
});

test('the operator sees companies, and none of their pages', { skip }, async () => {
  const operator = await desk.open();
  await signIn(operator, desk.server.operatorKey);
  await operator.page.getByRole('cell', { name: 'Demo company' }).waitFor();
  assert.equal(await operator.page.getByRole('link', { name: 'Cards' }).count(), 0);
  assert.deepEqual(operator.faults, []);
  await operator.page.context().close();
});

test('signing out ends the session on the server, too', { skip }, async () => {
  const cookies = await page.context().cookies();
  const session = cookies.find(({ name }) => name === 'cardwright_session');
  assert.equal(session?.httpOnly, true);
  assert.equal(session?.sameSite, 'Strict');
  await button('Sign out').click();
  await page.getByLabel('API key').waitFor();
  const headers = { cookie: `cardwright_session=${session?.value}`, 'x-console': '1' };
  const asked = await fetch(`${desk.server.url}/console/session`, { headers });
  assert.equal(((await asked.json()) as { signed_in: unknown }).signed_in, null);
});

test('no script failed, nothing broke the policy, no other host was asked', { skip }, () => {
  assert.deepEqual(window.faults, []);
});
