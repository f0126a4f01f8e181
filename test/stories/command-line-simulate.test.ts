import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { chainIsUp, startCardwright } from '../support/cardwright.ts';
import { until } from '../support/until.ts';
import { cardwrightWith, jsonOf } from '../support/command-line.ts';
import type { Ended } from '../support/command-line.ts';

const server = await startCardwright({ settings: { LOCAL_CHAIN: 'on' } });
after(() => server.stop());
await chainIsUp(server);

const run = (...args: string[]): Promise<Ended> => cardwrightWith({ DATA_DIR: server.dataDir }, ...args);

interface Card {
  readonly id: string;
  readonly status: string;
  readonly daily_limit: number | null;
  readonly monthly_limit: number | null;
}
interface Played {
  readonly approved: boolean;
  readonly transaction: {
    readonly id: string;
    readonly card_id: string;
    readonly state: string;
    readonly totals: Readonly<Record<'held' | 'cleared' | 'reversed' | 'refunded' | 'authorized', number>>;
  };
  readonly entry: { readonly decline_reason: { readonly code: string } | null };
}
const play = async (...args: string[]): Promise<Played> =>
  jsonOf<Played>(await run('simulate', ...args, '--json'));

test('status says what there is', async () => {
  const { code, out } = await run('status');
  assert.equal(code, 0);
  assert.match(out, /^Ready at http/);
  assert.match(out, /Holding +1000000\.00 USD/);
  const told = jsonOf<{ ready: boolean; company: Record<string, unknown> }>(await run('status', '--json'));
  assert.equal(told.ready, true);
  assert.deepEqual(told.company['cards'], { active: 0, all: 0 });
  assert.equal(told.company['undelivered'], 0);
});

test('a key of level 1 sees in status what it may', async () => {
  const { key } = jsonOf<{ key: string }>(
    await run('keys', 'create', 'reader', '--level', '1', '--product', 'cards', '--json'),
  );
  const told = jsonOf<{ company: Record<string, unknown> }>(await run('status', '--api-key', key, '--json'));
  assert.equal(told.company['name'], null);
  assert.deepEqual(told.company['cards'], { active: 0, all: 0 });
});

test('cards are issued, changed and shown', async () => {
  assert.match((await run('cards', 'list')).out, /No cards\. Issue one/);
  const args = ['create', 'Grace Hopper', '--approval', 'TOP_UP', '--balance', '250', '--daily', '100'];
  const made = jsonOf<Card>(await run('cards', ...args, '--json'));
  assert.equal(made.daily_limit, 100);

  await run('cards', 'limits', made.id, '--monthly', '900');
  const limited = jsonOf<Card>(await run('cards', 'limits', made.id, '--daily', 'none', '--json'));
  assert.deepEqual([limited.daily_limit, limited.monthly_limit], [null, 900]);

  assert.match((await run('cards', 'balance', made.id)).out, /Available +250\.00 USD/);
  await run('cards', 'balance', made.id, '--add', '50');
  await run('cards', 'balance', made.id, '--subtract', '0.50');
  assert.deepEqual(jsonOf(await run('cards', 'balance', made.id, '--json')), { available_credit: 299.5 });
  assert.deepEqual(jsonOf(await run('cards', 'balance', made.id, '--set', '80', '--json')), {
    available_credit: 80,
  });

  assert.equal(jsonOf<Card>(await run('cards', 'freeze', made.id, '--json')).status, 'FROZEN');
  const declined = await play('swipe', '--card', made.id);
  assert.equal(declined.entry.decline_reason?.code, 'C202');
  const { out } = await run('cards', 'list', '--status', 'FROZEN');
  assert.match(out, /^ID +HOLDER +LAST4 +STATUS/);
  assert.ok(out.includes(made.id));
  assert.deepEqual(jsonOf<unknown[]>(await run('cards', 'list', '--status', 'BLOCKED', '--json')), []);
  assert.match((await run('cards', 'thaw', made.id)).out, /Grace Hopper •••• \d{4} ACTIVE/);
  assert.equal((await run('cards', 'reissue', made.id)).code, 0);

  await play('swipe', '--card', made.id, '--amount', '30', '--merchant', 'Book Corner');
  const shown = await run('cards', 'show', made.id);
  assert.match(shown.out, /Available +50\.00 USD/);
  assert.match(shown.out, /AUTHORIZATION +SUCCESS +.*30\.00 USD.*Book Corner/);
  const listed = await run('cards', 'transactions', made.id);
  assert.match(listed.out, /FAILED C202/);
  assert.equal(jsonOf<Card>(await run('cards', 'delete', made.id, '--json')).status, 'DELETED');
  assert.equal((await run('cards', 'show', 'card_nobody')).code, 1);
});

