import { Pool } from 'undici';
import { systemCode } from '../../platform/startup-problem.ts';
import { mostBytes } from '../protocol/message.ts';
import type { Message } from '../protocol/message.ts';
import type { SignerAddress, SignerNumber } from '../types.ts';

/** Carries a message to a signer and brings its answer. Throws when the signer is not reached in time. */
export interface Carrier {
  send(signer: SignerNumber, message: Message): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * Over HTTP, on connections that are kept. A signer may be in other hands: its answer counts when all of it came within
 * `timeoutMs`, and no more of it is read than an answer can be.
 */
export function createHttpCarrier(signers: readonly SignerAddress[], timeoutMs: number): Carrier {
  const pools = new Map(
    signers.map(({ number, url }) => [
      number,
      new Pool(url, {
        connections: 16,
        connectTimeout: timeoutMs,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        // Shorter than the signer's, so that it never closes a connection under a request.
        keepAliveTimeout: 50_000,
      }),
    ]),
  );
  const once = async (signer: SignerNumber, message: Message): Promise<unknown> => {
    const pool = pools.get(signer);
    if (pool === undefined) throw new Error(`Signer ${signer} has no address.`);
    const { statusCode, body } = await pool.request({
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(message),
      // The pool's own limits are of single pauses: byte after byte an answer could take for ever.
      signal: AbortSignal.timeout(timeoutMs),
    });
    if (statusCode === 200) return JSON.parse(await readText(body));
    await body.dump();
    throw new Error(`Signer ${signer} answered with status ${statusCode}.`);
  };
  return {
    async send(signer, message) {
      try {
        return await once(signer, message);
      } catch (error) {
        // A signer that restarted has closed the connections that were kept; sending twice is harmless, as no round is answered twice.
        if (!closedUnderUs.has(systemCode(error) ?? '')) throw error;
        return await once(signer, message);
      }
    },
    close: async () => {
      await Promise.all([...pools.values()].map((pool) => pool.close()));
    },
  };
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error(`The answer is larger than ${mostBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

const closedUnderUs = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);
