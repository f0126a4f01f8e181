import assert from 'node:assert/strict';
import { pino } from 'pino';
import { atEnd } from '../../../test/support/at-end.ts';
import { testPurchases, type Purchases } from '../../authorizations/testing/purchases.ts';
import { createRates, type CardNow, type ZoneKey } from '../../cards/index.ts';
import type { NewCard } from '../../cards/life/create-card.ts';
import { parseAmount } from '../../kernel/money.ts';
import { redacted } from '../../kernel/redacted.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import { newTraceId } from '../../platform/trace-id.ts';
import {
  connectClient,
  createCodec,
  createHandle,
  createNetworkServer,
  dialects,
  type Client,
  type Fields,
  type FieldValue,
  type Framing,
  type Handle,
  type HandleDoors,
  type Limits,
  type Message,
} from '../index.ts';
import { textOf } from '../message.ts';

/** The key of the PIN blocks of these tests. */
export const zoneKey: ZoneKey = redacted(Buffer.from('0123456789ABCDEFFEDCBA9876543210', 'hex'));

export type Changes = Readonly<Record<number, FieldValue | null>>;

/** A card of a test, and what stands on it. */
export interface Plastic {
  readonly card: CardNow;
  readonly pan: string;
}

export interface Wire {
  readonly world: Purchases;
  readonly client: Client;
  /** Lines that the server has logged. */
  readonly lines: readonly Record<string, unknown>[];
  /** A `TOP_UP` card with so much on it, unless said otherwise, in a company of its own with plenty in the holding. */
  plastic(available?: string, card?: Partial<NewCard>): Promise<Plastic>;
  /** A message of this card with a trace number and a retrieval reference of its own; null leaves a field out. */
  message(mti: string, of: Plastic, amount: string | null, changes?: Changes): Message;
  /** A later message about the same purchase: its reference, a trace number of its own. */
  about(original: Message, mti: string, changes?: Changes): Message;
  /** Sends it; answers what field 39 says. */
  ask(message: Message): Promise<string>;
  /** Sends it; answers all fields. */
  send(message: Message): Promise<Fields>;
  /** Another connection, to this server or to one of its own with other limits or another handle. */
  connect(other?: {
    readonly limits?: Partial<Limits>;
    readonly around?: (handle: Handle) => Handle;
    /** As if the server were in another process: it knows nothing of what is under way here. */
    readonly elsewhere?: boolean;
    /** Of such a process: where its operations go. */
    readonly submit?: HandleDoors['authorizations']['submit'];
  }): Promise<Client>;
  /** Decides messages as another process would, whose operations and questions go there: it knows nothing of what is under way here. */
  process(submit: HandleDoors['authorizations']['submit'], database?: Database): Handle;
  /** Which events told of the purchase of a message, in order: `CLEARING/PENDING`. */
  events(of: Plastic): string[];
  ends(of: Plastic, available: string, held?: string): Promise<void>;
}

/** Where messages come from that are handed to a process without a line. */
export const fromANetwork = { id: '1', peer: 'a network', certificate: undefined };

/** What a process answers to a message, for which it has a minute. */
export async function handTo(
  process: Handle,
  message: Message,
): Promise<NonNullable<Awaited<ReturnType<Handle>>>> {
  const at = new Date();
  const arrival = { at, deadline: new Date(at.getTime() + 60_000), traceId: newTraceId() };
  return (await process(message, fromANetwork, arrival)) ?? assert.fail('it answers nothing');
}

/** Field 4 of an amount in a currency of two decimals. */
export const field4 = (amount: string): string => String(parseAmount(amount, 2)).padStart(12, '0');

/** Field 90 for a message. */
export const field90 = (message: Message): string =>
  message.mti +
  [11, 7].map((field) => textOf(message, field)).join('') +
  (textOf(message, 32) ?? '').padStart(11, '0') +
  '0'.repeat(11);

/** Field 95 for what remains. */
export const field95 = (remaining: string): string => field4(remaining).padEnd(42, '0');

const framing: Framing = { length: 'binary-2', tpdu: false, most: 4_096 };

