/**
 * References of scenario files: `{purchase.transaction.id}` is the member of what was kept as `purchase`, `{app.requests.0.data.code}`
 * the first entry of a list. A text that is one reference becomes the value itself; inside a longer text its characters stand.
 */
const reference = /\{([a-z][a-z0-9_]*)((?:\.[A-Za-z0-9_]+)*)\}/g;

/** What there is to refer to, by name. */
export type Kept = ReadonlyMap<string, unknown>;

/** A reference that leads nowhere, or to more than there is room for. */
export class NothingThere extends Error {
  override readonly name = 'NothingThere';
}

/** Characters that references may put into one value, as JSON: a thousand small ones to a large answer would fill the memory. */
const room = 1_048_576;

type LookUp = (name: string, path: string) => unknown;

/** A value with its references replaced. @throws NothingThere */
export function resolve(value: unknown, kept: Kept): unknown {
  return resolveWith(value, within(kept));
}

/** A text with its references replaced, always as text. @throws NothingThere */
export const resolveInto = (text: string, kept: Kept): string => replaceIn(text, within(kept));

function within(kept: Kept): LookUp {
  let left = room;
  return (name, path) => {
    const value = lookUp(name, path, kept);
    left -= JSON.stringify(value).length;
    if (left < 0) throw new NothingThere(`{${name}${path}} makes the step larger than 1 MiB`);
    return value;
  };
}

function resolveWith(value: unknown, find: LookUp): unknown {
  if (typeof value === 'string') return resolveText(value, find);
  if (Array.isArray(value)) return value.map((item) => resolveWith(item, find));
  if (typeof value !== 'object' || value === null || isRaw(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolveWith(member, find)]));
}

const replaceIn = (text: string, find: LookUp): string =>
  text.replaceAll(reference, (_, name: string, path: string) => asText(find(name, path)));

function resolveText(text: string, find: LookUp): unknown {
  const [whole] = text.matchAll(reference);
  if (whole?.[0] === text) return find(whole[1] ?? '', whole[2] ?? '');
  return replaceIn(text, find);
}

/** The names that a value refers to. */
export function namesIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [...value.matchAll(reference)].map(([, name = '']) => name);
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(namesIn);
}

function lookUp(name: string, path: string, kept: Kept): unknown {
  let value = kept.get(name);
  for (const member of path.split('.').slice(1)) {
    value =
      typeof value === 'object' && value !== null && Object.hasOwn(value, member)
        ? (value as Record<string, unknown>)[member]
        : undefined;
  }
  if (value === undefined) throw new NothingThere(`{${name}${path}} is nothing`);
  return value;
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : isRaw(value) ? value.rawJSON : JSON.stringify(value);

/** A number with more digits than a float holds, as the edge reads it. */
const isRaw = (value: unknown): value is { rawJSON: string } =>
  typeof value === 'object' && value !== null && 'rawJSON' in value && typeof value.rawJSON === 'string';
