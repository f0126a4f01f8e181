/**
 * A receiver of webhooks without dependencies: makes itself an endpoint, verifies each delivery as Standard Webhooks
 * says, and prints what it tells.
 *
 *   eval "$(npx cardwright keys --env)"
 *   node examples/receiver.mjs
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const { CARDWRIGHT_URL: url, CARDWRIGHT_API_KEY: key, PORT: port = '0' } = process.env;
if (!url || !key) {
  console.error('Say where Cardwright runs first: eval "$(npx cardwright keys --env)"');
  process.exit(2);
}

let secret = '';
const seen = new Set();

const server = createServer((request, response) => {
  // Whoever goes away in the middle of a body ends nothing but that request.
  receive(request, response).catch(() => response.destroy());
});

async function receive(request, response) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  const body = Buffer.concat(chunks).toString();
  if (!isGenuine(request.headers, body)) {
    response.writeHead(401).end();
    return;
  }
  // Answer first, work afterwards: an answer that takes too long counts as none.
  response.writeHead(204).end();
  const event = JSON.parse(body);
  if (seen.has(event.operation_id)) return;
  seen.add(event.operation_id);
  const { operation, sub_operation, status, reason, data } = event;
  console.log(
    `\nverified: ${operation} ${sub_operation} ${status}${reason ? ` (${reason})` : ''}\n${JSON.stringify(data, null, 2)}`,
  );
}

/** The signature is an HMAC over id, timestamp and the raw body; the timestamp keeps old deliveries from being replayed. */
function isGenuine(headers, body) {
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return false;
  const hmac = createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'));
  const expected = Buffer.from(`v1,${hmac.update(`${id}.${timestamp}.${body}`).digest('base64')}`);
  // While a secret is rotated there is one signature for each.
  return String(headers['webhook-signature'])
    .split(' ')
    .map((given) => Buffer.from(given))
    .some((given) => given.length === expected.length && timingSafeEqual(given, expected));
}

server.listen(Number(port), '127.0.0.1', async () => {
  const address = `http://127.0.0.1:${server.address().port}/`;
  const answer = await fetch(`${url}/webhooks/endpoints`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json' },
    body: JSON.stringify({ url: address, description: 'examples/receiver.mjs' }),
  });
  const endpoint = await answer.json();
  if (!answer.ok) {
    console.error(endpoint.message);
    process.exit(1);
  }
  ({ secret } = endpoint);
  // Nobody is to be told any more when nobody listens.
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.once(signal, async () => {
      await fetch(`${url}/webhooks/endpoints/${endpoint.id}`, {
        method: 'DELETE',
        headers: { 'x-api-key': key },
      }).catch(() => {});
      process.exit();
    });
  console.log(`receiving at ${address} as ${endpoint.id}`);
});
