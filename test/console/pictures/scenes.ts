import type { Page } from 'playwright-core';
import type { Things } from './company.ts';

/** Something to look at: an address, and what is done there before the picture is taken. */
export interface Scene {
  readonly name: string;
  readonly path: string;
  readonly who?: 'company' | 'operator';
  readonly act?: (page: Page) => Promise<unknown>;
}

const press =
  (...names: readonly string[]) =>
  async (page: Page): Promise<void> => {
    for (const name of names) await page.getByRole('button', { name, exact: true }).first().click();
  };
/** A company that has nothing. */
const nobody = 'cmp_00000000-0000-7000-8000-000000000001';
const inDialog = (page: Page, name: string): Promise<void> =>
  page.getByRole('dialog').last().getByRole('button', { name, exact: true }).click();

/** Every address of the console. */
export function pages(of: Things): readonly Scene[] {
  return [
    { name: 'home', path: '/' },
    { name: 'events', path: '/events' },
    { name: 'events-filtered', path: '/events?type=CARDS.CLEARING' },
    { name: 'undelivered', path: '/events?show=undelivered' },
    { name: 'event', path: `/events/${of.event}` },
    { name: 'event-undelivered', path: `/events/${of.undelivered}` },
    { name: 'endpoints', path: '/endpoints' },
    { name: 'endpoint', path: `/endpoints/${of.endpoint}` },
    { name: 'endpoint-deliveries', path: `/endpoints/${of.endpoint}?tab=deliveries` },
    { name: 'endpoint-undelivered', path: `/endpoints/${of.dead}?tab=undelivered` },
    { name: 'endpoint-disabled', path: `/endpoints/${of.disabled}` },
    { name: 'replays', path: '/replays' },
    { name: 'replay', path: `/replays/${of.replay}` },
    { name: 'cards', path: '/cards' },
    { name: 'card', path: `/cards/${of.card}` },
    { name: 'card-controls', path: `/cards/${of.card}?tab=controls` },
    { name: 'card-deposit', path: `/cards/${of.card}?tab=deposit` },
    { name: 'card-details', path: `/cards/${of.card}?tab=details` },
    { name: 'card-asking', path: `/cards/${of.asking}?tab=controls` },
    { name: 'card-frozen', path: `/cards/${of.frozen}` },
    { name: 'card-deleted', path: `/cards/${of.gone}` },
    { name: 'purchase', path: `/cards/${of.card}/${of.bought}` },
    { name: 'purchase-foreign', path: `/cards/${of.card}/${of.foreign}` },
    { name: 'purchase-declined', path: `/cards/${of.card}/${of.declined}` },
    { name: 'treasury', path: '/wallets?tab=treasury' },
    { name: 'virtual-wallets', path: '/wallets?tab=virtual' },
    { name: 'holding', path: '/wallets?tab=holding' },
    { name: 'treasury-wallet', path: `/wallets/treasury/${of.account}/${of.treasury}` },
    { name: 'virtual-wallet', path: `/wallets/virtual/${of.virtual}` },
    { name: 'terminal', path: `/simulator?card=${of.card}` },
    { name: 'scenarios', path: '/scenarios' },
    { name: 'keys', path: '/keys' },
    { name: 'audit', path: '/audit' },
    { name: 'nowhere', path: '/nowhere' },
    { name: 'companies', path: '/companies', who: 'operator' },
    { name: 'suspended', path: '/deposits', who: 'operator' },
    { name: 'suspended-none', path: `/deposits?company=${nobody}`, who: 'operator' },
    { name: 'chains', path: '/chains', who: 'operator' },
    { name: 'rates', path: '/rates', who: 'operator' },
  ];
}

