import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { createEvents, eventType, type Events, type NewEvent } from '../../src/events/index.ts';
import type { Id } from '../../src/kernel/ids.ts';
import { redacted } from '../../src/kernel/redacted.ts';
import { wallClock } from '../../src/platform/clock.ts';
import { openDatabase, type Database } from '../../src/platform/database.ts';
import { newId } from '../../src/platform/ids.ts';
import { silentLog } from '../../src/platform/log.ts';
import { createSecrets } from '../../src/platform/secrets.ts';
import { createWebhooks, type Webhooks } from '../../src/webhooks/index.ts';
import type { BenchServer } from './server.ts';

/** Where the PostgreSQL of a bench server listens. */
export const databaseUrl = (server: Pick<BenchServer, 'dataDir'>): string =>
  `postgresql://cardwright@localhost/cardwright?host=${encodeURIComponent(join(server.dataDir, 'postgres'))}`;

export const openBenchDatabase = (server: Pick<BenchServer, 'dataDir'>): Database =>
  openDatabase({ connectionString: databaseUrl(server) });

/** An event of a purchase whose body is 1 KB. */
export function kilobyteEvent(company: Id<'company'>): NewEvent {
  const { operation, subOperation, status, example } = eventType('CARDS.CLEARING.PENDING');
  return {
    company,
    operation,
    subOperation,
    status,
    data: { ...example, metadata: { note: 'n'.repeat(60) } },
    subject: newId('cardTransaction'),
    traceId: randomBytes(16).toString('hex'),
    createdAt: new Date(),
  };
}

/** Events and webhooks joined as the program joins them, in this process, on the server's database; nothing is dispatched here. */
export async function withWebhooks(
  server: Pick<BenchServer, 'dataDir'>,
  masterKey: string,
  use: (doors: { webhooks: Webhooks; events: Events; database: Database }) => Promise<void>,
): Promise<void> {
  const database = openBenchDatabase(server);
  const secrets = createSecrets([redacted(Buffer.from(masterKey, 'hex'))]);
  const webhooks = createWebhooks({
    database,
    secrets,
    settings: {
      environment: 'sandbox',
      host: '127.0.0.1',
      webhookAllowedNetworks: [],
      webhookAllowedPorts: new Set(),
      eventDays: 30,
    },
    clock: wallClock,
    log: silentLog,
    events: () => events,
  });
  const events = createEvents({ database, secrets, fanout: webhooks.fanout });
  try {
    await use({ webhooks, events, database });
  } finally {
    await webhooks.stop();
    await database.close();
  }
}

/** Stores events, each with its deliveries in one unit of work; they wait in the table. */
export const pileUp = (
  server: Pick<BenchServer, 'dataDir'>,
  count: number,
  companyOf: (at: number) => Id<'company'>,
): Promise<void> =>
  withWebhooks(server, randomBytes(32).toString('hex'), async ({ events, database }) => {
    for (let piled = 0; piled < count; piled += 1000) {
      const some = Array.from({ length: Math.min(1000, count - piled) }, (_, at) =>
        kilobyteEvent(companyOf(piled + at)),
      );
      await database.work((tx) => events.appendMany(tx, some));
    }
  });
