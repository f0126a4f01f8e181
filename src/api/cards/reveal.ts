import { z } from 'zod';
import type { Cards, CardSecrets } from '../../cards/index.ts';
import { plain } from '../answer.ts';
import { route, type Route } from '../route.ts';
import { cardPath } from './cards.ts';
import { revealHeaders, revealHtml } from './reveal-page.ts';

const tag = 'Card secrets';
const product = 'cards';
const pagePath = '/cards/secret-page';

const secrets = z.object({
  card_holder_name: z.string(),
  pan: z.string().optional(),
  expiry: z.string().optional(),
  cvv: z.string().optional(),
  pin: z.string().optional(),
});

const show = (shown: CardSecrets): z.output<typeof secrets> =>
  shown.shows === 'PIN'
    ? { card_holder_name: shown.holderName, pin: shown.pin.reveal() }
    : {
        card_holder_name: shown.holderName,
        pan: shown.pan.reveal(),
        expiry: shown.expiry,
        cvv: shown.cvv.reveal(),
      };

export interface RevealDoors {
  readonly cards: Cards;
  /** Where browsers reach this server: `https://cards.example.com`, without a slash at its end. */
  readonly publicUrl: () => string;
}

/** Pages that show a card's number or PIN to the cardholder, once, without the company's servers seeing it. */
export function cardSecretRoutes({ cards, publicUrl }: RevealDoors): Route[] {
  const page = (shows: 'PAN' | 'PIN', path: string, operationId: string, what: string): Route =>
    route({
      method: 'GET',
      path: `/cards/virtual-cards/{cardId}/${path}`,
      operationId,
      summary: `Get a page that shows ${what} once`,
      description:
        'The URL is valid for 60 seconds and can be opened once. Open it in the cardholder’s browser or web view.',
      tag,
      access: { kind: 'company', level: 2, product },
      params: cardPath,
      audit: 'always',
      answer: { status: 200, schema: z.object({ url: z.url() }), secrets: ['url'] },
      failures: ['VAL'],
      handle: async ({ caller, params }) => {
        const token = await cards.makePage(caller.company, params.cardId, shows);
        return { url: `${publicUrl()}${pagePath}#${token.reveal()}` };
      },
    });
  return [
    page('PAN', 'pan-html', 'getPanPage', 'the card number, expiry date and CVV'),
    page('PIN', 'pin-html', 'getPinPage', 'the PIN'),
    route({
      method: 'GET',
      path: pagePath,
      operationId: 'showSecretPage',
      summary: 'The page itself',
      tag,
      hidden: true,
      access: { kind: 'public' },
      answer: { status: 200, contentType: 'text/html' },
      handle: () => Promise.resolve(plain(revealHeaders, revealHtml)),
    }),
    route({
      method: 'POST',
      path: pagePath,
      operationId: 'openSecretPage',
      summary: 'Fetch what the page shows, once',
      tag,
      hidden: true,
      access: { kind: 'public' },
      body: z.object({ token: z.string().max(200) }),
      answer: { status: 200, schema: secrets, secrets: ['pan', 'cvv', 'pin'] },
      handle: async ({ body }) => show(await cards.openPage(body.token)),
    }),
  ];
}
