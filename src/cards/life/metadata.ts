type Metadata = Record<string, unknown>;

// TypeScript's library does not know these yet; V8 has had them since version 11.4.
const json = JSON as unknown as {
  rawJSON(text: string): unknown;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): Metadata;
};

/** Numbers that a float may not hold. */
const longNumber = /[\d.]{16}|\d[eE]/;

/** Reads a card's metadata so that `JSON.stringify` writes every number of it as the company sent it. */
export function parseMetadata(text: string): Metadata {
  if (!longNumber.test(text)) return JSON.parse(text) as Metadata;
  return json.parse(text, (_, value, { source }) =>
    typeof value === 'number' && source !== undefined && String(value) !== source
      ? json.rawJSON(source)
      : value,
  );
}
