import * as bodies from '../protocol/bodies.ts';
import type { Confirmation } from '../protocol/bodies.ts';
import type { Pins } from '../protocol/message.ts';
import type { Ask } from './ask.ts';
import { startingOver } from './failed.ts';
import { activate, runRounds } from './rounds.ts';

/**
 * Makes a key among all three signers. It is answered only when all three have confirmed and activated it; what a failed attempt
 * leaves behind is a share of a key that nobody was told of.
 *
 * @throws SigningFailed naming who is down or did wrong
 */
export function generateKey(ask: Ask, pins: Pins): Promise<Confirmation> {
  return startingOver(async () => {
    const first = { body: {}, reply: bodies.generateFirst.reply };
    const { confirmed, confirmations } = await runRounds(ask, pins, 'generate', first);
    await activate(ask, confirmations);
    return confirmed;
  });
}