test('wrong usage of cards ends with 2', async () => {
  for (const args of [
    ['create', '--balance', '5'],
    ['create', '--phone', '12'],
    ['balance', 'card_1', '--set', '1', '--add', '2'],
    ['balance', 'card_1', '--set', 'much'],
    ['limits', 'card_1', '--daily', 'a lot'],
    ['show'],
  ])
    assert.equal((await run('cards', ...args)).code, 2, args.join(' '));
});

test('the whole life of purchases is played, each message about the newest one that it fits', async () => {
  const hotel = await play(
    'swipe',
    '--amount',
    '50',
    '--merchant',
    'Inn',
    '--mcc',
    '7011',
    '--country',
    'GBR',
  );
  assert.equal(hotel.approved, true);
  assert.equal((await play('increment', '--amount', '30')).transaction.totals.held, 80);
  assert.equal((await play('advise', '--amount', '60')).transaction.totals.held, 60);
  assert.equal((await play('reverse', '--amount', '10')).transaction.totals.held, 50);
  const part = await play('clear', '--amount', '20', '--more');
  assert.deepEqual([part.transaction.state, part.transaction.totals.held], ['partially_cleared', 30]);
  const cleared = await play('clear');
  assert.deepEqual([cleared.transaction.id, cleared.transaction.totals.cleared], [hotel.transaction.id, 50]);
  assert.equal((await play('refund', '--amount', '4')).transaction.totals.refunded, 4);
  assert.equal((await play('reverse-refund')).transaction.totals.refunded, 0);
  assert.equal((await play('reverse-clearing')).transaction.totals.cleared, 0);

  await play('swipe', '--amount', '5');
  assert.equal((await play('expire')).transaction.state, 'expired');
  await play('swipe', '--amount', '6');
  assert.equal((await play('cancel')).transaction.state, 'cancelled');
  assert.equal((await play('force-post', '--amount', '55')).transaction.totals.cleared, 55);
  assert.equal((await play('unlinked-refund', '--amount', '3')).transaction.totals.refunded, 3);

  const once = await play('swipe', '--amount', '7', '--network-key', 'k-1');
  assert.equal(
    (await play('swipe', '--amount', '7', '--network-key', 'k-1')).transaction.id,
    once.transaction.id,
  );
  assert.equal((await play('swipe', '--decline', 'M211')).entry.decline_reason?.code, 'M211');
  const wrong = await run('simulate', 'swipe', '--decline', 'X1', '--json');
  assert.equal(wrong.code, 1);
  assert.equal((JSON.parse(wrong.err) as { code: string }).code, 'VALIDATION_ERROR');
});

/** The words that a shell makes of a line. */
async function wordsOf(line: string): Promise<string[]> {
  const { stdout } = await promisify(execFile)('sh', ['-c', `printf '%s\\0' ${line}`]);
  return stdout.split('\0').slice(0, -1);
}

test('a challenge is asked and answered, and confirms a purchase', async () => {
  const shop = ['--amount', '80', '--merchant', 'Books Online'];
  const asked = await run('simulate', '3ds', ...shop);
  assert.equal(asked.code, 0, asked.err);
  assert.match(asked.out, /Confirmed 80\.00 USD at Books Online/);
  const [, next = ''] = /npx cardwright (simulate swipe .*)\n/.exec(asked.out) ?? [];
  const bought = await run(...(await wordsOf(next)));
  assert.match(bought.out, /^Approved 80\.00 USD/);
  const sly = await run('simulate', '3ds', '--amount', '1', '--merchant', 'O\'Neill "$(exit 1)`id`');
  const [, line = ''] = /npx cardwright (simulate swipe .*)\n/.exec(sly.out) ?? [];
  assert.ok((await wordsOf(line)).includes('O\'Neill "$(exit 1)`id`'));

  type Asked = { challenge: { id: string; state: string; tries_left: number }; code: string };
  const states = [];
  for (const answer of ['no', 'wrong', 'none']) {
    const { challenge } = jsonOf<Asked>(await run('simulate', '3ds', '--answer', answer, '--json'));
    states.push([challenge.state, challenge.tries_left]);
  }
  assert.deepEqual(states, [
    ['failed', 0],
    ['pending', 2],
    ['pending', 3],
  ]);
  const open = jsonOf<Asked>(await run('simulate', '3ds', '--answer', 'none', '--json'));
  const passed = jsonOf<Asked>(
    await run('simulate', '3ds-answer', open.challenge.id, '--code', open.code, '--json'),
  );
  assert.equal(passed.challenge.state, 'passed');
  const another = jsonOf<Asked>(await run('simulate', '3ds', '--answer', 'none', '--json'));
  const refused = await run('simulate', '3ds-answer', another.challenge.id, '--refuse', '--json');
  assert.equal(jsonOf<Asked>(refused).challenge.state, 'failed');
  assert.match((await run('simulate', '3ds-answer', another.challenge.id)).err, /no code any more/);
});

