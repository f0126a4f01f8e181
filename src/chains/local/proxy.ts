import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import { createServer } from '../../platform/http-server.ts';
import { StartupProblem, systemCode } from '../../platform/startup-problem.ts';
import { RpcFailure } from './rpc.ts';
import type { Rpc } from './rpc.ts';

const requestSchema = z.object({
  id: z.union([z.number(), z.string(), z.null()]).optional(),
  method: z.string(),
  params: z.array(z.unknown()).optional(),
});

const longestBody = 4 * 1024 * 1024;

/**
 * A JSON-RPC server on 127.0.0.1 that hands every call to `handle`. It is the only way to the local node, so that nothing
 * can change the chain beside its journal.
 *
 * @param port 0 takes a free one
 * @throws StartupProblem when the port is taken
 */
export async function startProxy(
  port: number,
  handle: Rpc,
): Promise<{ url: string; stop: () => Promise<void> }> {
  const server = createServer((request, response) => {
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('access-control-allow-headers', 'content-type');
    if (request.method !== 'POST') {
      response.writeHead(request.method === 'OPTIONS' ? 204 : 405).end();
      return;
    }
    const answer = async (): Promise<void> => {
      const body: unknown = JSON.parse(await readBody(request));
      const result = Array.isArray(body)
        ? await Promise.all(body.map((call) => answerOne(call, handle)))
        : await answerOne(body, handle);
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(result));
    };
    answer().catch(() => response.writeHead(400).end());
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        systemCode(error) === 'EADDRINUSE'
          ? new StartupProblem(
              `Port ${port}, on which the local chain is to answer, is in use.`,
              'Choose another port for it, or 0 for any that is free.',
            )
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${taken}`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerOne(call: unknown, handle: Rpc): Promise<unknown> {
  const parsed = requestSchema.safeParse(call);
  if (!parsed.success) return failure(null, -32600, 'not a JSON-RPC request');
  const { id = null, method, params } = parsed.data;
  try {
    return { jsonrpc: '2.0', id, result: await handle(method, params) };
  } catch (error) {
    return error instanceof RpcFailure
      ? failure(id, error.code, error.message)
      : failure(id, -32603, 'the local node is not there');
  }
}

const failure = (id: number | string | null, code: number, message: string) => ({
  jsonrpc: '2.0',
  id,
  error: { code, message },
});

async function readBody(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > longestBody) throw new RangeError('the body is too large');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
