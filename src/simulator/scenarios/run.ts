import { AsyncLocalStorage } from 'node:async_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { declines, isDeclineCode, type DeclineCode } from '../../authorizations/index.ts';
import { systemActor } from '../../companies/index.ts';
import type { EventRecord } from '../../events/index.ts';
import { Failure } from '../../kernel/failures.ts';
import { monotonicMs } from '../../platform/clock.ts';
import { withSeed } from '../../platform/random.ts';
import { atPlacesOf, isObject, matches, matchesInAnyOrder } from './compare.ts';
import type { ApiAnswer, ScenarioDoors } from './doors.ts';
import type { Expectation, Scenario, ScenarioResult, Step, StepResult } from './format.ts';
import { NothingThere, resolve, resolveInto } from './references.ts';
import { openStage, type Stage } from './stage.ts';
import { needsChain, takeTurns } from './on-chain.ts';

/** What happens a moment after a call (a delivery, a block of the chain) is waited for so long, */
const patienceMs = 5_000;
/** and looked for so often at least: on a machine that stood still for all that time, nothing else went on, either. */
const leastLooks = 25;
const lookEveryMs = 20;

/**
 * Plays a scenario in a throwaway company of its own, whose clock stands still between advances, and takes the company away again.
 * Steps after one that failed are not run.
 *
 * @throws Failure VALIDATION_ERROR where cards, endpoints or the program cannot be set up; VAL inside another scenario
 */
export async function runScenario(
  doors: ScenarioDoors,
  scenario: Scenario,
  seed: string | number | undefined = scenario.seed,
): Promise<ScenarioResult> {
  // It would wait for itself.
  if (playing.getStore() === true)
    throw new Failure('VAL', 'A step of a scenario cannot run another scenario.');
  const play = (): Promise<readonly StepResult[]> =>
    needsChain(scenario) ? inTurn(() => playAll(doors, scenario)) : playAll(doors, scenario);
  const steps = await playing.run(true, () => (seed === undefined ? play() : withSeed(String(seed), play)));
  return {
    name: scenario.name ?? 'unnamed',
    passed: steps.every(({ passed }) => passed),
    steps,
  };
}

/** Whether a scenario is being played in this context. */
const playing = new AsyncLocalStorage<true>();

/** Scenarios on the chain go one after the other: when one lets it reorganise, what others have on it is mined again. */
const inTurn = takeTurns();

async function playAll(doors: ScenarioDoors, scenario: Scenario): Promise<readonly StepResult[]> {
  const stage = await openStage(doors, scenario);
  try {
    const actors: Actors = { doors, stage };
    const seen: Seen = { event: (await eventsAfter(actors, undefined)).at(-1)?.id, received: new Map() };
    const results: StepResult[] = [];
    let failed = false;
    let reported = 0;
    for (const step of scenario.steps) {
      if (failed) {
        results.push({ title: step.title, expected: step.expect ?? {}, actual: null, passed: false });
        continue;
      }
      const result = fitting(await playStep(actors, step, seen), reported);
      reported += sizeOf(result);
      failed = !result.passed;
      results.push(result);
    }
    return results;
  } finally {
    await stage.close();
  }
}

/** What is shown of all steps together, in characters of JSON: what is answered as a whole must fit into the memory. */
const longestReport = 4_194_304;

const sizeOf = (result: StepResult): number => JSON.stringify(result).length;

/** The result, or that there is no room for it beside what came before. */
function fitting(result: StepResult, reported: number): StepResult {
  if (reported + sizeOf(result) <= longestReport) return result;
  const problem =
    'What is expected or came is more than there is room for in one report: expect less of each answer';
  return { title: result.title, expected: {}, actual: { problem }, passed: false };
}

interface Actors {
  readonly doors: ScenarioDoors;
  readonly stage: Stage;
}

/** How far events and requests were looked at. */
interface Seen {
  event: string | undefined;
  readonly received: Map<string, number>;
}

