import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { z } from 'zod';
import { present } from '../../kernel/assert.ts';
import { namedInExamples } from './examples.ts';
import { describedRoutes, openApiText } from './text.ts';

test('openapi.json is what the routes say (npm run openapi writes it anew)', async () => {
  const checkedIn = await readFile(new URL('../../../openapi.json', import.meta.url), 'utf8');
  assert.ok(checkedIn === openApiText(), 'openapi.json is stale: run npm run openapi');
});

const document = JSON.parse(openApiText()) as {
  readonly components: Readonly<Record<string, Readonly<Record<string, Sampled>>>>;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
};

interface Operation {
  readonly operationId: string;
  readonly requestBody?: {
    readonly content: {
      readonly 'application/json': { readonly schema: Sampled; readonly example?: unknown };
    };
  };
  readonly parameters: readonly {
    readonly in?: string;
    readonly name: string;
    readonly description?: string;
    readonly schema?: Sampled;
  }[];
  readonly responses: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { schema: Sampled; example?: unknown }>> }>
  >;
}

test('whatever the document shows fits its own schema: examples, defaults, and each of several values', () => {
  const ajv = new Ajv2020({ strict: false, formats: { decimal: true } });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'document', components: document.components });
  const wrong: string[] = [];
  let checked = 0;
  const check = (schema: unknown, value: unknown, where: string): void => {
    checked += 1;
    const validate = ajv.compile(schema as object);
    if (!validate(value)) wrong.push(`${where}: ${JSON.stringify(value)} ${ajv.errorsText(validate.errors)}`);
  };
  visit(document, '', (schema, where) => {
    const { examples, default: normally, enum: values, ...rest } = pointed(schema) as Record<string, unknown>;
    for (const value of [examples, values].flat()) if (value !== undefined) check(rest, value, where);
    if (normally !== undefined)
      check({ ...rest, ...(values !== undefined && { enum: values }) }, normally, where);
    if ('example' in rest && 'schema' in rest) check(rest['schema'], rest['example'], where);
  });
  assert.deepEqual(wrong, []);
  assert.ok(checked > 500);
});

test('the body that readers are shown of a call is taken by it as it is', () => {
  const refused: string[] = [];
  const described = describedRoutes();
  for (const { operationId, requestBody } of operations()) {
    if (requestBody === undefined) continue;
    const { schema, example } = requestBody.content['application/json'];
    const route = present(
      described.find((one) => one.operationId === operationId),
      operationId,
    );
    const read = (route.body as z.ZodType).safeParse(example ?? sampleOf(schema));
    if (!read.success) refused.push(`${operationId}: ${read.error.message}`);
  }
  assert.deepEqual(refused, []);
});

test('no reader is shown a text that says nothing: not in bodies, not in answers, not in what stands in a path', () => {
  const silent: string[] = [];
  const look = (value: unknown, where: string): void => {
    if (value === 'string') silent.push(where);
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) look(member, `${where}.${name}`);
  };
  for (const { operationId, requestBody, parameters, responses } of operations()) {
    const answers = Object.entries(responses).map(([, { content }]) => content?.['application/json']);
    for (const shown of [requestBody?.content['application/json'], ...answers])
      if (shown !== undefined) look(shown.example ?? sampleOf(shown.schema), operationId);
    for (const { in: place, name, schema } of parameters)
      if (place === 'path' && schema !== undefined) look(sampleOf(schema), `${operationId} {${name}}`);
  }
  assert.deepEqual(silent, [], 'give an example where the schema stands, or in examples.ts');
});

test('what is shown by name belongs to a call that there is', () => {
  const known = new Set([
    ...operations().map(({ operationId }) => operationId),
    ...Object.keys(document.components['schemas'] ?? {}),
  ]);
  assert.deepEqual(
    [...namedInExamples].filter((name) => !known.has(name)),
    [],
  );
});

