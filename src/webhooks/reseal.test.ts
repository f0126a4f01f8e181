import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { suite, test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { joinWebhooks } from '../../test/support/webhooks.ts';
import { redacted } from '../kernel/redacted.ts';
import { newId } from '../platform/ids.ts';
import { CannotOpen, createSecrets } from '../platform/secrets.ts';
import { resealEndpoints } from './endpoints/reseal-store.ts';
import { selectEndpoint, selectSecrets } from './endpoints/store.ts';

const secretsOf = (...names: readonly string[]) =>
  createSecrets(names.map((name) => redacted(hash('sha256', name, 'buffer'))));

suite('the master key is changed', async () => {
  const database = await testDatabase();

  await test('what endpoints keep is the same under the new key alone, and a repeat does nothing', async () => {
    const company = newId('company');
    const { webhooks } = joinWebhooks(database, { company, secrets: secretsOf('first') });
    const { endpoint, secret } = await webhooks.endpoints.create(company, {
      url: 'http://127.0.0.1:9/hooks',
      legacyKey: 'legacy-key-4711',
      headers: { authorization: 'Bearer 0815' },
    });
    const both = secretsOf('second', 'first');
    // The endpoint, and its secret.
    assert.equal(await resealEndpoints(database, both), 2);
    assert.equal(await resealEndpoints(database, both), 0);

    const alone = secretsOf('second');
    const found = await selectEndpoint(database, company, endpoint.id, alone);
    assert.equal(found?.legacyKey?.reveal(), 'legacy-key-4711');
    assert.equal(found.headers['authorization']?.reveal(), 'Bearer 0815');
    const secrets = await selectSecrets(database, [{ company, endpoint: endpoint.id }], new Date(0), alone);
    assert.equal(secrets.get(endpoint.id)?.[0]?.secret.reveal(), secret.secret.reveal());
    await assert.rejects(selectEndpoint(database, company, endpoint.id, secretsOf('first')), CannotOpen);
    await assert.rejects(resealEndpoints(database, secretsOf('third')), CannotOpen);
  });
});
