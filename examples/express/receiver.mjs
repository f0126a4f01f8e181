/**
 * A receiver of webhooks with Express. In this folder:
 *
 *   npm install
 *   WEBHOOK_SECRET=whsec_… PORT=3000 npm start   (the secret that was shown when the endpoint was made)
 *
 * Without a public address: npx cardwright listen --forward-to 3000/webhooks --secret whsec_…
 */
import express from 'express';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

const { WEBHOOK_SECRET: secret, PORT: port = '3000' } = process.env;
if (!secret) {
  console.error('Set WEBHOOK_SECRET to the secret of the endpoint: whsec_…');
  process.exit(2);
}

const webhook = new Webhook(secret);
const seen = new Set();
const app = express();

// The signature is over the bytes as they came: no express.json() before this route.
app.post('/webhooks', express.raw({ type: 'application/json', limit: '1mb' }), (request, response) => {
  let event;
  try {
    event = webhook.verify(request.body, request.headers);
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    response.status(401).send('not genuine');
    return;
  }
  // Answer when the event is kept, and work afterwards. Here it is kept in memory; use a table whose key is operation_id.
  const known = seen.has(event.operation_id);
  seen.add(event.operation_id);
  response.status(204).end();
  if (!known) setImmediate(work, event);
});

function work({ operation, sub_operation, status, data }) {
  console.log(`verified: ${operation} ${sub_operation} ${status}\n${JSON.stringify(data, null, 2)}`);
}

const server = app.listen(Number(port), '127.0.0.1', () => {
  console.log(`receiving at http://127.0.0.1:${server.address().port}/webhooks`);
});