test('a client that checks what it sends by the document may send every amount that the API takes', () => {
  const ajv = new Ajv2020({ strict: false, formats: { decimal: true } });
  const { schema } = operations().find((one) => one.operationId === 'addCardBalance')!.requestBody!.content[
    'application/json'
  ];
  const fits = ajv.compile(schema);
  // Divided as floats, none of these is a whole multiple of 0.01.
  for (const amount of [0.07, 0.29, 1.1, 4.35, 8.2, '4.35', 999_999_999.99])
    assert.ok(fits({ amount }), `${amount}`);
  for (const amount of [0, -1, '4.355', '4,35', 1e9]) assert.ok(!fits({ amount }), `${amount}`);
});

test('every parameter of a query says what it does', () => {
  const silent = operations().flatMap(({ operationId, parameters }) =>
    parameters
      .filter((one) => one.in === 'query' && one.description === undefined)
      .map(({ name }) => `${operationId} ${name}`),
  );
  assert.deepEqual(silent, []);
});

const operations = (): Operation[] =>
  Object.values(document.paths).flatMap((methods) => Object.values(methods));

/** What viewers make of a body without an example: every member, by its own example, default, first value or kind. */
function sampleOf(schema: Sampled): unknown {
  const { $ref, examples, enum: values, anyOf, type, properties, items, format } = schema;
  if ($ref !== undefined)
    return sampleOf(document.components['schemas']?.[$ref.split('/').at(-1) ?? ''] ?? {});
  if (examples !== undefined) return examples[0];
  if (schema.default !== undefined) return schema.default;
  if (values !== undefined) return values[0];
  if ('const' in schema) return schema.const;
  if (anyOf?.[0] !== undefined) return sampleOf(anyOf[0]);
  switch (String([type].flat()[0])) {
    case 'object':
      return Object.fromEntries(
        Object.entries(properties ?? {}).map(([name, member]) => [name, sampleOf(member)]),
      );
    case 'array':
      return [sampleOf(items ?? {})];
    case 'integer':
    case 'number':
      return Math.max(schema.minimum ?? 0, 0);
    case 'boolean':
      return true;
    case 'string':
      return samples[format ?? ''] ?? 'string';
    default:
      return {};
  }
}

const samples: Readonly<Record<string, string>> = {
  'date-time': '2026-01-31T12:00:00.000Z',
  date: '2026-01-31',
  email: 'user@example.com',
  uri: 'https://example.com/',
};

interface Sampled {
  readonly $ref?: string;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly anyOf?: readonly Sampled[];
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Sampled>>;
  readonly items?: Sampled;
  readonly format?: string;
  readonly minimum?: number;
}

/** What is shown, not said: no schema stands in it. */
const shown = new Set(['examples', 'example', 'default', 'enum', 'const']);

/** Calls with every object that may be a schema. Names of members are none, however they are called. */
function visit(value: unknown, where: string, found: (schema: object, where: string) => void): void {
  if (typeof value !== 'object' || value === null) return;
  const namesMembers = where.endsWith('/properties');
  if (!namesMembers && !Array.isArray(value)) found(value, where);
  for (const [name, member] of Object.entries(value))
    if (namesMembers || !shown.has(name)) visit(member, `${where}/${name}`, found);
}

/** References as those into the document. */
function pointed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(pointed);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === '$ref' ? `document${String(member)}` : pointed(member),
    ]),
  );
}

test('a webhook in the document has the headers that the guide has, and a question about a purchase its answer', async () => {
  const guide = await readFile(new URL('../../../docs/guides/webhooks.md', import.meta.url), 'utf8');
  const named = [...guide.matchAll(/^\| `((?:X-|webhook-)[\w-]+)` /gm)].map(([, name]) => name ?? '');
  const { webhooks } = document as unknown as {
    webhooks: Record<
      string,
      { post: { parameters: { $ref: string }[]; responses: Record<string, { content?: object }> } }
    >;
  };
  for (const [name, { post }] of Object.entries(webhooks)) {
    const headers = post.parameters.map(({ $ref }) => $ref.slice('#/components/parameters/'.length));
    assert.deepEqual(headers.toSorted(), named.toSorted(), name);
    const isQuestion = name === 'CARDS.AUTHORIZATION.PENDING';
    assert.deepEqual(Object.keys(post.responses), [isQuestion ? '200' : '2XX'], name);
    assert.equal(post.responses['200']?.content !== undefined, isQuestion, name);
  }
});
