import type { Address } from 'viem';
import { sql } from '../../platform/database.ts';
import type { Queries, Tx } from '../../platform/database.ts';

/** A key that pays for gas, as it stands in the database. */
export interface SealedRelayerKey {
  readonly address: Address;
  readonly sealed: Buffer;
  readonly used: boolean;
  readonly createdAt: Date;
}

const columns = 'address, sealed, used, created_at AS "createdAt"';
const listStatement = sql(
  'chains.relayerKeys',
  `SELECT ${columns} FROM chain_relayer_keys ORDER BY created_at, address`,
);
// The table, not its rows: the first one is not there yet when two want to make it.
const lockStatement = sql(
  'chains.lockRelayerKeys',
  'LOCK TABLE chain_relayer_keys IN SHARE ROW EXCLUSIVE MODE',
);
const insertStatement = sql(
  'chains.insertRelayerKey',
  `INSERT INTO chain_relayer_keys (address, sealed, used, created_at)
   VALUES ($1, $2, false, $3) ON CONFLICT (address) DO NOTHING`,
);
const putAwayStatement = sql(
  'chains.putAwayRelayerKeys',
  'UPDATE chain_relayer_keys SET used = false WHERE used',
);
const useStatement = sql(
  'chains.useRelayerKey',
  'UPDATE chain_relayer_keys SET used = true WHERE address = $1',
);
const writeStatement = sql(
  'chains.writeRelayerKey',
  'UPDATE chain_relayer_keys SET sealed = $2 WHERE address = $1',
);

export const listRelayerKeys = (queries: Queries): Promise<readonly SealedRelayerKey[]> =>
  queries.query<SealedRelayerKey>(listStatement);

/** Until the unit of work has ended nobody else adds or changes one; they are read all the while. */
export const lockRelayerKeys = (tx: Tx): Promise<unknown> => tx.query(lockStatement);

/** Adds one that is not used yet. One that is there already stays as it is. */
export const insertRelayerKey = (
  tx: Tx,
  { address, sealed, createdAt }: Omit<SealedRelayerKey, 'used'>,
): Promise<number> => tx.execute(insertStatement, [address, sealed, createdAt]);

/** The one that is used from now on; answers whether it is there. */
export async function useRelayerKey(tx: Tx, address: Address): Promise<boolean> {
  await tx.execute(putAwayStatement, []);
  return (await tx.execute(useStatement, [address])) > 0;
}

export const writeRelayerKey = (tx: Tx, address: Address, sealed: Buffer): Promise<number> =>
  tx.execute(writeStatement, [address, sealed]);
