import type { KeyObject } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { collectDefaultMetrics, Registry } from 'prom-client';
import {
  allRoutes,
  createIdempotency,
  createLimiter,
  createReads,
  createServer,
  effectiveDatabase,
  processRoutes,
} from './api/index.ts';
import type { ApiServer } from './api/index.ts';
import { createAuthorizations, createChallenges } from './authorizations/index.ts';
import {
  cardHolding,
  createCards,
  createRates,
  createVault,
  creditDeposits,
  sandboxHolding,
} from './cards/index.ts';
import { createCompanies } from './companies/index.ts';
import { createEvents } from './events/index.ts';
import { hasLocalChain, listChains } from './join/chain-list.ts';
import { createChains } from './join/chains.ts';
import { createCustodyWatch } from './join/custody-metrics.ts';
import { joinRelayer } from './join/relayer.ts';
import { joinSigners } from './join/signers.ts';
import type { Signers } from './join/signers.ts';
import { soon } from './join/soon.ts';
import { present } from './kernel/assert.ts';
import { Failure } from './kernel/failures.ts';
import type { Redacted } from './kernel/redacted.ts';
import { appendHeadsTo, createLedger, createSealer, publicKeyOf, sealingKey } from './ledger/index.ts';
import {
  configureNetwork,
  createHandle,
  createNetworkMetrics,
  createNetworkServer,
} from './network/index.ts';
import type { NetworkServer } from './network/index.ts';
import { startChores } from './platform/chores.ts';
import type { Chore } from './platform/chores.ts';
import type { Database } from './platform/database.ts';
import { withLease } from './platform/lease.ts';
import type { Log } from './platform/log.ts';
import { wallClock } from './platform/clock.ts';
import { fileProblem } from './platform/disk-problem.ts';
import { listenProblem } from './platform/listen-problem.ts';
import { ping } from './platform/ping.ts';
import { watchRefusals } from './platform/refusals.ts';
import { createSecrets } from './platform/secrets.ts';
import type { Secrets } from './platform/secrets.ts';
import type { Settings } from './platform/settings.ts';
import { createChainSimulator, createScenarios, createSimulator, takeChainFault } from './simulator/index.ts';
import { createWallets } from './wallets/index.ts';
import { createWebhooks } from './webhooks/index.ts';

/** What the program stands on. */
export interface Ground {
  readonly settings: Settings;
  readonly database: Database;
  readonly secrets: Secrets;
  readonly log: Log;
}

/** What this process does, once it does it. */
export interface App {
  /** Where the API listens; undefined without the role `api`. */
  readonly url: string | undefined;
  /** Where it is asked how it is; undefined where nobody can ask. */
  readonly health: string | undefined;
  /** Where the card network is listened for: `127.0.0.1:8583`; undefined without the role `network`. */
  readonly network: string | undefined;
  /** The address that signs in at the console of the sandbox's own company, once; undefined where there is none. */
  readonly consoleLink: string | undefined;
  /** Accepts nothing more, answers what was accepted, and leaves everything written down. */
  stop(): Promise<void>;
}

/** All doors of the program, joined; nothing runs yet. */
export type Doors = ReturnType<typeof openDoors>;

