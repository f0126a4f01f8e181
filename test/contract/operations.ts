import { headersOf, resolved } from './headers.ts';
import type { Headers } from './headers.ts';

/** One operation of the API, as its OpenAPI document has it. */
export interface Operation {
  readonly method: string;
  readonly path: string;
  readonly operationId: string;
  readonly access:
    | { readonly kind: 'company'; readonly level: number; readonly product: string }
    | { readonly kind: 'operator' }
    | { readonly kind: 'public' };
  readonly parameters: readonly Parameter[];
  /** Schema of a JSON body. */
  readonly body: Schema | undefined;
  /** What each status has. */
  readonly answers: ReadonlyMap<number, PromisedAnswer>;
}

export interface PromisedAnswer {
  /** Of the JSON; null for an answer without a body, undefined for what is no JSON. */
  readonly schema: Schema | null | undefined;
  readonly headers: Headers;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: Schema;
}

/** JSON Schema 2020-12. */
export type Schema = Readonly<Record<string, unknown>>;

export interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly webhooks: Readonly<
    Record<
      string,
      {
        readonly post: {
          readonly parameters: readonly { readonly $ref: string }[];
          readonly requestBody: {
            readonly content: { readonly 'application/json': { readonly schema: Schema } };
          };
        };
      }
    >
  >;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface RawOperation {
  readonly operationId: string;
  readonly security: readonly Readonly<Record<string, unknown>>[];
  readonly 'x-level'?: number;
  readonly 'x-product'?: string;
  readonly parameters: readonly (Parameter | { readonly $ref: string })[];
  readonly requestBody?: { readonly content: { readonly 'application/json': { readonly schema: Schema } } };
  readonly responses: Readonly<Record<string, RawResponse | { readonly $ref: string }>>;
}

interface RawResponse {
  readonly headers?: Headers;
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>;
}

/** All operations of a document, its references resolved but those inside schemas. */
export function operationsOf(document: Document): Operation[] {
  const promised = (response: RawResponse): PromisedAnswer => ({
    schema: response.content === undefined ? null : response.content['application/json']?.schema,
    headers: headersOf(document, response),
  });
  return Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, raw]) => ({
      method: method.toUpperCase(),
      path,
      operationId: raw.operationId,
      access: accessOf(raw),
      parameters: raw.parameters.map((parameter) => resolved<Parameter>(document, parameter)),
      body: raw.requestBody?.content['application/json'].schema,
      answers: new Map(
        Object.entries(raw.responses).map(([status, response]) => [
          Number(status),
          promised(resolved<RawResponse>(document, response)),
        ]),
      ),
    })),
  );
}

function accessOf(raw: RawOperation): Operation['access'] {
  const { 'x-level': level, 'x-product': product, security } = raw;
  if (level !== undefined && product !== undefined) return { kind: 'company', level, product };
  return security.length === 0 ? { kind: 'public' } : { kind: 'operator' };
}
