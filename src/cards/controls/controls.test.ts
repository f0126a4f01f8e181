import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { redacted } from '../../kernel/redacted.ts';
import { sql } from '../../platform/database.ts';
import { until } from '../../../test/support/until.ts';
import {
  countTry,
  createCards,
  createVault,
  expiryMatches,
  expiryText,
  lockMany,
  rotateVault,
} from '../index.ts';
import type { Vault } from '../index.ts';
import { testCards, testSecrets } from '../testing/cards.ts';

const waiting = sql(
  'test.waitForLocks',
  `SELECT count(*)::int AS count FROM pg_stat_activity
   WHERE datname = current_database() AND wait_event_type = 'Lock'`,
);

suite('controls of a card', async () => {
  const at = await testCards();
  const { cards, vault, database } = at;
  const refOf = ({ company, id }: Awaited<ReturnType<typeof at.card>>) => ({ company, card: id });
  const wait = (most: number) =>
    until(async () => ((await database.query<{ count: number }>(waiting))[0]?.count ?? 0) >= most);

  test('three wrong CVVs or expiry dates in a row block the card, a right one between begins anew', async () => {
    const made = await at.card(await at.company());
    const outcomes: string[] = [];
    await at.work(made, ({ card }) => {
      for (const right of [false, false, true, false, false, false]) outcomes.push(countTry(card, right));
    });
    assert.deepEqual(outcomes, ['wrong', 'wrong', 'right', 'wrong', 'wrong', 'blocked']);
    assert.equal((await cards.get(made.company, made.id)).status, 'BLOCKED');
  });

  test('unblocking lifts the block, begins counts anew, and leaves a freeze', async () => {
    const company = await at.company();
    const { id } = await at.card(company);
    await at.work({ company, id }, ({ card }) => {
      card.blockedBy = 'VELOCITY';
      card.cvvTries = 2;
      card.pinTries = 3;
    });
    await cards.freeze(company, id, true);
    const now = new Date('2040-01-01T00:00:00Z');
    await at.setClock(company, now);
    await cards.unblock(company, id);
    const card = await cards.get(company, id);
    assert.deepEqual(
      [card.blockedBy, card.cvvTries, card.pinTries, card.velocityResetAt, card.frozen],
      [null, 0, 0, now, true],
    );
  });

  test('the expiry date is read in the three ways it is written', async () => {
    const card = { expiresAt: new Date('2030-01-01T00:00:00Z') };
    assert.equal(expiryText(card), '12/29');
    for (const text of ['12/29', '1229', '2912']) assert.ok(expiryMatches(card, text));
    for (const text of ['11/29', '1/30', '12/2029', '']) assert.ok(!expiryMatches(card, text));
  });

  test('a reissued card has another number, CVV and date; the old number is known as dead; PIN and id stay', async () => {
    const company = await at.company();
    const made = await at.card(company);
    await cards.setPin(company, made.id, redacted('4321'));
    const before = await vault.reveal(database, refOf(made));
    const reissued = await cards.reissue(company, made.id);
    const after = await vault.reveal(database, refOf(made));
    assert.equal(reissued.id, made.id);
    assert.notEqual(after.reveal(), before.reveal());
    assert.equal(reissued.last4, after.reveal().slice(-4));
    assert.equal((await cards.findByPan(database, before))?.panVersion, 1);
    assert.equal((await cards.findByPan(database, after))?.panVersion, 2);
    assert.equal((await cards.get(company, made.id)).panVersion, 2);
    assert.equal(await cards.checkPin(refOf(made), redacted('4321')), 'right');
  });

  test('an expired card is active again once reissued', async () => {
    const company = await at.company();
    const { id } = await at.card(company);
    await at.setClock(company, new Date('2050-01-01T00:00:00Z'));
    assert.equal((await cards.get(company, id)).status, 'EXPIRED');
    assert.equal((await cards.reissue(company, id)).status, 'ACTIVE');
  });

  test('the third wrong PIN uses the tries up, also for the right one, until a PIN is set', async () => {
    const company = await at.company();
    const made = await at.card(company);
    const check = (pin: string) => cards.checkPin(refOf(made), redacted(pin));
    assert.equal(await check('1234'), 'none');
    await cards.setPin(company, made.id, redacted('1234'));
    assert.deepEqual([await check('1111'), await check('1111')], ['wrong', 'wrong']);
    assert.equal(await check('1234'), 'right');
    assert.deepEqual(
      [await check('1'), await check('12345'), await check('0000')],
      ['wrong', 'wrong', 'used_up'],
    );
    assert.equal(await check('1234'), 'used_up');
    await cards.setPin(company, made.id, redacted('5678'));
    assert.equal(await check('5678'), 'right');
  });

  test('however many PINs are tried at once, only three are compared', async () => {
    const company = await at.company();
    const made = await at.card(company);
    await cards.setPin(company, made.id, redacted('1234'));
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, (_, n) => cards.checkPin(refOf(made), redacted(String(5000 + n)))),
    );
    assert.equal(outcomes.filter((outcome) => outcome === 'wrong').length, 2);
    assert.equal(outcomes.filter((outcome) => outcome === 'used_up').length, 18);
  });

  test('a page shows the number once', async () => {
    const company = await at.company();
    const made = await at.card(company);
    const token = await cards.makePage(company, made.id, 'PAN');
    const shown = await cards.openPage(token.reveal());
    assert.ok(shown.shows === 'PAN');
    assert.equal(shown.pan.reveal(), (await vault.reveal(database, refOf(made))).reveal());
    assert.ok(await cards.cvvMatches({ ...made, card: made.id }, shown.cvv));
    assert.equal(shown.expiry, expiryText(made));
    await assert.rejects(cards.openPage(token.reveal()), { code: 'NOT_FOUND' });
  });

  test('of many who open a page at once, one sees it', async () => {
    const company = await at.company();
    const { id } = await at.card(company);
    const token = (await cards.makePage(company, id, 'PAN')).reveal();
    const opened = await Promise.allSettled(Array.from({ length: 10 }, () => cards.openPage(token)));
    assert.equal(opened.filter((outcome) => outcome.status === 'fulfilled').length, 1);
  });

  test('a page that was not opened within a minute is gone', async () => {
    const company = await at.company();
    const { id } = await at.card(company);
    const token = (await cards.makePage(company, id, 'PAN')).reveal();
    const expire = sql('test.expirePages', "UPDATE card_pages SET expires_at = expires_at - interval '60 s'");
    await database.execute(expire);
    await assert.rejects(cards.openPage(token), { code: 'NOT_FOUND' });
  });

  test('a page of another company, a made-up one, one of a deleted card, one for no PIN: not shown', async () => {
    const [company, other] = [await at.company(), await at.company()];
    const { id } = await at.card(company);
    await assert.rejects(cards.makePage(other, id, 'PAN'), { code: 'NOT_FOUND' });
    await assert.rejects(cards.makePage(company, id, 'PIN'), { code: 'VAL' });
    const token = (await cards.makePage(company, id, 'PAN')).reveal();
    const gone = { code: 'NOT_FOUND' };
    await assert.rejects(cards.openPage(`${other}.${token.split('.')[1]}`), gone);
    for (const made of ['', '.', 'x.y', `${company}.`, `${company}.abc`])
      await assert.rejects(cards.openPage(made), gone);
    await cards.delete(company, id);
    await assert.rejects(cards.openPage(token), gone);
  });

  test('no table holds a number, PIN or page token in clear', async () => {
    const company = await at.company();
    const made = await at.card(company);
    await cards.setPin(company, made.id, redacted('918273645546'));
    const token = await cards.makePage(company, made.id, 'PIN');
    const secrets = [
      (await vault.reveal(database, refOf(made))).reveal(),
      '918273645546',
      token.reveal().split('.')[1]!,
    ].flatMap((secret) => [
      secret,
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret).toString('base64'),
    ]);
    const tables = await database.query<{ name: string }>(
      sql(
        'test.tables',
        "SELECT relname AS name FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace",
      ),
    );
    assert.ok(tables.length > 10);
    for (const { name } of tables) {
      const rows = await database.query<{ row: string }>(
        sql(`test.rows.${name}`, `SELECT t::text AS row FROM "${name}" t`),
      );
      const text = rows.map(({ row }) => row).join('\n');
      assert.ok(!secrets.some((secret) => text.includes(secret)), name);
    }
  });

  test('fields that are named change, the rest stays', async () => {
    const company = await at.company();
    const { id } = await at.card(company);
    await cards.changeContact(company, id, { phone: '5551234' });
    await cards.changeContact(company, id, { email: null });
    await cards.changeTerms(company, id, { threeDs: 'FORWARDED' });
    await cards.changeTerms(company, id, { decision: { fallback: 'APPROVE', fallbackLimit: 100n } });
    const card = await cards.get(company, id);
    assert.deepEqual(
      [card.phoneCountryCode, card.phone, card.email, card.threeDs, card.decision],
      [
        '44',
        '5551234',
        null,
        'FORWARDED',
        { fallback: 'APPROVE', fallbackLimit: 100n, requireSignedAnswer: false },
      ],
    );
  });

  test('what is changed at the same moment stays, each by itself', async () => {
    const company = await at.company();
    const made = await at.card(company, { email: 'before@example.com', phone: '1111111' });
    const [locked, proceed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const holding = database.work(async (tx) => {
      await lockMany(tx, [refOf(made)]);
      locked.resolve();
      await proceed.promise;
    });
    await locked.promise;
    const changing = Promise.all([
      cards.changeContact(company, made.id, { phone: '2222222' }),
      cards.changeContact(company, made.id, { email: 'after@example.com' }),
      cards.changeTerms(company, made.id, { decision: { requireSignedAnswer: true } }),
      cards.changeTerms(company, made.id, { threeDs: 'DISABLED' }),
    ]);
    await wait(4).finally(proceed.resolve);
    await holding;
    const last = (await changing)[3];
    const { email, phone, threeDs, decision } = await cards.get(company, made.id);
    assert.deepEqual(
      { email, phone, threeDs, signed: decision.requireSignedAnswer },
      { email: 'after@example.com', phone: '2222222', threeDs: 'DISABLED', signed: true },
    );
    assert.equal(last.threeDs, 'DISABLED');
  });

  test('a page shows number, CVV and date of one version, also where the card is reissued in that moment', async () => {
    const company = await at.company();
    const made = await at.card(company);
    let reissuing: Promise<unknown> | undefined;
    const slow: Vault = {
      ...vault,
      async reveal(...asked) {
        reissuing ??= cards.reissue(company, made.id);
        await Promise.race([reissuing, wait(1)]);
        return vault.reveal(...asked);
      },
    };
    const opening = createCards({
      database,
      ledger: at.ledger,
      events: at.outbox,
      vault: slow,
      initialHolding: 0n,
    });
    const shown = await opening.openPage((await opening.makePage(company, made.id, 'PAN')).reveal());
    await reissuing;
    assert.ok(shown.shows === 'PAN');
    const version = (await cards.findByPan(database, shown.pan))?.panVersion ?? 0;
    const owner = { ...refOf(made), panVersion: version, expiresAt: made.expiresAt };
    assert.equal(shown.cvv.reveal(), (await vault.cvv(owner)).reveal());
  });

  test('the program and its velocity rules', async () => {
    const company = await at.company();
    const rule = (timeWindowSeconds: number) => ({ maxAuthorizations: 3, timeWindowSeconds });
    await cards.changeProgram(company, {
      mccBlocked: new Set(['5812']),
      perTransactionLimit: 500n,
      fxFeePpm: 15_000n,
    });
    await cards.replaceVelocityRules(company, [1, 2, 3, 4, 5].map(rule));
    await assert.rejects(cards.replaceVelocityRules(company, [1, 2, 3, 4, 5, 6].map(rule)), {
      code: 'VELOCITY_RULES_LIMIT_EXCEEDED',
    });
    await assert.rejects(cards.replaceVelocityRules(company, [1, 2, 1].map(rule)), {
      code: 'VELOCITY_RULES_DUPLICATE_WINDOW',
    });
    const program = await cards.changeProgram(company, { atmFee: 100n });
    assert.deepEqual(program, {
      enabled: true,
      mccBlocked: new Set(['5812']),
      countriesBlocked: new Set(),
      perTransactionLimit: 500n,
      threeDsThreshold: null,
      fxFeePpm: 15_000n,
      depositCommissionPpm: 0n,
      atmFee: 100n,
      withdrawalFloor: 1000n,
      velocityRules: [1, 2, 3, 4, 5].map(rule),
    });
    assert.deepEqual(await cards.program(company), program);
    const made = await at.card(company);
    await at.work(made, ({ card }) => assert.deepEqual(card.program, program));
  });
});

