import { Failure, notFound } from '../../kernel/failures.ts';
import { isId, type Id } from '../../kernel/ids.ts';
import { redacted } from '../../kernel/redacted.ts';
import { newKeyPair, newSecret } from '../signature.ts';
import type { EndpointSecret } from '../types.ts';
import { lockEndpoint, tellChanged, type Ground } from './ground.ts';
import { expireSecrets, insertSecret, selectLastSecretNumber, selectSecrets } from './store.ts';

/** A secret and a key pair that nobody has seen yet. */
export function freshSecret(number: number): EndpointSecret {
  const pair = newKeyPair();
  return {
    number,
    secret: redacted(newSecret()),
    privateKey: redacted(pair.privateKey),
    publicKey: pair.publicKey,
    expiresAt: null,
  };
}

/** Each signs every message, in one header: with more of them that would be longer than many receivers take. */
export const mostSecrets = 5;

/** A new secret; the ones before sign beside it for `overlapSeconds`. @throws Failure NOT_FOUND, VAL for too many that overlap */
export const rotateSecret = (
  ground: Ground,
  company: Id<'company'>,
  id: string,
  overlapSeconds: number,
): Promise<EndpointSecret> =>
  ground.database.work(async (tx) => {
    const endpoint = await lockEndpoint(ground, tx, company, id);
    const now = ground.clock.now();
    const secret = freshSecret((await selectLastSecretNumber(tx, company, id)) + 1);
    await expireSecrets(tx, company, id, new Date(now.getTime() + overlapSeconds * 1000));
    await insertSecret(tx, company, id, secret, now, ground.secrets);
    const live = await selectSecrets(tx, [{ company, endpoint: endpoint.id }], now, ground.secrets);
    if ((live.get(endpoint.id)?.length ?? 0) > mostSecrets)
      throw new Failure(
        'VAL',
        `${mostSecrets} secrets are already signing. Wait until one expires, or end all of them with overlap_seconds 0.`,
      );
    tellChanged(ground, tx, endpoint);
    return secret;
  });

/** The current secret. @throws Failure NOT_FOUND */
export async function revealSecret(
  { database, clock, secrets }: Ground,
  company: Id<'company'>,
  id: string,
): Promise<EndpointSecret> {
  if (!isId('endpoint', id)) throw notFound('webhook endpoint');
  const found = await selectSecrets(database, [{ company, endpoint: id }], clock.now(), secrets);
  const current = found.get(id)?.find((secret) => secret.expiresAt === null);
  if (current === undefined) throw notFound('webhook endpoint');
  return current;
}