/** What opens over a page, and what pages look like after something was done there. */
export function windows(of: Things): readonly Scene[] {
  const card = `/cards/${of.card}`;
  const details = `${card}?tab=details`;
  const endpoint = `/endpoints/${of.endpoint}`;
  const treasury = `/wallets/treasury/${of.account}/${of.treasury}`;
  return [
    {
      name: 'menu',
      path: '/',
      act: async (page) => {
        await page.setViewportSize({ width: 390, height: 844 });
        await press('Menu')(page);
      },
    },
    { name: 'go-to', path: '/', act: (page) => page.keyboard.press('Control+k') },
    {
      name: 'go-to-nothing',
      path: '/',
      act: async (page) => {
        await page.keyboard.press('Control+k');
        await page.getByRole('dialog').getByRole('textbox').fill('nonsense_1');
        await page.keyboard.press('Enter');
        await page.getByRole('dialog').getByRole('alert').waitFor();
      },
    },
    { name: 'create-card', path: '/cards', act: press('Create a card') },
    {
      name: 'create-card-refused',
      path: '/cards',
      act: async (page) => {
        await press('Create a card')(page);
        await page.getByRole('dialog').getByLabel('Cardholder').fill('Ada Lovelace');
        await page.getByRole('dialog').getByLabel('Phone', { exact: true }).fill('not a number');
        await page.getByRole('dialog').getByLabel('Daily limit, USD').fill('many');
        await inDialog(page, 'Create');
        await page.getByRole('dialog').getByRole('alert').waitFor();
      },
    },
    {
      name: 'cards-none-fits',
      path: '/cards',
      act: (page) => page.getByRole('searchbox').fill('nobody at all'),
    },
    { name: 'show-number', path: card, act: press('Show the number') },
    {
      name: 'show-number-ready',
      path: card,
      act: async (page) => {
        await press('Show the number')(page);
        await inDialog(page, 'Make the page');
        await page.getByRole('dialog').getByText('The page is ready').waitFor();
      },
    },
    { name: 'reissue', path: details, act: press('Reissue') },
    { name: 'delete-card', path: details, act: press('Delete') },
    { name: 'give', path: `${card}?tab=deposit`, act: press('Give to the card') },
    {
      name: 'give-sure',
      path: `${card}?tab=deposit`,
      act: async (page) => {
        await press('Give to the card')(page);
        await page.getByRole('dialog').getByLabel('Amount, USD').fill('123456.78');
        await inDialog(page, 'Go on');
      },
    },
    { name: 'clear', path: `${card}/${of.foreign}`, act: press('Clear') },
    { name: 'refund', path: `${card}/${of.bought}`, act: press('Refund') },
    {
      name: 'attempts',
      path: `/events/${of.undelivered}`,
      act: (page) => page.locator('summary').first().click(),
    },
    { name: 'replay-event', path: `/events/${of.event}`, act: press('Replay') },
    { name: 'add-endpoint', path: '/endpoints', act: press('Add an endpoint') },
    { name: 'edit-endpoint', path: endpoint, act: press('Edit') },
    { name: 'test-endpoint', path: endpoint, act: press('Send a test') },
    { name: 'disable-endpoint', path: endpoint, act: press('Disable') },
    { name: 'delete-endpoint', path: endpoint, act: press('Delete') },
    { name: 'rotate-secret', path: endpoint, act: press('Rotate the secret') },
    { name: 'secret', path: endpoint, act: press('Reveal') },
    { name: 'start-replay', path: '/replays', act: press('Replay…') },
    {
      name: 'start-replay-counted',
      path: '/replays',
      act: async (page) => {
        await press('Replay…')(page);
        await inDialog(page, 'Count');
        await page.getByRole('dialog').getByRole('status').waitFor();
      },
    },
    { name: 'create-account', path: '/wallets', act: press('Create an account') },
    { name: 'add-wallet', path: '/wallets', act: press('Add a wallet') },
    { name: 'create-virtual', path: '/wallets?tab=virtual', act: press('Create a wallet') },
    { name: 'send', path: treasury, act: press('Send') },
    {
      name: 'send-sure',
      path: treasury,
      act: async (page) => {
        await press('Send')(page);
        await page
          .getByRole('dialog')
          .getByLabel('To', { exact: true })
          .fill('0x70997970C51812dc3A010C7d01b50e0d17dc79C8');
        await page.getByRole('dialog').getByLabel('Amount').fill('1234.5');
        await inDialog(page, 'Go on');
        await page.getByText('Send this?').waitFor();
      },
    },
    { name: 'deposit', path: treasury, act: press('Simulate a deposit') },
    {
      name: 'tapped',
      path: `/simulator?card=${of.card}`,
      act: async (page) => {
        await press('Tap the card')(page);
        await page.getByRole('heading', { name: 'In the ledger' }).waitFor();
        await page.getByRole('link', { name: 'CARDS CLEARING' }).waitFor();
      },
    },
    {
      name: 'tapped-declined',
      path: `/simulator?card=${of.frozen}`,
      act: async (page) => {
        await press('Tap the card')(page);
        await page.getByRole('heading', { name: 'In the ledger' }).waitFor();
      },
    },
    {
      name: 'challenged-paid',
      path: `/simulator?card=${of.card}&at=online`,
      act: async (page) => {
        await press('Pay')(page);
        await page.getByText('tries left').waitFor();
        const code = await page.getByText(/^\d{6}$/).textContent();
        await page.getByLabel('Code').fill(code ?? '');
        await press('Confirm')(page);
        await page.getByText('Paid.').waitFor();
        await page.getByRole('heading', { name: 'In the ledger' }).waitFor();
      },
    },
    {
      name: 'challenged',
      path: `/simulator?card=${of.card}&at=online`,
      act: async (page) => {
        await press('Pay')(page);
        await page.getByText('tries left').waitFor();
      },
    },
    {
      name: 'scenario',
      path: '/scenarios',
      act: async (page) => {
        await page
          .getByRole('button', { name: /^Play:/ })
          .first()
          .click();
        await page
          .getByText(/\d+ of \d+ steps/)
          .first()
          .waitFor();
        await page.locator('summary').first().click();
      },
    },
    { name: 'create-key', path: '/keys', act: press('Create a key') },
    {
      name: 'key-shown',
      path: '/keys',
      act: async (page) => {
        await press('Create a key')(page);
        await page.getByRole('dialog').getByLabel('Name').fill('For a picture');
        await inDialog(page, 'Create');
        await page.getByText('Copy the key now').waitFor();
      },
    },
    { name: 'rotate-key', path: '/keys', act: press('Rotate') },
    { name: 'revoke-key', path: '/keys', act: press('Revoke') },
    { name: 'audit-line', path: '/audit', act: (page) => page.locator('summary').first().click() },
    { name: 'audit-none-fits', path: '/audit?action=nothing' },
    { name: 'create-company', path: '/companies', who: 'operator', act: press('Create a company') },
    { name: 'disable-company', path: '/companies', who: 'operator', act: press('Disable') },
    { name: 'credit', path: '/deposits', who: 'operator', act: press('Credit') },
    { name: 'send-back', path: '/deposits', who: 'operator', act: press('Send back') },
    {
      name: 'send-back-sure',
      path: '/deposits',
      who: 'operator',
      act: async (page) => {
        await press('Send back')(page);
        await page
          .getByRole('dialog')
          .getByLabel('To', { exact: true })
          .fill('0x70997970C51812dc3A010C7d01b50e0d17dc79C8');
        await inDialog(page, 'Go on');
        await page.getByText('Send this back?').waitFor();
      },
    },
    {
      name: 'compared',
      path: '/chains',
      who: 'operator',
      act: async (page) => {
        await press('Compare now')(page);
        await page
          .getByText(/compared at block/)
          .first()
          .waitFor();
      },
    },
    {
      name: 'focus',
      path: '/cards',
      act: async (page) => {
        await page.keyboard.press('Tab');
      },
    },
  ];
}
