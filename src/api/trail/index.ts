import type { Companies } from '../../companies/index.ts';
import { withoutSecrets } from '../../platform/log-secrets.ts';
import { actorOf } from '../actor.ts';
import { isPlain } from '../answer.ts';
import { withEffect } from '../effects/index.ts';
import { isRawNumber } from '../json.ts';
import type { AnyCall, PreparedRoute } from '../prepare-route.ts';
import type { Route } from '../route.ts';

/** Writes who did what into the audit log, for routes whose use cases do not do so themselves. */
export interface Trail {
  /** Carries a request out; the line is written in its own unit of work. `said` is its body as it was sent. */
  follow<T>(ready: PreparedRoute, call: AnyCall, said: unknown, run: () => Promise<T>): Promise<T>;
}

/** Whether the edge writes the line. */
export function isFollowed({ access, method, audit }: Route): boolean {
  if (audit === 'own' || access.kind === 'public') return false;
  if (audit === 'always') return true;
  return method !== 'GET' && (access.kind === 'operator' || access.level === 3);
}

/** @param routes all of them, ready: what is read by GET at the same path is the state before a change */
export function createTrail(companies: Companies, routes: readonly PreparedRoute[]): Trail {
  const readers = new Map(
    routes.filter(({ route }) => route.method === 'GET').map((ready) => [ready.route.path, ready]),
  );

  const read = async (reader: PreparedRoute | undefined, { route }: PreparedRoute, call: AnyCall) => {
    if (reader === undefined || reader.route.access.kind !== route.access.kind) return undefined;
    try {
      const state: unknown = await reader.route.handle({ ...call, query: {}, body: undefined });
      return isPlain(state) ? undefined : state;
    } catch {
      // What is not there cannot be changed, which is said by the change itself.
      return undefined;
    }
  };

  /**
   * What a GET at the same path would answer now. Where there is none, it is a part of the thing that the path names which is
   * changed (`/cards/virtual-cards/{cardId}/decision`): then those of its members that are said anew.
   */
  async function stateBefore(ready: PreparedRoute, call: AnyCall, said: unknown): Promise<unknown> {
    const { method, path } = ready.route;
    if (method === 'GET' || method === 'POST') return undefined;
    const own = readers.get(path);
    if (own !== undefined) return await read(own, ready, call);
    const whole = await read(readers.get(path.slice(0, path.lastIndexOf('}') + 1)), ready, call);
    if (!isObject(whole) || !isObject(said)) return undefined;
    const part = Object.entries(whole).filter(([name]) => Object.hasOwn(said, name));
    return part.length === 0 ? undefined : Object.fromEntries(part);
  }

  return {
    async follow(ready, call, said, run) {
      const before = await stateBefore(ready, call, said);
      const { caller, params } = call;
      const line = {
        company: 'company' in caller && caller.company !== undefined ? caller.company : ('operator' as const),
        by: actorOf(caller),
        action: ready.route.operationId,
        before: unsecret(before),
        after: unsecret(withPlaces(params, onlyRead(said, call.body))),
      };
      const about = (made?: unknown): { subject?: string } => {
        const own = line.company === 'operator' ? undefined : line.company;
        const subject = lastOf(params) ?? (ready.route.subject === 'made' ? idIn(made) : undefined) ?? own;
        return subject === undefined ? {} : { subject };
      };
      let isWritten = false;
      const result = await withEffect(
        {
          write: (tx, made) =>
            isWritten ? Promise.resolve() : companies.audit(tx, { ...line, ...about(made) }),
          committed: () => (isWritten = true),
        },
        run,
      );
      // It wrote nothing, or through a batch, which carries no lines of single requests.
      if (!isWritten) await companies.auditNow({ ...line, ...about() });
      return result;
    },
  };
}

const entriesOf = (params: unknown): [string, unknown][] =>
  Object.entries((params ?? {}) as Record<string, unknown>);

/** The last thing that the path names. */
function lastOf(params: unknown): string | undefined {
  const last = entriesOf(params).at(-1)?.[1];
  return typeof last === 'string' ? last : undefined;
}

/** What was said, and what else the path names: `PATCH /virtual-wallets/{walletId}/client/{clientId}` is about two things. */
function withPlaces(params: unknown, said: unknown): unknown {
  const places = entriesOf(params).slice(0, -1);
  if (places.length === 0) return said;
  const named = places.map(([name, place]) => [
    name.replace(/[A-Z]/g, (at) => `_${at.toLowerCase()}`),
    place,
  ]);
  return { ...Object.fromEntries(named), ...(isObject(said) ? said : {}) };
}

/** The id of what a unit of work made: its own, or that of its only member that has one. */
function idIn(made: unknown): string | undefined {
  if (!isObject(made)) return undefined;
  const ids = [made, ...Object.values(made).filter(isObject)].flatMap(({ id }) =>
    typeof id === 'string' ? [id] : [],
  );
  return typeof made['id'] === 'string' || ids.length === 1 ? ids[0] : undefined;
}

/** What was said, without the members that nobody read: those may hold anything, also what nothing can store. */
function onlyRead(said: unknown, read: unknown): unknown {
  // Where a float was read of a number it is written down as that: its digits may be more than a database holds.
  if (isRawNumber(said)) return typeof read === 'number' ? read : said;
  if (!isObject(said)) return said;
  if (Array.isArray(said))
    return Array.isArray(read) ? said.map((item, at) => onlyRead(item, read[at])) : undefined;
  if (!isObject(read)) return undefined;
  return Object.fromEntries(
    Object.entries(said)
      .filter(([name]) => Object.hasOwn(read, name))
      .map(([name, member]) => [name, onlyRead(member, read[name])]),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Members that are secrets in requests and answers of administration, beside those that the log knows. */
const secretMembers = new Set(['key', 'webhook_key', 'code', 'headers']);

function unsecret(value: unknown): unknown {
  if (value === undefined || typeof value !== 'object' || value === null || Array.isArray(value))
    return value;
  const members = Object.entries(withoutSecrets(value as Record<string, unknown>));
  return Object.fromEntries(
    members.map(([name, member]) => [name, secretMembers.has(name) && member ? '[redacted]' : member]),
  );
}
