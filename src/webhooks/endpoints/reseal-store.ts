import { sql } from '../../platform/database.ts';
import type { Database, Tx } from '../../platform/database.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { label, placeOf } from './store.ts';

interface Sealed {
  readonly company: string;
  readonly endpoint: string;
  readonly number: number;
  readonly one: Buffer | null;
  readonly other: Buffer | null;
}

const endpointsStatement = sql(
  'webhooks.sealedEndpoints',
  `SELECT company_id AS company, id AS endpoint, 0 AS number, headers AS one, legacy_key AS other
   FROM webhook_endpoints WHERE headers IS NOT NULL OR legacy_key IS NOT NULL ORDER BY company_id, id FOR UPDATE`,
);
const secretsStatement = sql(
  'webhooks.sealedSecrets',
  `SELECT company_id AS company, endpoint_id AS endpoint, number, secret AS one, private_key AS other
   FROM webhook_secrets ORDER BY company_id, endpoint_id, number FOR UPDATE`,
);
const writeEndpointStatement = sql(
  'webhooks.resealEndpoint',
  'UPDATE webhook_endpoints SET headers = $3, legacy_key = $4 WHERE company_id = $1 AND id = $2',
);
const writeSecretStatement = sql(
  'webhooks.resealSecret',
  'UPDATE webhook_secrets SET secret = $4, private_key = $5 WHERE company_id = $1 AND endpoint_id = $2 AND number = $3',
);

/**
 * Seals what endpoints keep anew under the current master key, with the older one behind it in `secrets`. Answers how many rows.
 * Safe to break off and to repeat.
 *
 * @throws CannotOpen when none of the master keys opens one
 */
export async function resealEndpoints(database: Database, secrets: Secrets): Promise<number> {
  return await database.work(async (tx) => {
    let resealed = 0;
    for (const row of await tx.query<Sealed>(endpointsStatement, [])) {
      if (!isOutdated(secrets, row)) continue;
      const { company, endpoint } = row;
      resealed += await tx.execute(writeEndpointStatement, [
        company,
        endpoint,
        again(secrets, row.one, placeOf(company, endpoint, 'headers')),
        again(secrets, row.other, placeOf(company, endpoint, 'legacy_key')),
      ]);
    }
    return resealed + (await resealSecrets(tx, secrets));
  });
}

async function resealSecrets(tx: Tx, secrets: Secrets): Promise<number> {
  let resealed = 0;
  for (const row of await tx.query<Sealed>(secretsStatement, [])) {
    if (!isOutdated(secrets, row)) continue;
    const { company, endpoint, number } = row;
    resealed += await tx.execute(writeSecretStatement, [
      company,
      endpoint,
      number,
      again(secrets, row.one, placeOf(company, endpoint, `secret/${number}`)),
      again(secrets, row.other, placeOf(company, endpoint, `private_key/${number}`)),
    ]);
  }
  return resealed;
}

const isOutdated = (secrets: Secrets, { one, other }: Sealed): boolean =>
  [one, other].some((sealed) => sealed !== null && secrets.isOutdated(sealed));

const again = (secrets: Secrets, sealed: Buffer | null, place: string): Buffer | null =>
  sealed === null ? null : secrets.seal(label, secrets.open(label, sealed, place), place);
