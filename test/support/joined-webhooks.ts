import { createEvents, type Events, type NewEvent } from '../../src/events/index.ts';
import { eventType, type EventTypeName } from '../../src/events/index.ts';
import type { Id } from '../../src/kernel/ids.ts';
import { redacted } from '../../src/kernel/redacted.ts';
import type { Clock } from '../../src/platform/clock.ts';
import type { Database } from '../../src/platform/database.ts';
import { newId } from '../../src/platform/ids.ts';
import { silentLog } from '../../src/platform/log.ts';
import { createSecrets, type Secrets } from '../../src/platform/secrets.ts';
import { createWebhooks, type Webhooks, type WebhooksOptions } from '../../src/webhooks/index.ts';

/** A clock that moves when it is told to. */
export interface TestClock extends Clock {
  advance(ms: number): void;
}

/** It stands at now: for tests of what happens when, which a machine that is busy elsewhere must not make later. */
export function standingClock(): TestClock {
  let nowMs = Date.now();
  return { now: () => new Date(nowMs), advance: (ms) => void (nowMs += ms) };
}

/** It goes on by itself, too. */

export function testClock(): TestClock {
  let aheadMs = 0;
  return { now: () => new Date(Date.now() + aheadMs), advance: (ms) => void (aheadMs += ms) };
}

export const testSecrets = (): Secrets =>
  createSecrets([
    redacted(Buffer.from('d6c9a2f4410e5b7783c1fa906e2db8540f3a7c6612e98b45d07f1ac3529e6b8d', 'hex')),
  ]);

export interface TestWebhooks {
  readonly database: Database;
  readonly webhooks: Webhooks;
  readonly events: Events;
  readonly clock: TestClock;
  readonly company: Id<'company'>;
  /** Stores examples of these types for the company in one unit of work; answers the ids. */
  readonly tell: (...types: EventTypeName[]) => Promise<Id<'event'>[]>;
  /** Stores one event; answers its id. */
  readonly append: (event: NewEvent) => Promise<Id<'event'>>;
  /** Lets time pass and everything that falls due then be sent and written down. */
  readonly later: (ms: number) => Promise<void>;
}

export type TestOptions = Omit<Partial<WebhooksOptions>, 'clock'> & {
  /** Default: one that goes on by itself. */
  readonly clock?: TestClock;
  /** Whether its dispatcher runs; default true. */
  readonly dispatch?: boolean;
  readonly company?: Id<'company'>;
};

/** Events and webhooks joined as `src/app.ts` joins them, for one made-up company; not started, and not stopped by itself. */
export function joinWebhooks(database: Database, options: TestOptions = {}): TestWebhooks {
  const clock = options.clock ?? testClock();
  const secrets = testSecrets();
  const webhooks = createWebhooks({
    database,
    secrets,
    clock,
    log: silentLog,
    settings: {
      environment: 'sandbox',
      host: '127.0.0.1',
      webhookAllowedNetworks: [],
      webhookAllowedPorts: new Set([443]),
      eventDays: 30,
    },
    events: () => events,
    ...options,
  });
  const events = createEvents({ database, secrets, fanout: webhooks.fanout, checked: true });
  const company = options.company ?? newId('company');
  return {
    database,
    webhooks,
    events,
    clock,
    company,
    async tell(...types) {
      const told = types.map((type) => exampleEvent(company, type));
      const stored = await database.work((tx) => events.appendMany(tx, told));
      return stored.map((event) => event.id);
    },
    async append(event) {
      const [stored] = await database.work((tx) => events.appendMany(tx, [event]));
      return stored!.id;
    },
    async later(ms) {
      clock.advance(ms);
      await webhooks.dispatcher.idle();
    },
  };
}

export function exampleEvent(
  company: Id<'company'>,
  name: EventTypeName,
  more: Partial<NewEvent> = {},
): NewEvent {
  const { operation, subOperation, status, reason, example } = eventType(name);
  return {
    company,
    operation,
    subOperation,
    status,
    ...(reason !== undefined && { reason }),
    data: example,
    subject: 'tx_01981f70-91b4-7e06-8a47-5c2d9e0f3b61',
    traceId: '4bf92f3577b34da6a3ce929d0e0e4736',
    createdAt: new Date(),
    ...more,
  };
}