/** The one place where the folders meet. Read from top to bottom it is the story of the program. */
export function openDoors({ settings, database, secrets, log }: Ground) {
  const sandbox = settings.environment === 'sandbox';
  // What a request asks for marks its idempotency key as done in its own unit of work. What is gathered from many requests
  // into one unit of work (authorizations) has keys of its own instead.
  const reads = createReads(database);
  const marking = effectiveDatabase(reads.database);
  const idempotency = createIdempotency({ database, secrets, log });
  const registry = new Registry();

  // What everything is booked in, and what tells of it.
  const ledger = createLedger();
  const sealer = createSealer({
    database,
    clock: wallClock,
    deriveKey: (label) => secrets.deriveKey(label),
    publish: appendHeadsTo(headsFile(settings)),
  });
  const webhooks = createWebhooks({
    database: marking,
    secrets,
    settings,
    clock: wallClock,
    log,
    // The one circle of the program: an event makes deliveries, and a delivery that fails for good makes an event.
    events: () => events,
    lateAnswer(question) {
      authorizations
        .lateAnswer(question)
        .catch((error: unknown) => log.error({ err: error }, 'a late answer could not be written down'));
    },
    registry,
  });
  const events = createEvents({ database: reads.database, secrets, fanout: webhooks.fanout });

  // Cards, and the tenants whose they are.
  const vault = createVault({ database: marking, secrets });
  const rates = createRates({ database: marking });
  const cards = createCards({
    database: marking,
    ledger,
    events,
    vault,
    initialHolding: sandbox ? sandboxHolding : 0n,
  });
  const companies = createCompanies({
    database: marking,
    environment: settings.environment,
    log,
    open: [
      (tx, company, wanted) => cards.openCompany(tx, company, wanted),
      (tx, company, wanted) => webhooks.openCompany(tx, company, wanted),
      (tx, company, wanted) =>
        wallets.openCompany(tx, company, sandbox ? (wanted.initialHolding ?? sandboxHolding) : 0n),
    ],
  });

  // Addresses, what comes to them and what leaves them. Chain and signers come up later than the doors are opened.
  const listed = listChains(settings);
  const chains = createChains(listed, { settings, database, log });
  const signing: { signers?: Signers } = {};
  const wallets = createWallets({
    database: marking,
    plain: database,
    ledger,
    events,
    log,
    clock: wallClock,
    chains: chains.list,
    cardChain: listed.find(({ tokens }) => tokens.some(({ forCards }) => forCards))?.name ?? '',
    signing() {
      if (signing.signers === undefined) throw new Failure('UNAVAILABLE', 'The signers are not up yet.');
      return signing.signers.coordinator();
    },
    creditDeposit: creditDeposits,
    cardHolding,
    getClient: (company, client, queries) => companies.clients.get(company, client, queries),
    failsNext: takeChainFault,
  });

  // The life of a purchase, and the outside world played.
  const authorizations = createAuthorizations({
    database,
    ledger,
    events,
    ask: (question) => webhooks.decide(question),
  });
  // The versions that prove what is remembered may be given again by a server that took over without the last of them.
  database.onInterruption(() => {
    ledger.forget();
    authorizations.forgetRemembered();
  });
  const challenges = createChallenges({ database: marking, secrets, events });
  const simulator = createSimulator({
    database: marking,
    authorizations,
    challenges,
    cards,
    companies,
    convert: (...money) => rates.convert(...money),
    ledger,
    deliveryTime: webhooks.time,
  });
  // Scenarios call the API as a company does; it listens later than the doors are opened.
  const edge: { server?: ApiServer } = {};
  const scenarios = createScenarios({
    database,
    companies,
    cards,
    ledger,
    events,
    async callApi(as, { method, path, headers, body }) {
      const server = present(edge.server, 'the API that a scenario was asked for through');
      const key = { company: as.company, id: as.key };
      const { status, text } = await server.call(key, { method, path, headers, body });
      return { status, body: jsonOr(text) };
    },
    async settled(company) {
      // Replays are fed by the worker, which may be about to; whoever waits for them does it at once.
      await webhooks.replays.work();
      await webhooks.time.settled(company);
    },
    clearAway: (company) => simulator.clearAway(company),
  });

  return {
    registry,
    reads,
    idempotency,
    ledger,
    sealer,
    events,
    webhooks,
    vault,
    rates,
    cards,
    companies,
    listed,
    chains,
    signing,
    wallets,
    authorizations,
    challenges,
    simulator,
    chainSimulator: createChainSimulator({ cards, wallets, sandbox: () => chains.sandbox() }),
    scenarios,
    edge,
  };
}

