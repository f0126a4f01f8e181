import { catalogue, testSubject, type EventReader, type EventTypeName } from '../../events/index.ts';
import { Failure, notFound } from '../../kernel/failures.ts';
import { isId, type Id } from '../../kernel/ids.ts';
import { monotonicMs, type Clock } from '../../platform/clock.ts';
import type { Database, Tx } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { insertDueUnlessThere, lanes, selectEndpointsOf } from '../delivery/store.ts';
import { deliveryId } from '../delivery/delivery-id.ts';
import type { Addressee } from '../endpoints/directory.ts';
import { isEnabled, selectAddressees } from '../endpoints/store.ts';
import { checkFilters } from '../endpoints/wanted.ts';
import { wants } from '../filters.ts';
import { pastDeadlocks } from '../past-deadlocks.ts';
import { mayBegin, wishOf } from './begin.ts';
import { createFindCandidates, type Candidate } from './candidates.ts';
import {
  bringForward,
  countAttempts,
  countWaiting,
  deleteQueued,
  finishJob,
  insertJob,
  releaseJob,
  selectJob,
  selectJobs,
  takeJobs,
  updateProgress,
  updateState,
} from './store.ts';
import type { ReplayAsked, ReplayJob, ReplayQuery, ReplayState, ReplayWish } from './types.ts';

export interface ReplaysOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly events: () => Pick<EventReader, 'find' | 'stretch' | 'takenBack' | 'toSend'>;
  /** There is something to send. */
  readonly wake: () => void;
}

export interface Replays {
  /**
   * How many deliveries this would send again; of more events than can be counted in ten seconds, at least so many.
   *
   * @throws Failure NOT_FOUND, VAL, VALIDATION_ERROR as `start`
   */
  count(company: Id<'company'>, asked: ReplayAsked): Promise<number>;
  /** @throws Failure NOT_FOUND for an endpoint that is not the company's, VAL for one that is disabled, VALIDATION_ERROR for unknown filters */
  start(company: Id<'company'>, asked: ReplayAsked): Promise<ReplayJob>;
  /** The jobs of a company, newest first. */
  list(company: Id<'company'>, query: ReplayQuery): Promise<readonly ReplayJob[]>;
  /** @throws Failure NOT_FOUND */
  find(company: Id<'company'>, id: string): Promise<ReplayJob>;
  /** @throws Failure NOT_FOUND, CONFLICT when it is over */
  change(company: Id<'company'>, id: string, state: 'running' | 'paused' | 'cancelled'): Promise<ReplayJob>;
  /**
   * Sends one event again to the endpoints that want it, or to one of them, now: a retry that waits is brought forward, and begins a
   * new round. What is being sent at this moment is not sent a second time. Answers to how many. @throws Failure NOT_FOUND, VAL
   */
  one(company: Id<'company'>, event: string, endpoint: string | undefined): Promise<number>;
  /** Feeds the dispatcher from running jobs; a round of the worker. Answers how many deliveries it queued. */
  work(): Promise<number>;
}

/** So many deliveries of a job wait to be sent at a time: a paused one stops within that. */
const mostWaiting = 500;
/** What a process has taken is its own for so long. */
const takeMs = 30_000;
/** Each job has its turn, so that a long one keeps neither others waiting nor a stop, and a round ends before another process begins it. */
const turnMs = 1_000;
const longestCountMs = 10_000;
/** So many deliveries are looked at without letting anything else of the process have its turn: 7 ms. */
const countedAtOnce = 1_000;

