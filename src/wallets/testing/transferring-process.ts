import { parseArgs } from 'node:util';
import type { Hex } from 'viem';
import { Failure } from '../../kernel/failures.ts';
import { redacted } from '../../kernel/redacted.ts';
import { wallClock } from '../../platform/clock.ts';
import { openDatabase } from '../../platform/database.ts';
import { silentLog } from '../../platform/log.ts';
import { createCoordinator, createKeys } from '../../signing/index.ts';
import type { SignerAddress } from '../../signing/index.ts';
import type { CompanyId } from '../types.ts';
import { openWallets } from './open-wallets.ts';

/*
 * A process that asks for transfers, has them signed, sends them and follows the chain, all at once, until it is killed. It says
 * what it asks for before it does, and what it was answered.
 */

export interface Work {
  readonly database: object;
  readonly url: string;
  readonly relayerKey: Hex;
  readonly signers: readonly SignerAddress[];
  /** The folder of the platform's identity. */
  readonly identity: string;
  readonly company: CompanyId;
  readonly account: string;
  readonly wallet: string;
  readonly token: string;
  readonly to: string;
  /** The first amount, in minor units of 6 decimals; each transfer has one more, so an amount tells which it is. */
  readonly first: number;
}

const { positionals } = parseArgs({ allowPositionals: true });
const work = JSON.parse(positionals[0] ?? '{}') as Work;
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);

const { wallets, chain } = openWallets(
  {
    database: openDatabase(work.database, { connections: 10 }),
    clock: wallClock,
    url: work.url,
    relayerKey: redacted(work.relayerKey),
    signing: createCoordinator({
      identity: await createKeys(work.identity),
      signers: work.signers,
      log: silentLog,
    }),
    told: [],
  },
  { parts: {}, chain: { pollMs: 50 } },
);
chain.start();
setInterval(() => void wallets.outgoing.resume(), 300);

let next = work.first;
async function transfer(): Promise<never> {
  for (;;) {
    const micros = next++;
    say({ asks: micros });
    try {
      const { id } = await wallets.outgoing.transfer(work.company, work.account, work.wallet, {
        to: work.to,
        token: work.token,
        amount: (micros / 1e6).toFixed(6),
        traceId: 'c'.repeat(32),
        idempotencyKey: `micros ${micros}`,
      });
      say({ answered: micros, id });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      say({ refused: micros, code: error.code });
    }
  }
}
await Promise.all([transfer(), transfer(), transfer()]);