/** What an answer says: JSON, or text as it is (a page, a stream); undefined for an empty one. */
function jsonOr(text: string): unknown {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

// For those who look at an installation from outside.
export { hasLocalChain, listChains };

/** Where the heads of sealed blocks are published, out of the database's reach. */
export const headsFile = (settings: Pick<Settings, 'dataDir'>): string =>
  join(settings.dataDir, 'ledger-heads.jsonl');

/** The keys that check seals: of the present master key, and of those before it. */
export const sealKeys = (masterKeys: readonly Redacted<Buffer>[]): KeyObject[] =>
  masterKeys.map((key) => publicKeyOf(sealingKey(createSecrets([key]).deriveKey('ledger.seals'))));

/** The start waits so long for the sandbox's chain, and then goes on without it. */
const patienceMs = 3_000;

/** What falls due, each in its own rhythm; done by the role `worker`. */
function choresOf({ settings, database, log }: Ground, doors: Doors): Chore[] {
  const watchCustody = createCustodyWatch({
    registry: doors.registry,
    log,
    chains: doors.wallets.chains.map(({ name }) => name),
    chainStates: doors.wallets.operator.chainStates,
    reconcile: (chain) => doors.wallets.operator.reconcileChain(chain),
  });
  const { idempotency, sealer, events, webhooks, companies, authorizations, challenges, wallets } = doors;
  return [
    { name: 'seals of the ledger', everySeconds: 1, run: () => sealer.sealNow() },
    { name: 'replays of events', everySeconds: 1, run: () => webhooks.replays.work() },
    {
      name: 'purchases that nobody decides any more',
      everySeconds: 2,
      run: () => authorizations.settleAbandoned(),
    },
    {
      name: 'holds that have run out',
      everySeconds: 30,
      run: () => authorizations.expiry.expireAllDue(),
    },
    {
      name: '3-D Secure challenges that nobody has answered',
      everySeconds: 5,
      run: () => challenges.expireAllDue(),
    },
    {
      name: 'network messages of a month ago',
      everySeconds: 600,
      run: () => authorizations.forgetMessages(),
    },
    { name: 'idempotency keys of yesterday', everySeconds: 30, run: () => idempotency.forgetOld() },
    {
      name: 'sessions of the console that have ended',
      everySeconds: 600,
      run: () => companies.sessions.forgetEnded(),
    },
    { name: 'transfers that wait for a signature', everySeconds: 2, run: () => wallets.outgoing.resume() },
    {
      name: 'tokens to be proved, and deposits that wait for it',
      everySeconds: 1,
      run: () => wallets.operator.tryTokens(),
    },
    { name: 'deposit addresses to be swept', everySeconds: 1, run: () => wallets.outgoing.sweep() },
    {
      name: 'comparison of custody with the chains',
      everySeconds: 10,
      run: () => withLease(database, 'comparison of custody', watchCustody),
    },
    { name: 'deliveries that nobody takes', everySeconds: 30, run: () => webhooks.watch() },
    {
      name: 'scenarios whose process has died',
      everySeconds: 60,
      run: () => doors.scenarios.clearAbandoned(wallClock.now()),
    },
    {
      name: 'tables of the day',
      everySeconds: 3_600,
      run: () =>
        withLease(database, 'tables of the day', async () => {
          await events.keep(settings.eventDays);
          await webhooks.keep(settings.eventDays);
        }),
    },
  ];
}

/** What falls due on the sandbox's own chain, in the process that runs it. */
function sandboxChores(database: Database, { chains, wallets }: Doors): Chore[] {
  return [
    {
      name: 'test coins for new card holdings',
      everySeconds: 2,
      run: async () => {
        const sandbox = chains.sandboxNow();
        if (sandbox === undefined) return;
        await withLease(database, 'test coins', () =>
          wallets.operator.sendFundings((...transfer) => sandbox.deposit(...transfer)),
        );
      },
    },
  ];
}

/**
 * Starts the roles that the settings name, in the order in which they need each other.
 *
 * @param keys the operator's key; and the key of the sandbox's own company, where there is to be one
 * @throws StartupProblem
 */
export async function startApp(
  given: Ground,
  keys: { readonly operator: Redacted<string>; readonly demo: Redacted<string> | undefined },
): Promise<App> {
  const { settings, log } = given;
  const refusals = watchRefusals(given.database);
  const { database } = refusals;
  const ground = { ...given, database };
  const doors = openDoors(ground);
  const running = new AsyncDisposableStack();
  collectDefaultMetrics({ register: doors.registry });
  const { chains, signing, wallets, listed } = doors;
  try {
    signing.signers = await joinSigners(settings, listed, log);
    running.defer(() => signing.signers?.close());
    await doors.vault.ready();
    await doors.sealer.beginEpoch();
    if (settings.roles.has('worker')) {
      await makeHeadsFolder(settings);
      // What ends well ends sealed: by then nobody books any more, the watchers of the chains neither.
      running.defer(async () => void (await doors.sealer.sealNow()));
    }
    const relayerKey = await joinRelayer(ground, listed);
    const reaching = chains.start(
      {
        listeners: wallets.listeners,
        openRelayer: (chain, relayer) => wallets.operator.openRelayer(chain, relayer),
        proveTokens: (chain, send) => wallets.operator.proveTokens(chain, send),
      },
      relayerKey,
    );
    running.defer(() => chains.stop());
    if (keys.demo !== undefined) await doors.companies.ensureDemo(keys.demo);

    running.defer(() => doors.webhooks.stop());
    await doors.webhooks.listen();
    if (settings.roles.has('dispatcher')) doors.webhooks.dispatcher.start();
    if (hasLocalChain(settings) && settings.roles.has('watcher')) {
      const chores = startChores(sandboxChores(database, doors), log);
      running.defer(() => chores.stop());
    }
    if (settings.roles.has('worker')) {
      const chores = startChores(choresOf(ground, doors), log);
      running.defer(() => chores.stop());
    }
    let server: ApiServer | undefined;
    const hasApi = settings.roles.has('api');
    const port = hasApi ? settings.port : settings.healthPort;
    if (port !== undefined) {
      const isReady = async (): Promise<boolean> => {
        await ping(database);
        const why = refusals.why();
        if (why !== undefined) throw new Failure('UNAVAILABLE', `Not ready. ${why}`);
        return !running.disposed;
      };
      running.defer(() => doors.authorizations.drain());
      const limiter = await createLimiter({ database, log, settings });
      running.defer(() => limiter.close());
      server = await createServer({
        routes: hasApi
          ? allRoutes({
              ...doors,
              database: doors.reads.database,
              isReady,
              operatorKey: keys.operator,
              environment: settings.environment,
              publicUrl: () => settings.publicUrl ?? server?.url ?? '',
            })
          : processRoutes({ isReady, registry: doors.registry }),
        companies: doors.companies,
        operatorKey: keys.operator,
        idempotency: doors.idempotency,
        limiter,
        reads: doors.reads,
        registry: doors.registry,
        log,
        settings: { ...settings, port },
      }).catch((error: unknown) => {
        throw listenProblem(
          error,
          { host: settings.host, port },
          { host: 'HOST', port: hasApi ? 'PORT' : 'HEALTH_PORT' },
        );
      });
      doors.edge.server = server;
      running.defer(() => server?.close());
    }
    const network = settings.roles.has('network') ? await startNetwork(ground, doors, running) : undefined;
    const url = hasApi ? server?.url : undefined;
    const consoleLink =
      url === undefined || keys.demo === undefined
        ? undefined
        : `${settings.publicUrl ?? url}/console#link=${(await doors.companies.sessions.createLink(keys.demo)).reveal()}`;
    // The rest answers without them, and what needs them says so; most likely they are there in a moment.
    await soon(reaching, patienceMs);
    signing.signers.start();
    return { url, health: server?.url, network, consoleLink, stop: () => running.disposeAsync() };
  } catch (error) {
    await running.disposeAsync();
    throw error;
  }
}

/** @throws StartupProblem where it cannot be made */
async function makeHeadsFolder({ dataDir }: Settings): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw fileProblem(
      `The folder ${dataDir} for the heads of sealed blocks cannot be made`,
      error,
      'Set DATA_DIR to a folder that this user may write and that is kept: the role worker publishes the heads there.',
    );
  }
}

/** Listens for the card network, for all companies; answers where, or undefined where it is not to. */
async function startNetwork(
  { settings, database, secrets, log }: Ground,
  { authorizations, cards, rates, registry }: Doors,
  running: AsyncDisposableStack,
): Promise<string | undefined> {
  const port = settings.networkPort ?? (settings.environment === 'sandbox' ? 0 : undefined);
  if (port === undefined) return undefined;
  const { zoneKey, responseCodes, ...setup } = await configureNetwork(settings, secrets);
  const server: NetworkServer = createNetworkServer({
    ...setup,
    handle: createHandle({
      database,
      authorizations,
      cards,
      convert: (...money) => rates.convert(...money),
      zoneKey,
      responseCodes,
      log,
    }),
    log,
    clock: wallClock,
    observe: createNetworkMetrics(registry, () => server.connections()),
  });
  running.defer(() => authorizations.drain());
  running.defer(() => server.close());
  const asked = { host: settings.networkHost, port };
  const at = await server.listen(asked).catch((error: unknown) => {
    throw listenProblem(error, asked, { host: 'NETWORK_HOST', port: 'NETWORK_PORT' });
  });
  return isIPv6(at.host) ? `[${at.host}]:${at.port}` : `${at.host}:${at.port}`;
}
