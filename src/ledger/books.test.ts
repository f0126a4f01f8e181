import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { openDatabase, type Database } from '../platform/database.ts';
import { newId } from '../platform/ids.ts';
import { testDatabase } from '../../test/support/database.ts';
import { seedFor } from '../../test/support/seed.ts';
import { createApply, createLedger, verifyLedger, type Applied } from './index.ts';
import { createAuditor, type Auditor } from './testing/auditor.ts';
import { move, testCompany, type TestCompany } from './testing/company.ts';
import { createRandom, createWorkload } from './testing/workload.ts';

/** `LEDGER_SEED=123 npm run test:run` repeats a failure. */
const seed = Number(process.env['LEDGER_SEED'] ?? seedFor('ledger'));
const database = await testDatabase({ connections: 6 });
const ledger = createLedger();

/** Tells the seed with whatever goes wrong. */
const seeded = (name: string, body: () => Promise<void>): void =>
  void test(name, async () => {
    try {
      await body();
    } catch (error) {
      throw new Error(`LEDGER_SEED=${seed}`, { cause: error });
    }
  });

async function agree(auditor: Auditor, on: Database = database): Promise<void> {
  const accounts = auditor.accounts();
  const real = await ledger.balances(on, accounts);
  for (const [at, account] of accounts.entries())
    assert.deepEqual(real[at], auditor.balance(account), `${account.company} ${account.name}`);
  for (const balance of real) assert.equal(balance.available, balance.posted - balance.held);
  for (const [asset, sum] of auditor.imbalance()) assert.equal(sum, 0n, asset);
}

const verdict = (applied: Applied): string =>
  'refused' in applied ? 'refused' : applied.applied ? 'applied' : 'known';

async function fundedCompanies(auditor: Auditor, count: number): Promise<TestCompany[]> {
  const companies = await Promise.all(
    Array.from({ length: count }, () => testCompany(database, ledger, 20_000n)),
  );
  for (const { operation, faucet, holding } of companies)
    auditor.book({ ...operation('funds'), postings: move(20_000n, faucet, holding) });
  return companies;
}

void suite(`the books against an auditor`, () => {
  seeded('each operation ends as the auditor says, and each balance is as the auditor has it', async () => {
    const random = createRandom(seed);
    const auditor = createAuditor();
    const companies = await fundedCompanies(auditor, 3);
    const workload = createWorkload(random, companies, auditor);
    const apply = createApply({ database, ledger });
    const seen = new Set<string>();
    for (let step = 0; step < 80; step += 1) {
      const requests = workload.batch(1 + random.below(40));
      // Handed over together they run as one batch, so the auditor can decide them in the same order.
      const answers = Promise.all(
        requests.map(({ operation, requirement }) => apply(operation, requirement)),
      );
      const expected = requests.map(({ operation, requirement }) => auditor.decide(operation, requirement));
      assert.deepEqual((await answers).map(verdict), expected, `step ${step}`);
      for (const each of expected) seen.add(each);
      await agree(auditor);
    }
    assert.deepEqual([...seen].sort(), ['applied', 'known', 'refused']);
    assert.deepEqual((await verifyLedger(database, [])).listed, []);
  });

  seeded('replaying every operation changes nothing', async () => {
    const random = createRandom(seed);
    const auditor = createAuditor();
    const companies = await fundedCompanies(auditor, 2);
    const workload = createWorkload(random, companies, auditor);
    const apply = createApply({ database, ledger });
    const requests = workload.batch(60);
    const first = await Promise.all(
      requests.map(({ operation, requirement }) => apply(operation, requirement)),
    );
    for (const { operation, requirement } of requests) auditor.decide(operation, requirement);
    const booked = requests.filter((_, at) => verdict(first[at]!) === 'applied');
    const again = await Promise.all(booked.map(({ operation }) => apply(operation)));
    assert.deepEqual([...new Set(again.map(verdict))], ['known']);
    await agree(auditor);
  });

  seeded('several processes at once spend no more than there is, and books and answers agree', async () => {
    const random = createRandom(seed);
    const auditor = createAuditor();
    const [company] = (await fundedCompanies(auditor, 1)) as [TestCompany];
    const { operation, holding, network, contra, card } = company;
    const pools = [1, 2, 3].map(() => openDatabase(database.connection, { connections: 3 }));
    const doors = pools.map((pool) => createApply({ database: pool, ledger: createLedger() }));
    const requests = Array.from({ length: 400 }, (_, n) => {
      const amount = random.amount(400);
      const spending = operation(`s${n}`);
      const hold = newId('hold');
      return random.chance(0.5)
        ? { ...spending, postings: move(amount, holding, network), amount }
        : { ...spending, hold, accounts: [holding, card, contra], amount };
    });
    const answers = await Promise.all(
      requests.map((request, n) =>
        doors[n % doors.length]!(request, { account: holding, available: request.amount }),
      ),
    );
    await Promise.all(pools.map((pool) => pool.close()));
    const verdicts = answers.map(verdict);
    assert.ok(verdicts.includes('applied') && verdicts.includes('refused'));
    requests.forEach((request, n) => {
      if (verdicts[n] === 'applied') auditor.book(request);
    });
    await agree(auditor);
    assert.ok(auditor.balance(holding).available >= 0n, 'no overspending');
    assert.deepEqual((await verifyLedger(database, [])).listed, []);
  });
});
