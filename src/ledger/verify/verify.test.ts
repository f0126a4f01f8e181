import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { wallClock } from '../../platform/clock.ts';
import { sql } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { createLedger, createSealer, verifyLedger, type DiscrepancyKind } from '../index.ts';
import type { Block } from '../seals/block.ts';
import { move, testCompany } from '../testing/company.ts';
import { settled } from '../testing/settled.ts';

const deriveKey = (label: string): Buffer => Buffer.alloc(32, label);

/** A sound ledger of three sealed blocks, and a way to write to its tables behind its back. */
async function soundLedger() {
  const database = await testDatabase();
  const ledger = createLedger();
  const heads: Block[] = [];
  const publish = (head: Block): Promise<void> => Promise.resolve(void heads.push(head));
  const sealer = createSealer({ database, deriveKey, clock: wallClock, publish });
  const company = await testCompany(database, ledger, 10_000n);
  const { operation, holding, card, contra, network } = company;
  const seal = async (): Promise<void> => {
    await settled(database);
    await sealer.sealNow();
  };
  const hold = newId('hold');
  await seal();
  await company.book((book) => {
    book.place({ ...operation('placed'), hold, accounts: [holding, card], amount: 500n });
    book.change({ ...operation('changed'), hold, change: 100n });
  });
  await seal();
  await company.book(
    (book) =>
      book.post({
        ...operation('cleared'),
        postings: [...move(200n, holding, network), ...move(200n, card, contra)],
        take: { hold, amount: 200n, final: false },
      }),
    { holds: [hold] },
  );
  await seal();
  const tamper = (statement: string) =>
    database.execute(sql(`test.tamper.${newId('key')}`, statement.replaceAll('COMPANY', company.id)));
  const verify = () => verifyLedger(database, [sealer.publicKey], heads);
  return { database, ledger, sealer, seal, heads, company, tamper, verify };
}

