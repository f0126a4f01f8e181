import { createBatch } from '../../platform/batch.ts';
import { ownBytes } from '../../platform/bytes.ts';
import type { Clock } from '../../platform/clock.ts';
import { monotonicMs } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { deliveryId } from '../delivery/delivery-id.ts';
import { insertAttempts, type AttemptRow } from '../delivery/attempts-store.ts';
import { lanes } from '../delivery/store.ts';
import { withoutEchoes } from '../dispatch/echoes.ts';
import type { Held } from '../dispatch/held.ts';
import { compose, type Message } from '../dispatch/message.ts';
import { attemptRow } from '../dispatch/outcome.ts';
import type { Transport } from '../dispatch/transport.ts';
import type { SendResult } from '../types.ts';
import { readAnswer } from './answer.ts';
import { createDeciders, type Decider } from './deciders.ts';
import type { CompanyAnswer, Question } from './types.ts';

export interface DecisionsOptions {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly clock: Clock;
  readonly log: Log;
  /** Connections of its own: a question never waits behind a delivery. */
  readonly transport: Transport;
  /** An answer came after the deadline. It changes nothing. */
  readonly late: (question: Question, durationMs: number) => void;
  readonly observe?: (answer: CompanyAnswer) => void;
}

export interface Decisions {
  /** Asks the company's decision endpoint; answers within the time that the question has, whatever happens. */
  ask(question: Question): Promise<CompanyAnswer>;
  forget(company: Question['event']['company']): void;
  forgetAll(): void;
  /** Resolves when every attempt so far is written down. */
  drain(): Promise<void>;
}

/** How long after the deadline a late answer is still listened for. */
const lateMs = 5000;

export function createDecisions(options: DecisionsOptions): Decisions {
  const { database, clock, log, transport, late, observe } = options;
  const deciders = createDeciders(options);
  const attempts = createBatch<AttemptRow, undefined>({
    async run(rows) {
      await database.work((tx) => insertAttempts(tx, rows));
      return rows.map(() => ({ ok: true, result: undefined }));
    },
  });

  const record = (row: AttemptRow): void => {
    attempts
      .submit(row)
      .catch((error: unknown) => log.error({ err: error }, 'a decision attempt could not be written'));
  };

  /** Whom to ask, or that nobody can be: what finding out takes is the question's own time. */
  const find = ({ event }: Question): Promise<Decider | CompanyAnswer> =>
    new Promise((resolve) => {
      const budgetMs = budgetOf(event, clock.now());
      const none = (why: 'timeout' | 'unreachable', durationMs: number, detail: string): void =>
        resolve({ outcome: 'none', why, durationMs, detail });
      const timer = setTimeout(() => {
        // The next question reads for itself: this reading may never end.
        deciders.forget(event.company);
        none('timeout', budgetMs, 'Which endpoint decides could not be read in time.');
      }, budgetMs);
      const found = (decider: Decider | undefined): void =>
        decider === undefined
          ? none('unreachable', 0, 'No enabled endpoint has the decision role.')
          : resolve(decider);
      const failed = (error: unknown): void => {
        log.error({ err: error, event: event.id }, 'which endpoint decides could not be read');
        none('unreachable', 0, 'Which endpoint decides could not be read.');
      };
      void deciders
        .get(event.company)
        .then(found, failed)
        .finally(() => clearTimeout(timer));
    });

  const put = (question: Question, { sender, secrets }: Decider): Promise<CompanyAnswer> =>
    new Promise((resolve) => {
      const { event } = question;
      const startedAt = clock.now();
      const startedMs = monotonicMs();
      const message = compose(sender, letterOf(question), startedAt);
      let answered = false;
      const answer = (result: SendResult): void => {
        answered = true;
        clearTimeout(timer);
        const said = readAnswer(question, result, secrets, clock.now());
        const kept = withoutEchoes(result, sender);
        record(rowOf(question, sender.endpoint, startedAt, kept, message, sender.secretHeaders, said));
        resolve(said);
      };
      const budgetMs = budgetOf(event, startedAt);
      const giveUp = (): void => {
        if (!answered) answer({ ...noAnswer, durationMs: budgetMs });
      };
      // Sockets are read between a timer and this: an answer that came while the process stood still is there, and counts.
      const timer = setTimeout(() => setImmediate(giveUp), budgetMs);
      transport.send(
        { ...sender, headers: message.headers, body: message.body, timeoutMs: budgetMs + lateMs },
        (result) => {
          if (!answered) answer(result);
          else if (result.status !== null) late(question, Math.round(monotonicMs() - startedMs));
          else log.debug({ event: event.id }, 'no late answer either');
        },
      );
    });

  return {
    async ask(question) {
      const found = await find(question);
      const answer = 'outcome' in found ? found : await put(question, found);
      observe?.(answer);
      return answer;
    },
    forget: (company) => deciders.forget(company),
    forgetAll: () => deciders.forgetAll(),
    drain: () => attempts.drain(),
  };
}

const noAnswer = {
  status: null,
  error: 'timeout',
  detail: 'no answer in time',
  headers: null,
  body: null,
} as const;

/** 1,200 ms, and what is left of the time that was set aside for writing the question down. */
const longestMs = 1_250;

/**
 * From the hand-over on, by wall time, as the deadline is: a company's own clock may be days ahead. What the question says
 * is what counts, so that an answer before its deadline is never too late.
 */
function budgetOf(event: Question['event'], handedOverAt: Date): number {
  const deadline = event.data['deadline'];
  const ms = typeof deadline === 'string' ? Date.parse(deadline) - handedOverAt.getTime() : longestMs;
  return Number.isFinite(ms) ? Math.min(longestMs, Math.max(1, ms)) : longestMs;
}

const letterOf = ({ event }: Question): Parameters<typeof compose>[1] => ({
  event: event.id,
  body: ownBytes(event.body),
  traceId: event.traceId,
  attempt: 1,
  replay: false,
  test: false,
});

function rowOf(
  { event }: Question,
  endpoint: Held['endpoint'],
  startedAt: Date,
  result: SendResult,
  message: Message,
  secretHeaders: string | null,
  said: CompanyAnswer,
): AttemptRow {
  const delivery: Held = {
    company: event.company,
    id: deliveryId(event.id, endpoint),
    event: event.id,
    endpoint,
    lane: lanes.first,
    attempts: 0,
    tries: 0,
    line: null,
    replay: null,
    content: undefined,
    leaseUntilMs: 0,
    doubtful: false,
    state: 'under way',
  };
  const row = attemptRow(delivery, startedAt, result, message.signature, secretHeaders);
  const useful = said.outcome !== 'none';
  return { ...row, delivered: useful, detail: useful ? null : (said.detail ?? row.detail) };
}
