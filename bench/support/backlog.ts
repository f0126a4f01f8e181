import type { Id } from '../../src/kernel/ids.ts';
import { drain, type Drained } from './drain.ts';
import { pileUp } from './pile.ts';
import { startReceiver, type Receiver, type ReceiverOptions } from './receiver.ts';
import { call, foundCompany, startServer, type BenchServer } from './server.ts';

/** A server on which nobody dispatches, and one company whose events go to one receiver. */
export interface Backlog {
  readonly server: BenchServer;
  readonly company: Id<'company'>;
  readonly apiKey: string;
  readonly receiver: Receiver;
  /** Lets so many events of 1 KB pile up, then has one dispatcher process send them. */
  send(count: number): Promise<Drained>;
}

export async function withBacklog<T>(
  receives: ReceiverOptions,
  use: (backlog: Backlog) => Promise<T>,
): Promise<T> {
  const receiver = await startReceiver(receives);
  const server = await startServer({ env: { ROLES: 'api' } });
  try {
    const { id, apiKey } = await foundCompany(server, 'Backlog');
    await call({ url: server.url, apiKey }, 'POST', '/webhooks/endpoints', { url: receiver.url });
    return await use({
      server,
      company: id,
      apiKey,
      receiver,
      async send(count) {
        await pileUp(server, count, () => id);
        return drain(server, receiver, count);
      },
    });
  } finally {
    await server.stop();
    receiver.stop();
  }
}