test('deposits are played on the chain, leave it again, and the books agree with it', async () => {
  const { id } = jsonOf<Card>(await run('cards', 'create', '--approval', 'TOP_UP', '--json'));
  const sent = await run('simulate', 'deposit', '--amount', '40');
  assert.equal(sent.code, 0, sent.err);
  assert.match(sent.out, /^Sent\.\n\n +Movement +\S+\n +Status +\S+\n +Amount +40 USDC\n +Transfer +0x/);
  await until(async () => (await server.client.getCardBalance({ cardId: id })).available_credit === 40);
  // The gas of the sweep is booked a moment after its block.
  await until(async () => (await server.operator.reconcile()).every(({ reconciled }) => reconciled));
  const agree = await run('reconcile');
  assert.equal(agree.code, 0, agree.out + agree.err);
  assert.match(agree.out, /^The books agree with POLYGON\./);

  const gone = await run('simulate', 'reorg');
  assert.match(gone.out, /^The last \d+ blocks were replaced\.\n[^]*40 USDC/);
  await until(async () => (await server.client.getCardBalance({ cardId: id })).available_credit === 0);
  assert.equal((await run('simulate', 'deposit', '--card', id, '--holding')).code, 2);
  assert.equal((await run('reconcile', '--operator-key', 'cw_nobody')).code, 1);

  // Of 18 decimals, which no double holds: a number all the same, with all its digits.
  const { id: wallet } = await server.client.createVirtualWallet({ alias: 'Dai', blockchain: 'POLYGON' });
  const amount = '40.000000000000000001';
  const exact = await run(
    'simulate',
    'deposit',
    '--wallet',
    wallet,
    '--token',
    'DAI',
    '--amount',
    amount,
    '--json',
  );
  assert.equal(exact.code, 0, exact.err);
  assert.ok(exact.out.includes(`"amount":${amount},`), exact.out);
});

test('what is credited to nobody is listed, credited, or sent back', async () => {
  const { client } = server;
  assert.match((await run('deposits')).out, /^No deposits are suspended\.$/m);
  const account = await client.createTreasuryAccount({ alias: 'Small change' });
  const at = { accountId: account.id, alias: 'Small change', blockchain: 'POLYGON' };
  const { id: wallet } = await client.createTreasuryWallet(at);
  const small = async (amount: string): Promise<string> => {
    const { movement } = await client.simulateDeposit({ wallet_id: wallet, token: 'USDC', amount });
    await until(async () =>
      (await server.operator.listSuspendedDeposits()).data.some(({ movement: { id } }) => id === movement.id),
    );
    return movement.id;
  };
  const [first, second] = [await small('0.5'), await small('0.75')];
  const listed = jsonOf<{ data: { movement: { id: string } }[] }>(await run('deposits', 'list', '--json'));
  assert.deepEqual(
    listed.data.map(({ movement }) => movement.id),
    [second, first],
  );
  assert.match((await run('deposits')).out, /0\.75 USDC +below_minimum +0x/);
  assert.match((await run('deposits', 'credit', first)).out, /^Credited\.\n\n.*\n +Status +COMPLETED\n/);

  const to = '0x52908400098527886E0F7030069857D2E4169EE7';
  assert.equal((await run('deposits', 'return', second)).code, 2);
  const nowhere = await run('deposits', 'return', second, '--to', `0x${'0'.repeat(40)}`);
  assert.match(nowhere.err, /belongs to nobody/);
  const sent = jsonOf<{ amount: number; status: string }>(
    await run('deposits', 'return', second, '--to', to, '--json'),
  );
  assert.deepEqual([sent.amount, sent.status], [0.75, 'PENDING']);
  await until(async () => (await server.operator.listSuspendedDeposits()).data.length === 0);
  const { movements } = await client.searchTreasuryTransactions({
    wallet_ids: [wallet],
    operations: ['DEPOSIT', 'WITHDRAWAL'],
  });
  assert.deepEqual(
    movements.map(({ operation, status, data: { reason } }) => [operation, status, reason]),
    [
      ['WITHDRAWAL', 'SUCCESS', null],
      ['DEPOSIT', 'FAILED', 'returned'],
      ['DEPOSIT', 'SUCCESS', null],
    ],
  );
  assert.match((await run('deposits', 'return', second, '--to', to)).err, /is not a suspended deposit/);
});

