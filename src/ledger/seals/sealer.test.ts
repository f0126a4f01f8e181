import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { wallClock } from '../../platform/clock.ts';
import { sql } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { testDatabase } from '../../../test/support/database.ts';
import { createLedger, verifyLedger } from '../index.ts';
import { move, testCompany } from '../testing/company.ts';
import { settled } from '../testing/settled.ts';
import { blockHash, isSigned, publicKeyOf, sealingKey, signBlock, type Block } from './block.ts';
import { appendHeadsTo, readHeads, readLastHead } from './head-file.ts';
import { createSealer } from './sealer.ts';

const deriveKey = (label: string): Buffer => Buffer.alloc(32, label);
const moveServer = sql(
  'test.moveServer',
  'UPDATE ledger_epochs SET system_identifier = system_identifier + 1',
);

/** A database of its own with a ledger, a sealer, and the heads it published. */
async function setUp() {
  const database = await testDatabase();
  const ledger = createLedger();
  const heads: Block[] = [];
  const sealer = createSealer({
    database,
    deriveKey,
    clock: wallClock,
    publish: (head) => Promise.resolve(void heads.push(head)),
  });
  const company = await testCompany(database, ledger, 10_000n);
  let number = 0;
  const spend = (): Promise<unknown> =>
    company.book((book) => {
      number += 1;
      const hold = newId('hold');
      book.place({
        ...company.operation(`hold ${number}`),
        hold,
        accounts: [company.holding],
        amount: 7n,
      });
      book.post({
        ...company.operation(`post ${number}`),
        postings: move(5n, company.holding, company.network),
        take: { hold, amount: 5n, final: false },
      });
    });
  const seal = async (): Promise<bigint> => {
    await settled(database);
    return sealer.sealNow();
  };
  const report = () => verifyLedger(database, [sealer.publicKey], heads);
  return { database, ledger, sealer, seal, heads, company, spend, report };
}

void suite('the sealer', () => {
  test('seals each entry once, in blocks that follow each other', async () => {
    const { seal, heads, spend, report } = await setUp();
    assert.equal(await seal(), 1n);
    await spend();
    await spend();
    assert.equal(await seal(), 4n);
    assert.equal(await seal(), 0n);
    assert.deepEqual(
      heads.map(({ block, firstPosition, entries }) => [block, firstPosition, entries]),
      [
        [0n, 0n, 1n],
        [1n, 1n, 4n],
      ],
    );
    assert.deepEqual(heads[1]?.previous, heads[0]?.hash);
    const { sound, counts } = await report();
    assert.deepEqual([sound, counts.entries, counts.unsealed, counts.blocks], [true, 5n, 0n, 2n]);
  });

  test('seals what was there when it looked, and publishes it: what is booked meanwhile is for the next time', async () => {
    const { database, spend, report } = await setUp();
    const heads: Block[] = [];
    let meanwhile = 0;
    const sealer = createSealer({
      database: {
        ...database,
        // As under load: whenever a block is written, something new is finished.
        async execute(statement, parameters) {
          const rows = await database.execute(statement, parameters);
          if (statement.name === 'ledger.insertSeal' && meanwhile < 20) {
            meanwhile += 1;
            await spend();
            await settled(database);
          }
          return rows;
        },
      },
      deriveKey,
      clock: wallClock,
      publish: (head) => Promise.resolve(void heads.push(head)),
    });
    await spend();
    await settled(database);
    assert.equal(await sealer.sealNow(), 3n);
    assert.deepEqual([meanwhile, heads.length], [1, 1]);
    assert.equal(await sealer.sealNow(), 2n);
    assert.equal((await report()).sound, true);
  });

  test('waits for what is still under way, and never leaves it out', async () => {
    const { database, ledger, sealer, seal, company, spend, report } = await setUp();
    await seal();
    const written = Promise.withResolvers<void>();
    const go = Promise.withResolvers<void>();
    const slow = database.work(async (tx) => {
      const book = await ledger.open(tx, { accounts: [company.account('faucet'), company.account('fees')] });
      book.post({
        ...company.operation('slow'),
        postings: move(1n, company.faucet, company.account('fees')),
      });
      await book.write();
      written.resolve();
      await go.promise;
    });
    await written.promise;
    // A later transaction commits first. Its id is above that of the slow one, so both must wait.
    const quick = database.work(async (tx) => {
      const book = await ledger.open(tx, { accounts: [company.holding, company.network] });
      book.post({ ...company.operation('quick'), postings: move(1n, company.holding, company.network) });
      await book.write();
    });
    await quick;
    assert.equal(await sealer.sealNow(), 0n);
    assert.equal((await report()).counts.unsealed, 1n);
    go.resolve();
    await slow;
    await spend();
    assert.equal(await seal(), 4n);
    assert.equal((await report()).sound, true);
  });

  test('several at once make one chain', async () => {
    const { database, sealer, spend, report } = await setUp();
    const publish = () => Promise.resolve();
    const others = [1, 2, 3].map(() => createSealer({ database, deriveKey, clock: wallClock, publish }));
    for (let round = 0; round < 5; round += 1) {
      await spend();
      await settled(database);
      const sealed = await Promise.all([sealer, ...others].map((each) => each.sealNow()));
      assert.equal(
        sealed.reduce((sum, each) => sum + each),
        round === 0 ? 3n : 2n,
      );
    }
    const { sound, counts } = await report();
    assert.deepEqual([sound, counts.blocks], [true, 5n]);
  });

  test('a head that could not be published is published the next time', async () => {
    const { database, spend } = await setUp();
    const heads: Block[] = [];
    let broken = true;
    const sealer = createSealer({
      database,
      deriveKey,
      clock: wallClock,
      publish: (head) =>
        broken ? Promise.reject(new Error('disk full')) : Promise.resolve(void heads.push(head)),
    });
    await settled(database);
    await assert.rejects(sealer.sealNow(), /disk full/);
    await spend();
    await settled(database);
    await assert.rejects(sealer.sealNow(), /disk full/);
    broken = false;
    assert.equal(await sealer.sealNow(), 0n);
    assert.deepEqual(
      heads.map((head) => head.block),
      [0n, 1n],
    );
  });

  test('after a restore into another server a new epoch goes on where the old one ended', async () => {
    const { database, sealer, seal, heads, spend, report } = await setUp();
    await spend();
    await seal();
    await spend();
    // What the old server left unsealed is sealed first, whatever transaction ids the new one has.
    await database.execute(moveServer);
    await Promise.all([sealer.beginEpoch(), sealer.beginEpoch()]);
    await sealer.beginEpoch();
    await spend();
    assert.equal(await seal(), 4n);
    await spend();
    assert.equal(await seal(), 2n);
    assert.deepEqual(
      heads.map(({ epoch, block, firstPosition, entries }) => [epoch, block, firstPosition, entries]),
      [
        [1, 0n, 0n, 3n],
        [1, 1n, 3n, 2n],
        [2, 2n, 5n, 2n],
        [2, 3n, 7n, 2n],
      ],
    );
    assert.equal((await report()).sound, true);
  });
});

