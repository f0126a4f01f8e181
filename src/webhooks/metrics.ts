import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Database } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { CompanyAnswer } from './decision/types.ts';
import { countTrouble } from './delivery/health-store.ts';
import { selectBacklog } from './delivery/store.ts';
import type { DispatcherObserver } from './dispatch/dispatcher.ts';
import type { Transport } from './dispatch/transport.ts';

export interface WebhookMetrics {
  readonly observer: DispatcherObserver;
  decision(answer: CompanyAnswer): void;
  lateAnswer(): void;
}

type Backlog = Awaited<ReturnType<typeof selectBacklog>>;

/** Seconds. */
const buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** What an operator watches, in Prometheus' form. Gauges ask the database when they are read. */
export function createWebhookMetrics({
  registry,
  database,
  transport,
  log,
}: {
  readonly registry: Registry;
  readonly database: Database;
  readonly transport: Transport;
  readonly log: Log;
}): WebhookMetrics {
  const registers = [registry];
  // Thousands a second: labels are put together when they are read.
  const counted = new Map<string, number>();
  registry.registerMetric(
    new Counter({
      name: 'cardwright_webhook_attempts_total',
      help: 'Attempts, by what became of the delivery and by what went wrong.',
      labelNames: ['outcome', 'error'],
      registers: [],
      collect() {
        this.reset();
        for (const [key, count] of counted) {
          const [outcome = '', error = ''] = key.split(' ');
          this.inc({ outcome, error }, count);
        }
      },
    }),
  );
  const attemptSeconds = new Histogram({
    name: 'cardwright_webhook_attempt_seconds',
    help: 'How long one send took, answer included.',
    buckets,
    registers,
  });
  const deliverySeconds = new Histogram({
    name: 'cardwright_webhook_delivery_seconds',
    help: 'From the event to the acceptance of its first attempt; of those that were accepted at once.',
    buckets,
    registers,
  });
  const decisions = new Counter({
    name: 'cardwright_webhook_decisions_total',
    help: 'Answers of companies to questions about purchases.',
    labelNames: ['outcome'],
    registers,
  });
  const decisionSeconds = new Histogram({
    name: 'cardwright_webhook_decision_seconds',
    help: 'How long a company took for its decision.',
    buckets,
    registers,
  });
  const late = new Counter({
    name: 'cardwright_webhook_late_answers_total',
    help: 'Decisions that came after their deadline.',
    registers,
  });
  registry.registerMetric(
    new Gauge({
      name: 'cardwright_webhook_connections_total',
      help: 'Connections opened for deliveries; against attempts it tells how well they are reused.',
      registers: [],
      collect() {
        this.set(transport.connections());
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'cardwright_webhook_connections_reused_ratio',
      help: 'Share of the sends that went over a connection that was open already; above 0.95 under load.',
      registers: [],
      collect() {
        const sends = transport.sends();
        this.set(sends === 0 ? 0 : Math.max(0, 1 - transport.connections() / sends));
      },
    }),
  );
  // Whoever reads them asks for all at once: the database is asked once, and each waits for that.
  let looking: Promise<Backlog | undefined> | undefined;
  const look = (): Promise<Backlog | undefined> =>
    (looking ??= selectBacklog(database)
      .catch((error: unknown) => {
        log.warn({ err: error }, 'the backlog of webhooks could not be counted');
        return undefined;
      })
      .finally(() => (looking = undefined)));
  registry.registerMetric(
    new Gauge({
      name: 'cardwright_webhook_oldest_due_seconds',
      help: 'How long the oldest due delivery has been due.',
      registers: [],
      async collect() {
        const backlog = await look();
        if (backlog !== undefined) this.set(backlog.oldest_seconds);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'cardwright_webhook_unattempted_60s',
      help: 'Deliveries due for 60 s that nobody has taken. Always 0.',
      registers: [],
      async collect() {
        const backlog = await look();
        if (backlog !== undefined) this.set(backlog.unattempted);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'cardwright_webhook_backlog',
      help: 'Deliveries that are due, by lane, counted to 100,000.',
      labelNames: ['lane'],
      registers: [],
      async collect() {
        const backlog = await look();
        if (backlog === undefined) return;
        for (const lane of ['first', 'retry', 'replay', 'parked'] as const) this.set({ lane }, backlog[lane]);
      },
    }),
  );
  registry.registerMetric(
    new Gauge({
      name: 'cardwright_webhook_endpoints_in_trouble',
      help: 'Endpoints that have been failing for a while, and those that are switched off, each counted to 100,000.',
      labelNames: ['state'],
      registers: [],
      async collect() {
        try {
          const { failing, off } = await countTrouble(database);
          this.set({ state: 'failing' }, failing);
          this.set({ state: 'off' }, off);
        } catch (error) {
          log.warn({ err: error }, 'the endpoints in trouble could not be counted');
        }
      },
    }),
  );

  return {
    observer: {
      attempt({ kind, held }, result, sinceEventMs) {
        const key = `${kind} ${result.error ?? 'none'}`;
        counted.set(key, (counted.get(key) ?? 0) + 1);
        attemptSeconds.observe(result.durationMs / 1000);
        // A retry, or a replay, tells nothing of how fast the platform is.
        if (kind === 'delivered' && held.attempts === 0 && held.replay === null)
          deliverySeconds.observe(sinceEventMs / 1000);
      },
    },
    decision(answer) {
      decisions.inc({ outcome: answer.outcome === 'none' ? answer.why : answer.outcome });
      decisionSeconds.observe(answer.durationMs / 1000);
    },
    lateAnswer: () => late.inc(),
  };
}
