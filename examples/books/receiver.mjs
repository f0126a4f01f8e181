/**
 * A receiver that keeps books: `POST /` takes events, `GET /cards/{id}`, `/wallets/{id}` and `/holding` say what there is. In this folder:
 *
 *   npm install
 *   WEBHOOK_SECRET=whsec_… PORT=3000 OPENING=1000000.00 npm start
 *
 * OPENING is what the holding had when the endpoint was made.
 */
import { createServer } from 'node:http';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';
import { cents, createBooks, inCents, inUnits } from './books.mjs';

const { WEBHOOK_SECRET: secret, PORT: port = '3000', OPENING: opening = '0' } = process.env;
if (!secret) {
  console.error('Set WEBHOOK_SECRET to the secret of the endpoint: whsec_…');
  process.exit(2);
}

const webhook = new Webhook(secret);
const books = createBooks();

const server = createServer((request, response) => {
  // Whoever goes away in the middle of a body ends nothing but that request.
  (request.method === 'GET' ? show : receive)(request, response).catch(() => response.destroy());
});

async function receive(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  let event;
  try {
    event = webhook.verify(Buffer.concat(chunks).toString(), request.headers);
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    response.writeHead(401).end();
    return;
  }
  // A test send carries an example, which never happened.
  if (request.headers['x-webhook-test'] !== 'true') books.take(event);
  response.writeHead(204).end();
}

async function show(request, response) {
  const [, list, id] = request.url.split('/');
  response.setHeader('content-type', 'application/json');
  if (list === 'wallets') response.end(inUnits(books.wallet(id)));
  else response.end(inCents(list === 'holding' ? books.holding(cents(opening)) : books.card(id)));
}

server.listen(Number(port), '127.0.0.1', () => {
  console.log(`receiving at http://127.0.0.1:${server.address().port}/`);
});
