// TypeScript's library does not know the third argument yet; engines have had it since 2023.
const json = JSON as unknown as {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context?: { readonly source?: string }) => unknown,
  ): unknown;
};

/** Numbers that a double may not hold: 16 digits or more, or an exponent. */
const longNumber = /(?:^|[:,[])\s*-?(?=[\d.]{16}|[\d.]+[eE])/;

/**
 * Reads JSON so that no digit of an amount is lost: a number of more digits than a double holds comes as its text
 * (`"1.000000000000000001"`), or as what `exactly` makes of that, all others as numbers. `String(amount)` is exact either way.
 * Amounts in USD always are numbers.
 */
export function parseExactly(text: string, exactly: (digits: string) => unknown = asText): unknown {
  if (!longNumber.test(text)) return JSON.parse(text);
  return json.parse(text, (_, value, context) =>
    typeof value === 'number' && context?.source !== undefined && !fits(context.source)
      ? exactly(context.source)
      : value,
  );
}

const asText = (digits: string): string => digits;

/** A double holds any decimal of up to 15 digits. */
function fits(source: string): boolean {
  const digits = source
    .replace(/[eE].*$/, '')
    .replaceAll(/[-.]/g, '')
    .replace(/^0+/, '');
  return digits.length <= 15 && Number.isFinite(Number(source));
}

/** An amount of an answer in digits: of small numbers scripts make `1e-7`, which no input takes and nobody reads. */
export function digitsOf(amount: number | string): string {
  const text = String(amount);
  const [, sign = '', first = '', rest = '', exponent = '0'] =
    /^(-?)(\d)(?:\.(\d+))?e-(\d+)$/.exec(text) ?? [];
  return first === '' ? text : `${sign}0.${'0'.repeat(Number(exponent) - 1)}${first}${rest}`;
}
