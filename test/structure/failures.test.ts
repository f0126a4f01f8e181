import assert from 'node:assert/strict';
import { glob, readFile } from 'node:fs/promises';
import test from 'node:test';
import { failures } from '../../src/kernel/failures.ts';

const table = Object.entries(failures);

interface Response {
  readonly description: string;
  readonly content: {
    readonly 'application/json': {
      readonly schema: { readonly allOf: readonly { properties?: { code: { enum: string[] } } }[] };
    };
  };
}
const { components } = JSON.parse(await readFile(new URL('../../openapi.json', import.meta.url), 'utf8')) as {
  components: {
    responses: Record<string, Response>;
    schemas: { Failure: { properties: { code: { enum: string[] } } } };
  };
};

test('every code of the table is in the document with its status, its sentence and its advice, and no other', () => {
  assert.deepEqual(
    components.schemas.Failure.properties.code.enum.toSorted(),
    Object.keys(failures).toSorted(),
  );
  const documented = Object.entries(components.responses).flatMap(([name, response]) =>
    (response.content['application/json'].schema.allOf[1]?.properties?.code.enum ?? []).map((code) => {
      assert.ok(response.description.includes(code), code);
      return [code, Number(name.replace('Failure', ''))];
    }),
  );
  assert.deepEqual(
    Object.fromEntries(documented),
    Object.fromEntries(table.map(([code, { status }]) => [code, status])),
  );
  assert.equal(documented.length, table.length);
  for (const [, { status, title, advice }] of table) {
    const { description } = components.responses[`Failure${status}`]!;
    assert.ok(description.includes(title) && description.includes(advice), title);
  }
});

test('every code of the table is thrown somewhere', async () => {
  let sources = '';
  for await (const file of glob('src/**/*.ts', { exclude: ['**/*.test.ts', 'src/kernel/failures.ts'] }))
    sources += await readFile(file, 'utf8');
  // A transfer that is still under way is the wallets' to answer, which are not here yet.
  const unthrown = Object.keys(failures).filter(
    (code) => code !== 'WARNING' && !sources.includes(`'${code}'`),
  );
  assert.deepEqual(unthrown, []);
});

test('every sentence says what is wrong, and every advice what to do', () => {
  for (const [code, { title, advice }] of table)
    assert.ok(/^[A-Z].{10,}\.$/.test(title) && /^[A-Z].{5,}\.$/.test(advice), code);
});
