import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import * as fc from 'fast-check';
import { Client as DatabaseClient } from 'pg';
import { createClient, verifyWebhook } from '../../sdk/index.ts';
import type { Client } from '../../sdk/index.ts';
import { aCard, chainIsUp, newCompany, startCardwright } from '../support/cardwright.ts';
import { ask } from '../support/http.ts';
import { newTraceId } from '../../src/platform/trace-id.ts';
import { eventTypeOf, startReceiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';
import { seedFor } from '../support/seed.ts';
import { conformsTo } from './conforms.ts';
import { anything, fitting, nearly } from './generate.ts';
import { hear, live } from './life.ts';
import { operationsOf } from './operations.ts';
import type { Document, Operation, Parameter } from './operations.ts';
import { absent, isOwn, ownIn, placesIn, questionAt, sentAs } from './strangers.ts';
import type { Ids, Place } from './strangers.ts';

/**
 * One company does everything that there is to do; then come generated requests, right and wrong, to every operation of the
 * document: no 5xx, and every answer is one that the document promises. A failure prints its seed; `CONTRACT_SEED` plays it
 * again, `CONTRACT_RUNS` plays longer. And before that, what one company has looks to every other one as if it were not there.
 */
const runs = Number(process.env['CONTRACT_RUNS'] ?? 12);
const seed = Number(process.env['CONTRACT_SEED'] ?? seedFor('contract'));

const server = await startCardwright({
  settings: { RATE_LIMIT_ADDRESS: '0', RATE_LIMIT_COMPANY: '0', LOCAL_CHAIN: 'on' },
});
after(() => server.stop());
await chainIsUp(server);
const document = (await ask(server.url, 'GET', '/openapi.json')).body as Document;
const operations = operationsOf(document);
const conforms = conformsTo(document);

const someAddress = '0x52908400098527886E0F7030069857D2E4169EE7';
const listed = await ask(server.url, 'GET', '/mpc/tokens/POLYGON', { key: server.apiKey });
const token = listed.body[0].address as string;

interface World {
  readonly key: string;
  readonly ids: Ids;
}

/** What a path can name that is really there, in a company of its own for each operation. */
async function world({ path }: Operation): Promise<World> {
  const { client, apiKey: key } = await newCompany(server);
  const card = await client.createCard(aCard);
  const [swipe, made, companies, wallets, others] = await Promise.all([
    ask(server.url, 'POST', '/simulate/authorizations', { key, body: { card_id: card.id, amount: 5 } }),
    ask(server.url, 'POST', '/management/clients', { key, body: { first_name: 'A', last_name: 'B' } }),
    ask(server.url, 'GET', '/operator/companies?size=1', { key: server.operatorKey }),
    walletsFor(path, key),
    othersFor(path, client, card.id),
  ]);
  for (const { status, text } of [swipe, made, companies]) assert.equal(status, 200, text);
  return {
    key,
    ids: {
      cardId: card.id,
      transactionId: swipe.body.transaction.id,
      id: made.body.id,
      companyId: companies.body.data[0].id,
      eventId: swipe.body.event_ids[0],
      clientId: made.body.id,
      blockchain: 'POLYGON',
      name: 'tip',
      operationId: 'CLEARING',
      ...wallets,
      ...others,
    },
  };
}

/** What else a path can name, made only for who names it. */
async function othersFor(path: string, client: Client, card: string): Promise<Ids> {
  if (path.startsWith('/management/keys/'))
    return { id: (await client.createKey({ name: 'Test', level: 1 })).id };
  if (path.includes('{challengeId}'))
    return {
      challengeId: (await client.simulateThreeDsChallenge({ card_id: card, amount: 5 })).challenge.id,
    };
  if (path.includes('{keyId}'))
    return { keyId: (await server.operator.listSigningKeys({ size: 1 })).data[0]?.key_id ?? '' };
  if (!/\{(endpoint|delivery|replay)Id\}/.test(path)) return {};
  // Nobody listens there, so that attempts have errors and deliveries wait.
  const { id: endpointId } = await client.createWebhookEndpoint({ url: 'http://127.0.0.1:9/hook' });
  await client.simulateAuthorization({ card_id: card, amount: 5 });
  const tried = async () =>
    (await client.listDeliveries({ endpoint_id: endpointId })).data.find(({ attempts }) => attempts > 0);
  await until(async () => (await tried()) !== undefined);
  const delivery = await tried();
  const replay = await client.createReplay({ endpoint_id: endpointId, since: '2020-01-01', only: 'all' });
  return { endpointId, deliveryId: delivery?.id ?? '', replayId: replay.id ?? '' };
}

/** The wallets that a path speaks of; making one takes the signers a moment. */
async function walletsFor(path: string, key: string): Promise<Ids> {
  const make = async (at: string, body: object): Promise<string> => {
    const made = await ask(server.url, 'POST', at, { key, body });
    assert.equal(made.status, 200, made.text);
    return made.body.id as string;
  };
  const wanted = { alias: 'Test', blockchain: 'POLYGON' };
  if (path.startsWith('/virtual-wallets/'))
    return { walletId: await make('/virtual-wallets/create', wanted) };
  if (!path.includes('{accountId}')) return {};
  const accountId = await make('/mpc/accounts/create', { alias: 'Test' });
  if (!path.includes('{walletId}')) return { accountId };
  return { accountId, walletId: await make(`/mpc/accounts/${accountId}/wallets/create`, wanted) };
}

interface Request {
  readonly path: string;
  readonly body: unknown;
}

function requests(operation: Operation, ids: Ids): fc.Arbitrary<Request> {
  const values = operation.parameters
    .filter((parameter) => parameter.in !== 'header')
    .map((parameter) => fc.tuple(fc.constant(parameter), valueOf(parameter, ids)));
  const body =
    operation.body === undefined
      ? fc.constant(undefined)
      : fc.oneof(
          { weight: 4, arbitrary: fitting(operation.body) },
          { weight: 3, arbitrary: nearly(operation.body) },
          { weight: 1, arbitrary: anything },
        );
  return fc.tuple(fc.tuple(...values), body).map(([parameters, body]) => ({
    path: pathWith(operation.path, parameters),
    body: withRealIds(body, ids),
  }));
}

/** A parameter's value: right, or nearly, or left out. */
function valueOf(parameter: Parameter, ids: Ids): fc.Arbitrary<unknown> {
  const real = parameter.in === 'path' ? ids[parameter.name] : undefined;
  const right = real === undefined ? fitting(parameter.schema) : fc.constant(real);
  return fc.oneof(
    { weight: 6, arbitrary: right },
    { weight: 1, arbitrary: anything },
    { weight: 2, arbitrary: parameter.in === 'path' ? right : fc.constant(undefined) },
  );
}

function pathWith(path: string, parameters: readonly (readonly [Parameter, unknown])[]): string {
  const query = new URLSearchParams();
  let filled = path;
  for (const [{ name, in: place }, value] of parameters) {
    if (place === 'path') {
      const text = textOf(value).toWellFormed();
      // A single dot is no name in a path: clients take it out.
      filled = filled.replace(`{${name}}`, encodeURIComponent(/^\.*$/.test(text) ? '-' : text));
    } else if (Array.isArray(value)) for (const item of value) query.append(name, textOf(item));
    else if (value !== undefined) query.append(name, textOf(value));
  }
  return query.size === 0 ? filled : `${filled}?${query.toString()}`;
}

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : (JSON.stringify(value) ?? '');

/** Makes bodies speak of a card and a token that are there, and of an address that takes them. */
function withRealIds(body: unknown, ids: Ids): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const real: Readonly<Record<string, string | undefined>> = {
    card_id: ids['cardId'],
    token_address: token,
    to: someAddress,
    to_wallet_address: someAddress,
  };
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [
      name,
      typeof value === 'string' ? (real[name] ?? value) : value,
    ]),
  );
}

