import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { inspect } from 'node:util';
import { redacted } from '../../kernel/redacted.ts';
import { sql } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { CannotOpen } from '../../platform/secrets.ts';
import { randomInt } from '../../platform/random.ts';
import { StartupProblem } from '../../platform/startup-problem.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { until } from '../../../test/support/until.ts';
import { testSecrets } from '../testing/cards.ts';
import { createVault, isPan, rotateVault, sandboxBin, type Vault } from './index.ts';
import { luhnDigit, makePan } from './pan.ts';

suite('card numbers', () => {
  test('the check digit is that of ISO/IEC 7812-1', () => {
    // Published test numbers of the networks.
    for (const pan of ['4111111111111111', '5555555555554444', '378282246310005', '6011111111111117'])
      assert.equal(luhnDigit(pan.slice(0, -1)), pan.slice(-1));
    assert.ok(isPan('4111111111111111'));
    for (const text of ['4111111111111112', '411111111111', '4111 1111 1111 1111', ''])
      assert.ok(!isPan(text));
  });

  test('numbers have 16 digits under a BIN of no country, and do not print themselves', () => {
    const pan = makePan(sandboxBin, randomInt);
    assert.match(pan.reveal(), /^9999\d{12}$/);
    assert.ok(isPan(pan.reveal()));
    assert.equal(`${String(pan)} ${JSON.stringify({ pan })} ${inspect(pan)}`.includes(pan.reveal()), false);
  });
});