async function playStep(actors: Actors, step: Step, seen: Seen): Promise<StepResult> {
  const { stage } = actors;
  for (const [name, { requests }] of stage.mailboxes)
    stage.kept.set(name, { ...(stage.kept.get(name) as object), requests, last: requests.at(-1) });
  try {
    const answer = await actAndKeep(actors, step);
    const expected = resolve(step.expect ?? {}, stage.kept) as Expectation;
    // What only reads may be asked again, until it answers as expected.
    const again = step.call?.startsWith('GET ') === true ? () => actAndKeep(actors, step) : undefined;
    return { title: step.title, ...(await judgePatiently(actors, expected, answer, again, seen)) };
  } catch (error) {
    if (!(error instanceof NothingThere)) throw error;
    return {
      title: step.title,
      expected: step.expect ?? {},
      actual: { problem: error.message },
      passed: false,
    };
  }
}

async function actAndKeep(actors: Actors, step: Step): Promise<ApiAnswer | undefined> {
  const answer = await act(actors, step);
  if (step.keep !== undefined && answer !== undefined) actors.stage.kept.set(step.keep, answer.body ?? {});
  return answer;
}

/** Does what a step says; the answer of a call. @throws NothingThere */
async function act({ doors, stage }: Actors, step: Step): Promise<ApiAnswer | undefined> {
  if (step.call !== undefined) {
    const [method = '', path = ''] = step.call.split(' ');
    return stage.call(
      method,
      resolveInto(path, stage.kept),
      resolve(step.body, stage.kept),
      resolve(step.headers ?? {}, stage.kept) as Record<string, string>,
    );
  }
  if (step.advance !== undefined) return stage.call('POST', '/simulate/clock', { advance: step.advance });
  if (step.endpoint !== undefined) {
    const box = stage.mailboxes.get(step.endpoint);
    if (box === undefined) throw new NothingThere(`There is no endpoint ${step.endpoint}`);
    if (step.answers !== undefined) box.answer(step.answers);
    if (step.decides !== undefined) box.decide(step.decides);
  }
  if (step.company !== undefined)
    await doors.companies.enable(stage.company, step.company === 'enable', systemActor);
  return undefined;
}

type Verdict = Omit<StepResult, 'title'>;

/** Looks until all is as expected, or patience is at its end. */
async function judgePatiently(
  actors: Actors,
  expected: Expectation,
  first: ApiAnswer | undefined,
  again: (() => Promise<ApiAnswer | undefined>) | undefined,
  seen: Seen,
): Promise<Verdict> {
  const untilMs = monotonicMs() + patienceMs;
  let answer = first;
  for (let looks = 1; ; looks += 1) {
    const looked = await look(actors, expected, answer, seen);
    const { now, later } = looked;
    const failing = (again === undefined ? later : [...now, ...later]).some(({ passed }) => !passed);
    const isSettled = again === undefined && now.some(({ passed }) => !passed);
    if (failing && !isSettled && (looks < leastLooks || monotonicMs() < untilMs)) {
      await sleep(lookEveryMs, undefined, { ref: false });
      answer = again === undefined ? first : await again();
      continue;
    }
    looked.remember();
    return sideBySide([...looked.now, ...looked.later]);
  }
}

interface Part {
  readonly name: keyof Expectation;
  readonly expected: unknown;
  readonly actual: unknown;
  readonly passed: boolean;
}

const sideBySide = (parts: readonly Part[]): Verdict => ({
  expected: Object.fromEntries(parts.map(({ name, expected }) => [name, expected])),
  actual: Object.fromEntries(parts.map(({ name, actual }) => [name, actual])),
  passed: parts.every(({ passed }) => passed),
});

/** What is so now; `later` is what may still become so. */
async function look(
  actors: Actors,
  expected: Expectation,
  answer: ApiAnswer | undefined,
  seen: Seen,
): Promise<{ now: readonly Part[]; later: readonly Part[]; remember(): void }> {
  const { stage } = actors;
  const later: Part[] = [];
  const remembering: (() => void)[] = [];
  if (expected.balances !== undefined) later.push(await lookAtBalances(stage, expected.balances));
  const events = await eventsAfter(actors, seen.event);
  remembering.push(() => (seen.event = events.at(-1)?.id ?? seen.event));
  if (expected.events !== undefined) later.push(lookAtEvents(expected.events, events));
  // What these events made is sent by then, so that no delivery is counted to the next step.
  await actors.doors.settled(stage.company);
  const received = new Map<string, readonly unknown[]>();
  for (const [name, { requests }] of stage.mailboxes) {
    received.set(name, requests.slice(seen.received.get(name) ?? 0));
    const count = requests.length;
    remembering.push(() => seen.received.set(name, count));
  }
  if (expected.received !== undefined) later.push(lookAtReceived(stage, expected.received, received));
  return {
    now: answer === undefined ? [] : lookAtAnswer(expected, answer),
    later,
    remember: () => remembering.forEach((remember) => remember()),
  };
}

