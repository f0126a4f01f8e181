import type { IncomingHttpHeaders } from 'node:http';
import type { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Level, Product } from '../companies/index.ts';
import type { FailureCode } from '../kernel/failures.ts';
import type { Id } from '../kernel/ids.ts';

export type { Product } from '../companies/index.ts';

/** What a key must be for a route. Every route says it; a route that does not is refused at start. */
export type Access =
  | { readonly kind: 'company'; readonly level: Level; readonly product: Product }
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

/** Who calls a route that belongs to no company. */
export type Outsider = Omit<Caller, 'company' | 'key'>;

export interface Call<Params, Query, Body, A extends Access = Access> {
  readonly caller: [A] extends [{ readonly kind: 'operator' | 'public' }] ? Outsider : Caller;
  /** Of the request, names in lower case: for what HTTP itself defines, such as `last-event-id`. */
  readonly headers: IncomingHttpHeaders;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
}

/** An answer that is not JSON (a page, a file, a stream of events), or that needs headers of its own. */
export interface PlainAnswer {
  readonly plain: true;
  /** Lower case; `content-type` among them. They come beside the security headers, or in place of them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer | Readable;
  /** Where it is another than the route's: 304, 308, or 404 with a page. */
  readonly status?: number;
}

type Parsed<S> = S extends z.ZodType ? z.output<S> : undefined;

/** A route as data: the server, the OpenAPI document and the permission tests are all made from it. */
export interface RouteSpec<
  P extends z.ZodType | undefined,
  Q extends z.ZodType | undefined,
  B extends z.ZodType | undefined,
  A extends Access = Access,
> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** With parameters in braces: `/cards/virtual-cards/{cardId}`. */
  readonly path: string;
  /** The name of the call in the SDK: `createCard`. */
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly access: A;
  /** Strings, from the path. What they do not fit is a 404. */
  readonly params?: P;
  /** From the query string; see `fields.ts` for schemas that read text. */
  readonly query?: Q;
  /** Members that it does not name are ignored; one that is not sent is an empty object. */
  readonly body?: B;
  /** Status and schema of the answer that means success; no schema means an empty body. */
  readonly answer: {
    readonly status: number;
    readonly schema?: z.ZodType;
    readonly description?: string;
    readonly example?: unknown;
    /** Where it is not JSON: `application/pdf`. `handle` then gives a {@link PlainAnswer}. */
    readonly contentType?: string;
    /** Headers of its own that it always has, by name, and what each is for. */
    readonly headers?: Readonly<Record<string, string>>;
    /** Members that hold a secret: a replay by idempotency key has them for 10 minutes only. */
    readonly secrets?: readonly string[];
  };
  /** Codes of the failure table that this route answers beside the general ones. */
  readonly failures?: readonly FailureCode[];
  /** Not part of the API: a page, a script. Left out of the documentation. */
  readonly hidden?: boolean;
  /** The route does not exist in production. */
  readonly sandboxOnly?: boolean;
  /**
   * `required`: an idempotency key must be sent. `own`: the route deals with the key itself (`caller.idempotencyKey`) once it has
   * begun something, since a repeat is answered by the state of that; the edge keeps refusals alone. Default: the key is optional,
   * and the edge keeps the answer.
   */
  readonly idempotency?: 'required' | 'own';
  /**
   * Who did this is kept: by default where something is changed and the level is 3 or the operator calls. `own`: the use
   * case writes the line itself. `always`: whatever the level and although it may only read, since it shows a secret.
   */
  readonly audit?: 'own' | 'always';
  /**
   * What the line of the edge is about where the path names nothing: by default the company itself; `made`: what the unit of
   * work makes or changes, by the `id` in what it answers.
   */
  readonly subject?: 'made';
  /** Does not count towards the rate limits of a company or an address; `simulate` never does. */
  readonly unlimited?: boolean;
  /** Answers the members of the body as they stand on the wire, `undefined` for an empty one, or a {@link PlainAnswer}. */
  readonly handle: (call: Call<Parsed<P>, Parsed<Q>, Parsed<B>, A>) => Promise<unknown>;
}

/** A route whose types are forgotten, as the server keeps it. */
// oxlint-disable-next-line typescript/no-explicit-any -- a list of routes of different types has no better element type
export type Route = RouteSpec<any, any, any, any>;

/** Declares a route; types of `params`, `query` and `body` in `handle` follow from their schemas. */
export function route<
  P extends z.ZodType | undefined = undefined,
  Q extends z.ZodType | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  const A extends Access = Access,
>(spec: RouteSpec<P, Q, B, A>): Route {
  return spec;
}
