/**
 * A receiver of webhooks with node:http and the published Standard Webhooks library. In this folder:
 *
 *   npm install
 *   WEBHOOK_SECRET=whsec_… PORT=3000 npm start   (the secret that was shown when the endpoint was made)
 *
 * Without a public address: npx cardwright listen --forward-to 3000 --secret whsec_…
 */
import { createServer } from 'node:http';
import { Webhook, WebhookVerificationError } from 'standardwebhooks';

const { WEBHOOK_SECRET: secret, PORT: port = '3000' } = process.env;
if (!secret) {
  console.error('Set WEBHOOK_SECRET to the secret of the endpoint: whsec_…');
  process.exit(2);
}

const webhook = new Webhook(secret);
const seen = new Set();

const server = createServer((request, response) => {
  // Whoever goes away in the middle of a body ends nothing but that request.
  receive(request, response).catch(() => response.destroy());
});

async function receive(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  let event;
  try {
    // Checks the signature and that the timestamp is at most five minutes off.
    event = webhook.verify(Buffer.concat(chunks).toString(), request.headers);
  } catch (error) {
    if (!(error instanceof WebhookVerificationError)) throw error;
    response.writeHead(401).end();
    return;
  }
  // Answer when the event is kept, and work afterwards. Here it is kept in memory; use a table whose key is operation_id.
  const known = seen.has(event.operation_id);
  seen.add(event.operation_id);
  response.writeHead(204).end();
  if (known) return;
  const { operation, sub_operation, status, data } = event;
  console.log(`verified: ${operation} ${sub_operation} ${status}\n${JSON.stringify(data, null, 2)}`);
}

server.listen(Number(port), '127.0.0.1', () => {
  console.log(`receiving at http://127.0.0.1:${server.address().port}/`);
});
