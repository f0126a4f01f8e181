import assert from 'node:assert/strict';
import { after, beforeEach, mock, test } from 'node:test';
import { QueryClient, QueryObserver } from '@tanstack/react-query';
import type { QueryKey } from '@tanstack/react-query';
import { refreshing } from '../../console/src/live/refresh.ts';

mock.timers.enable({ apis: ['setTimeout'] });
after(() => mock.timers.reset());
const client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
beforeEach(() => client.clear());

/** A list on a page that is open: how often it was asked for, and how its answer comes. */
function shown(queryKey: QueryKey) {
  const asked: ((answer: string) => void)[] = [];
  const observer = new QueryObserver(client, {
    queryKey,
    queryFn: () => new Promise<string>((resolve) => asked.push(resolve)),
  });
  observer.subscribe(() => undefined);
  return {
    times: () => asked.length,
    async answer(text: string) {
      asked.at(-1)?.(text);
      await settled();
      return observer.getCurrentResult().data;
    },
  };
}
/** What has been answered is taken in over a few turns, none of which waits for a timer. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) {
    await new Promise((resolve) => setImmediate(resolve));
    mock.timers.tick(0);
  }
}
const told = (operation: string, sub_operation: string, data: Readonly<Record<string, unknown>>) => [
  { body: { operation, sub_operation, operation_id: 'evt_1', status: 'SUCCESS', data } },
];
const bought = told('CARDS', 'CLEARING', { card_id: 'card_1', transaction_id: 'tx_1' });
const second = async (): Promise<void> => {
  mock.timers.tick(1_000);
  await settled();
};

test('an event lets what it may have changed be asked for again, and nothing else', async () => {
  const { hear, stop } = refreshing(client);
  const keys = [
    ['cards'],
    ['card', 'card_1'],
    ['card', 'card_1', 'balance'],
    ['card', 'card_2'],
    ['transactions', 'card_1', 'tx_2', 'entries'],
    ['program', 'holding'],
    ['program', 'velocity'],
    ['eventsOf', 'tx_1', 'all'],
    ['eventsOf', 'tx_2', 'all'],
    ['eventsOf', 'transfers'],
    ['wallets', 'treasury', 'wal_1', 'movements'],
    ['wallets', 'virtual', 'vw_1', 'balance'],
    ['wallets', 'virtual', 'of', 'POLYGON'],
    ['endpoints', 'whe_1'],
  ];
  const pages = keys.map((key) => ({ name: key.join(' '), page: shown(key) }));
  /** What is asked for a second after it was told. */
  const again = async (events: ReturnType<typeof told>): Promise<readonly string[]> => {
    for (const { page } of pages) await page.answer('here');
    const before = pages.map(({ page }) => page.times());
    hear(events);
    hear(events);
    await second();
    const more = pages.filter(({ page }, at) => page.times() > (before[at] ?? 0));
    assert.ok(pages.every(({ page }, at) => page.times() <= (before[at] ?? 0) + 1));
    return more.map(({ name }) => name);
  };
  assert.deepEqual(await again(bought), [
    'card card_1',
    'card card_1 balance',
    'transactions card_1 tx_2 entries',
    'program holding',
    'eventsOf tx_1 all',
  ]);
  const card = { card_id: 'card_9' };
  const token = { symbol: 'USDC' };
  assert.deepEqual(await again(told('CARDS', 'CARD_BLOCKED_BY_VELOCITY', card)), [
    'cards',
    'program holding',
  ]);
  assert.deepEqual(await again(told('CARDS', 'DECLINED', { ...card, decline_reason: { code: 'C101' } })), [
    'cards',
    'program holding',
  ]);
  assert.deepEqual(await again(told('TREASURY', 'DEPOSIT', { wallet_id: 'wal_1', token })), [
    'eventsOf transfers',
    'wallets treasury wal_1 movements',
  ]);
  assert.deepEqual(await again(told('VIRTUAL_WALLETS', 'DEPOSIT', { wallet_id: 'vw_1', token })), [
    'eventsOf transfers',
    'wallets virtual vw_1 balance',
  ]);
  assert.deepEqual(await again(told('WEBHOOKS', 'ENDPOINT_DISABLED', { endpoint_id: 'whe_1' })), [
    'endpoints whe_1',
  ]);
  stop();
});

test('however much happens, an answer that takes longer than a second comes, and is asked for once more after', async () => {
  const { hear, stop } = refreshing(client);
  const page = shown(['card', 'card_1']);
  assert.equal(await page.answer('before'), 'before');
  for (let at = 0; at < 5; at += 1) {
    hear(bought);
    await second();
  }
  assert.equal(page.times(), 2);
  assert.equal(await page.answer('during'), 'during');
  await second();
  assert.equal(page.times(), 3);
  assert.equal(await page.answer('after'), 'after');
  await second();
  assert.equal(page.times(), 3);
  stop();
});