/** A company that has nothing. */
const plain: World = { key: (await newCompany(server)).apiKey, ids: { blockchain: 'POLYGON' } };
/** Companies that have what paths name, by what these begin with: nothing becomes of what they ask about others. */
const strangers = new Map<string, Promise<World>>();
function strangerTo(operation: Operation): Promise<World> {
  const [, begins = ''] = operation.path.split('/');
  const stranger = strangers.get(begins) ?? world(operation);
  strangers.set(begins, stranger);
  return stranger;
}

let questions = 0;

/** What a stranger is told that names this, without what it has sent itself and what is new each time. */
async function tell(
  operation: Operation,
  place: Place,
  stranger: World,
  theirs: Ids,
): Promise<{ status: number; text: string }> {
  const { path, body } = questionAt(operation, place, stranger.ids, theirs);
  questions += 1;
  const answered = await ask(server.url, operation.method, path, {
    key: stranger.key,
    headers: needsKey(operation) ? { 'idempotency-key': `stranger-${questions}` } : {},
    ...(body !== undefined && operation.method !== 'GET' && { body }),
  });
  conforms.answer(operation, answered);
  let text = answered.text.replace(/"trace_id":"\w+"/, '');
  for (const name of place.names) text = text.replaceAll(String(sentAs(theirs, name)), '<id>');
  return { status: answered.status, text };
}

/** Calls that have succeeded. */
const done = new Set<string>();