export function createReplays({ database, clock, events, wake }: ReplaysOptions): Replays {
  const findCandidates = createFindCandidates(database, events);

  const checkEndpoint = async (
    company: Id<'company'>,
    endpoint: string | null | undefined,
  ): Promise<void> => {
    if (endpoint === null || endpoint === undefined) return;
    const enabled = await isEnabled(database, company, endpoint);
    if (enabled === undefined) throw notFound('webhook endpoint');
    if (!enabled) throw new Failure('VAL', 'The endpoint is disabled; enable it first.');
  };
  const check = async (company: Id<'company'>, wish: ReplayAsked): Promise<void> => {
    checkFilters(wish.filters);
    await checkEndpoint(company, wish.endpoint);
  };

  const count = async (company: Id<'company'>, wish: ReplayWish): Promise<number> => {
    let found = 0;
    let position: string | null = null;
    const endMs = monotonicMs() + longestCountMs;
    do {
      const { candidates, next } = await findCandidates(company, wish, position, countedAtOnce);
      found += candidates.length;
      position = next ?? null;
    } while (position !== null && monotonicMs() < endMs);
    return found;
  };

  /** Makes due rows of candidates; what is on its way already is left as it is. */
  const queue = async (
    tx: Tx,
    company: Id<'company'>,
    replay: Id<'replay'>,
    candidates: readonly Candidate[],
  ): Promise<number> => {
    if (candidates.length === 0) return 0;
    const now = clock.now();
    const queued = insertDueUnlessThere(
      tx,
      candidates.map(({ id, event, endpoint, subject }) => ({
        company_id: company,
        id,
        event_id: event,
        endpoint_id: endpoint.id,
        lane: lanes.replay,
        due_at: now,
        attempts: 0,
        tries: 0,
        line: endpoint.ordered ? subject : null,
        replay_id: replay,
      })),
    );
    const ids = candidates.map(({ id }) => id);
    tx.travelsWithCommit(countAttempts(tx, company, ids, replay));
    return queued;
  };

  /** Queues the next stretch of a job; answers how many, or `undefined` when there is nothing to do now. */
  const feed = async (job: ReplayJob): Promise<number | undefined> => {
    if (job.state !== 'running' || !(await mayBegin(database, clock, job))) return undefined;
    const waiting = await countWaiting(database, job, mostWaiting);
    if (job.position === finished) {
      if (waiting === 0) await finishJob(database, job);
      return undefined;
    }
    if (waiting >= mostWaiting) return undefined;
    const { candidates, next } = await findCandidates(job.company, job, job.position, mostWaiting);
    return database.work(async (tx) => {
      const current = await selectJob(tx, job.company, job.id, true);
      // A process that takes long loses the job to another, which has queued this stretch by then.
      if (current?.state !== 'running' || current.position !== job.position) return undefined;
      const queued = await queue(tx, job.company, job.id, candidates);
      await updateProgress(tx, job, next ?? finished, queued);
      return queued;
    });
  };

  /** Feeds one job for a while, then it is the turn of the others; answers how many deliveries it queued. */
  const feedInTurn = async (job: ReplayJob): Promise<number> => {
    const endMs = monotonicMs() + turnMs;
    let queued = 0;
    for (let current: ReplayJob | undefined = job; current !== undefined && monotonicMs() < endMs;) {
      const fed = await feed(current);
      if (fed === undefined) break;
      queued += fed;
      current = await selectJob(database, job.company, job.id);
    }
    await releaseJob(database, job, clock.now());
    return queued;
  };

  return {
    async count(company, asked) {
      await check(company, asked);
      return count(company, wishOf(asked, clock.now()));
    },
    async start(company, asked) {
      await check(company, asked);
      const wish = wishOf(asked, clock.now());
      const job: ReplayJob = {
        ...wish,
        company,
        id: newId('replay'),
        state: 'running',
        matched: await count(company, wish),
        queued: 0,
        sent: 0,
        failed: 0,
        position: null,
        createdAt: clock.now(),
      };
      // A unit of work: with it goes the mark that the request was carried out.
      await database.work((tx) => insertJob(tx, job));
      return job;
    },
    list: (company, query) => selectJobs(database, company, query),
    async find(company, id) {
      const job = isId('replay', id) ? await selectJob(database, company, id) : undefined;
      if (job === undefined) throw notFound('replay');
      return job;
    },
    change: (company, id, state) =>
      pastDeadlocks(() =>
        database.work(async (tx) => {
          const job = isId('replay', id) ? await selectJob(tx, company, id, true) : undefined;
          if (job === undefined) throw notFound('replay');
          if (isOver(job.state) && job.state !== state)
            throw new Failure('CONFLICT', `The replay is ${job.state}.`);
          await updateState(tx, job, state);
          if (state === 'cancelled') await deleteQueued(tx, job, clock.now());
          return { ...job, state };
        }),
      ),
    async one(company, id, wanted) {
      const event = await events().find(company, id);
      if (event === undefined) throw notFound('event');
      const sendable = (await events().toSend(database, [{ company, event: event.id }])).get(event.id);
      if (catalogue.get(event.type as EventTypeName)?.audience === 'decision')
        throw new Failure('VAL', 'A decision request is valid only for its moment; it cannot be sent again.');
      if (sendable === undefined)
        throw new Failure(
          'VAL',
          'This event contained a secret that has been erased, so it cannot be sent again.',
        );
      await checkEndpoint(company, wanted);
      if (event.subject === wanted)
        throw new Failure(
          'VAL',
          'An event about an endpoint is never sent to that endpoint. Send it to another one.',
        );
      // A test is of one endpoint, whatever the filters are; what takes others back, of those that were told of them.
      const tested =
        event.subject === testSubject ? await selectEndpointsOf(database, company, [event.id]) : undefined;
      const taken = (await events().takenBack(company, [event.id])).get(event.id);
      const told = taken && (await selectEndpointsOf(database, company, taken));
      const isMeantFor = ({ id: endpoint, filters }: Addressee): boolean =>
        tested?.has(endpoint) ??
        (event.subject !== endpoint &&
          (wanted !== undefined || (told?.has(endpoint) ?? wants(filters, sendable.type))));
      const endpoints = (await selectAddressees(database, company)).filter(
        (endpoint) => (wanted === undefined || endpoint.id === wanted) && isMeantFor(endpoint),
      );
      const candidates = endpoints.map((endpoint) => ({
        id: deliveryId(event.id, endpoint.id),
        event: event.id,
        endpoint,
        subject: event.subject,
      }));
      const ids = candidates.map(({ id }) => id);
      await pastDeadlocks(() =>
        database.work(async (tx) => {
          const replay = newId('replay');
          await bringForward(tx, company, ids, replay, clock.now());
          await queue(tx, company, replay, candidates);
        }),
      );
      wake();
      return candidates.length;
    },
    async work() {
      const now = clock.now();
      let queued = 0;
      const failures: unknown[] = [];
      for (const job of await takeJobs(database, now, new Date(now.getTime() + takeMs))) {
        try {
          queued += await feedInTurn(job);
        } catch (error) {
          // One that cannot be fed keeps no other back; it is taken again when its time is up.
          failures.push(error);
        }
      }
      if (queued > 0) wake();
      if (failures.length > 0) throw failures[0];
      return queued;
    },
  };
}

/** The position after the last event. */
const finished = '~';

const isOver = (state: ReplayState): boolean => state === 'done' || state === 'cancelled';
