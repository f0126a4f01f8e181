import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { clientTypes } from '../scripts/sdk/client-types.ts';
import { schemaFile, writeSchema } from '../scripts/sdk.ts';

test('the SDK is of the checked-in openapi.json; if not, run: npm run sdk', async () => {
  assert.ok((await readFile(schemaFile, 'utf8')) === (await writeSchema()), 'sdk/schema.ts is stale');
});

test('what may be anything is unknown to the types, also with a description: no object', async () => {
  const properties = {
    type: { description: 'A member that is called like what says a kind.' },
    before: { description: 'Null where it was made.' },
    list: { type: 'array', items: {} },
    labels: { type: 'object', additionalProperties: { description: 'Anything.' } },
    name: { type: 'string', examples: [{}] },
  } as const;
  const types = await clientTypes({
    paths: {
      '/things': {
        get: {
          operationId: 'getThing',
          responses: {
            '200': { content: { 'application/json': { schema: { type: 'object', properties } } } },
          },
        },
      },
    },
  });
  const answer = /interface GetThingAnswer \{.*?^\}/ms.exec(types)?.[0] ?? '';
  for (const line of [
    'type?: unknown;',
    'before?: unknown;',
    'list?: unknown[];',
    '[k: string]: unknown;',
    'name?: string;',
  ])
    assert.ok(answer.includes(line), `${line} in ${answer}`);
});
