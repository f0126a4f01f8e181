import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { Client } from 'pg';
import { testClient } from '../support/client.ts';
import { isReady, run, startCardwright, temporaryFolder } from '../support/cardwright.ts';
import { cardwrightProgram, cardwrightWith, jsonOf } from '../support/command-line.ts';
import type { Ended } from '../support/command-line.ts';

/** Runs `npx cardwright …` for a sandbox in this folder. */
const cardwright = (dataDir: string, ...args: string[]): Promise<Ended> =>
  cardwrightWith({ DATA_DIR: dataDir }, ...args);

test('a sandbox is used from the command line', async (t) => {
  const server = await startCardwright();
  const run = (...args: string[]): Promise<Ended> => cardwright(server.dataDir, ...args);

  await t.test('keys', async () => {
    const { out } = await run('keys');
    for (const shown of [server.url, server.apiKey, server.operatorKey]) assert.ok(out.includes(shown));
    assert.deepEqual(jsonOf(await run('keys', '--json')), {
      url: server.url,
      api_key: server.apiKey,
      operator_key: server.operatorKey,
    });
    assert.equal(
      (await run('keys', '--env')).out,
      `export CARDWRIGHT_URL=${server.url}\nexport CARDWRIGHT_API_KEY=${server.apiKey}\n`,
    );
  });

  await t.test('keys are made, listed, given a new text and revoked', async () => {
    const made = jsonOf(await run('keys', 'create', 'shop', '--level', '1', '--product', 'cards', '--json'));
    const shop = testClient({ url: server.url, apiKey: String(made['key']) });
    assert.deepEqual(await shop.listCards(), []);
    assert.match((await run('keys', 'list')).out, /shop\n.*key_/);
    assert.equal((await run('keys', 'rotate', String(made['id']), '--overlap', 'soon')).code, 2);
    const rotated = jsonOf(await run('keys', 'rotate', String(made['id']), '--overlap', '0', '--json'));
    assert.notEqual(rotated['key'], made['key']);
    assert.match((await run('keys', 'revoke', String(made['id']))).out, /Revoked +\d{4}-/);
    const listed = JSON.parse((await run('keys', 'list', '--json')).out) as {
      id: string;
      revoked_at: unknown;
    }[];
    assert.ok(listed.find(({ id }) => id === made['id'])?.revoked_at);
  });

  await t.test('what is not there, and a key that is none, come with where to look', async () => {
    for (const [args, advice] of [
      [['cards', 'show', 'Ada'], 'npx cardwright cards list'],
      [['simulate', 'swipe', '--card', 'card_nobody'], 'npx cardwright cards list'],
      [['scenario', 'run', 'nobody-wrote-this'], 'npx cardwright scenario list'],
      [['keys', 'revoke', 'key_nobody'], 'npx cardwright keys list'],
      [['cards', 'list', '--api-key', 'cw_sandbox_nothing'], 'npx cardwright keys'],
    ] as const) {
      const { code, err } = await run(...args);
      assert.equal(code, 1, err);
      assert.ok(err.trimEnd().endsWith(advice), `${args.join(' ')}: ${err}`);
      const json = JSON.parse((await run(...args, '--json')).err) as { advice: string };
      assert.ok(json.advice.endsWith(advice), JSON.stringify(json));
    }
  });

  await t.test('simulate clear has nothing to clear yet, and says what to do', async () => {
    const { code, err } = await run('simulate', 'clear');
    assert.equal(code, 1);
    assert.match(err, /Swipe first/);
  });

  await t.test('simulate swipe issues a card where there is none, and uses it from then on', async () => {
    const first = await run('simulate', 'swipe');
    assert.equal(first.code, 0, first.err);
    assert.match(first.out, /one was issued: card_/);
    assert.match(first.out, /Approved 12\.50 USD at Corner Shop/);
    const second = jsonOf(await run('simulate', 'swipe', '--amount', '7', '--merchant', 'Café', '--json'));
    assert.equal(second['approved'], true);
    const [card, ...more] = await server.client.listCards();
    assert.deepEqual(more, []);
    assert.ok(first.out.includes(card!.id));
    assert.equal((second['transaction'] as Record<string, unknown>)['card_id'], card!.id);
  });

  await t.test('simulate clear settles the newest purchase, or the one that is named', async () => {
    const cleared = jsonOf(await run('simulate', 'clear', '--amount', '3', '--more', '--json'));
    const transaction = cleared['transaction'] as { id: string; state: string; totals: { held: number } };
    assert.deepEqual([transaction.state, transaction.totals.held], ['partially_cleared', 4]);
    const rest = await run('simulate', 'clear', transaction.id);
    assert.match(rest.out, /Cleared 4\.00 USD/);
  });

  await t.test('a purchase that is declined is an answer, a wrong amount a mistake', async () => {
    const declined = await run('simulate', 'swipe', '--amount', '9999999');
    assert.equal(declined.code, 0);
    assert.match(declined.out, /Declined 9999999\.00 USD .*\(M101\)/);
    assert.equal((await run('simulate', 'swipe', '--amount', 'twelve')).code, 2);
    const wrong = await run('simulate', 'swipe', '--amount', '12.505', '--json');
    assert.equal(wrong.code, 1);
    assert.equal((JSON.parse(wrong.err) as { code: string }).code, 'VALIDATION_ERROR');
  });

  await t.test('ledger verify beside the running platform, and after it', async () => {
    const beside = await run('ledger', 'verify');
    assert.match(beside.out, /The books are sound\./);
    assert.equal(await server.stop(), 0);
    const report = jsonOf(await run('ledger', 'verify', '--json'));
    assert.equal(report['sound'], true);
    assert.deepEqual((report['counts'] as Record<string, unknown>)['unsealed'], 0);
  });

  await t.test('ledger verify finds what was changed behind its back', async () => {
    const again = await startCardwright({ dataDir: server.dataDir });
    const database = new Client(again.databaseUrl);
    await database.connect();
    await database.query(
      "UPDATE ledger_accounts SET credits = credits + 1 WHERE name = 'holding' OR name LIKE '%holding%'",
    );
    await database.end();
    const { code, out } = await run('ledger', 'verify');
    assert.equal(code, 1);
    assert.match(out, /not sound/);
    assert.match(out, /account_posted/);
    await again.stop();
  });

  await t.test('where nothing runs it says so', async () => {
    const { code, err } = await run('keys');
    assert.equal(code, 3);
    assert.match(err, /No Cardwright is running on .*\n.*npx cardwright start/);
  });
});

