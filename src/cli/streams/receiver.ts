import type { Client, WebhookEvent } from '../../../sdk/index.ts';
import { wallClock } from '../../platform/clock.ts';
import { createServer } from '../../platform/http-server.ts';
import { checkSignature } from '../commands/check-signature.ts';

/** A webhook that has come, and was genuine. */
export interface Received {
  readonly event: WebhookEvent;
  readonly headers: Readonly<Record<string, string>>;
}

export interface ReceiverOptions {
  readonly filters?: readonly string[];
  /** To be asked for decisions: the answer that goes back. */
  readonly decide?: (received: Received) => { readonly response_code: string } | undefined;
  readonly onReceived: (received: Received) => void;
}

/** A real receiver of webhooks on this machine, with an endpoint of its own. */
export interface Receiver extends AsyncDisposable {
  readonly url: string;
  readonly endpoint: string;
}

/**
 * Listens on a free port, makes an endpoint for it, and verifies what comes. Disposing takes both away again.
 *
 * @throws ApiError where the key is not of level 3, or the server may not send to this machine
 */
export async function openReceiver(
  client: Client,
  { filters, decide, onReceived }: ReceiverOptions,
): Promise<Receiver> {
  let secret = '';
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      // The first message may overtake the answer that tells the secret: it is sent again.
      if (secret === '' || !checkSignature({ headers, body }, [secret], wallClock.now()).valid) {
        response.writeHead(secret === '' ? 503 : 401).end();
        return;
      }
      const received = { headers, event: JSON.parse(body.toString()) as WebhookEvent };
      const answer = decide?.(received);
      if (answer === undefined) response.writeHead(204).end();
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      onReceived(received);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/webhooks`;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  try {
    const endpoint = await client.createWebhookEndpoint({
      url,
      description: 'cardwright, on this machine',
      filters: filters === undefined ? undefined : [...filters],
      decision: decide === undefined ? undefined : true,
      retry_schedule: [1, 1, 1],
    });
    secret = endpoint.secret;
    return {
      url,
      endpoint: endpoint.id,
      async [Symbol.asyncDispose]() {
        try {
          await client.deleteWebhookEndpoint({ endpointId: endpoint.id });
        } finally {
          await close();
        }
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}
