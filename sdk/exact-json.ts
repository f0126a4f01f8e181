/** Numbers that a double may not hold: 16 digits or more, or an exponent. */
const longNumber = /(?:^|[:,[])\s*-?(?=[\d.]{16}|[\d.]+[eE])/;

/** A text, which is passed over whatever is in it, or a number (RFC 8259, 6 and 7). */
const textOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Reads JSON so that no digit of an amount is lost: a number of more digits than a double holds comes as its text
 * (`"1.000000000000000001"`), or as what `exactly` makes of that, all others as numbers. `String(amount)` is exact either way.
 * Amounts in USD always are numbers.
 */
export function parseExactly(text: string, exactly: (digits: string) => unknown = asText): unknown {
  if (!longNumber.test(text)) return JSON.parse(text);
  // A reviver is told the digits of a number by newer engines only, not by Node 20. So those that matter are read as texts that are
  // marked; what was sent cannot have a mark in it that is drawn now.
  const mark = `${Math.random()} `;
  const marked = text.replace(textOrNumber, (found) =>
    found.startsWith('"') || fits(found) ? found : `"${mark}${found}"`,
  );
  return JSON.parse(marked, (_, value: unknown) =>
    typeof value === 'string' && value.startsWith(mark) ? exactly(value.slice(mark.length)) : value,
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