test('a server that does not answer, and wrong usage, have exit codes of their own', async () => {
  const folder = await temporaryFolder();
  const gone = await cardwright(
    folder,
    'simulate',
    'swipe',
    '--url',
    'http://127.0.0.1:1',
    '--api-key',
    'cw',
  );
  assert.equal(gone.code, 3);
  for (const args of [['simulate', 'swipe', '--colour', 'red'], ['simulate', 'fly'], ['ledger']])
    assert.equal((await cardwright(folder, ...args)).code, 2, args.join(' '));
  const stale = await cardwright(folder, '--help');
  assert.equal(stale.code, 0);
  assert.match(stale.out, /Examples:\n {2}npx cardwright start/);
});

test('start is the program itself', async () => {
  const folder = await temporaryFolder();
  const child = spawn(process.execPath, [cardwrightProgram, 'start'], {
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      DATA_DIR: folder,
      PORT: '0',
      LOCAL_CHAIN: 'off',
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const ended = once(child, 'close').then(([code]) => code as number | null);
  await isReady({ child, output: () => text, ended });
  child.kill('SIGTERM');
  assert.equal(await ended, 0);
});

test('SIGTERM to npx reaches the program, although npx hands it to a shell between', async () => {
  const npx = run({ DATA_DIR: await temporaryFolder() }, 'npx', ['cardwright', 'start']);
  await isReady(npx);
  npx.child.kill('SIGTERM');
  // Its output is closed when the program has ended, too.
  await npx.ended;
  assert.match(npx.output(), /"msg":"stopped"/);
});

test('where no Cardwright has ever run there are no books, so none are called sound', async () => {
  for (const folder of [await temporaryFolder(), '/nowhere/at/all']) {
    const { code, out, err } = await cardwright(folder, 'ledger', 'verify');
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(err, /There are no books in .*\n.*DATA_DIR/);
  }
  const { err } = await cardwright(await temporaryFolder(), 'ledger', 'verify', '--json');
  assert.match((JSON.parse(err) as { error: string }).error, /There are no books in/);
});

test('status of nothing ends with 3, of what was killed, too', async () => {
  const folder = await temporaryFolder();
  const nothing = await cardwright(folder, 'status');
  assert.equal(nothing.code, 3);
  assert.match(nothing.out, /No Cardwright is running on/);
  const server = await startCardwright();
  await server.kill();
  const killed = await cardwright(server.dataDir, 'status', '--json');
  assert.equal(killed.code, 3);
  assert.deepEqual(JSON.parse(killed.out), { running: false, ready: false, url: server.url });
});
