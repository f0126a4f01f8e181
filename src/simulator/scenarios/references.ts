/**
 * References of scenario files: `{purchase.transaction.id}` is the member of what was kept as `purchase`, `{app.requests.0.data.code}`
 * the first entry of a list. A text that is one reference becomes the value itself; inside a longer text its characters stand.
 */
const reference = /\{([a-z][a-z0-9_]*)((?:\.[A-Za-z0-9_]+)*)\}/g;

/** What there is to refer to, by name. */
export type Kept = ReadonlyMap<string, unknown>;

/** A reference that leads nowhere. */
export class NothingThere extends Error {
  override readonly name = 'NothingThere';
}

/** A value with its references replaced. @throws NothingThere */
export function resolve(value: unknown, kept: Kept): unknown {
  if (typeof value === 'string') return resolveText(value, kept);
  if (Array.isArray(value)) return value.map((item) => resolve(item, kept));
  if (typeof value !== 'object' || value === null || isRaw(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, resolve(member, kept)]));
}

/** A text with its references replaced, always as text. @throws NothingThere */
export const resolveInto = (text: string, kept: Kept): string =>
  text.replaceAll(reference, (_, name: string, path: string) => asText(lookUp(name, path, kept)));

function resolveText(text: string, kept: Kept): unknown {
  const [whole] = text.matchAll(reference);
  if (whole?.[0] === text) return lookUp(whole[1] ?? '', whole[2] ?? '', kept);
  return resolveInto(text, kept);
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