void suite('verification', () => {
  test('finds nothing in a sound ledger, and counts it', async () => {
    const { verify } = await soundLedger();
    const { sound, listed, counts } = await verify();
    assert.deepEqual(listed, []);
    assert.equal(sound, true);
    assert.deepEqual(counts, {
      entries: 4n,
      unsealed: 0n,
      postings: 6n,
      accounts: 5n,
      holds: 1n,
      blocks: 3n,
    });
  });

  test('an empty ledger is sound', async () => {
    const database = await testDatabase();
    assert.equal((await verifyLedger(database, [])).sound, true);
  });

  const tamperings: Record<string, { statement: string; found: DiscrepancyKind[] }> = {
    'a posting with another amount': {
      statement: `UPDATE ledger_postings SET debit = debit + 1 WHERE company_id = 'COMPANY' AND account = 'holding' AND debit > 0`,
      found: ['entry_unbalanced', 'account_posted', 'seal_content'],
    },
    'an entry made larger, and the balances with it': {
      statement: `WITH p AS (UPDATE ledger_postings SET debit = debit * 2, credit = credit * 2 RETURNING account)
        UPDATE ledger_accounts SET debits = debits * 2, credits = credits * 2 WHERE name IN (SELECT account FROM p)`,
      found: ['seal_content'],
    },
    'a posting moved to another account': {
      statement: `UPDATE ledger_postings SET account = 'fees' WHERE account = 'network_payable'`,
      found: ['account_posted', 'seal_content'],
    },
    'a posting taken out': {
      statement: `DELETE FROM ledger_postings WHERE account = 'network_payable'`,
      found: ['entry_unbalanced', 'entry_postings', 'account_posted', 'seal_content'],
    },
    'postings put under an entry that has none': {
      statement: `INSERT INTO ledger_postings SELECT company_id, id, n, CASE n WHEN 0 THEN 'holding' ELSE 'network_payable' END,
          'USD/2', n, 1 - n FROM ledger_entries, generate_series(0, 1) AS n WHERE key = 'placed'`,
      found: ['entry_postings', 'account_posted'],
    },
    'an entry taken out with its postings': {
      statement: `WITH e AS (DELETE FROM ledger_entries WHERE key = 'cleared' RETURNING id)
        DELETE FROM ledger_postings WHERE entry_id IN (SELECT id FROM e)`,
      found: ['account_posted', 'hold_held', 'seal_content'],
    },
    'an entry with another time': {
      statement: `UPDATE ledger_entries SET at = at + interval '1 microsecond' WHERE key = 'placed'`,
      found: ['seal_content'],
    },
    'two entries in another order': {
      statement: `UPDATE ledger_entries SET ordinal = 1 - ordinal WHERE key IN ('placed', 'changed')`,
      found: ['seal_content'],
    },
    'an entry put into a sealed block': {
      statement: `INSERT INTO ledger_entries (company_id, key, id, epoch, xid, ordinal, kind, reference, at, postings)
        SELECT company_id, 'forged', 'le_forged', epoch, xid, 9, kind, reference, at, 0 FROM ledger_entries WHERE key = 'placed'`,
      found: ['seal_content'],
    },
    'an entry of an epoch that never was': {
      statement: `UPDATE ledger_entries SET epoch = 7 WHERE key = 'cleared'`,
      found: ['entry_epoch', 'seal_content'],
    },
    'an entry of before the first transaction, which no block covers': {
      statement: `INSERT INTO ledger_entries (company_id, key, id, epoch, xid, ordinal, kind, reference, at, postings)
        SELECT company_id, 'forged', 'le_forged', epoch, -1, 9, kind, reference, at, 0 FROM ledger_entries WHERE key = 'placed'`,
      found: ['entry_epoch'],
    },
    'an entry of a transaction still to come, which is sealed when that is over': {
      statement: `INSERT INTO ledger_entries (company_id, key, id, epoch, xid, ordinal, kind, reference, at, postings)
        SELECT company_id, 'forged', 'le_forged', epoch, 1e15, 9, kind, reference, at, 0 FROM ledger_entries WHERE key = 'placed'`,
      found: ['entry_epoch'],
    },
    'an entry with another change of its hold': {
      statement: `UPDATE ledger_entries SET hold_change = 99 WHERE key = 'changed'`,
      found: ['hold_held', 'seal_content'],
    },
    'a balance': {
      statement: `UPDATE ledger_accounts SET credits = credits + 1 WHERE name = 'holding'`,
      found: ['account_posted'],
    },
    'an account taken out': {
      statement: `DELETE FROM ledger_accounts WHERE name = 'holding'`,
      found: ['account_posted', 'account_held'],
    },
    'what an account holds': {
      statement: `UPDATE ledger_accounts SET held = held - 1 WHERE name = 'card:one'`,
      found: ['account_held'],
    },
    'the side of an account': {
      statement: `UPDATE ledger_accounts SET normal_side = 'debit' WHERE name = 'holding'`,
      found: ['account_side'],
    },
    'an account outside the chart': {
      statement: `UPDATE ledger_accounts SET name = 'slush' WHERE name = 'card_contra'`,
      found: ['account_posted', 'account_side'],
    },
    'what a hold sets aside': {
      statement: `UPDATE ledger_holds SET held = held + 1`,
      found: ['account_held', 'hold_held'],
    },
    'a hold taken out': {
      statement: `DELETE FROM ledger_holds`,
      found: ['account_held', 'hold_held'],
    },
    'the accounts of a hold': {
      statement: `UPDATE ledger_holds SET accounts[2] = 'card:two'`,
      found: ['account_held', 'hold_accounts'],
    },
    'a hold moved to another account, and what both hold with it': {
      statement: `WITH h AS (UPDATE ledger_holds SET accounts[2] = 'card:two' RETURNING company_id, held),
        a AS (UPDATE ledger_accounts AS a SET held = a.held - h.held FROM h WHERE a.company_id = h.company_id AND a.name = 'card:one')
        INSERT INTO ledger_accounts (company_id, name, asset, normal_side, held) SELECT company_id, 'card:two', 'CARD/2', 'credit', held FROM h`,
      found: ['hold_accounts'],
    },
    'a hold taken off an account, and what that holds with it': {
      statement: `WITH h AS (UPDATE ledger_holds SET accounts = '{holding}', assets = '{USD/2}' RETURNING company_id, held)
        UPDATE ledger_accounts AS a SET held = a.held - h.held FROM h WHERE a.company_id = h.company_id AND a.name = 'card:one'`,
      found: ['hold_accounts'],
    },
    'the head of a block': {
      statement: `UPDATE ledger_seals SET sealed_at = sealed_at + interval '1 second' WHERE block = 1`,
      found: ['seal_content'],
    },
    'the hash of a block': {
      statement: `UPDATE ledger_seals SET hash = sha256(hash) WHERE block = 1`,
      found: ['seal_content', 'seal_chain', 'seal_signature', 'head_missing'],
    },
    'the signature of a block': {
      statement: `UPDATE ledger_seals SET signature = sha512(signature) WHERE block = 1`,
      found: ['seal_signature'],
    },
    'the moment of a block, made one that no calendar has': {
      statement: `UPDATE ledger_seals SET sealed_at = 'infinity' WHERE block = 1`,
      found: ['seal_content'],
    },
    'the moment of a block, made one that no program has': {
      statement: `UPDATE ledger_seals SET sealed_at = '294276-12-31T23:59:59Z' WHERE block = 1`,
      found: ['seal_content'],
    },
    'the moment of a block, by less than a millisecond': {
      statement: `UPDATE ledger_seals SET sealed_at = sealed_at + interval '1 microsecond' WHERE block = 1`,
      found: ['seal_content'],
    },
    'the place of a block in the ledger': {
      statement: `UPDATE ledger_seals SET first_position = 7 WHERE block = 2`,
      found: ['seal_content', 'seal_chain'],
    },
    'two blocks in another order': {
      statement: `UPDATE ledger_seals SET block = CASE block WHEN 1 THEN 102 WHEN 2 THEN 101 ELSE 100 END`,
      found: ['seal_content', 'seal_chain', 'head_missing'],
    },
    'a block of another epoch': {
      statement: `UPDATE ledger_seals SET epoch = 0 WHERE block = 2`,
      found: ['seal_content', 'seal_chain', 'head_missing'],
    },
    'a block that is shorter, and one behind it for the rest': {
      statement: `WITH s AS (UPDATE ledger_seals SET to_xid = to_xid - 1 WHERE block = 2 RETURNING *)
        INSERT INTO ledger_seals SELECT 3, epoch, to_xid, to_xid + 1, first_position + entries, 1, sealed_at, hash, hash, signature FROM s`,
      found: ['seal_content'],
    },
    'an epoch taken out': {
      statement: `DELETE FROM ledger_epochs`,
      found: ['entry_epoch'],
    },
    'an entry in place of another': {
      statement: `UPDATE ledger_entries SET key = 'other', id = 'le_other' WHERE key = 'changed'`,
      found: ['seal_content'],
    },
    'an entry of another company, with its postings and balances': {
      statement: `WITH e AS (UPDATE ledger_entries SET company_id = 'cmp_other'), p AS (UPDATE ledger_postings SET company_id = 'cmp_other'),
        h AS (UPDATE ledger_holds SET company_id = 'cmp_other') UPDATE ledger_accounts SET company_id = 'cmp_other'`,
      found: ['seal_content'],
    },
    'the order of the postings of an entry': {
      statement: `WITH p AS (DELETE FROM ledger_postings WHERE account = 'network_payable' RETURNING *)
        INSERT INTO ledger_postings SELECT company_id, entry_id, 77, account, asset, debit, credit FROM p`,
      found: ['seal_content'],
    },
    'a posting of nothing': {
      statement: `INSERT INTO ledger_postings SELECT company_id, entry_id, 9, 'fees', 'USD/2', 0, 0 FROM ledger_postings WHERE account = 'network_payable'`,
      found: ['account_posted', 'entry_postings', 'seal_content'],
    },
    'a hold that nobody placed': {
      statement: `INSERT INTO ledger_holds (company_id, id, accounts, assets, held) VALUES ('COMPANY', 'hold_forged', '{}', '{}', 0)`,
      found: ['hold_held'],
    },
    'a block taken out': {
      statement: `DELETE FROM ledger_seals WHERE block = 1`,
      found: ['seal_chain', 'head_missing'],
    },
    'the end of the chain cut off': {
      statement: `DELETE FROM ledger_seals WHERE block = 2`,
      found: ['head_missing'],
    },
  };
  // Each tampering is rolled back, so one ledger serves them all.
  const tampered = soundLedger();
  for (const [what, { statement, found }] of Object.entries(tamperings)) {
    test(`finds ${what}`, async () => {
      const { database, company, sealer, heads } = await tampered;
      const text = statement.replaceAll('COMPANY', company.id);
      const rolledBack = new Error('so that the next one finds the ledger sound');
      const looking = database.work(async (tx) => {
        assert.ok((await tx.execute(sql(`test.tamper.${what}`.slice(0, 60), text))) > 0);
        const report = await verifyLedger(tx, [sealer.publicKey], heads);
        assert.equal(report.sound, false);
        assert.deepEqual([...new Set(report.listed.map(({ kind }) => kind))].sort(), [...found].sort());
        throw rolledBack;
      });
      await looking.catch((error: unknown) => {
        if (error !== rolledBack) throw error;
      });
    });
  }

  test('finds a history sealed anew by somebody with another key, or with the key', async () => {
    const { database, sealer, seal, heads, tamper, verify } = await soundLedger();
    const forge = createSealer({
      database,
      deriveKey: () => Buffer.alloc(32, 'another'),
      clock: wallClock,
      publish: () => Promise.resolve(),
    });
    await tamper('DELETE FROM ledger_seals');
    await settled(database);
    await forge.sealNow();
    assert.ok((await verify()).found.seal_signature > 0);
    await tamper('DELETE FROM ledger_seals');
    await seal();
    const published = heads.slice(0, 3);
    assert.equal((await verifyLedger(database, [sealer.publicKey])).sound, true);
    assert.equal((await verifyLedger(database, [sealer.publicKey], published)).found.head_missing, 3);
  });

  test('finds heads that no block can have', async () => {
    const { database, sealer, heads } = await soundLedger();
    const [head] = heads;
    const wrong = [{ epoch: 2 ** 40 }, { epoch: 0.5 }, { block: 2n ** 64n }];
    const published = wrong.map((change) => Object.assign({}, head, change));
    const { found } = await verifyLedger(database, [sealer.publicKey], [...heads, ...published]);
    assert.equal(found.head_missing, 3);
  });

  test('finds an entry slipped into an epoch that is over', async () => {
    const { database, sealer, seal, company, tamper, verify } = await soundLedger();
    await tamper('UPDATE ledger_epochs SET system_identifier = 1');
    await sealer.beginEpoch();
    await company.book((book) =>
      book.post({ ...company.operation('new'), postings: move(1n, company.holding, company.network) }),
    );
    await seal();
    assert.equal((await verify()).sound, true);
    await tamper(`INSERT INTO ledger_entries (company_id, key, id, epoch, ordinal, kind, reference, at, postings)
      SELECT company_id, 'late', 'le_late', 1, 0, kind, reference, at, 0 FROM ledger_entries WHERE key = 'placed'`);
    const { found } = await verify();
    assert.equal(found.entry_epoch, 1);
    assert.equal((await database.query(sql('test.count', 'SELECT FROM ledger_seals'))).length, 4);
  });

  test('lists the first hundred and counts all', async () => {
    const { database, ledger, verify, tamper } = await soundLedger();
    const crowd = await testCompany(database, ledger, 0n);
    await database.work(async (tx) => {
      const book = await ledger.open(tx, {
        accounts: Array.from({ length: 150 }, (_, n) => crowd.account(`card:${n}`)),
      });
      await book.write();
    });
    await tamper(`UPDATE ledger_accounts SET debits = debits + 1 WHERE name LIKE 'card:%'`);
    const report = await verify();
    assert.equal(report.listed.length, 100);
    assert.equal(report.found.account_posted, 151);
  });
});