/** A client that judges every answer by the document. */
function judged(apiKey: string): Client {
  const calls = (operation: Operation): Client =>
    createClient({
      url: server.url,
      apiKey,
      timeoutMs: 600_000,
      // On a machine that stands still, the chain is not there for a moment.
      retries: 5,
      async fetch(...request) {
        const response = await fetch(...request);
        const { status } = response;
        const headers = Object.fromEntries(response.headers);
        conforms.head(operation, { status, headers });
        const type = headers['content-type'] ?? '';
        if (status === 503 || !type.startsWith('application/json')) return response;
        const text = await response.clone().text();
        conforms.answer(operation, { status, headers, text, body: JSON.parse(text) });
        return response;
      },
    });
  const entries = operations.map((operation) => {
    const call = calls(operation)[operation.operationId as keyof Client] as (
      ...given: unknown[]
    ) => Promise<unknown>;
    const judgedCall = async (input: unknown, options?: object): Promise<unknown> => {
      const value = await call(input, { idempotencyKey: newTraceId(), ...options });
      done.add(operation.operationId);
      return value;
    };
    return [operation.operationId, judgedCall];
  });
  return Object.fromEntries(entries) as Client;
}

/** What only a chain that misbehaves leads to. */
const unusual = new Set(['resumeChain', 'resumeToken']);

test('a company does everything that there is to do, and hears of all of it as the document says', async () => {
  const receiver = await startReceiver(hear);
  const { secret, heard } = await live({
    operator: judged(server.operatorKey),
    clientOf: judged,
    receiver,
  });
  const undone = operations.filter(({ operationId: id }) => !done.has(id) && !unusual.has(id));
  assert.deepEqual(undone, []);
  assert.deepEqual(heard(), new Set(Object.keys(document.webhooks)));
  for (const { path, headers, body, json } of receiver.requests) {
    conforms.event(body);
    conforms.headers(eventTypeOf(json), headers);
    if (path === '/webhooks') await verifyWebhook(secret, headers, body);
  }
});

/** What can be read and changed as a whole: where it is read, how it is changed, and to what. */
interface Changeable {
  readonly path: string;
  readonly change: readonly [method: 'PUT' | 'PATCH', path: string];
  readonly to: Readonly<Record<string, unknown>>;
}

test('what was read may be sent back as it is, or with one member changed: nothing else changes, no secret is lost', async () => {
  const receiver = await startReceiver();
  const { id: company, client, apiKey } = await newCompany(server);
  const { id: card } = await client.createCard({
    ...aCard,
    approval_method: 'WEBHOOK',
    daily_limit: '10.01',
  });
  const { id: person } = await client.createClient({
    first_name: 'Ada',
    last_name: 'King',
    type: 'business',
  });
  const { id: ownKey } = await client.createKey({ name: 'K', level: 2, allowed_ips: ['192.0.2.0/24'] });
  const { id: wallet } = await client.createVirtualWallet({ alias: 'Ada', blockchain: 'POLYGON' });
  const account = await client.createTreasuryAccount({ alias: 'Ada' });
  const treasury = await client.createTreasuryWallet({
    accountId: account.id,
    alias: 'Ada',
    blockchain: 'POLYGON',
  });
  const treasuryPath = `/mpc/accounts/${account.id}/wallets/${treasury.id}`;
  await client.replaceVelocityRules({ rules: [{ max_authorizations: 5, time_window_seconds: 60 }] });
  await client.changeCardProgram({
    fx_fee_percent: '1.5',
    countries_blocked: ['CUB'],
    mcc_blocked: ['7995'],
  });
  await client.subscribeWebhook({ url: receiver.url, webhook_key: 'in-clear' });
  const [endpoint] = (await client.listWebhookEndpoints()).data;
  const endpointPath = `/webhooks/endpoints/${endpoint!.id}`;
  await client.changeWebhookEndpoint({
    endpointId: endpoint!.id,
    headers: { 'x-team': 'payments' },
    retry_schedule: [1, 2],
  });
  const cardPath = `/cards/virtual-cards/${card}`;
  const at = (path: string, method: 'PUT' | 'PATCH', to: Changeable['to']): Changeable => ({
    path,
    change: [method, path],
    to,
  });
  const all: readonly Changeable[] = [
    at(endpointPath, 'PATCH', {
      description: 'Other',
      rate_limit: 7,
      filters: ['CARDS'],
      ordered: true,
      timeout_ms: 5_000,
      retry_schedule: null,
    }),
    at(`/management/keys/${ownKey}`, 'PATCH', {
      name: 'Other',
      level: 1,
      products: ['cards'],
      allowed_ips: [],
      expires_at: '2100-01-31T12:00:00.000Z',
    }),
    at('/management/companies', 'PUT', { name: 'Other', email: 'other@example.com' }),
    at(`/management/clients/${person}`, 'PUT', { first_name: 'Other', email: 'other@example.com' }),
    at('/cards/account/configuration', 'PUT', {
      atm_fee: 2.5,
      per_transaction_limit: 99.99,
      mcc_blocked: [],
    }),
    at('/cards/account/configuration/velocity-rules', 'PUT', {
      rules: [{ max_authorizations: 6, time_window_seconds: 60 }],
    }),
    {
      path: cardPath,
      change: ['PATCH', `${cardPath}/limits`],
      to: { weekly_limit: 20.5, daily_limit: null },
    },
    {
      path: cardPath,
      change: ['PATCH', `${cardPath}/decision`],
      to: { fallback_decision: 'APPROVE', fallback_limit: 5 },
    },
    at(`/virtual-wallets/${wallet}`, 'PUT', { alias: 'Other' }),
    {
      path: `/virtual-wallets/${wallet}`,
      change: ['PATCH', `/virtual-wallets/${wallet}/set-enabled`],
      to: { enabled: false },
    },
    {
      path: treasuryPath,
      change: ['PUT', `${treasuryPath}/update`],
      to: { alias: 'Other' },
    },
  ];
  for (const { path, change, to } of all) {
    const read = async (): Promise<Record<string, unknown>> => {
      const { updated_at: _, ...rest } = (await ask(server.url, 'GET', path, { key: apiKey })).body;
      return rest as Record<string, unknown>;
    };
    const [method, where] = change;
    for (const changed of [{}, ...Object.entries(to).map(([name, value]) => ({ [name]: value }))]) {
      const wanted = { ...(await read()), ...changed };
      const answered = await ask(server.url, method, where, { key: apiKey, body: wanted });
      assert.equal(answered.status, 200, `${method} ${where} ${answered.text}`);
      assert.deepEqual(await read(), wanted, `${method} ${where} ${JSON.stringify(changed)}`);
    }
  }
  assert.equal((await client.getCompanyInformation({ companyId: company })).business_name, 'Other');
  await client.testWebhookEndpoint({ endpointId: endpoint!.id });
  const [{ headers } = assert.fail('it comes')] = await receiver.received(1);
  assert.deepEqual([headers['x-team'], headers['x-webhook-key']], ['payments', 'in-clear']);
});

