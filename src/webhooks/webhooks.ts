import type { Registry } from 'prom-client';
import {
  firstDayKept,
  keepDayPartitions,
  type EventReader,
  type Fanout,
  type NewEvent,
  type StoredEvent,
} from '../events/index.ts';
import type { Id } from '../kernel/ids.ts';
import type { Clock } from '../platform/clock.ts';
import type { Database, Tx } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import type { Secrets } from '../platform/secrets.ts';
import type { Settings } from '../platform/settings.ts';
import { createAddressGuard } from './address-guard.ts';
import { createDecisions } from './decision/decisions.ts';
import type { CompanyAnswer, Question } from './decision/types.ts';
import { selectBacklog } from './delivery/store.ts';
import { createDispatcher, type Dispatcher } from './dispatch/dispatcher.ts';
import { createResolve, type Resolve } from './dispatch/resolve.ts';
import { createTransport } from './dispatch/transport.ts';
import { createDirectory } from './endpoints/directory.ts';
import { createEndpoints, type Endpoints } from './endpoints/endpoints.ts';
import { createFanout } from './fanout.ts';
import { createDeliveries, type Deliveries } from './reading/deliveries.ts';
import { createReplays, type Replays } from './replay/replays.ts';
import { countReplays, forgetJobs, lockJobs } from './replay/store.ts';
import { createWebhookMetrics } from './metrics.ts';
import { byCompanyClock } from './time/by-company-clock.ts';
import { createFaults, type FaultDoor } from './faults/faults.ts';
import { createWebhookTime, type WebhookTime } from './time/time.ts';
import { createWaker } from './waker.ts';

export interface WebhooksOptions {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly settings: Pick<
    Settings,
    'environment' | 'host' | 'webhookAllowedNetworks' | 'webhookAllowedPorts' | 'eventDays'
  >;
  readonly clock: Clock;
  readonly log: Log;
  /** The events door, which itself needs `fanout`: asked for when it is used. */
  readonly events: () => EventReader & {
    appendMany(tx: Tx, events: readonly NewEvent[]): Promise<readonly StoredEvent[]>;
  };
  /** A company's decision came after its deadline, so long after it was asked. It changes nothing. */
  readonly lateAnswer?: (question: Question, durationMs: number) => void;
  /** Where metrics are kept; without it there are none. */
  readonly registry?: Registry;
  /** How names become addresses; the name servers' and the system's answers by default. */
  readonly resolve?: Resolve;
  /** Certificates to trust beside the system's, for tests. */
  readonly ca?: string;
}

export interface Webhooks {
  readonly fanout: Fanout;
  readonly endpoints: Endpoints;
  readonly deliveries: Deliveries;
  readonly replays: Replays;
  readonly dispatcher: Dispatcher;
  /** What goes wrong on purpose. */
  readonly faults: FaultDoor;
  /** The time of companies that move their clocks. */
  readonly time: WebhookTime;
  /** Asks a company for its decision on a purchase; answers within the time that the question has. */
  readonly decide: (question: Question) => Promise<CompanyAnswer>;
  /** Gives a new company its default endpoint, where it named one. */
  openCompany(
    tx: Tx,
    company: Id<'company'>,
    wanted: { readonly webhookUrl?: string | undefined },
  ): Promise<void>;
  /** Makes the partitions of coming days and drops those older than `days`, and forgets replays of then; answers how many it dropped. */
  keep(days: number): Promise<number>;
  /** Raises an alarm, and sees to it, when something due for 60 s was taken by nobody; answers how many. */
  watch(): Promise<number>;
  /** Listens for what other processes change and store; start it in every process that uses webhooks. */
  listen(): Promise<void>;
  /** Stops sending and listening; resolves when what is under way is done. */
  stop(): Promise<void>;
}

