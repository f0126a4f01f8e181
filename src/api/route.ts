import type { z } from 'zod';
import type { FailureCode } from '../kernel/failures.ts';
import type { Id } from '../kernel/ids.ts';

export type Product = 'treasury' | 'virtual_wallets' | 'cards' | 'management' | 'webhooks' | 'simulate';

/** What a key must be for a route. Every route says it; a route that does not is refused at start. */
export type Access =
  | { readonly kind: 'company'; readonly level: 1 | 2 | 3; readonly product: Product }
  | { readonly kind: 'operator' }
  | { readonly kind: 'public' };

/** Who calls, from where, and under which trace. */
export interface Caller {
  readonly company: Id<'company'>;
  readonly key: Id<'key'> | undefined;
  readonly address: string;
  readonly traceId: string;
  /** The `Idempotency-Key` of the request, if it has one. */
  readonly idempotencyKey: string | undefined;
}

export interface Call<Params, Query, Body> {
  readonly caller: Caller;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** A route as data: the server, the OpenAPI document and the permission tests are all made from it. */
export interface RouteSpec<
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters in braces: `/cards/virtual-cards/{cardId}`. */
  readonly path: string;
  /** The name of the call in the SDK: `createCard`. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly access: Access;
  readonly params?: P;
  readonly query?: Q;
  readonly body?: B;
  /** Status and schema of the answer that means success; no schema means an empty body. */
  readonly answer: {
    readonly status: number;
    readonly schema?: z.ZodType;
    readonly description?: string;
    readonly example?: unknown;
  };
  /** Codes of the failure table that this route answers beside the general ones. */
  readonly failures?: readonly FailureCode[];
  /** The route does not exist in production. */
  readonly sandboxOnly?: boolean;
  readonly handle: (call: Call<Parsed<P>, Parsed<Q>, Parsed<B>>) => Promise<unknown>;
}

/** A route whose types are forgotten, as the server keeps it. */
// oxlint-disable-next-line typescript/no-explicit-any -- a list of routes of different types has no better element type
export type Route = RouteSpec<any, any, any>;

/** Declares a route; types of `params`, `query` and `body` in `handle` follow from their schemas. */
export function route<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
>(spec: RouteSpec<P, Q, B>): Route {
  return spec;
}
