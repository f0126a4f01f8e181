import type { Log } from '../../platform/log.ts';
import type { Identity } from '../protocol/identity.ts';
import type { Message, Pins, Receiver } from '../protocol/message.ts';
import { writeMessage } from '../protocol/message.ts';
import type { Describe, Party, SignerNumber } from '../types.ts';
import { partyOf, signerNumbers } from '../types.ts';
import type { KeyStore } from './key-store.ts';
import type { PolicyStore } from './policy-store.ts';

/** What every round of a signer works with. */
export interface SignerContext {
  readonly number: SignerNumber;
  readonly identity: Identity;
  readonly pins: Pins;
  readonly keys: KeyStore;
  readonly policies: PolicyStore;
  readonly describe: Describe;
  readonly log: Log;
  /** Whether the chain can verify signatures of a public key; `isUsable`. */
  readonly usable: (publicKey: Uint8Array) => boolean;
}

/** The name of this signer in messages. */
export const ownName = (context: SignerContext): Party => partyOf(context.number);

/** The other two. */
export const peersOf = (context: SignerContext): SignerNumber[] =>
  signerNumbers.filter((number) => number !== context.number);

/** A message of this signer. */
export function say(
  context: SignerContext,
  session: string,
  round: string,
  receiver: Receiver,
  body: unknown,
): Message {
  return writeMessage(context.identity, { session, round, sender: ownName(context), receiver }, body);
}
