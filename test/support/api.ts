import { atEnd } from './at-end.ts';
import {
  createIdempotency,
  createLimiter,
  createReads,
  createServer,
  healthRoutes,
  effectiveDatabase,
  operatorRoutes,
} from '../../src/api/index.ts';
import type { ApiServer, Limiter, Reads, Route } from '../../src/api/index.ts';
import { createCompanies, keyTextFrom } from '../../src/companies/index.ts';
import type { Companies } from '../../src/companies/index.ts';
import { redacted } from '../../src/kernel/redacted.ts';
import { silentLog } from '../../src/platform/log.ts';
import type { Log } from '../../src/platform/log.ts';
import { createSecrets } from '../../src/platform/secrets.ts';
import type { Database } from '../../src/platform/database.ts';
import { testDatabase } from './database.ts';

/** The edge alone, on a database of its own: companies, health, and the routes of the test. */
export interface TestApi {
  readonly url: string;
  readonly database: Database;
  readonly companies: Companies;
  readonly server: ApiServer;
  /** The key of the demo company: level 3, all products. */
  readonly key: string;
  readonly company: string;
  readonly operatorKey: string;
}

export interface TestApiOptions {
  readonly routes?: (doors: { database: Database; companies: Companies; reads: Reads }) => readonly Route[];
  readonly environment?: 'sandbox' | 'production';
  readonly trustedProxies?: readonly string[];
  readonly log?: Log;
  readonly requestTimeoutMs?: number;
  /** Requests a second of an address; default none. */
  readonly rateLimitAddress?: number;
  /** Requests a second of a company; default none. */
  readonly rateLimitCompany?: number;
  /** Another process on the same database. */
  readonly database?: Database;
}

export const testOperatorKey = 'operator-key-of-the-tests-0123456789';

/** Starts a server on a free port; it stops when the test file ends. */
export async function testApi(options: TestApiOptions = {}): Promise<TestApi> {
  const open: { server?: ApiServer; limiter?: Limiter } = {};
  // Before the database's own, so that the server stops first.
  atEnd(async () => {
    await open.server?.close();
    await open.limiter?.close();
  });
  const plain = options.database ?? (await testDatabase());
  const reads = createReads(plain);
  const database = effectiveDatabase(reads.database);
  const secrets = createSecrets([redacted(Buffer.alloc(32, 9))]);
  const environment = options.environment ?? 'sandbox';
  const log = options.log ?? silentLog;
  const companies = createCompanies({ database, environment, log });
  const key = keyTextFrom('sandbox', Buffer.alloc(32, 7));
  const company = await companies.ensureDemo(key);
  const rates = {
    rateLimitAddress: options.rateLimitAddress ?? 0,
    rateLimitCompany: options.rateLimitCompany ?? 0,
  };
  const limiter = await createLimiter({ database, log, settings: rates });
  open.limiter = limiter;
  const server = await createServer({
    routes: [
      ...operatorRoutes({ companies }),
      ...healthRoutes({ isReady: () => Promise.resolve(true) }),
      ...(options.routes?.({ database, companies, reads }) ?? []),
    ],
    companies,
    operatorKey: redacted(testOperatorKey),
    idempotency: createIdempotency({ database: plain, secrets, log }),
    limiter,
    reads,
    log,
    settings: {
      environment,
      host: '127.0.0.1',
      port: 0,
      trustedProxies: options.trustedProxies ?? [],
      ...(options.requestTimeoutMs !== undefined && { requestTimeoutMs: options.requestTimeoutMs }),
    },
  });
  open.server = server;
  return {
    url: server.url,
    database,
    companies,
    server,
    key: key.reveal(),
    company,
    operatorKey: testOperatorKey,
  };
}
