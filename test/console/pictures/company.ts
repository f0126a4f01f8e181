import type { Client } from '../../../sdk/index.ts';
import { aCard } from '../../support/cardwright.ts';
import { until } from '../../support/until.ts';

/** The addresses of things that there are, by what they are called in the list of scenes. */
export interface Things {
  readonly card: string;
  readonly gone: string;
  readonly frozen: string;
  readonly asking: string;
  readonly bought: string;
  readonly foreign: string;
  readonly declined: string;
  readonly event: string;
  readonly undelivered: string;
  readonly endpoint: string;
  readonly dead: string;
  readonly disabled: string;
  readonly replay: string;
  readonly account: string;
  readonly treasury: string;
  readonly virtual: string;
}

export interface Receivers {
  readonly good: string;
  readonly failing: string;
}

const declines =
  'M101 M102 M103 M201 M202 M203 M204 M210 M211 M212 C011 C012 C101 C102 C103 C201 C202 C203 C204 C205 C206 C207 C208 C209 C210 C211 C212 C301 C302 C303 W001 W002 W003 W004 N001 N002 N003 N004 N005 N006 M000'.split(
    ' ',
  );
const names = [
  'Ada Lovelace',
  'Wolfeschlegelsteinhausenbergerdorff the Elder of Hamburg',
  'Renée O’Connor-Núñez',
  'Bo',
  '山田 太郎',
  'Олександра Шевченко',
];
const shops = [
  { name: 'Corner Coffee', city: 'New York', country: 'USA', mcc_code: '5814' },
  { name: 'Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Gift Shop', country: 'GBR' },
  { name: 'Kissaten Sakura', city: 'Tokyo', country: 'JPN', mcc_code: '5812' },
];

/** A company with everything in it: long names, huge amounts, many rows, each decline, and things that went wrong. */
export async function fill(client: Client, { good, failing }: Receivers): Promise<Things> {
  const url = `${good}/a/very/long/path/that/somebody/chose/for/its/meaning?tenant=a-rather-long-name`;
  const endpoint = await client.createWebhookEndpoint({ url, description: 'Backend, all events' });
  await client.createWebhookEndpoint({ url: `${good}/decide`, decision: true, filters: ['CARDS'] });
  const dead = await client.createWebhookEndpoint({ url: failing, description: 'Answers 500' });
  const disabled = await client.createWebhookEndpoint({ url: 'http://127.0.0.1:9/', description: 'Old' });

  const card = await client.createCard({
    ...aCard,
    approval_method: 'TOP_UP',
    daily_limit: 5_000,
    weekly_limit: '123456789.12',
    email: 'ada@example.com',
    metadata: { department: 'Engines', cost_centre: 4711 },
  });
  await client.addCardBalance({ cardId: card.id, amount: '123456789.10' }, { idempotencyKey: 'pictures' });
  const buy = (cardId: string, input: Partial<Parameters<Client['simulateAuthorization']>[0]> = {}) =>
    client.simulateAuthorization({ card_id: cardId, amount: '12.50', merchant: shops[0], ...input });
  const idOf = ({ transaction }: Awaited<ReturnType<typeof buy>>): string => transaction?.id ?? '';

  const bought = idOf(await buy(card.id));
  await client.simulateIncrement({ transactionId: bought, amount: '4.50', currency: 'USD' });
  await client.simulateReversal({ transactionId: bought, amount: '1.00', currency: 'USD' });
  await client.simulateClearing({ transactionId: bought, amount: '10.00', currency: 'USD', final: false });
  await client.simulateClearing({ transactionId: bought });
  await client.simulateRefund({ transactionId: bought, amount: '5.00', currency: 'USD' });
  const foreign = idOf(await buy(card.id, { amount: '123456', currency: 'JPY', merchant: shops[2] }));
  await buy(card.id, { amount: '1234.56', merchant: shops[1] });
  await buy(card.id, { kind: 'atm', channel: 'ATM', amount: 200 });
  await buy(card.id, { kind: 'verification', amount: 0 });
  const expired = await buy(card.id, { amount: '3.00' });
  await client.simulateExpiry({ transactionId: idOf(expired) });
  const cancelled = await buy(card.id, { amount: '7.00' });
  await client.simulateCancellation({ transactionId: idOf(cancelled) });
  for (const code of declines) await buy(card.id, { force_decline: code as never, merchant: shops[1] });
  const declined = idOf(await buy(card.id, { amount: '98765432.10' }));
  // Some of these declines block a card.
  await client.unblockCard({ cardId: card.id }).catch(() => undefined);

  const others = await Promise.all(
    Array.from({ length: 60 }, (_, at) =>
      client.createCard({
        ...aCard,
        card_holder_name: names[at % names.length] ?? '',
        approval_method: at % 3 === 0 ? 'WEBHOOK' : 'NONE',
        daily_limit: at % 4 === 0 ? '1000000.00' : null,
      }),
    ),
  );
  const [asking, frozen, gone] = others;
  await buy(asking?.id ?? '');
  await client.freezeCard({ cardId: frozen?.id ?? '', freeze: true });
  await buy(frozen?.id ?? '');
  await client.deleteCard({ cardId: gone?.id ?? '' });
  // The next day, by the company's clock: what happens now is later than the wall clock says.
  await client.advanceClock({ advance: 'P1D' });
  await Promise.all(others.slice(3).map(({ id }, at) => buy(id, { amount: `${at * 37}.99` })));
  await client.changeWebhookEndpoint({ endpointId: disabled.id, enabled: false });

  const treasury = await fillWallets(client);
  await client.createKey({ name: 'Reader', level: 1, products: ['cards'], allowed_ips: ['10.0.0.0/8'] });
  const old = await client.createKey({ name: 'An old one with quite a long name, revoked', level: 2 });
  await client.revokeKey({ id: old.id });
  const since = '2026-01-01';
  const replay = await client.createReplay({ since, only: 'all', endpoint_id: endpoint.id });
  // The first event is the one that was tried before the breaker of the failing endpoint opened.
  const events = (await client.listEvents({ subject: bought })).data;
  const first = events.at(-1)?.id ?? '';
  await until(async () =>
    (await client.listDeliveries({ event_id: first })).data.some(
      ({ endpoint_id: to, attempts }) => to === dead.id && attempts > 0,
    ),
  );
  return {
    card: card.id,
    gone: gone?.id ?? '',
    frozen: frozen?.id ?? '',
    asking: asking?.id ?? '',
    bought,
    foreign,
    declined,
    event: events[0]?.id ?? '',
    undelivered: first,
    endpoint: endpoint.id,
    dead: dead.id,
    disabled: disabled.id,
    replay: replay.id ?? '',
    ...treasury,
  };
}

