import { Failure } from '../kernel/failures.ts';
import type { Tx } from '../platform/database.ts';
import { hasRoom } from './records-store.ts';
import type { CompanyId } from './types.ts';

/** @throws Failure VAL when the company's contract allows no more wallets of this kind */
export async function mustHaveRoom(tx: Tx, company: CompanyId, kind: 'treasury' | 'virtual'): Promise<void> {
  if (await hasRoom(tx, company, kind)) return;
  throw new Failure(
    'VAL',
    `The contract of this company allows no more ${kind} wallets. Delete one, or ask the operator.`,
  );
}
