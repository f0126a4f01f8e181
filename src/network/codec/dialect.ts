import type { Charset } from './charsets.ts';

/**
 * Formats of ISO 8583:1987, section 4.2: a letters, n digits, s special characters, blanks with letters and special
 * characters; b octets; z the code set of tracks 2 and 3; x+n a `C` or `D` and digits; tlv is b with BER-TLV inside.
 */
export type Format = 'a' | 'n' | 'an' | 'as' | 'ns' | 'ans' | 'b' | 'z' | 'x+n' | 'tlv';

/** How things are written. A dialect says it for all fields; a field may say otherwise. */
export interface Writing {
  /** Format n, and the digits of x+n: a character each, or two in an octet (BCD). */
  readonly digits: 'text' | 'packed';
  /** Format z: a character each, or two in an octet (`=` is D). */
  readonly track: 'text' | 'packed';
  /** Formats b and tlv: as they are, or as two hex characters each. */
  readonly octets: 'raw' | 'hex';
  /** The length of a variable field: LL and LLL digits as text or packed, or a binary number of one and two octets. */
  readonly prefix: 'text' | 'packed' | 'binary';
  /** What that length counts where two digits (packed, or hex) make an octet. It makes no difference elsewhere. */
  readonly counts: 'digits' | 'octets';
  /** Where the half octet too many goes when an odd number of digits is packed: left of fixed fields by custom. */
  readonly oddFixed: 'left' | 'right';
  readonly oddVariable: 'left' | 'right';
  /** What fills it on the right; on the left it is always 0. Both 0 and F are read, unless `counts` is octets. */
  readonly filler: '0' | 'F';
}

export interface FieldSpec extends Partial<Writing> {
  readonly name: string;
  readonly format: Format;
  /** Exactly this many if fixed, at most this many if variable: characters, digits (without the sign of x+n) or octets. */
  readonly length: number;
  /** The digits of the length in front: 2 is LLVAR, 3 is LLLVAR. A fixed field has none. */
  readonly variable?: 2 | 3;
}

/** A network's dialect: nothing but data, one file for each. */
export interface Dialect extends Writing {
  readonly name: string;
  /** The first digit of every message type: 0 for ISO 8583:1987. */
  readonly version: string;
  /** The character set of all text. */
  readonly charset: Charset;
  /** The message type: four characters, or packed in two octets. */
  readonly mti: 'text' | 'packed';
  /** Each bitmap as eight octets, or as sixteen hex characters. */
  readonly bitmap: 'binary' | 'hex';
  /** Values of field 39 that this network does not have, and what it has in their stead: `{ N7: '05' }`. */
  readonly responseCodes?: Readonly<Record<string, string>>;
  /** By number, 2 to 128. A field that is not here is refused. */
  readonly fields: Readonly<Record<number, FieldSpec>>;
}

/** A field of exactly `length`. */
export const fixed = (
  format: Format,
  length: number,
  name: string,
  writing?: Partial<Writing>,
): FieldSpec => ({ name, format, length, ...writing });

/** LLVAR: at most `length`, with two digits of length in front. */
export const ll = (format: Format, length: number, name: string, writing?: Partial<Writing>): FieldSpec => ({
  name,
  format,
  length,
  variable: 2,
  ...writing,
});

/** LLLVAR: at most `length`, with three digits of length in front. */
export const lll = (format: Format, length: number, name: string, writing?: Partial<Writing>): FieldSpec => ({
  name,
  format,
  length,
  variable: 3,
  ...writing,
});
