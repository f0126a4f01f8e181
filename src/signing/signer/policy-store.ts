import { join } from 'node:path';
import type { Redacted } from '../../kernel/redacted.ts';
import { formatInstant, startOfDay } from '../../kernel/time.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Policy } from '../protocol/bodies.ts';
import { amountsOf, demandAllowed } from '../protocol/policy.ts';
import type { Amounts } from '../protocol/policy.ts';
import { demand } from '../protocol/refusal.ts';
import { toHex } from '../protocol/suite.ts';
import type { Description } from '../types.ts';
import { sealedFile } from './sealed-file.ts';
import type { SealedFile } from './sealed-file.ts';
import { createTurns } from './turns.ts';

export interface PolicyStore {
  read(): Promise<{ readonly policy: Policy | undefined; readonly spentToday: Amounts }>;
  /** Throws `POLICY` when this could not be signed now. */
  check(description: Description): Promise<void>;
  /** As {@link check}, and counts it; counted on disk when it returns. The same digest again the same day is free. */
  spend(description: Description): Promise<void>;
  /** Replaces the policy. Throws `POLICY` unless its version is the next one: an old one cannot be sent again. */
  replace(policy: Policy): Promise<void>;
}

/** What this signer has signed on a day (UTC, its own clock). */
interface Day {
  readonly day: string;
  readonly spent: Readonly<Record<string, string>>;
  /** The latest digests counted: a signature that got lost may be asked for again. */
  readonly digests: readonly string[];
}

const remembered = 1_000;

/** The policy and the day's count, each in a sealed file of its own under `folder`. */
export function createPolicyStore(folder: string, sealKey: Redacted<Uint8Array>, clock: Clock): PolicyStore {
  const policyFile = sealedFile(join(folder, 'policy.sealed'), 'policy', sealKey);
  const dayFile = sealedFile(join(folder, 'spent.sealed'), 'spent', sealKey);
  const inTurn = createTurns();

  const load = async () => {
    const policy = await readJson<Policy>(policyFile);
    const today = formatInstant(startOfDay(clock.now())).slice(0, 10);
    const kept = await readJson<Day>(dayFile);
    // The clock may have been ahead: going back to an earlier day would forget what was signed on both.
    const day = kept !== undefined && kept.day >= today ? kept : { day: today, spent: {}, digests: [] };
    return { policy, day };
  };

  return {
    async read() {
      const { policy, day } = await load();
      return { policy, spentToday: amountsIn(day) };
    },
    async check(description) {
      const { policy, day } = await load();
      if (policy === undefined || !day.digests.includes(toHex(description.digest)))
        demandAllowed(policy, description.movements, amountsIn(day));
    },
    spend: ({ digest, movements }) =>
      inTurn(async () => {
        const { policy, day } = await load();
        const name = toHex(digest);
        if (policy !== undefined && day.digests.includes(name)) return;
        const spent = new Map(amountsIn(day));
        demandAllowed(policy, movements, spent);
        for (const [asset, amount] of amountsOf(movements))
          spent.set(asset, (spent.get(asset) ?? 0n) + amount);
        const texts = [...spent].map(([asset, amount]) => [asset, amount.toString()] as const);
        const digests = [...day.digests, name].slice(-remembered);
        await dayFile.write(JSON.stringify({ day: day.day, spent: Object.fromEntries(texts), digests }));
      }),
    replace: (policy) =>
      inTurn(async () => {
        const before = await readJson<Policy>(policyFile);
        const expected = (before?.version ?? 0) + 1;
        demand(
          policy.version === expected,
          'POLICY',
          `The next policy of this signer has version ${expected}, not ${policy.version}.`,
        );
        await policyFile.write(JSON.stringify(policy));
      }),
  };
}

async function readJson<T>(file: SealedFile): Promise<T | undefined> {
  const text = await file.read();
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

const amountsIn = (day: Day): Amounts =>
  new Map(Object.entries(day.spent).map(([asset, amount]) => [asset, BigInt(amount)]));
