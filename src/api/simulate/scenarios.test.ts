import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ApiError, Operations } from '../../../sdk/index.ts';
import { aCard } from '../../../test/support/cardwright.ts';
import { startProgram } from '../../../test/support/program.ts';
import { startReceiver } from '../../../test/support/receiver.ts';
import { until } from '../../../test/support/until.ts';
import { seedFor } from '../../../test/support/seed.ts';
import { openDoors } from '../../app.ts';
import { declines } from '../../authorizations/index.ts';
import { catalogue } from '../../events/index.ts';
import { redacted } from '../../kernel/redacted.ts';
import { sql } from '../../platform/database.ts';
import { silentLog } from '../../platform/log.ts';
import { createSecrets } from '../../platform/secrets.ts';
import { readSettings } from '../../platform/settings.ts';
import { needsChain, shippedScenarios, type ShippedScenario } from '../../simulator/index.ts';
import { tables } from '../../simulator/reset/reset-store.ts';

type Wish = Operations['runScenario']['input'];

// Those that need the chain are played by test/stories/scenarios.test.ts.
const all = [...shippedScenarios().values()];
const withoutChain = all.filter((scenario) => !needsChain(scenario));

suite('scenarios', async () => {
  const program = await startProgram();
  const { client } = await program.company();
  const play = async (wish: Wish) => {
    const result = await client.runScenario(wish);
    const failed = result.steps.find((step) => !step.passed);
    assert.ok(result.passed, `${result.name}: ${JSON.stringify(failed, null, 2)}`);
    return result;
  };

  test('all that ship pass, in any order, many at once', async () => {
    const seed = seedFor('scenarios');
    const shuffled = withoutChain
      .map((scenario, at) => ({ scenario, key: (seed * (at + 7) * 2_654_435_761) % 4_294_967_291 }))
      .toSorted((a, b) => a.key - b.key)
      .map(({ scenario }) => scenario.name);
    const played = Array.from({ length: 6 }, async () => {
      for (let name = shuffled.pop(); name !== undefined; name = shuffled.pop())
        await play({ name }).catch((error: unknown) => {
          throw new Error(`seed ${seed}`, { cause: error });
        });
    });
    await Promise.all(played);
    assert.ok(withoutChain.length >= 41);
  });

  test('every type of the catalogue and every decline is reached by one that ships', () => {
    const steps = all.flatMap((scenario) => scenario.steps);
    const told = new Set(
      steps
        .flatMap(({ expect }) => expect?.events ?? [])
        .map((event) => (typeof event === 'string' ? event : event.type)),
    );
    assert.deepEqual(
      [...catalogue.keys()].filter((type) => !told.has(type)),
      [],
      'types that no scenario expects',
    );
    const declined = new Set<string | undefined>(steps.map(({ expect }) => expect?.decline));
    assert.deepEqual(
      Object.keys(declines).filter((code) => !declined.has(code)),
      [],
      'declines that no scenario expects',
    );
  });

  test('with a seed, each makes the same event bodies twice, but for ids, addresses of receivers and wall time', async () => {
    const differing: string[] = [];
    const left = [...withoutChain];
    const playTwice = async (scenario: ShippedScenario): Promise<void> => {
      const [first, second] = [await bodies(), await bodies()];
      if (JSON.stringify(first) !== JSON.stringify(second)) differing.push(scenario.name);
      async function bodies(): Promise<unknown[]> {
        const receiver = await startReceiver();
        const listening = {
          title: 'Somebody else listens',
          call: 'POST /webhooks/endpoints',
          body: { url: receiver.url },
        };
        try {
          await play({ ...scenario, seed: 'the same', steps: [listening, ...scenario.steps] } as Wish);
        } finally {
          await receiver.close();
        }
        return alike(receiver.requests.map(({ json }) => json));
      }
    };
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let next = left.pop(); next !== undefined; next = left.pop()) await playTwice(next);
      }),
    );
    assert.deepEqual(differing, []);
  });

  test('leaves nothing behind but its books', async () => {
    const before = await counts();
    await play({ name: 'partial-refund' });
    await play({ name: 'three-ds-passed' });
    const after = await counts();
    for (const [table, count] of before) assert.equal(after.get(table), count, table);
    assert.deepEqual(await stages(), []);
  });

  test('that lost its process leaves nothing either, once it is an hour old', async () => {
    const before = await counts();
    // It waits for what never comes, and is no longer there to see its company go.
    const run = client
      .runScenario({
        name: 'cut-off',
        cards: { card: { approval_method: 'TOP_UP', balance: '100.00' } },
        endpoints: { app: {} },
        steps: [
          {
            title: 'Buy',
            call: 'POST /simulate/authorizations',
            body: { card_id: '{card.id}', amount: '30.00' },
            expect: { received: { app: ['CARDS.CLEARING.PENDING'] } },
          },
          { title: 'Wait', call: 'GET /cards/virtual-cards/{card.id}', expect: { answer: { id: 'other' } } },
        ],
      })
      .catch(() => undefined);
    await until(async () => (await purchasesOfStages()) === 1n);
    // Another process, which knows nothing of the run.
    const { scenarios } = openDoors({
      settings: readSettings({}),
      database: program.database,
      secrets: createSecrets([redacted(Buffer.alloc(32, 3))]),
      log: silentLog,
    });
    const now = Date.now();
    assert.equal(await scenarios.clearAbandoned(new Date(now + 3_500_000)), 0);
    assert.equal((await stages()).length, 1);
    assert.equal(await scenarios.clearAbandoned(new Date(now + 3_700_000)), 1);
    assert.deepEqual(await stages(), []);
    await run;
    const after = await counts();
    for (const [table, count] of before) assert.equal(after.get(table), count, table);
    assert.equal(await scenarios.clearAbandoned(new Date(now + 3_700_000)), 0);
  });

  test('that lost its process while its company was disabled leaves nothing either', async () => {
    const before = await counts();
    const run = client
      .runScenario({
        name: 'cut-off-while-disabled',
        steps: [
          { title: 'Disable', company: 'disable' },
          { title: 'Wait', call: 'GET /cards/virtual-cards/{card.id}', expect: { answer: { id: 'other' } } },
        ],
      })
      .catch(() => undefined);
    await until(async () =>
      (await program.operator.listCompanies({})).data.some(
        ({ name, enabled }) => name === 'Scenario cut-off-while-disabled' && !enabled,
      ),
    );
    const { scenarios } = openDoors({
      settings: readSettings({}),
      database: program.database,
      secrets: createSecrets([redacted(Buffer.alloc(32, 3))]),
      log: silentLog,
    });
    assert.equal(await scenarios.clearAbandoned(new Date(Date.now() + 3_700_000)), 1);
    assert.deepEqual(await stages(), []);
    await run;
    const after = await counts();
    for (const [table, count] of before) assert.equal(after.get(table), count, table);
  });

  test('that reads a stream, or is refused, goes on like any other: a call from within has no socket', async () => {
    const { passed, steps } = await client.runScenario({
      steps: [
        { title: 'A stream', call: 'GET /webhooks/events/stream', expect: { status: 200 } },
        { title: 'Refused', call: 'POST /simulate/authorizations', body: {}, expect: { status: 400 } },
        { title: 'A look', call: 'GET /simulate/clock' },
      ],
    });
    assert.ok(passed, JSON.stringify(steps));
  });

  test('that puts large answers in many places is told so, and the server does not hold all of them', async () => {
    const keep = { title: 'Keep', call: 'GET /openapi.json', keep: 'large' };
    const look = { title: 'Look', call: 'GET /simulate/clock' };
    for (const step of [
      { ...look, expect: { answer: { now: Array.from({ length: 40 }, () => '{large}') } } },
      { ...look, expect: { answer: { now: '{large}'.repeat(40) } } },
      { title: 'Say', call: 'POST /simulate/authorizations', body: { amount: '{large}'.repeat(40) } },
    ]) {
      const { passed, steps } = await client.runScenario({ steps: [keep, step] });
      assert.equal(passed, false);
      assert.equal(steps[0]?.passed, true);
      assert.deepEqual(steps[1]?.actual, { problem: '{large} makes the step larger than 1 MiB' });
    }
    const all = await client.runScenario({
      steps: Array.from({ length: 40 }, () => ({ ...keep, expect: { answer: { paths: '*' } } })),
    });
    assert.equal(all.passed, false);
    assert.ok(JSON.stringify(all).length < 5_000_000);
  });

  async function stages(): Promise<string[]> {
    const { data } = await program.operator.listCompanies({});
    return data.filter(({ name }) => name.startsWith('Scenario')).map(({ id }) => id);
  }

  async function purchasesOfStages(): Promise<bigint> {
    const [row] = await program.database.query<{ count: bigint }>(
      sql(
        'test.purchasesOf',
        `SELECT count(*) FROM events WHERE company_id = ANY($1::text[]) AND type = 'CARDS.CLEARING.PENDING'`,
      ),
      [await stages()],
    );
    return row?.count ?? 0n;
  }

  async function counts(): Promise<Map<string, bigint>> {
    const found = new Map<string, bigint>();
    // Attempts of other scenarios may still be written down.
    for (const table of [...tables.emptied, ...tables.kept].filter((name) => name !== 'webhook_attempts')) {
      const rows = await program.database.query<{ count: bigint }>(
        sql(`test.count.${table}`, `SELECT count(*) FROM ${table}`),
      );
      found.set(table, rows[0]?.count ?? 0n);
    }
    return found;
  }

  test('a step that fails shows what must be and what is side by side, and ends the story', async () => {
    const result = await client.runScenario({
      cards: { card: { approval_method: 'TOP_UP', balance: '100.00' } },
      steps: [
        {
          title: 'Buy',
          call: 'POST /simulate/authorizations',
          body: { card_id: '{card.id}', amount: '30.00' },
          keep: 'purchase',
          expect: {
            answer: { approved: true, transaction: { state: 'cleared' } },
            balances: { card: { available: '60.00', held: '30.00' } },
            events: ['CARDS.CLEARING.SUCCESS'],
          },
        },
        {
          title: 'Clear',
          call: 'POST /simulate/transactions/{purchase.transaction.id}/clearings',
          body: {},
          expect: { balances: { card: { posted: '-30.00' } } },
        },
      ],
    });
    assert.deepEqual(result, {
      name: 'unnamed',
      passed: false,
      steps: [
        {
          title: 'Buy',
          expected: {
            status: 'success',
            answer: { approved: true, transaction: { state: 'cleared' } },
            balances: { card: { available: '60.00', held: '30.00' } },
            events: ['CARDS.CLEARING.SUCCESS'],
          },
          actual: {
            status: 200,
            answer: { approved: true, transaction: { state: 'authorized' } },
            balances: { card: { available: '70.00', held: '30.00' } },
            events: ['CARDS.CLEARING.PENDING'],
          },
          passed: false,
        },
        {
          title: 'Clear',
          expected: { balances: { card: { posted: '-30.00' } } },
          actual: null,
          passed: false,
        },
      ],
    });
  });

  test('a call that is refused is shown with its reason; a reference to nothing, too', async () => {
    const refused = await client.runScenario({
      steps: [
        {
          title: 'Swipe nothing',
          call: 'POST /simulate/authorizations',
          body: { card_id: 'card_x', amount: 1 },
        },
      ],
    });
    const [step] = refused.steps;
    assert.deepEqual([step?.passed, statusIn(step)], [false, 404]);
    assert.match(JSON.stringify(step?.actual), /NOT_FOUND/);
    const nothing = await client.runScenario({
      steps: [{ title: 'Look', call: 'GET /cards/virtual-cards/{card.nothing}' }],
    });
    assert.deepEqual(nothing.steps[0]?.actual, { problem: '{card.nothing} is nothing' });
  });

  test('a scenario plays no other, and no step hangs for ever', async () => {
    const within = await client.runScenario({
      steps: [{ title: 'Once more', call: 'POST /simulate/scenarios/run', body: { name: 'tip' } }],
    });
    assert.deepEqual([within.passed, statusIn(within.steps[0])], [false, 412]);
    const endless = await client.runScenario({
      steps: [{ title: 'Listen', call: 'GET /webhooks/events/stream' }],
    });
    assert.equal(endless.passed, true);
  });

  test('a file that is no scenario is a 400 that names step and field', async () => {
    const step = { title: 'A step', expect: {} };
    const wrong: readonly (readonly [unknown, string, RegExp])[] = [
      [{}, 'name', /is required/],
      [{ steps: [] }, 'steps', /empty/],
      [{ steps: [step, { ...step, cal: 'GET /x' }] }, 'steps[1]', /must not have the member cal/],
      [{ steps: [{ expect: {} }] }, 'steps[0].title', /is required/],
      [{ steps: [{ ...step, call: 'simulate' }] }, 'steps[0].call', /method and a path/],
      [{ steps: [{ ...step, advance: '1 day' }] }, 'steps[0].advance', /duration/],
      [{ steps: [{ ...step, advance: 'P1D', call: 'GET /x' }] }, 'steps[0].advance', /one action too many/],
      [{ steps: [{ ...step, body: {} }] }, 'steps[0].body', /needs call/],
      [{ steps: [{ title: 'Nothing' }] }, 'steps[0].expect', /is required/],
      [{ steps: [{ ...step, call: 'GET /{later.id}' }] }, 'steps[0].call', /later/],
      [{ steps: [{ ...step, endpoint: 'app', answers: 500 }] }, 'steps[0].endpoint', /no endpoint/],
      [
        { steps: [{ ...step, expect: { balances: { bard: {} } } }] },
        'steps[0].expect.balances.bard',
        /neither/,
      ],
      [
        { steps: [{ ...step, expect: { balances: { card: { held: '1,5' } } } }] },
        'steps[0].expect.balances.card.held',
        /decimal/,
      ],
      [{ steps: [{ ...step, expect: { decline: 'X1' } }] }, 'steps[0].expect.decline', /decline code/],
      [{ steps: [{ ...step, expect: { events: ['CLEARED'] } }] }, 'steps[0].expect.events[0]', /event type/],
      [{ starts_at: 'today', steps: [step] }, 'starts_at', /RFC 3339/],
      [{ cards: { card: { daily_limit: -1 } }, steps: [step] }, 'cards.card', /cannot be set up/],
      [{ endpoints: { app: { filters: ['NOTHING'] } }, steps: [step] }, 'endpoints.app', /cannot be set up/],
      [{ program: { atm_fee: 'much' }, steps: [step] }, 'program', /cannot be set up/],
    ];
    for (const [wish, field, message] of wrong)
      await assert.rejects(client.runScenario(wish as Wish), (error: ApiError) => {
        const told = error.details?.find((detail) => detail.field === field);
        assert.equal(error.status, 400);
        assert.match(told?.message ?? JSON.stringify(error.details), message, JSON.stringify(wish));
        return true;
      });
    await assert.rejects(
      client.runScenario({ name: 'nobody-wrote-this' }),
      (error: ApiError) => error.status === 404,
    );
  });

  test('is for the caller to see, and touches no company of theirs', async () => {
    const before = await client.createCard(aCard);
    const list = await client.listScenarios();
    assert.deepEqual(
      list.map(({ name }) => name),
      all.map(({ name }) => name),
    );
    const tip = await client.getScenario({ name: 'tip' });
    assert.deepEqual(tip, JSON.parse(JSON.stringify(shippedScenarios().get('tip'))));
    await play(tip);
    assert.deepEqual(
      (await client.listCards()).map(({ id }) => id),
      [before.id],
    );
    assert.deepEqual((await client.listEvents({})).data, []);
  });
});

const statusIn = (step: { actual: unknown } | undefined): number | undefined =>
  (step?.actual as { status?: number } | undefined)?.status;

/** Event bodies in the order of their making, with what differs from run to run by its nature made alike. */
function alike(events: readonly { readonly operation_id: string }[]): unknown[] {
  const ids = new Map<string, string>();
  const unique = new Map(events.map((event) => [event.operation_id, event]));
  const inOrder = [...unique.values()].toSorted((a, b) => (a.operation_id < b.operation_id ? -1 : 1));
  const text = JSON.stringify(inOrder)
    .replaceAll(/[a-z]+_[0-9a-f]{8}-[0-9a-f-]{27}/g, (id) => {
      const known = ids.get(id) ?? `id ${ids.size}`;
      ids.set(id, known);
      return known;
    })
    .replaceAll(/127\.0\.0\.1:\d+/g, 'receiver');
  return JSON.parse(text, (name, value: unknown) =>
    name === 'deadline' || name === 'failing_since' ? 'wall time' : value,
  ) as unknown[];
}
