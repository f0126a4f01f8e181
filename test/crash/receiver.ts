import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A connection over which events arrive: all of one process. */
export interface Connection {
  /** The port of the process that sends: tells connections apart. */
  readonly port: number | undefined;
  /** Infinity while it is open. */
  closedAtMs: number;
}

/** One arrival of an event. */
export interface Arrival {
  readonly connection: Readonly<Connection>;
  readonly attempt: number;
  readonly atMs: number;
  /** Whether it was accepted. */
  readonly accepted: boolean;
}

export interface CrashReceiver {
  readonly url: string;
  /** All arrivals of each event, by its id, in their order. */
  readonly arrivals: ReadonlyMap<string, readonly Arrival[]>;
  /** The purchases that were told of. */
  readonly purchases: ReadonlySet<string>;
  close(): void;
}

/** Notes what arrives, and refuses some of it so that there are retries, too. */
export async function startReceiver(refuses: () => boolean): Promise<CrashReceiver> {
  const arrivals = new Map<string, Arrival[]>();
  const purchases = new Set<string>();
  const connections = new WeakMap<object, Connection>();
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    // What breaks off has not arrived.
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString()) as {
        operation_id: string;
        data: { transaction_id?: string };
      };
      const accepted = !refuses();
      const list = arrivals.get(body.operation_id) ?? [];
      const connection = connections.get(request.socket);
      if (connection === undefined) throw new Error('a request without a connection');
      list.push({
        connection,
        attempt: Number(request.headers['x-webhook-attempt']),
        atMs: Date.now(),
        accepted,
      });
      arrivals.set(body.operation_id, list);
      if (accepted && body.data.transaction_id !== undefined) purchases.add(body.data.transaction_id);
      response.writeHead(accepted ? 204 : 503).end();
    });
  });
  server.keepAliveTimeout = 600_000;
  server.on('connection', (socket) => {
    const connection: Connection = { port: socket.remotePort, closedAtMs: Infinity };
    connections.set(socket, connection);
    socket.on('close', () => (connection.closedAtMs = Date.now()));
    // A process that was killed resets what it had open.
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    arrivals,
    purchases,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
