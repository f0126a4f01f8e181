import assert from 'node:assert/strict';

/** The headers of an answer, as the OpenAPI document has them by name. */
export type Headers = Readonly<Record<string, Header>>;

interface Header {
  readonly required?: boolean;
  readonly schema: { readonly type: string; readonly pattern?: string; readonly const?: string };
}

/** A document whose references are still references. */
export interface Components {
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What a reference into the document stands for; everything else is itself. */
export function resolved<T>({ components }: Components, value: T | { readonly $ref: string }): T {
  if (typeof value !== 'object' || value === null || !('$ref' in value)) return value;
  const [, , kind = '', name = ''] = value.$ref.split('/');
  return components[kind]?.[name] as T;
}

/** The headers that a document has for a response. */
export const headersOf = (
  document: Components,
  response: { readonly headers?: Readonly<Record<string, Header | { readonly $ref: string }>> },
): Headers =>
  Object.fromEntries(
    Object.entries(response.headers ?? {}).map(([name, one]) => [
      name.toLowerCase(),
      resolved<Header>(document, one),
    ]),
  );

/** Those of a refusal with this status, whatever was asked for. */
export const headersOfRefusal = (document: Components, status: number): Headers =>
  headersOf(document, document.components['responses']?.[`Failure${status}`] ?? assert.fail(`${status}`));

/** On every answer, as the document says in words. */
const everywhere = {
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
} as const;

/** What HTTP itself says of a connection and a body; documents leave it out (OpenAPI 3.1, 4.8.17). */
const ofHttp = new Set([
  'connection',
  'content-length',
  'content-type',
  'date',
  'keep-alive',
  'transfer-encoding',
]);

/** Fails where a header is sent that is not promised, where one is promised and not sent, or where one has another form. */
export function judgeHeaders(
  promised: Headers,
  sent: Readonly<Record<string, string | readonly string[] | undefined>>,
  said: string,
): void {
  for (const [name, value] of Object.entries(everywhere)) assert.equal(sent[name], value, `${said}: ${name}`);
  for (const [name, { required = false }] of Object.entries(promised))
    assert.ok(!required || sent[name] !== undefined, `${said}: ${name} is promised and not sent`);
  for (const [name, value] of Object.entries(sent)) {
    if (ofHttp.has(name) || name in everywhere || value === undefined) continue;
    const { schema } = promised[name] ?? assert.fail(`${said}: ${name} is sent and not in the document`);
    const text = String(value);
    assert.match(text, schema.type === 'integer' ? /^[1-9]\d*$/ : new RegExp(schema.pattern ?? '.'), name);
    if (schema.const !== undefined) assert.equal(text, schema.const, name);
  }
}
