import type { Address } from 'viem';
import { sql } from '../platform/database.ts';
import type { Queries, Tx } from '../platform/database.ts';

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
const lockStatement = sql(
  'chains.lockRelayerKeys',
  `SELECT ${columns} FROM chain_relayer_keys ORDER BY address FOR UPDATE`,
);
const insertStatement = sql(
  'chains.insertRelayerKey',
  `INSERT INTO chain_relayer_keys (address, sealed, used, created_at)
   VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
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

/** All of them, locked: whoever changes one has them all. */
export const lockRelayerKeys = (tx: Tx): Promise<readonly SealedRelayerKey[]> =>
  tx.query<SealedRelayerKey>(lockStatement);

/** Adds one. Where it is there already, or is to be used and another one is, nothing becomes of it. */
export const insertRelayerKey = (
  queries: Queries,
  { address, sealed, used, createdAt }: SealedRelayerKey,
): Promise<number> => queries.execute(insertStatement, [address, sealed, used, createdAt]);

/** The one that is used from now on; answers whether it is there. */
export async function useRelayerKey(tx: Tx, address: Address): Promise<boolean> {
  await tx.execute(putAwayStatement, []);
  return (await tx.execute(useStatement, [address])) > 0;
}

export const writeRelayerKey = (tx: Tx, address: Address, sealed: Buffer): Promise<number> =>
  tx.execute(writeStatement, [address, sealed]);
