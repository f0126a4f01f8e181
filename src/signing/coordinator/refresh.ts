import * as bodies from '../protocol/bodies.ts';
import type { Confirmation } from '../protocol/bodies.ts';
import type { Pins } from '../protocol/message.ts';
import type { KeyId } from '../types.ts';
import type { Ask } from './ask.ts';
import { startingOver } from './failed.ts';
import { activate, runRounds } from './rounds.ts';
import { settle } from './settle.ts';

/**
 * Gives all three signers new shares of the same key; the old ones do not sign together with the new. **Unaudited** (see
 * `protocol/zero-sharing.ts`).
 *
 * @throws SigningFailed; the old shares then still sign, and the next call first brings this one to its end
 */
export function refresh(ask: Ask, pins: Pins, keyId: KeyId): Promise<Confirmation> {
  return startingOver(async () => {
    await settle(ask, keyId);
    const first = { body: { keyId }, reply: bodies.refreshFirst.reply };
    const { confirmed, confirmations } = await runRounds(ask, pins, 'refresh', first);
    await activate(ask, confirmations);
    return confirmed;
  });
}