void suite('a block', () => {
  const block: Omit<Block, 'hash' | 'signature'> = {
    epoch: 1,
    block: 2n,
    fromXid: 3n,
    toXid: 4n,
    firstPosition: 5n,
    entries: 6n,
    sealedAt: new Date(7),
    previous: Buffer.alloc(32, 8),
  };
  const content = Buffer.alloc(32, 9);

  test('has a hash that covers all of its head, the block before and its content', () => {
    const changed = [
      { epoch: 2 },
      { block: 3n },
      { fromXid: 0n },
      { toXid: 5n },
      { firstPosition: 6n },
      { entries: 7n },
      { sealedAt: new Date(8) },
      { previous: Buffer.alloc(32, 1) },
    ].map((change) => Object.assign({}, block, change));
    const hashes = [
      blockHash(block, content),
      blockHash(block, Buffer.alloc(32)),
      ...changed.map((other) => blockHash(other, content)),
    ];
    assert.equal(new Set(hashes.map((hash) => hash.toString('hex'))).size, hashes.length);
  });

  test('is signed by a key that comes from its seed, and by no other', () => {
    const [ours, theirs] = [sealingKey(Buffer.alloc(32, 1)), sealingKey(Buffer.alloc(32, 2))];
    const hash = blockHash(block, content);
    const signed = { ...block, hash, signature: signBlock(hash, ours) };
    assert.equal(isSigned(signed, [publicKeyOf(theirs), publicKeyOf(ours)]), true);
    assert.equal(isSigned(signed, [publicKeyOf(theirs)]), false);
    // RFC 8032, section 7.1, test 1.
    const rfc = sealingKey(
      Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex'),
    );
    assert.equal(
      publicKeyOf(rfc).export({ format: 'jwk' }).x,
      Buffer.from('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a', 'hex').toString(
        'base64url',
      ),
    );
  });

  test('survives publication in a file, also when the last line was cut off', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'heads-'));
    const file = join(folder, 'heads.jsonl');
    const hash = blockHash(block, content);
    const append = appendHeadsTo(file);
    await append({ ...block, hash, signature: Buffer.alloc(64) });
    await append({ ...block, block: 3n, hash, signature: Buffer.alloc(64) });
    const expected = [
      { epoch: 1, block: 2n, hash },
      { epoch: 1, block: 3n, hash },
    ];
    assert.deepEqual(await Array.fromAsync(readHeads(file)), expected);
    await writeFile(file, `${await readFile(file, 'utf8')}\n{"epoch":1,"blo`);
    assert.deepEqual(await Array.fromAsync(readHeads(file)), expected);
    assert.deepEqual(await readLastHead(file), expected[1]);
    await append({ ...block, block: 4n, hash, signature: Buffer.alloc(64) });
    await append({ ...block, block: 5n, hash, signature: Buffer.alloc(64) });
    assert.deepEqual(
      (await Array.fromAsync(readHeads(file))).map((head) => head.block),
      [2n, 3n, 4n, 5n],
    );
    assert.equal((await readLastHead(file))?.block, 5n);
    await writeFile(file, '');
    assert.equal(await readLastHead(file), undefined);
    await rm(folder, { recursive: true });
  });
});
