import type { Charset } from './charsets.ts';
import { charsetTables } from './charsets.ts';
import { fail, octet, take } from './cursor.ts';
import type { Element } from './element.ts';

const upperC = 0x43;
const upperD = 0x44;

/** Format x+n: `C` (credit) or `D` (debit) as a character, then digits as the dialect writes them. Units are digits. */
export function signedElement(digits: Element<string>, charset: Charset): Element<string> {
  const { toAscii, fromAscii } = charsetTables(charset);
  return {
    ...digits,
    octets: (units) => 1 + digits.octets(units),
    read(cursor, units) {
      const start = cursor.at;
      take(cursor, 1);
      const sign = octet(toAscii, octet(cursor.bytes, start));
      if (sign !== upperC && sign !== upperD) fail(cursor, start, 'begins with C or D');
      return (sign === upperC ? 'C' : 'D') + digits.read(cursor, units);
    },
    write(sink, value, least, most) {
      const sign = typeof value === 'string' ? value.charCodeAt(0) : 0;
      if (typeof value !== 'string' || (sign !== upperC && sign !== upperD))
        fail(sink, sink.at, 'begins with C or D');
      sink.bytes[sink.at] = octet(fromAscii, sign);
      sink.at += 1;
      return digits.write(sink, value.slice(1), least, most);
    },
  };
}
