import { Failure } from '../../kernel/failures.ts';
import type { Wallet } from '../types.ts';

/** @throws Failure VAL for a wallet that is disabled: what comes in is still booked, and nothing leaves */
export function mustBeEnabled(wallet: Pick<Wallet, 'enabled'>): void {
  if (!wallet.enabled)
    throw new Failure('VAL', 'This wallet is disabled: nothing leaves it until it is enabled again.');
}
