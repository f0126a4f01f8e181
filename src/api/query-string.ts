const none: Readonly<Record<string, string | string[]>> = Object.freeze(
  Object.create(null) as object,
) as never;

/** The parts of a query string; a name that comes several times has a list. Percent signs that mean nothing stay. */
export function parseQueryString(text: string): Readonly<Record<string, string | string[]>> {
  if (text === '') return none;
  const parts = Object.create(null) as Record<string, string | string[]>;
  for (const [name, value] of new URLSearchParams(text)) {
    const before = parts[name];
    if (before === undefined) parts[name] = value;
    else if (Array.isArray(before)) before.push(value);
    else parts[name] = [before, value];
  }
  return parts;
}
