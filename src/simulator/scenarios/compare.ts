import { parseAmount } from '../../kernel/money.ts';

/** `"*"` is anything that is there. */
const anything = '*';

/**
 * Whether `actual` has in it what is expected: members of objects among others, lists whole and in order. Decimals are compared
 * as numbers, exactly, whether they are text or not.
 */
export function matches(expected: unknown, actual: unknown): boolean {
  if (expected === anything) return actual !== undefined && actual !== null;
  if (Array.isArray(expected))
    return (
      Array.isArray(actual) &&
      actual.length === expected.length &&
      expected.every((item, at) => matches(item, actual[at]))
    );
  if (isObject(expected))
    return (
      isObject(actual) && Object.entries(expected).every(([name, member]) => matches(member, actual[name]))
    );
  return expected === actual || sameDecimal(expected, actual);
}

/** As {@link matches}, whatever the order: each expected item has an actual one of its own, and none is left. */
export function matchesInAnyOrder(expected: readonly unknown[], actual: readonly unknown[]): boolean {
  if (expected.length !== actual.length) return false;
  const left = [...actual];
  // What says most is matched first, so that a bare type does not take what a fuller description needs.
  const fullestFirst = expected.toSorted((a, b) => JSON.stringify(b).length - JSON.stringify(a).length);
  return fullestFirst.every((item) => {
    const at = left.findIndex((candidate) => matches(item, candidate));
    if (at !== -1) left.splice(at, 1);
    return at !== -1;
  });
}

/** What stands in `actual` at the places that `expected` names, so that the two can be read side by side. */
export function atPlacesOf(expected: unknown, actual: unknown): unknown {
  if (Array.isArray(expected) && Array.isArray(actual))
    return actual.map((item, at) => (at < expected.length ? atPlacesOf(expected[at], item) : item));
  if (isObject(expected) && isObject(actual))
    return Object.fromEntries(
      Object.entries(expected).map(([name, member]) => [name, atPlacesOf(member, actual[name] ?? null)]),
    );
  return actual === undefined ? null : actual;
}

function sameDecimal(expected: unknown, actual: unknown): boolean {
  const [a, b] = [decimal(expected), decimal(actual)];
  return a !== undefined && a === b;
}

/** At most 18 decimals, as many as any token has. */
function decimal(value: unknown): bigint | undefined {
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text !== 'string' || text.length > 60) return undefined;
  const units = parseAmount(text, 18);
  return typeof units === 'bigint' ? units : undefined;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
