import { newId } from '../../platform/ids.ts';
import type { Wallet, WalletAsset, WalletMovement } from '../types.ts';

/** A movement of this wallet, with nothing said yet. */
export function newMovement(
  wallet: Wallet,
  { asset }: Pick<WalletAsset, 'asset'>,
  traceId: string,
  at: Date,
): Omit<WalletMovement, 'operation' | 'state' | 'amount'> {
  return {
    company: wallet.company,
    id: newId('movement'),
    wallet: wallet.id,
    kind: wallet.kind,
    chain: wallet.chain,
    asset,
    reason: null,
    netAsset: null,
    netAmount: null,
    from: null,
    to: null,
    transactionHash: null,
    transferKind: null,
    ordinal: null,
    logIndex: null,
    blockNumber: null,
    blockHash: null,
    confirmations: null,
    creditKey: null,
    account: wallet.account,
    card: wallet.card,
    client: wallet.client,
    seenEvent: null,
    doneEvent: null,
    traceId,
    createdAt: at,
    updatedAt: at,
  };
}