/** A server on a free port with a real database behind it, and one who speaks to it. */
export async function testWire(doors: Partial<HandleDoors> = {}): Promise<Wire> {
  const world = await testPurchases();
  const dialect = dialects['iso1987-ascii'];
  assert.ok(dialect);
  const codec = createCodec(dialect);
  const lines: Record<string, unknown>[] = [];
  const log = pino(
    { level: 'debug', base: null },
    { write: (line) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  );
  const makeHandle = (submit = world.authorizations.submit, database = world.database): Handle =>
    createHandle({
      database,
      authorizations: { submit },
      cards: world.cards,
      convert: createRates({ database: world.database }).convert,
      zoneKey,
      log,
      ...doors,
    });
  const handle = makeHandle();
  const start = async (limits: Partial<Limits> = {}, decide: Handle = handle) => {
    const server = createNetworkServer({ codec, framing, handle: decide, log, clock: wallClock, limits });
    atEnd(() => server.close());
    return server.listen({ host: '127.0.0.1', port: 0 });
  };
  const at = await start();
  const connect: Wire['connect'] = async (other) => {
    const decides = other?.elsewhere === true ? makeHandle(other.submit) : handle;
    const where = other === undefined ? at : await start(other.limits, other.around?.(decides) ?? decides);
    const client = await connectClient({ ...where, codec, framing });
    atEnd(() => client.close());
    return client;
  };
  const client = await connect();
  let trace = 0;
  const nextTrace = (): string => String((trace += 1)).padStart(6, '0');
  const changed = (fields: Fields, changes: Changes): Fields =>
    Object.fromEntries(
      Object.entries({ ...fields, ...changes }).filter(
        (entry): entry is [string, FieldValue] => entry[1] !== null,
      ),
    );
  const send = async (message: Message): Promise<Fields> => (await client.ask(message)).fields;

  return {
    world,
    client,
    lines,
    connect,
    async plastic(available = '1000.00', more = {}) {
      const company = await world.company(100_000_00n);
      const card = await world.card(company, { approvalMethod: 'TOP_UP', ...more });
      if (card.approvalMethod === 'TOP_UP') {
        const amount = parseAmount(available, 2) as bigint;
        await world.cards.changeBalance(company, card.id, { kind: 'set', amount });
      }
      const pan = await world.vault.reveal(world.database, { company, card: card.id });
      return { card, pan: pan.reveal() };
    },
    message(mti, { pan }, amount, changes = {}) {
      const stan = nextTrace();
      const fields = {
        2: pan,
        3: '000000',
        4: amount === null ? null : field4(amount),
        7: '0105093105',
        11: stan,
        18: '5411',
        22: '051',
        25: '00',
        32: '123456',
        37: `600509${stan}`,
        41: 'TERM0001',
        42: 'MERCHANT0000001',
        43: 'ACME SUPERMARKET         LISBON       PT',
        49: '840',
      };
      return { mti, fields: changed({}, { ...fields, ...changes }) };
    },
    about(original, mti, changes = {}) {
      return {
        mti,
        fields: changed(original.fields, {
          11: nextTrace(),
          14: null,
          35: null,
          48: null,
          52: null,
          ...changes,
        }),
      };
    },
    send,
    process: makeHandle,
    ask: async (message) => textOf(await client.ask(message), 39) ?? '',
    events: ({ card }) =>
      world.events
        .filter(({ data }) => data['card_id'] === card.id)
        .map(({ subOperation, status }) => `${subOperation}/${status}`),
    async ends({ card }, available, held = '0.00') {
      const balances = await world.balances(card);
      assert.deepEqual({ available: balances.available, held: balances.held }, { available, held });
    },
  };
}

/** Lets messages be decided and holds their answers back until it is opened. */
export function held(): { around: (handle: Handle) => Handle; decided: Promise<void>; open: () => void } {
  const gate = Promise.withResolvers<void>();
  const decided = Promise.withResolvers<void>();
  return {
    decided: decided.promise,
    open: () => gate.resolve(),
    around: (handle) => async (given, connection, arrival) => {
      const answer = await handle(given, connection, arrival);
      decided.resolve();
      await gate.promise;
      return answer;
    },
  };
}
