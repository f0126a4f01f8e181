import assert from 'node:assert/strict';
import test from 'node:test';
import { z } from 'zod';
import { describedRoutes } from './openapi/text.ts';
import { prepareRoute } from './prepare-route.ts';

/** Names of members by which secrets are answered; `[redacted]` ones have others. */
const secretNames = ['secret', 'key', 'api_key', 'webhook_key', 'code'];

test('every secret in an answer that is kept for its repeats is named as one, so that it is forgotten', () => {
  const kept = describedRoutes()
    .map(prepareRoute)
    .filter(({ keeps }) => keeps);
  const found = kept.flatMap(({ route: { operationId, answer } }) => {
    const names = answer.schema instanceof z.ZodObject ? Object.keys(answer.schema.shape) : [];
    const secrets = names.filter((name) => secretNames.includes(name));
    assert.deepEqual(answer.secrets ?? [], secrets, operationId);
    return secrets;
  });
  assert.deepEqual([...new Set(found)].sort(), [...secretNames].sort());
});
