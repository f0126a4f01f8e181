import { setTimeout as sleep } from 'node:timers/promises';
import { present } from '../../src/kernel/assert.ts';
import { cpuOf, cpuOfTree, postmasterOf } from './cpu.ts';
import { databaseUrl } from './pile.ts';
import type { Receiver } from './receiver.ts';
import { startServer, type BenchServer } from './server.ts';

export interface Drained {
  readonly perSecond: number;
  /** The first request as it came over the wire. */
  readonly sample: string;
  /** Share of the deliveries that went over a connection that was open already. */
  readonly reused: number;
  /** CPU microseconds for each delivery, the start of the process included. */
  readonly cpu: { readonly dispatcher: number; readonly postgres: number; readonly receiver: number };
}

/** Lets one dispatcher process, freshly started, send what has piled up; `count` deliveries to one receiver. */
export async function drain(
  server: Pick<BenchServer, 'dataDir'>,
  receiver: Receiver,
  count: number,
): Promise<Drained> {
  // Connections that have ended are counted no more.
  await sleep(500);
  await receiver.reset();
  const postgres = postmasterOf(server);
  const before = {
    receiver: cpuOf(receiver.pid),
    postgres: cpuOfTree(postgres),
    connections: (await receiver.count()).connections,
  };
  const dispatcher = await startServer({
    dataDir: server.dataDir,
    // As the guide to operating says of a process that only dispatches.
    env: { ROLES: 'dispatcher', NEW_SPACE_MB: '32', DATABASE_URL: databaseUrl(server) },
  });
  try {
    while ((await receiver.progress()).received < count) await sleep(50);
    const each = (seconds: number): number => (seconds * 1e6) / count;
    const cpu = {
      dispatcher: each(cpuOf(dispatcher.pid)),
      receiver: each(cpuOf(receiver.pid) - before.receiver),
      postgres: each(cpuOfTree(postgres) - before.postgres),
    };
    const { firstAtMs, lastAtMs, sample, connections } = await receiver.count();
    return {
      perSecond: (count / (lastAtMs - firstAtMs)) * 1000,
      sample: present(sample, 'a delivery that the receiver has seen'),
      reused: 1 - (connections - before.connections) / count,
      cpu,
    };
  } finally {
    await dispatcher.stop();
  }
}
