import { Pool } from 'undici';
import { systemCode } from '../../platform/startup-problem.ts';
import type { Message } from '../protocol/message.ts';
import type { SignerAddress, SignerNumber } from '../types.ts';

/** Carries a message to a signer and brings its answer. Throws when the signer is not reached in time. */
export interface Carrier {
  send(signer: SignerNumber, message: Message): Promise<unknown>;
  close(): Promise<void>;
}

/** Over HTTP, on connections that are kept. */
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
    });
    if (statusCode === 200) return await body.json();
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

const closedUnderUs = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);
