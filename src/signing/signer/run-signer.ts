import type { IncomingMessage, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { wallClock } from '../../platform/clock.ts';
import type { Clock } from '../../platform/clock.ts';
import { createServer } from '../../platform/http-server.ts';
import type { Log } from '../../platform/log.ts';
import { mostBytes } from '../protocol/message.ts';
import { isUsable } from '../protocol/suite.ts';
import type { Describe, SignerAddress } from '../types.ts';
import { readSignerFolder } from './configuration.ts';
import { createKeyStore } from './key-store.ts';
import { createPolicyStore } from './policy-store.ts';
import { createSigner } from './signer.ts';

export interface SignerOptions {
  /** Its folder, see `createKeys` and `writeConfiguration`. */
  readonly folder: string;
  /** Makes the function that reads calls, from the `describe` part of `signer.json`. */
  readonly describe: (settings: unknown) => Describe | Promise<Describe>;
  readonly log: Log;
  /** Instead of the port in `signer.json`. */
  readonly port?: number | undefined;
  readonly clock?: Clock | undefined;
  readonly usable?: ((publicKey: Uint8Array) => boolean) | undefined;
}

/** A signer that listens. */
export interface RunningSigner extends SignerAddress {
  close(): Promise<void>;
}

/**
 * Starts a signer: one HTTP endpoint, `POST /`, that takes and gives signed messages. Plain HTTP is enough for authenticity, as
 * every message is signed, and for shares, which travel sealed; put TLS before it where the transactions themselves are
 * nobody's business.
 *
 * @throws StartupProblem when its folder is not complete
 */
export async function runSigner(options: SignerOptions): Promise<RunningSigner> {
  const { folder, log, clock = wallClock, usable = isUsable } = options;
  const { configuration, identity, sealKey } = await readSignerFolder(folder);
  const { number, host, platform, administrator, signers } = configuration;
  const signer = createSigner({
    number,
    identity,
    pins: {
      platform,
      administrator,
      'signer 1': signers[1],
      'signer 2': signers[2],
      'signer 3': signers[3],
    },
    keys: createKeyStore(join(folder, 'keys'), sealKey),
    policies: createPolicyStore(folder, sealKey, clock),
    describe: await options.describe(configuration.describe),
    log,
    usable,
  });

  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const wire = request.method === 'POST' ? await readJson(request) : undefined;
      const reply = JSON.stringify(await signer.answer(wire));
      response.writeHead(200, { 'content-type': 'application/json' }).end(reply);
    };
    answer().catch((error: unknown) => {
      log.warn({ err: error, signer: number }, 'a request could not be read');
      response.writeHead(400).end();
    });
  });
  // The platform keeps its connections; closing them for idleness would race with its next request.
  server.keepAliveTimeout = 65_000;
  server.requestTimeout = 10_000;
  const port = await listen(server, host, options.port ?? configuration.port);
  log.info({ signer: number, host, port }, 'signer listens');

  const urlHost = host.includes(':') ? `[${host}]` : host;
  return {
    number,
    url: `http://${urlHost}:${port}`,
    publicKey: identity.publicKey,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > mostBytes) throw new Error('The request is too large.');
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}
