import { compile } from 'json-schema-to-typescript';
import type { JSONSchema } from 'json-schema-to-typescript';
import { format, resolveConfig } from 'prettier';
import { present } from '../../src/kernel/assert.ts';

/** What is read of an OpenAPI 3.1 document; its schemas are JSON Schema. */
export interface OpenApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly webhooks?: Readonly<Record<string, { readonly post: Operation }>>;
  readonly components?: { readonly schemas?: Readonly<Record<string, JSONSchema>> };
}

interface Operation {
  readonly operationId: string;
  readonly summary?: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses?: Readonly<Record<string, { readonly content?: Content }>>;
}

interface Parameter {
  readonly $ref?: string;
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: JSONSchema;
}

type Content = Readonly<Record<string, { readonly schema?: JSONSchema }>>;

/** How the answer of a call is read. */
type AnswerKind = 'nothing' | 'json' | 'text' | 'bytes' | 'stream';

const header = `// Written from openapi.json by \`npm run sdk\`: a change here would be lost.

/** What is needed to make a call: members of its input that stand neither in the path nor in \`query\` are its body. */
export interface CallShape {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  /** Whether it is refused without an idempotency key. */
  readonly keyed: boolean;
  /** Whether a repeat of what is still under way is answered by 302 \`WARNING\`. */
  readonly repeats: boolean;
  readonly answer: 'nothing' | 'json' | 'text' | 'bytes' | 'stream';
}
`;

/** The text of `sdk/schema.ts`: types of all calls and webhooks, and the table of the calls. */
export async function clientTypes(document: OpenApiDocument): Promise<string> {
  const calls = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  calls.sort((a, b) => (a.operation.operationId < b.operation.operationId ? -1 : 1));
  const schemas = document.components?.schemas ?? {};
  const types = await compile(typesOf(calls, document.webhooks ?? {}, schemas), 'Contract', {
    bannerComment: '',
    additionalProperties: false,
    ignoreMinAndMaxItems: true,
    format: false,
  });
  const table = calls.map(
    ({ path, method, operation }) =>
      `${operation.operationId}: ${JSON.stringify({
        method: method.toUpperCase(),
        path,
        query: parametersIn(operation, 'query').map(({ name }) => name),
        keyed: (operation.parameters ?? []).some(({ $ref }) => $ref?.endsWith('/RequiredIdempotencyKey')),
        repeats: operation.responses?.['302'] !== undefined,
        answer: answerOf(operation).kind,
      })}`,
  );
  const text = `${header}
export const calls = { ${table.join(',\n')} } as const satisfies Record<keyof Operations, CallShape>;

${shorter(types)}`;
  return await format(text, { ...(await resolveConfig(import.meta.filename)), parser: 'typescript' });
}

function typesOf(
  calls: readonly { readonly path: string; readonly operation: Operation }[],
  webhooks: Exclude<OpenApiDocument['webhooks'], undefined>,
  schemas: Readonly<Record<string, JSONSchema>>,
): JSONSchema {
  const operations = calls.map(({ path, operation }): [string, JSONSchema] => [
    operation.operationId,
    {
      ...closed({ input: inputOf(operation, path, schemas), answer: answerOf(operation).schema }),
      description: [operation.summary, operation.description].filter(Boolean).join('\n\n'),
    },
  ]);
  const events = Object.values(webhooks).map(({ post }): JSONSchema => {
    const title = post.operationId.split('_').map(pascal).join('');
    const description = [post.summary, post.description].filter(Boolean).join('\n\n');
    return Object.assign({ title, description }, jsonIn(post.requestBody?.content));
  });
  return pointed({
    ...closed({
      operations: { ...closed(Object.fromEntries(operations)), title: 'Operations' },
      failure: schemas['Failure'] === undefined ? {} : { $ref: '#/components/schemas/Failure' },
      event: { title: 'WebhookEvent', ...(events.length === 0 ? { not: {} } : { anyOf: events }) },
    }),
    $defs: Object.fromEntries(
      Object.entries(schemas).map(([name, schema]) => [name, { ...schema, title: name }]),
    ),
  });
}

