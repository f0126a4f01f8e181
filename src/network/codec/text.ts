import { allowed, classes, inWords } from './characters.ts';
import type { Charset } from './charsets.ts';
import { charsetTables } from './charsets.ts';
import { checkLength, fail, octet, take } from './cursor.ts';
import type { Element } from './element.ts';
import { asItIs } from './element.ts';

const upperD = 0x44;

/** Characters, one in an octet, of the classes that the format allows. */
export function textElement(format: keyof typeof allowed, charset: Charset): Element<string> {
  const { toAscii, fromAscii } = charsetTables(charset);
  const mask = allowed[format];
  const byOctet = classes.map((_, byte) => octet(classes, octet(toAscii, byte)));
  // Terminals write the separator of a track as = or D; it is one thing, and = is its name (ISO 7813).
  const octetOfD = format === 'z' ? octet(fromAscii, upperD) : -1;

  return {
    ...asItIs,
    octets: (units) => units,
    read(cursor, units) {
      const start = cursor.at;
      const end = take(cursor, units);
      let separators = false;
      for (let at = start; at < end; at += 1) {
        const byte = octet(cursor.bytes, at);
        if ((octet(byOctet, byte) & mask) !== 0) continue;
        if (byte !== octetOfD) fail(cursor, at, `takes ${inWords[format]} only`);
        separators = true;
      }
      const text = cursor.text.slice(start, end);
      return separators ? text.replaceAll('D', '=') : text;
    },
    write(sink, value, least, most) {
      if (typeof value !== 'string') fail(sink, sink.at, 'takes text');
      checkLength(sink, value.length, least, most);
      for (let at = 0; at < value.length; at += 1) {
        const code = value.charCodeAt(at);
        if (code > 0x7e || (octet(classes, code) & mask) === 0)
          fail(sink, sink.at + at, `takes ${inWords[format]} only`);
        sink.bytes[sink.at + at] = octet(fromAscii, code);
      }
      sink.at += value.length;
      return value.length;
    },
  };
}