const waiting = sql(
  'test.waiting',
  `SELECT count(*) > 0 AS waits FROM pg_locks WHERE NOT granted AND locktype = 'advisory'
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
);

suite('vault', async () => {
  const database = await testDatabase();
  const secrets = testSecrets('first');
  const vault = createVault({ database, secrets });
  const newRef = () => ({ company: newId('company'), card: newId('card') });
  const issue = async (ref: ReturnType<typeof newRef>, panVersion = 1) => {
    await database.work((tx) => vault.issue(tx, { ...ref, panVersion }));
    return vault.reveal(database, ref);
  };

  test('issues, reveals and finds a number; another process with the same key does too', async () => {
    const ref = newRef();
    const pan = await issue(ref);
    const elsewhere = createVault({ database, secrets: testSecrets('first') });
    assert.equal((await elsewhere.reveal(database, ref)).reveal(), pan.reveal());
    assert.deepEqual(await elsewhere.find(database, pan), { ...ref, panVersion: 1 });
  });

  test('a second version has another number, and the first still says whose it was', async () => {
    const ref = newRef();
    const [first, second] = [await issue(ref), await issue(ref, 2)];
    assert.notEqual(first.reveal(), second.reveal());
    assert.deepEqual(await vault.find(database, first), { ...ref, panVersion: 1 });
    assert.deepEqual(await vault.find(database, second), { ...ref, panVersion: 2 });
  });

  test('another master key is refused at start, with what to do', async () => {
    await vault.ready();
    const other = createVault({ database, secrets: testSecrets('second') });
    await assert.rejects(other.ready(), StartupProblem);
    await createVault({ database, secrets: testSecrets('second', 'first') }).ready();
  });

  test('while the master key changes no process gives out a number that a card has, whichever keys it has', async () => {
    // Fifteen digits leave one number to make, as long as their number is not given out yet.
    let bins = 123456789;
    for (const [first, second] of [
      ['old', 'both'],
      ['both', 'old'],
      ['both', 'reversed'],
      ['reversed', 'both'],
    ] as const) {
      const bin = `${sandboxBin}${(bins += 1)}`;
      const vaults = {
        old: createVault({ database, secrets, bin }),
        both: createVault({ database, secrets: testSecrets('second', 'first'), bin }),
        reversed: createVault({ database, secrets: testSecrets('first', 'second'), bin }),
      };
      const [mine, other] = [newRef(), newRef()];
      await database.work((tx) => vaults[first].issue(tx, { ...mine, panVersion: 1 }));
      const again = database.work((tx) => vaults[second].issue(tx, { ...other, panVersion: 1 }));
      await assert.rejects(again, /nearly full/, `${first}, then ${second}`);
      const pan = await vaults.both.reveal(database, mine);
      for (const each of Object.values(vaults))
        assert.deepEqual(await each.find(database, pan), { ...mine, panVersion: 1 });
    }
  });

  test('a process that has the old master key alone issues nothing once the vault is sealed under the new one', async () => {
    const empty = await testDatabase();
    const bin = `${sandboxBin}123456789`;
    const both = testSecrets('second', 'first');
    const [old, fresh] = [secrets, both].map((each) =>
      createVault({ database: empty, secrets: each, bin }),
    ) as [Vault, Vault];
    await old.ready();
    const [held, proceed] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const issuing = empty.work(async (tx) => {
      await old.issue(tx, { ...newRef(), panVersion: 1 });
      held.resolve();
      await proceed.promise;
    });
    await held.promise;
    // What was under way under the old key is there when the rotation looks for numbers.
    const rotating = rotateVault(empty, both);
    await until(async () => (await empty.query<{ waits: boolean }>(waiting))[0]?.waits === true).finally(
      proceed.resolve,
    );
    await issuing;
    assert.deepEqual(await rotating, { keys: 2, numbers: 1 });
    const taken = empty.work((tx) => fresh.issue(tx, { ...newRef(), panVersion: 1 }));
    await assert.rejects(taken, /nearly full/);
    const stale = empty.work((tx) => old.issue(tx, { ...newRef(), panVersion: 1 }));
    await assert.rejects(stale, { code: 'UNAVAILABLE' });
  });

  test('a number moved to another card does not open', async () => {
    const [mine, other] = [newRef(), newRef()];
    await issue(mine);
    await issue(other);
    await database.execute(
      sql(
        'test.movePan',
        'UPDATE vault_cards SET pan = (SELECT pan FROM vault_cards WHERE card_id = $1) WHERE card_id = $2',
      ),
      [mine.card, other.card],
    );
    await assert.rejects(vault.reveal(database, other), CannotOpen);
  });

  test('the CVV is derived: the same each time, another for another card, version or expiry', async () => {
    const owner = { ...newRef(), panVersion: 1, expiresAt: new Date('2029-12-01T00:00:00Z') };
    const cvv = await vault.cvv(owner);
    assert.match(cvv.reveal(), /^\d{3}$/);
    assert.ok(await vault.cvvMatches(owner, cvv));
    assert.equal(await vault.cvvMatches(owner, redacted(`${cvv.reveal()}0`)), false);
    const others = await Promise.all(
      [2, 3, 4, 5, 6].map((panVersion) => vault.cvv({ ...owner, panVersion })),
    );
    assert.ok(others.some((other) => other.reveal() !== cvv.reveal()));
  });

  test('a PIN can be set, checked and shown, and none is no match', async () => {
    const ref = newRef();
    await issue(ref);
    assert.equal(await vault.pinMatches(database, ref, redacted('1234')), undefined);
    await database.work((tx) => vault.setPin(tx, ref, redacted('1234')));
    assert.equal(await vault.pinMatches(database, ref, redacted('1234')), true);
    assert.equal(await vault.pinMatches(database, ref, redacted('1235')), false);
    assert.equal((await vault.revealPin(database, ref))?.reveal(), '1234');
  });

  test('two processes that start at once on an empty database agree on the keys', async () => {
    const empty = await testDatabase();
    const vaults = Array.from({ length: 4 }, () => createVault({ database: empty, secrets }));
    await Promise.all(vaults.map((each) => each.ready()));
    const owner = { ...newRef(), panVersion: 1, expiresAt: new Date('2029-12-01T00:00:00Z') };
    const cvvs = await Promise.all(vaults.map(async (each) => (await each.cvv(owner)).reveal()));
    assert.equal(new Set(cvvs).size, 1);
  });
});