/** One object for everything that a caller gives: names in path, query and body differ, or this is refused. */
function inputOf(
  operation: Operation,
  path: string,
  schemas: Readonly<Record<string, JSONSchema>>,
): JSONSchema {
  const members: Record<string, JSONSchema> = {};
  const required: string[] = [];
  const add = (name: string, schema: JSONSchema, needed: boolean): void => {
    if (name in members) throw new Error(`${operation.operationId}: ${name} is given twice`);
    members[name] = schema;
    if (needed) required.push(name);
  };
  for (const [, name = ''] of path.matchAll(/\{(\w+)\}/g)) {
    const schema = parametersIn(operation, 'path').find((parameter) => parameter.name === name)?.schema;
    add(name, schema ?? { type: 'string' }, true);
  }
  for (const { name, schema = {}, required: needed = false, description } of parametersIn(operation, 'query'))
    add(name, { ...schema, ...(description !== undefined && { description }) }, needed);
  const body = resolved(jsonIn(operation.requestBody?.content), schemas);
  if (body !== undefined) {
    if (body.properties === undefined) throw new Error(`${operation.operationId}: its body is no object`);
    const needed = Array.isArray(body.required) ? body.required : [];
    for (const [name, schema] of Object.entries(body.properties)) add(name, schema, needed.includes(name));
  }
  return { title: `${pascal(operation.operationId)}Input`, ...closed(members), required };
}

function answerOf(operation: Operation): { kind: AnswerKind; schema: JSONSchema } {
  const success = Object.entries(operation.responses ?? {}).find(([status]) => status.startsWith('2'))?.[1];
  const [type, media] = Object.entries(success?.content ?? {})[0] ?? [];
  if (type === undefined) return { kind: 'nothing', schema: { tsType: 'void' } };
  if (type === 'text/event-stream')
    return { kind: 'stream', schema: { tsType: 'ReadableStream<Uint8Array>' } };
  if (type.startsWith('text/')) return { kind: 'text', schema: { type: 'string' } };
  if (!type.startsWith('application/json')) return { kind: 'bytes', schema: { tsType: 'Uint8Array' } };
  const schema = media?.schema ?? {};
  const named = schema.$ref === undefined && (schema.type === 'object' || schema.type === 'array');
  return {
    kind: 'json',
    schema: named ? { title: `${pascal(operation.operationId)}Answer`, ...schema } : schema,
  };
}

const parametersIn = (operation: Operation, place: string): readonly Parameter[] =>
  (operation.parameters ?? []).filter((parameter) => parameter.in === place);

const jsonIn = (content: Content | undefined): JSONSchema | undefined =>
  content?.['application/json']?.schema;

const closed = (properties: Record<string, JSONSchema>): JSONSchema => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});

function resolved(
  schema: JSONSchema | undefined,
  schemas: Readonly<Record<string, JSONSchema>>,
): JSONSchema | undefined {
  const name = schema?.$ref?.match(/^#\/components\/schemas\/(.+)$/)?.[1];
  return name === undefined ? schema : present(schemas[name], `schema ${name}`);
}

/** References into an OpenAPI document, as references into one schema. */
const pointed = (schema: JSONSchema): JSONSchema =>
  told(
    JSON.parse(JSON.stringify(schema).replaceAll('"#/components/schemas/', '"#/$defs/')) as JSONSchema,
  ) as JSONSchema;

/** What says of what kind a value is. */
const telling = ['type', 'tsType', '$ref', 'anyOf', 'oneOf', 'allOf', 'enum', 'const', 'not', 'properties'];
/** Members whose own members are named by whoever wrote the schema, and are schemas. */
const named = new Set(['properties', '$defs', 'patternProperties']);

/** A schema that says nothing of the kind of its value takes any, null among them: the compiler would make an object of it. */
function told(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(told);
  if (typeof value !== 'object' || value === null) return value;
  const schema = Object.fromEntries(
    Object.entries(value).map(([name, member]: [string, unknown]) => [
      name,
      named.has(name) && typeof member === 'object' && member !== null
        ? Object.fromEntries(Object.entries(member).map(([of, one]) => [of, told(one)]))
        : schemas.has(name)
          ? told(member)
          : member,
    ]),
  );
  // An answer keeps all digits: those that no double holds come as their text.
  if (schema['format'] === 'decimal') return { ...schema, tsType: 'number | string' };
  return telling.some((name) => name in schema) ? schema : { ...schema, tsType: 'unknown' };
}

/** Members that are schemas, or lists of them. */
const schemas = new Set(['items', 'anyOf', 'oneOf', 'allOf', 'not', 'additionalProperties', 'prefixItems']);

/** Bounds of lists are checked by the server and say little to a reader of types; short comments take one line. */
const shorter = (text: string): string =>
  text
    .replaceAll(/^ *\* @(min|max)Items \d+\n/gm, '')
    .replaceAll(/ *\/\*\*\n *\*\/\n/g, '')
    .replaceAll(/\n *\* *(?=\n *\*\/)/g, '')
    .replaceAll(/\/\*\*\n *\* ([^\n]{1,90})\n *\*\//g, '/** $1 */');

const pascal = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);
