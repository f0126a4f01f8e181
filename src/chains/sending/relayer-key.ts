import { privateKeyToAddress } from 'viem/accounts';
import type { Address, Hex } from 'viem';
import { present } from '../../kernel/assert.ts';
import { Failure, notFound } from '../../kernel/failures.ts';
import { redacted } from '../../kernel/redacted.ts';
import type { Redacted } from '../../kernel/redacted.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database, Queries, Tx } from '../../platform/database.ts';
import { randomBytes } from '../../platform/random.ts';
import { CannotOpen } from '../../platform/secrets.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { StartupProblem } from '../../platform/startup-problem.ts';
import * as store from './relayer-key-store.ts';
import type { SealedRelayerKey } from './relayer-key-store.ts';

/** The key that pays for gas. It can spend its own coins and nothing else. */
export type RelayerKey = Redacted<Hex>;

interface Parts {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly clock: Clock;
}

/** Under which name the master key serves it; bound to the address, so that a key in another's place does not open. */
const label = 'chains.relayer-key';

const seal = ({ secrets }: Parts, key: RelayerKey, address: Address): Buffer =>
  secrets.seal(label, Buffer.from(key.reveal().slice(2), 'hex'), address);

function open({ secrets }: Parts, { address, sealed }: SealedRelayerKey): RelayerKey {
  try {
    return redacted(`0x${secrets.open(label, sealed, address).toString('hex')}` as const);
  } catch (error) {
    if (!(error instanceof CannotOpen)) throw error;
    throw new StartupProblem(
      `The key of the relayer ${address} in this database was sealed with another master key.`,
      'Start with the MASTER_KEY that it was sealed with; to change it, put the new key in front of it with a comma between.',
      { cause: error },
    );
  }
}

/**
 * The relayer's key, out of the database, where it stands sealed. The first time it is the one of `imported`, or one that is made
 * here: its address then has to be given coins.
 *
 * @throws StartupProblem when another master key sealed it, or `imported` is another one than is there
 */
export async function loadRelayerKey(parts: Parts, imported: RelayerKey | undefined): Promise<RelayerKey> {
  const found = (await findUsed(parts.database)) ?? (await addFirst(parts, imported ?? newKey()));
  const key = open(parts, found);
  if (imported !== undefined && imported.reveal() !== key.reveal())
    throw new StartupProblem(
      `RELAYER_KEY is not the key of the relayer that is sealed in this database, ${found.address}.`,
      'Remove RELAYER_KEY: it is only needed once. To send from another relayer: npx cardwright relayer import --replace.',
    );
  return key;
}

/**
 * Seals a key in the database. With `replace` it is used from the next start on, and the one before stays, sealed. Answers
 * its address.
 *
 * @throws Failure VAL when there is another one and it is not to be replaced
 */
export async function importRelayerKey(parts: Parts, key: RelayerKey, replace: boolean): Promise<Address> {
  const address = addressOf(key);
  await parts.database.work(async (tx) => {
    await store.lockRelayerKeys(tx);
    const before = await findUsed(tx);
    if (before !== undefined && before.address !== address && !replace)
      throw new Failure(
        'VAL',
        `There is already a relayer, ${before.address}. With --replace the platform uses the new one, and the old one stays sealed in the database.`,
      );
    await addAndUse(tx, parts, key);
  });
  return address;
}

/** Sends from one that is in the database already, from the next start on. @throws Failure NOT_FOUND */
export async function useRelayer({ database }: Pick<Parts, 'database'>, address: Address): Promise<void> {
  await database.work(async (tx) => {
    await store.lockRelayerKeys(tx);
    if (!(await store.useRelayerKey(tx, address))) throw notFound('relayer');
  });
}

/** The relayers whose keys are in the database, without their keys. */
export async function listRelayers(
  database: Database,
): Promise<readonly { readonly address: Address; readonly used: boolean; readonly createdAt: Date }[]> {
  const keys = await store.listRelayerKeys(database);
  return keys.map(({ address, used, createdAt }) => ({ address, used, createdAt }));
}

/**
 * Seals the keys anew under the current master key, with the older one behind it in `secrets`. Answers how many. Safe to break
 * off and to repeat.
 *
 * @throws StartupProblem when none of the master keys opens one
 */
export async function rotateRelayerKeys(parts: Parts): Promise<number> {
  return await parts.database.work(async (tx) => {
    await store.lockRelayerKeys(tx);
    const all = await store.listRelayerKeys(tx);
    const outdated = all.filter(({ sealed }) => parts.secrets.isOutdated(sealed));
    for (const row of outdated)
      await store.writeRelayerKey(tx, row.address, seal(parts, open(parts, row), row.address));
    return outdated.length;
  });
}

const findUsed = async (queries: Queries): Promise<SealedRelayerKey | undefined> =>
  (await store.listRelayerKeys(queries)).find(({ used }) => used);

/** The first key that is used; that of another process that does the same at this moment, if it was first. */
const addFirst = (parts: Parts, key: RelayerKey): Promise<SealedRelayerKey> =>
  parts.database.work(async (tx) => {
    await store.lockRelayerKeys(tx);
    if ((await findUsed(tx)) === undefined) await addAndUse(tx, parts, key);
    return present(await findUsed(tx), 'the relayer that is used');
  });

/** One that is there already stays as it is, and is used from now on. */
async function addAndUse(tx: Tx, parts: Parts, key: RelayerKey): Promise<void> {
  const address = addressOf(key);
  const sealed = seal(parts, key, address);
  await store.insertRelayerKey(tx, { address, sealed, createdAt: parts.clock.now() });
  await store.useRelayerKey(tx, address);
}

/** Of 32 random bytes one in 2^128 is no key; then the start fails, and the next one makes another. */
const newKey = (): RelayerKey => redacted(`0x${randomBytes(32).toString('hex')}` as const);

/** @throws StartupProblem for what is no key of the curve */
function addressOf(key: RelayerKey): Address {
  try {
    return privateKeyToAddress(key.reveal());
  } catch (cause) {
    throw new StartupProblem(
      'The key of the relayer is not a key: it must be between 1 and the order of the curve secp256k1.',
      'Make another one: openssl rand -hex 32.',
      { cause },
    );
  }
}
