import type { Endpoint, EndpointSecret, PayloadFormat } from '../types.ts';
import { defaultSchedule } from '../delivery/schedule.ts';
import { productBody } from '../product-format.ts';
import { ed25519Signer, hmacSigner, type Signer } from '../signature.ts';

/** An endpoint made ready for sending. Thousands are kept in memory: no more than sending needs. */
export interface Sender {
  readonly endpoint: Endpoint['id'];
  /** `https://example.com:8443`, and the path with the query. */
  readonly origin: string;
  readonly path: string;
  readonly format: PayloadFormat;
  readonly timeoutMs: number;
  readonly rateLimit: number | null;
  readonly schedule: readonly number[];
  readonly signers: readonly { readonly signer: Signer; readonly until: Date | null }[];
  /** Headers that are the same on every message, names and values by turns. */
  readonly headers: readonly string[];
  /** Names of headers whose values are not kept, with commas between; `null` when there are none. */
  readonly secretHeaders: string | null;
}

const commonHeaders = ['Content-Type', 'application/json', 'User-Agent', 'Cardwright-Webhooks/1'];

export function createSender(endpoint: Endpoint, secrets: readonly EndpointSecret[]): Sender {
  const headers = [...commonHeaders];
  const secretHeaders: string[] = [];
  if (endpoint.legacyKey !== null) {
    headers.push('X-Webhook-Key', endpoint.legacyKey.reveal());
    secretHeaders.push('X-Webhook-Key');
  }
  for (const [name, value] of Object.entries(endpoint.headers)) {
    headers.push(name, value.reveal());
    secretHeaders.push(name);
  }
  const url = new URL(endpoint.url);
  return {
    endpoint: endpoint.id,
    origin: url.origin,
    path: url.pathname + url.search,
    format: endpoint.format,
    timeoutMs: endpoint.timeoutMs,
    rateLimit: endpoint.rateLimit,
    schedule: endpoint.retrySchedule ?? defaultSchedule,
    signers: secrets.flatMap(({ secret, privateKey, expiresAt }) => [
      ...(endpoint.signatures.includes('v1')
        ? [{ signer: hmacSigner(secret.reveal()), until: expiresAt }]
        : []),
      ...(endpoint.signatures.includes('v1a')
        ? [{ signer: ed25519Signer(privateKey.reveal()), until: expiresAt }]
        : []),
    ]),
    headers: secretHeaders.length === 0 ? commonHeaders : headers,
    secretHeaders: secretHeaders.length === 0 ? null : secretHeaders.join(','),
  };
}

/** Values of headers that are not kept. */
export const secretValues = ({ headers, secretHeaders }: Sender): readonly string[] =>
  secretHeaders === null ? [] : headers.slice(commonHeaders.length).filter((_, at) => at % 2 === 1);

/** What a message is made of beside its sender. */
export interface Letter {
  readonly event: string;
  /** Bytes: made once, they are signed and sent as they are. */
  readonly body: Buffer;
  readonly traceId: string;
  /** 1, 2, 3 … */
  readonly attempt: number;
  readonly replay: boolean;
  readonly test: boolean;
}

export interface Message {
  readonly headers: string[];
  readonly body: Buffer;
  readonly signature: string;
}

/** The message as it goes out now: events.md section 2. */
export function compose(sender: Sender, letter: Letter, now: Date): Message {
  const nowMs = now.getTime();
  const seconds = Math.floor(nowMs / 1000).toString();
  const body = sender.format === 'product' ? Buffer.from(productBody(letter.body.toString())) : letter.body;
  const head = `${letter.event}.${seconds}.`;
  let signature = '';
  for (const { signer, until } of sender.signers)
    if (until === null || until.getTime() > nowMs)
      signature += (signature === '' ? '' : ' ') + signer.sign(head, body);
  const headers = [
    ...sender.headers,
    'webhook-id',
    letter.event,
    'webhook-timestamp',
    seconds,
    'webhook-signature',
    signature,
    'X-Request-Timestamp',
    nowMs.toString(),
    'X-Webhook-Attempt',
    letter.attempt.toString(),
    'X-Trace-Id',
    letter.traceId,
  ];
  if (letter.replay) headers.push('X-Webhook-Replay', 'true');
  if (letter.test) headers.push('X-Webhook-Test', 'true');
  return { headers, body, signature };
}
