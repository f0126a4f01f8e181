import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it } from 'node:test';
import { atEnd } from '../../../test/support/at-end.ts';
import { createIdentity } from '../protocol/identity.ts';
import { writeMessage } from '../protocol/message.ts';
import { createHttpCarrier } from './carrier.ts';

const message = writeMessage(
  createIdentity().identity,
  { session: 's', round: 'r', sender: 'platform', receiver: 'signer 1' },
  {},
);

/** Carries to a signer that answers like this. */
async function carrierTo(answer: (response: ServerResponse) => void, timeoutMs: number) {
  const server = createServer((_, response) => answer(response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const carrier = createHttpCarrier(
    [{ number: 1, url: `http://127.0.0.1:${port}`, publicKey: '' }],
    timeoutMs,
  );
  atEnd(async () => {
    server.closeAllConnections();
    server.close();
    await carrier.close();
  });
  return carrier;
}

/** Something to be written again and again, until the connection is gone. */
function drip(response: ServerResponse, bytes: string): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const timer = setInterval(() => response.write(bytes), 5);
  response.once('close', () => clearInterval(timer));
}

describe('what carries to a signer', () => {
  it('waits so long for the whole answer, also for one that comes byte after byte', async () => {
    const carrier = await carrierTo((response) => drip(response, ' '), 200);
    await assert.rejects(carrier.send(1, message));
  });

  it('reads no more than an answer can be', async () => {
    const carrier = await carrierTo((response) => drip(response, ' '.repeat(65_536)), 30_000);
    await assert.rejects(carrier.send(1, message), /larger than/);
  });

  it('brings an answer that is in time and of a size', async () => {
    const carrier = await carrierTo((response) => response.end(`{"a":"${'x'.repeat(100_000)}"}`), 5_000);
    assert.deepEqual(await carrier.send(1, message), { a: 'x'.repeat(100_000) });
  });
});
