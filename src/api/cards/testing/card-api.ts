import { request } from 'undici';
import { createCards, createRates, createVault, sandboxHolding, type Cards } from '../../../cards/index.ts';
import type { Id } from '../../../kernel/ids.ts';
import { createEvents } from '../../../events/index.ts';
import { createLedger } from '../../../ledger/index.ts';
import { testSecrets } from '../../../cards/testing/cards.ts';
import { testApi, type TestApi } from '../../../../test/support/api.ts';
import { cardProgramRoutes } from '../routes.ts';

export interface Answered {
  readonly status: number;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

export interface CardApi {
  readonly api: TestApi;
  readonly cards: Cards;
  readonly send: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ) => Promise<Answered>;
  /** Makes a TOP_UP card and answers its id. */
  readonly card: (change?: object) => Promise<string>;
}

/** A server with the card endpoints, and the demo company's card program. */
export async function cardApi(): Promise<CardApi> {
  let made: Cards | undefined;
  const api = await testApi({
    routes: ({ database }) => {
      const vault = createVault({ database, secrets: testSecrets('first') });
      const events = createEvents({
        database,
        secrets: testSecrets('first'),
        checked: true,
        fanout: () => Promise.resolve(),
      });
      const cards = createCards({
        database,
        ledger: createLedger(),
        events,
        vault,
        initialHolding: sandboxHolding,
      });
      made = cards;
      return cardProgramRoutes({
        cards,
        rates: createRates({ database }),
        challenges: { decide: () => Promise.reject(new Error('tested in test/stories')) },
        publicUrl: () => 'https://cards.example',
      });
    },
  });
  if (made === undefined) throw new Error('the routes are made with the server');
  const cards = made;
  await api.database.work((tx) => cards.openCompany(tx, api.company as Id<'company'>, {}));

  const send: CardApi['send'] = async (method, path, body, headers = {}) => {
    const answer = await request(api.url + path, {
      method: method as 'GET',
      headers: {
        'x-api-key': api.key,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && method !== 'GET' && { body: JSON.stringify(body) }),
    });
    const text = await answer.body.text();
    return {
      status: answer.statusCode,
      text,
      body: text === '' ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
  };
  const card: CardApi['card'] = async (change = {}) => {
    const answer = await send('POST', '/cards/virtual-cards/create', {
      card_holder_name: 'Ada Lovelace',
      approval_method: 'TOP_UP',
      phone_country_code: 44,
      phone: '7700900123',
      ...change,
    });
    return String(answer.body['id']);
  };
  return { api, cards, send, card };
}