function lookAtAnswer(expected: Expectation, { status, body }: ApiAnswer): Part[] {
  const good = expected.status === undefined ? status < 300 : status === expected.status;
  const parts: Part[] = [
    { name: 'status', expected: expected.status ?? 'success', actual: status, passed: good },
  ];
  if (expected.decline !== undefined && isDeclineCode(expected.decline)) {
    const actual = declineIn(body, expected.decline);
    parts.push({ name: 'decline', expected: expected.decline, actual, passed: actual === expected.decline });
  }
  if (expected.answer !== undefined || !good)
    parts.push({
      name: 'answer',
      expected: expected.answer ?? null,
      // An answer of another status is another thing: it is shown whole.
      actual: good ? atPlacesOf(expected.answer, body) : (body ?? null),
      passed: expected.answer === undefined ? good : matches(expected.answer, body ?? null),
    });
  return parts;
}

/**
 * The code with which a played message was declined, or what became of it instead. Of some declines no entry is stored (an unknown card,
 * a duplicate with other contents): they are known by what the terminal hears.
 */
function declineIn(body: unknown, wanted: DeclineCode): string {
  const { approved, response_code, entry } = (body ?? {}) as {
    approved?: boolean;
    response_code?: string;
    entry?: { decline_reason?: { code: string } | null } | null;
  };
  const code = entry?.decline_reason?.code;
  if (code !== undefined) return code;
  if (approved !== false) return 'not declined';
  return response_code === declines[wanted].responseCode
    ? wanted
    : `response code ${response_code ?? 'none'}`;
}

async function lookAtBalances(stage: Stage, expected: NonNullable<Expectation['balances']>): Promise<Part> {
  const actual: Record<string, unknown> = {};
  for (const [name, wanted] of Object.entries(expected)) {
    const balance = await stage.balance(name);
    actual[name] = balance === undefined ? null : atPlacesOf(wanted, balance);
  }
  return { name: 'balances', expected, actual, passed: matches(expected, actual) };
}

const shownEvent = (event: EventRecord): { type: string; reason?: string; data: unknown } => {
  const { reason, data } = JSON.parse(event.body) as { reason?: string; data: unknown };
  return { type: event.type, ...(reason !== undefined && { reason }), data };
};

function lookAtEvents(expected: NonNullable<Expectation['events']>, events: readonly EventRecord[]): Part {
  return { name: 'events', expected, ...inOrder(expected, events.map(shownEvent), true) };
}

function lookAtReceived(
  stage: Stage,
  expected: NonNullable<Expectation['received']>,
  received: ReadonlyMap<string, readonly unknown[]>,
): Part {
  const actual: Record<string, unknown> = {};
  let passed = true;
  for (const [name, wanted] of Object.entries(expected)) {
    const compared = inOrder(wanted, received.get(name) ?? [], stage.ordered.has(name));
    actual[name] = compared.actual;
    passed &&= compared.passed;
  }
  return { name: 'received', expected, actual, passed };
}

/** Compares what has a type, each in the form in which it is expected: by its type alone, or with what it says. */
function inOrder(
  expected: readonly unknown[],
  actual: readonly unknown[],
  ordered: boolean,
): { actual: unknown; passed: boolean } {
  const full = expected.map((item) => (typeof item === 'string' ? { type: item } : item));
  const passed = ordered ? matches(full, actual) : matchesInAnyOrder(full, actual);
  const shown = actual.map((item, at) => {
    const wanted = expected[at];
    const type = isObject(item) ? item['type'] : null;
    return isObject(wanted) ? atPlacesOf({ type: '', ...wanted }, item) : type;
  });
  return { actual: passed && !ordered ? expected : shown, passed };
}

/** All events after one, oldest first. */
async function eventsAfter({ doors, stage }: Actors, after: string | undefined): Promise<EventRecord[]> {
  const found: EventRecord[] = [];
  let cursor = after;
  for (;;) {
    const page = await doors.events.listForwards(stage.company, {
      size: 100,
      ...(cursor !== undefined && { cursor }),
    });
    found.push(...page.events);
    if (page.next === undefined) return found;
    cursor = page.next;
  }
}