export function createWebhooks(options: WebhooksOptions): Webhooks {
  const { database, secrets, settings, clock, log, events } = options;
  const sandbox = settings.environment === 'sandbox';
  const guard = createAddressGuard({
    local: sandbox && /^(127\.|localhost$|::1$)/.test(settings.host),
    ports: sandbox ? null : settings.webhookAllowedPorts,
    networks: settings.webhookAllowedNetworks,
  });
  const wire = {
    guard,
    resolve: options.resolve ?? createResolve(),
    ...(options.ca !== undefined && { ca: options.ca }),
  };
  const transport = createTransport(wire);
  const decisionTransport = createTransport(wire);
  const { registry } = options;
  const metrics = registry && createWebhookMetrics({ registry, database, transport, log });
  const appendEvents = async (tx: Tx, told: readonly NewEvent[]): Promise<readonly StoredEvent[]> =>
    events().appendMany(tx, await byCompanyClock(tx, told));

  const directory = createDirectory();
  const waker = createWaker({
    database,
    log,
    due: () => dispatcher.wake(),
    sweep: () => dispatcher.sweep(),
    passed: (company, ms) => dispatcher.timePasses(company, ms),
    changed(company, endpoint) {
      directory.forget(company);
      decisions.forget(company);
      dispatcher.forget(endpoint);
    },
    anyChanged() {
      directory.forgetAll();
      decisions.forgetAll();
      dispatcher.forget();
    },
  });
  const endpoints = createEndpoints({
    database,
    secrets,
    clock,
    guard,
    appendEvents,
    changed: (...changed) => waker.tellChanged(...changed),
  });
  const decisions = createDecisions({
    database,
    secrets,
    clock,
    log,
    transport: decisionTransport,
    ...(metrics && { observe: (answer: CompanyAnswer) => metrics.decision(answer) }),
    late(question, durationMs) {
      log.warn({ event: question.event.id, durationMs }, 'a decision came too late');
      metrics?.lateAnswer();
      options.lateAnswer?.(question, durationMs);
    },
  });
  const dispatcher = createDispatcher({
    database,
    events,
    secrets,
    transport,
    clock,
    log,
    keptMs: settings.eventDays * 86_400_000,
    appendEvents,
    lockReplays: lockJobs,
    countReplays,
    ...(metrics && { observe: metrics.observer }),
    disable: async (...wanted) => !(await endpoints.disable(...wanted)).enabled,
    announce: () => waker.tellSweep(),
  });

  let stopping: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await dispatcher.stop();
    await decisions.drain();
    await waker.stop();
    await Promise.all([transport.close(), decisionTransport.close()]);
  };

  return {
    fanout: createFanout({ directory, dispatcher, clock, tellOthers: () => waker.tellDue() }),
    endpoints,
    deliveries: createDeliveries({ database, events }),
    replays: createReplays({ database, clock, events, wake: () => waker.tellDue() }),
    dispatcher,
    faults: createFaults({
      database,
      clock,
      exists: (...endpoint) => endpoints.find(...endpoint),
      changed: (...changed) => waker.tellChanged(...changed),
    }),
    time: createWebhookTime({
      database,
      clock,
      tellPassed: (company, ms) => waker.tellPassed(company, ms),
    }),
    decide: (question) => decisions.ask(question),
    async openCompany(tx, company, { webhookUrl }) {
      if (webhookUrl !== undefined) await endpoints.subscribeIn(tx, company, webhookUrl, null);
    },
    async keep(days) {
      const now = clock.now();
      const first = await database.work((tx) => firstDayKept(tx, now, days));
      if (first !== undefined) {
        // Of the first day that is kept those go that are too old by the hour.
        const endOfFirst = Date.parse(first) + 86_400_000;
        await forgetJobs(database, new Date(Math.min(now.getTime() - days * 86_400_000, endOfFirst)));
      }
      return database.work(async (tx) => {
        const attempts = await keepDayPartitions(tx, 'webhook_attempts', 'dlv', now, first);
        return attempts + (await keepDayPartitions(tx, 'webhook_undelivered', 'dlv', now, first));
      });
    },
    async watch() {
      const { unattempted } = await selectBacklog(database);
      if (unattempted > 0) {
        log.error({ unattempted }, 'deliveries have been due for 60 s and nobody has taken them');
        waker.tellSweep();
      }
      return unattempted;
    },
    listen: () => waker.listen(),
    stop: () => (stopping ??= stop()),
  };
}
