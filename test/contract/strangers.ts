import * as fc from 'fast-check';
import { fitting } from './generate.ts';
import type { Operation, Schema } from './operations.ts';

/** What a company has, by the names that paths give it: `cardId`. */
export type Ids = Readonly<Record<string, string>>;

/** A place of a request where something of another company can be named. */
export interface Place {
  readonly in: 'path' | 'query' | 'body';
  /** Of parameters or of the member. */
  readonly names: readonly string[];
}

export interface Question {
  readonly path: string;
  readonly body: unknown;
}

/** Members of bodies and queries that name what paths name, too. */
const asInPaths: Ids = {
  card_id: 'cardId',
  endpoint_id: 'endpointId',
  event_id: 'eventId',
  client_id: 'clientId',
  three_ds_challenge_id: 'challengeId',
  subject: 'cardId',
  cursor: 'eventId',
};

/** What is sent under a name of a path, a query or a body. */
export const sentAs = (ids: Ids, name: string): string | undefined => ids[asInPaths[name] ?? name];

/** Names in the path of what belongs to a company. */
export const ownIn = ({ path }: Operation, ids: Ids): string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].flatMap(([, name = '']) => (isOwn(ids[name]) ? [name] : []));

/** Whether it is an id of something that one company has, and no word such as POLYGON. */
export const isOwn = (id: string | undefined): boolean => /^[a-z]+_[0-9a-f-]{36}$/.test(id ?? '');

/** Ids of the same kinds that nobody has. */
export const absent = (ids: Ids): Ids =>
  Object.fromEntries(
    Object.entries(ids).map(([name, id]) => [
      name,
      isOwn(id) ? id.replace(/_.*/, '_0197f2c0-9a4e-7cc0-8000-0123456789ab') : id,
    ]),
  );

/** Where a request to this operation can name what is not one's own: in the path each thing alone, and all of them; else in query and body. */
export function placesIn(operation: Operation, ids: Ids): Place[] {
  const inPath = ownIn(operation, ids);
  if (inPath.length > 0) {
    const alone = inPath.length > 1 ? inPath.map((name) => [name]) : [];
    return [...alone, inPath].map((names) => ({ in: 'path', names }));
  }
  const members = Object.keys(operation.body?.['properties'] ?? {});
  const parameters = operation.parameters.filter((parameter) => parameter.in === 'query');
  const named = (name: string): boolean => isOwn(ids[asInPaths[name] ?? '']);
  return [
    ...members.filter(named).map((name): Place => ({ in: 'body', names: [name] })),
    ...parameters
      .filter(({ name }) => named(name))
      .map(({ name }): Place => ({ in: 'query', names: [name] })),
    // A list names nothing, and must hold nothing of others.
    ...(operation.method === 'GET' ? [{ in: 'path', names: [] } as const] : []),
  ];
}

/** A right request of one who has `own`, but for what it names at the place. */
export function questionAt(operation: Operation, place: Place, own: Ids, theirs: Ids): Question {
  const said = Object.fromEntries(place.names.map((name) => [name, sentAs(theirs, name)]));
  const inPath: Record<string, string | undefined> = { ...own, ...(place.in === 'path' && said) };
  const query = new URLSearchParams();
  for (const { name, schema, in: where, required } of operation.parameters)
    if (where === 'query' && required) query.set(name, own[name] ?? String(right(schema)));
  if (place.in === 'query') for (const [name, id] of Object.entries(said)) query.set(name, id ?? '');
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => inPath[name] ?? 'nothing');
  const body = operation.body && { ...(right(operation.body) as object), ...(place.in === 'body' && said) };
  return { path: query.size === 0 ? path : `${path}?${query.toString()}`, body };
}

/** The same value each time. */
const right = (schema: Schema): unknown => fc.sample(fitting(schema), { numRuns: 1, seed: 1 })[0];