test('time passes', async () => {
  const before = (await run('clock')).out.trim();
  await play('swipe', '--amount', '9');
  const { now, expired_holds: expired } = jsonOf<{ now: string; expired_holds: number }>(
    await run('clock', 'advance', '8d', '--json'),
  );
  assert.ok(Date.parse(now) - Date.parse(before) >= 8 * 86_400_000);
  assert.ok(expired >= 1);
  assert.match((await run('clock', 'advance', 'PT1H')).out, /^It is \d{4}-.*\n\n +Holds expired +0/);
  assert.equal((await run('clock', 'advance', 'tomorrow')).code, 2);
});

test('scenarios are listed and run; one that fails shows expected and actual side by side', async () => {
  const listed = jsonOf<{ name: string }[]>(await run('scenario', 'list', '--json'));
  const [first, second] = listed.map(({ name }) => name);
  assert.ok(first !== undefined && second !== undefined);
  assert.ok((await run('scenario', 'list')).out.includes(first));
  const both = await run('scenario', 'run', first, second);
  assert.equal(both.code, 0, both.out);
  assert.match(both.out, /All 2 scenarios passed\./);

  const file = join(server.dataDir, 'mine.json');
  const shown = jsonOf<{ steps: Record<string, unknown>[] }>(await run('scenario', 'show', first, '--json'));
  await writeFile(file, JSON.stringify({ ...shown, name: 'mine' }));
  assert.equal((await run('scenario', 'run', '--file', file)).code, 0);
  const tip = await server.client.getScenario({ name: 'tip' });
  const wrong = JSON.stringify({ ...tip, name: 'mine' }).replace(
    '"available":"955.00"',
    '"available":"956.00"',
  );
  await writeFile(file, wrong);
  const failing = await run('scenario', 'run', '--file', file);
  assert.equal(failing.code, 1, failing.out + failing.err);
  assert.match(failing.out, /✗ mine 2 steps/);
  assert.match(
    failing.out,
    /✗ The bill is authorized\n +EXPECTED +ACTUAL\n +balances\.card\.available +"956\.00" +"955\.00"\n/,
  );
  assert.match(failing.out, /– It is cleared with the tip \(not run\)/);
  const { passed } = JSON.parse((await run('scenario', 'run', '--file', file, '--json')).out) as {
    passed: boolean;
  };
  assert.equal(passed, false);

  await writeFile(file, '{');
  const broken = await run('scenario', 'run', '--file', file);
  assert.deepEqual([broken.code, /is not a scenario in JSON/.test(broken.err)], [1, true]);
  assert.equal((await run('scenario', 'run', '--file', join(server.dataDir, 'nowhere'))).code, 1);
  for (const args of [[], [first, '--all'], ['--all', '--file', file]])
    assert.equal((await run('scenario', 'run', ...args)).code, 2, args.join(' '));
  assert.equal((await run('scenario', 'run', 'no such one')).code, 1);
});

test('deliveries go astray on purpose, and the company begins anew', async () => {
  assert.match((await run('simulate', 'faults')).out, /There are no active faults/);
  const without = await run('simulate', 'faults', '--drop', '1');
  assert.deepEqual([without.code, /There is no webhook endpoint/.test(without.err)], [1, true]);
  const { id } = await server.client.createWebhookEndpoint({ url: 'http://127.0.0.1:1/hooks' });
  const set = await run('simulate', 'faults', '--drop', '0.5', '--delay-ms', '20', '--for', '600');
  assert.match(set.out, new RegExp(`${id} +50 % +– +– +20 ms`));
  assert.equal((await run('simulate', 'faults', '--drop', '2')).code, 2);
  assert.match((await run('simulate', 'faults', '--end')).out, /no active faults/);

  assert.equal((await run('simulate', 'reset')).code, 2, 'not without --yes');
  assert.match(
    (await run('simulate', 'reset', '--yes')).out,
    /The company was reset\.\n\n +Holding +1000000\.00 USD/,
  );
  assert.deepEqual(jsonOf<unknown[]>(await run('cards', 'list', '--json')), []);
});
