import { z } from 'zod';
import type { Policy } from '../protocol/bodies.ts';
import * as bodies from '../protocol/bodies.ts';
import type { Identity } from '../protocol/identity.ts';
import type { SignerAddress, SignerNumber } from '../types.ts';
import { createAsk, pinsOf } from './ask.ts';
import { createHttpCarrier } from './carrier.ts';
import type { Carrier } from './carrier.ts';
import { newSession } from './rounds.ts';

/** The one who may change what signers sign. Not the platform: its key is kept elsewhere, and used by hand. */
export interface Administrator {
  /**
   * Replaces the policy of one signer; `version` is one more than that of the policy it has, 1 for the first.
   *
   * @throws Refusal when the signer is down, or the version is not the next one
   */
  setPolicy(signer: SignerNumber, policy: Policy): Promise<void>;
  close(): Promise<void>;
}

/** Speaks to the signers under the administrator's key. */
export function createAdministrator(options: {
  readonly identity: Identity;
  readonly signers: readonly SignerAddress[];
  readonly carrier?: Carrier;
}): Administrator {
  const { identity, signers, carrier = createHttpCarrier(signers, 5_000) } = options;
  const ask = createAsk('administrator', identity, pinsOf(signers), carrier);
  return {
    async setPolicy(signer, policy) {
      const session = newSession();
      await ask(signer, {
        session,
        round: 'policy',
        body: bodies.policy.parse(policy),
        reply: z.strictObject({}),
      });
    },
    close: () => carrier.close(),
  };
}
