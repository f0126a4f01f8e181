import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket } from 'node:tls';
import { serveConnection } from './connection.ts';
import type { OpenConnection } from './connection.ts';
import { defaultLimits } from './types.ts';
import type { Connection, Context, Limits, NetworkServerOptions, TlsOptions } from './types.ts';

/** The TCP server of the role `network`. */
export interface NetworkServer {
  /** Starts to listen; port 0 takes a free one. Answers where. */
  listen(at: {
    readonly host: string;
    readonly port: number;
  }): Promise<{ readonly host: string; readonly port: number }>;
  readonly connections: () => number;
  /** Takes no more connections, answers what is under way, waits for what that set off, then closes. */
  close(): Promise<void>;
}

/** Makes the server; nothing listens before `listen`. */
export function createNetworkServer({ limits, tls, ...options }: NetworkServerOptions): NetworkServer {
  const allLimits: Limits = { ...defaultLimits, ...limits };
  const open = new Map<Socket, OpenConnection>();
  let closing = false;
  let opened = 0;
  const going = new Set<Promise<unknown>>();
  const context: Context = {
    ...options,
    limits: allLimits,
    isClosing: () => closing,
    goesOn(work) {
      const done = work.finally(() => going.delete(done));
      going.add(done);
    },
  };

  const accept = (socket: Socket): void => {
    opened += 1;
    socket.setNoDelay(true);
    socket.setKeepAlive(true, 30_000);
    open.set(socket, serveConnection(context, socket, connectionOf(socket, String(opened))));
    socket.once('close', () => open.delete(socket));
  };

  const server =
    tls === undefined ? createServer({ allowHalfOpen: true }, accept) : tlsServer(tls, allLimits);
  if (tls !== undefined) {
    server.on('secureConnection', accept);
    server.on('tlsClientError', (error: Error, socket: TLSSocket) => {
      options.log.warn({ err: error, peer: peerOf(socket) }, 'TLS handshake refused');
      socket.destroy();
    });
  }
  server.maxConnections = allLimits.connections;
  server.on('drop', (dropped) =>
    options.log.warn({ peer: dropped?.remoteAddress }, 'too many connections: one was refused'),
  );

  return {
    connections: () => open.size,
    listen: ({ host, port }) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host, port }, () => {
          server.off('error', reject);
          server.on('error', (error) => options.log.error({ err: error }, 'network server error'));
          const address = server.address() as AddressInfo;
          resolve({ host: address.address, port: address.port });
        });
      }),
    async close() {
      closing = true;
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      for (const connection of open.values()) connection.finish();
      const force = setTimeout(() => {
        for (const connection of open.values()) connection.destroy();
      }, allLimits.answerMs + allLimits.stallMs);
      await closed;
      clearTimeout(force);
      await Promise.allSettled(going);
    },
  };
}

function tlsServer({ key, certificate, clientAuthorities }: TlsOptions, { stallMs }: Limits): Server {
  return createTlsServer({
    key,
    cert: certificate,
    minVersion: 'TLSv1.2',
    handshakeTimeout: stallMs,
    allowHalfOpen: true,
    ...(clientAuthorities !== undefined && {
      ca: clientAuthorities,
      requestCert: true,
      rejectUnauthorized: true,
    }),
  });
}

const peerOf = (socket: Socket): string => `${socket.remoteAddress ?? '?'}:${socket.remotePort ?? '?'}`;

function connectionOf(socket: Socket, id: string): Connection {
  const shown = socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
  return {
    id,
    peer: peerOf(socket),
    certificate: shown && { subject: shown.subject, fingerprint: shown.fingerprint256 },
  };
}