for (const operation of operations) {
  // It answers without an end.
  if (operation.path === '/webhooks/events/stream') continue;
  let made: Promise<World> | undefined;
  const ours = (): Promise<World> => (made ??= world(operation));

  if (operation.access.kind === 'company')
    test(`${operation.method} ${operation.path} tells another company nothing`, async () => {
      const { ids } = await ours();
      // Of several things in a path some may be the stranger's own.
      const stranger = ownIn(operation, ids).length > 1 ? await strangerTo(operation) : plain;
      for (const place of placesIn(operation, ids)) {
        const told = await tell(operation, place, stranger, ids);
        for (const id of Object.values(ids)) assert.ok(!isOwn(id) || !told.text.includes(id), told.text);
        if (place.names.length === 0) continue;
        assert.deepEqual(told, await tell(operation, place, stranger, absent(ids)), JSON.stringify(place));
        if (place.in === 'path') assert.ok(told.status >= 400, told.text);
      }
    });

  test(`${operation.method} ${operation.path} answers as the document says`, async () => {
    const { key, ids } = await ours();
    let count = 0;
    await fc.assert(
      fc.asyncProperty(requests(operation, ids), async ({ path, body }) => {
        count += 1;
        const answered = await ask(server.url, operation.method, path, {
          key: operation.access.kind === 'operator' ? server.operatorKey : key,
          // Every other one, and every one that must, has an idempotency key.
          headers:
            count % 2 === 0 || needsKey(operation)
              ? { 'idempotency-key': `${operation.operationId}-${count}` }
              : {},
          ...(body !== undefined && operation.method !== 'GET' && { body: JSON.stringify(body) ?? '' }),
        });
        conforms.answer(operation, answered);
      }),
      { numRuns: runs, endOnFailure: true, seed },
    );
  });
}

const needsKey = (operation: Operation): boolean =>
  operation.parameters.some((parameter) => parameter.in === 'header' && parameter.required);

test('every event that came of all this is as the document says', async () => {
  const database = new DatabaseClient(server.databaseUrl);
  await database.connect();
  // The code of a challenge is sealed, and then erased.
  const { rows } = await database.query<{ body: string }>(
    "SELECT body FROM events WHERE type <> 'CARDS.NOTIFICATION_3DS_AUTHORIZATION.PENDING'",
  );
  await database.end();
  for (const { body } of rows) conforms.event(body);
  assert.ok(rows.length > 0);
});