async function fillWallets(client: Client): Promise<Pick<Things, 'account' | 'treasury' | 'virtual'>> {
  const [blockchain = ''] = await client.listVirtualWalletBlockchains();
  const account = await client.createTreasuryAccount({ alias: 'Operations' });
  await client.createTreasuryAccount({ alias: 'Reserves that have no wallet yet' });
  const wallet = { accountId: account.id, blockchain };
  const main = await client.createTreasuryWallet({ ...wallet, alias: 'Main' });
  await client.createTreasuryWallet({
    ...wallet,
    alias: 'A wallet for suppliers who wished to be paid out of a wallet of their own',
  });
  const ada = await client.createClient({ first_name: 'Ada', last_name: 'Lovelace' });
  const wallets = [];
  for (let at = 0; at < 24; at += 1)
    wallets.push(
      await client.createVirtualWallet({ alias: `${names[at % names.length]} ${at + 1}`, blockchain }),
    );
  const [virtual] = wallets;
  await client.linkVirtualWalletToClient({ walletId: virtual?.id ?? '', clientId: ada.id });
  await client.simulateDeposit({ wallet_id: main.id, amount: '123456789.123456' });
  // Below the minimum, and so the operator's to decide.
  await client.simulateDeposit({ wallet_id: virtual?.id ?? '', amount: '0.000001' });
  await client.simulateDeposit({ wallet_id: main.id, amount: '0.75' });
  await client.simulateDeposit({ wallet_id: main.id, token: 'DAI', amount: '0.123456789012345678' });
  await client.simulateDeposit({ wallet_id: virtual?.id ?? '', amount: '2500' });
  const usable = { accountId: account.id, walletId: main.id };
  await until(async () =>
    (await client.getTreasuryWalletBalance(usable)).some(({ balance }) => Number(balance) > 0),
  );
  const token = (await client.getTreasuryWalletBalance(usable)).find(({ balance }) => Number(balance) > 0);
  await client.transferFromTreasury(
    {
      ...usable,
      to: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
      token_address: token?.token_address ?? null,
      amount: '1000.5',
    },
    { idempotencyKey: 'pictures-transfer' },
  );
  return { account: account.id, treasury: main.id, virtual: virtual?.id ?? '' };
}

/** A company in which each thing was made just now, and nothing has happened to it. */
export async function begin(client: Client, { good }: Receivers): Promise<Things> {
  const endpoint = await client.createWebhookEndpoint({ url: good });
  const disabled = await client.createWebhookEndpoint({ url: `${good}/old` });
  await client.changeWebhookEndpoint({ endpointId: disabled.id, enabled: false });
  const card = await client.createCard({ ...aCard, approval_method: 'TOP_UP' });
  const asking = await client.createCard({ ...aCard, approval_method: 'WEBHOOK' });
  const [blockchain = ''] = await client.listVirtualWalletBlockchains();
  const account = await client.createTreasuryAccount({ alias: 'Operations' });
  const treasury = await client.createTreasuryWallet({ accountId: account.id, blockchain, alias: 'Main' });
  const virtual = await client.createVirtualWallet({ alias: 'Ada', blockchain });
  return {
    ...missing,
    card: card.id,
    asking: asking.id,
    endpoint: endpoint.id,
    disabled: disabled.id,
    account: account.id,
    treasury: treasury.id,
    virtual: virtual.id,
  };
}

const nobody = '00000000-0000-7000-8000-000000000000';

/** Ids of things that there are not. */
export const missing: Things = {
  card: `card_${nobody}`,
  gone: `card_${nobody}`,
  frozen: `card_${nobody}`,
  asking: `card_${nobody}`,
  bought: `tx_${nobody}`,
  foreign: `tx_${nobody}`,
  declined: `tx_${nobody}`,
  event: `evt_${nobody}`,
  undelivered: `evt_${nobody}`,
  endpoint: `whe_${nobody}`,
  dead: `whe_${nobody}`,
  disabled: `whe_${nobody}`,
  replay: `rpl_${nobody}`,
  account: `acc_${nobody}`,
  treasury: `wal_${nobody}`,
  virtual: `vw_${nobody}`,
};
