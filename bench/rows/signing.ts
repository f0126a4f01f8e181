import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { secp256k1_FROST as frost } from '@noble/curves/secp256k1.js';
import {
  encodeExecute,
  executeDigest,
  executeKind,
  sandboxChain,
  transferCall,
} from '../../src/chains/index.ts';
import type { Execute } from '../../src/chains/index.ts';
import { silentLog } from '../../src/platform/log.ts';
import { createCoordinator, startLocalSigners } from '../../src/signing/index.ts';
import type { Row } from '../support/row.ts';
import { quantiles } from '../support/quantile.ts';
import type { Bench } from '../support/row.ts';

/**
 * Threshold keys among three signer processes on this machine, each with its share store on disk, as a wallet is made and a transfer is
 * signed: over HTTP, every message signed, the transfer read and the policy counted by each signer. The baseline is the
 * bare arithmetic of all three in one process.
 */
export const signing: Bench = {
  name: 'signing',
  async run({ say }) {
    const directory = await mkdtemp(join(tmpdir(), 'cardwright-signing-'));
    const local = await startLocalSigners({
      directory,
      entry: new URL('../../src/join/signer-main.ts', import.meta.url),
      describe: [sandboxChain],
      log: silentLog,
    });
    const coordinator = createCoordinator({ ...local, log: silentLog });
    try {
      say('keys among three processes');
      const keys: string[] = [];
      const first = await took(async () => keys.push(await coordinator.generateKey()));
      const made = await times(20, async () => keys.push(await coordinator.generateKey()));
      say('signatures of two of three processes');
      const [key = ''] = keys;
      let nonce = 0n;
      const sign = async (): Promise<void> => {
        await coordinator.sign(key, executeKind, encodeExecute(transferOf(nonce++)));
      };
      await times(20, sign);
      const signed = await times(200, sign);
      const began = performance.now();
      await Promise.all(Array.from({ length: 8 }, () => times(25, sign)));
      const perSecond = 200 / ((performance.now() - began) / 1_000);
      const bare = bareArithmetic();
      return [
        { name: 'a threshold key among three processes, the first', value: first, unit: 'ms' },
        ...spread('… then', made, 'bare arithmetic of all three', bare.key),
        ...spread('a signature of 2 of 3 processes', signed, 'bare arithmetic of both', bare.signature),
        { name: 'signatures, 8 asked for at a time', value: perSecond, unit: '/s' },
      ];
    } finally {
      await coordinator.close();
      await local.close();
      await rm(directory, { recursive: true, force: true });
    }
  },
};

const transferOf = (nonce: bigint): Execute => ({
  chainId: sandboxChain.chainId,
  account: '0x00000000000000000000000000000000000000B0',
  calls: [
    transferCall(sandboxChain.tokens[0]?.address ?? null, '0x00000000000000000000000000000000000000b1', 1n),
  ],
  nonce,
  deadline: 4_000_000_000n,
});

async function took(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function times(count: number, work: () => Promise<unknown>): Promise<number[]> {
  const all: number[] = [];
  for (let at = 0; at < count; at += 1) all.push(await took(work));
  return all;
}

function spread(name: string, times: readonly number[], what: string, bare: number): Row[] {
  const at = quantiles(times);
  const baseline = { name: what, value: bare };
  return [
    { name: `${name}, p50`, value: at(0.5), unit: 'ms', baseline },
    { name: '… p95', value: at(0.95), unit: 'ms', baseline },
  ];
}

/** What the library takes for a key of three and for a signature of two, in ms, with nothing around it. */
function bareArithmetic(): { readonly key: number; readonly signature: number } {
  const threshold = { min: 2, max: 3 };
  const ids = [1, 2, 3].map((number) => frost.Identifier.fromNumber(number));
  const makeKey = (): void => {
    const begun = ids.map((id) => frost.DKG.round1(id, threshold));
    const rest = begun.map(({ public: own, secret }) => {
      const others = begun.map((one) => one.public).filter((one) => one !== own);
      return { id: own.identifier, secret, others, dealt: frost.DKG.round2(secret, others) };
    });
    for (const { id, secret, others } of rest) {
      const dealt = rest.filter((one) => one.id !== id).map((one) => one.dealt[id]);
      frost.DKG.round3(
        secret,
        others,
        dealt.filter((one) => one !== undefined),
      );
    }
  };
  const deal = frost.trustedDealer(threshold);
  const two = Object.values(deal.secretShares).slice(1);
  const message = Buffer.from(executeDigest(transferOf(0n)).slice(2), 'hex');
  const makeSignature = (): void => {
    const rounds = two.map((share) => ({ share, made: frost.commit(share) }));
    const list = rounds.map(({ made }) => made.commitments);
    const shares = Object.fromEntries(
      rounds.map(({ share, made }) => [
        share.identifier,
        frost.signShare(share, deal.public, made.nonces, list, message),
      ]),
    );
    frost.aggregate(deal.public, list, message, shares);
  };
  return { key: mean(10, makeKey), signature: mean(30, makeSignature) };
}

function mean(count: number, work: () => void): number {
  for (let warm = 0; warm < count / 2; warm += 1) work();
  const began = performance.now();
  for (let at = 0; at < count; at += 1) work();
  return (performance.now() - began) / count;
}