suite('rotation of the master key', async () => {
  const { cards, vault, database, company, card } = await testCards();

  test('numbers, CVVs and PINs are the same under the new key alone, and a repeat does nothing', async () => {
    const issued = await card(await company());
    const ref = { company: issued.company, card: issued.id };
    const numberBefore = await vault.reveal(database, ref);
    const made = await cards.reissue(issued.company, issued.id);
    await cards.setPin(made.company, made.id, redacted('1234'));
    const [pan, cvv] = [await vault.reveal(database, ref), await vault.cvv({ ...made, ...ref })];

    // While both keys are there, what either of them made is found.
    const both = testSecrets('second', 'first');
    const during = createVault({ database, secrets: both });
    assert.deepEqual(await during.find(database, pan), { ...ref, panVersion: 2 });
    assert.deepEqual(await rotateVault(database, both), { keys: 2, numbers: 2 });
    assert.deepEqual(await during.find(database, pan), { ...ref, panVersion: 2 });
    assert.deepEqual(await rotateVault(database, both), { keys: 0, numbers: 0 });

    const after = createVault({ database, secrets: testSecrets('second') });
    await after.ready();
    assert.equal((await after.reveal(database, ref)).reveal(), pan.reveal());
    assert.equal((await after.cvv({ ...made, ...ref })).reveal(), cvv.reveal());
    assert.equal(await after.pinMatches(database, ref, redacted('1234')), true);
    assert.deepEqual(await after.find(database, pan), { ...ref, panVersion: 2 });
    // What was bought with the number before still clears under it.
    assert.deepEqual(await after.find(database, numberBefore), { ...ref, panVersion: 1 });
    await assert.rejects(createVault({ database, secrets: testSecrets('first') }).ready());
  });
});
