import { z } from 'zod';
import { InvariantBroken } from '../kernel/assert.ts';
import { notFound } from '../kernel/failures.ts';
import type { KeptAnswers } from './idempotency/index.ts';
import { isStorable, refuseUnstorable, unstorable } from './json.ts';
import type { Call, Route } from './route.ts';
import { isFollowed } from './trail/index.ts';
import { reader } from './validation.ts';

/** A call whose types are forgotten, as the server makes it. */
export type AnyCall = Call<unknown, unknown, unknown>;

/** A route made ready once. Its first request pays for its readers, see `reader`; the others pay for nothing. */
export interface PreparedRoute {
  readonly route: Route;
  /** Whether it is limited by address and company. */
  readonly limited: boolean;
  /** The status of success. */
  readonly status: number;
  /** Whether the edge writes it into the audit log. */
  readonly followed: boolean;
  /** Whether it takes an idempotency key. */
  readonly writes: boolean;
  /** What is kept under such a key and given again. */
  readonly keeps: KeptAnswers | undefined;
  /**
   * Reads the parts of a request by the route's schemas.
   *
   * @throws Failure NOT_FOUND for a path that names nothing, VALIDATION_ERROR
   */
  readonly read: (
    params: unknown,
    query: unknown,
    body: unknown,
    hasEscapes: boolean,
  ) => Omit<AnyCall, 'caller' | 'headers'>;
}

/** @throws InvariantBroken when a route does not say who may call it, or is declared wrongly otherwise */
export function prepareRoute(route: Route): PreparedRoute {
  refuseUndeclared(route);
  const params = route.params as z.ZodType | undefined;
  const readPath = params === undefined ? () => undefined : pathReader(params, route.path);
  const readQuery = route.query === undefined ? () => undefined : queryReader(route.query as z.ZodType);
  const readBody = route.body === undefined ? () => undefined : reader(z.compile, route.body, 'body');
  const writes = route.method !== 'GET' && route.method !== 'DELETE';
  return {
    route,
    limited:
      route.unlimited !== true && !(route.access.kind === 'company' && route.access.product === 'simulate'),
    status: route.answer.status,
    followed: isFollowed(route),
    writes,
    keeps:
      !writes || route.access.kind === 'public' || route.answer.contentType !== undefined
        ? undefined
        : route.idempotency === 'own'
          ? 'refusals'
          : 'answers',
    read(pathParams, query, body, hasEscapes) {
      const params = readPath(pathParams);
      const call = { params, query: readQuery(query), body: readBody(body === undefined ? {} : body) };
      // Only an escape can bring them into a body: a text in UTF-8 holds no half of a pair, and JSON no bare NUL. What is
      // not read may hold anything.
      if (hasEscapes) refuseUnstorable(call.body, '');
      return call;
    },
  };
}

const accessForm = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('company'),
    level: z.literal([1, 2, 3]),
    product: z.enum(['treasury', 'virtual_wallets', 'cards', 'management', 'webhooks', 'simulate']),
  }),
  z.strictObject({ kind: z.literal('operator') }),
  z.strictObject({ kind: z.literal('public') }),
]);

function refuseUndeclared(route: Route): void {
  const name = `${route.method} ${route.path}`;
  if (!accessForm.safeParse(route.access).success)
    throw new InvariantBroken(`route ${name} says who may call it`);
  const named = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
  if (named.length > 0 && route.params === undefined)
    throw new InvariantBroken(`route ${name} has schemas for its parameters`);
  if (!/^\/[\w\-./{}]*$/.test(route.path)) throw new InvariantBroken(`route ${name} has a plain path`);
}

/** Text that nothing can store is refused before anybody reads it; it can come in by percent signs. */
function queryReader(schema: z.ZodType): (value: unknown) => unknown {
  const read = reader(z.compile, schema, 'query');
  return (value) => {
    for (const [name, given] of Object.entries(value as Record<string, string | string[]>))
      for (const text of [given].flat()) if (!isStorable(text)) throw unstorable(name);
    return read(value);
  };
}

/** What a path names must fit exactly; what does not fit is a thing that is not there. */
function pathReader(schema: z.ZodType, path: string): (value: unknown) => unknown {
  let compiled: z.ZodType | undefined;
  const last = path.match(/\{(\w+?)(?:Id)?\}[^{]*$/)?.[1] ?? 'thing';
  const noun = last === 'id' ? 'thing' : last.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return (value) => {
    compiled ??= z.compile(schema);
    const read = compiled.safeParse(value);
    if (!read.success || !Object.values(value as Record<string, string>).every(isStorable))
      throw notFound(noun);
    return read.data;
  };
}
