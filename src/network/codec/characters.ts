import type { Format } from './dialect.ts';

const digit = 1;
const letter = 2;
const blank = 4;
const special = 8;
const track = 16;

/**
 * Which classes an ASCII code belongs to, as bits. Looked up for every character of every message: a table is
 * several times faster than a regular expression and says at which character the trouble is.
 */
export const classes: Uint8Array = Uint8Array.from({ length: 256 }, (_, code) => {
  if (code === 0x20) return blank;
  if (code < 0x20 || code > 0x7e) return 0;
  if (code >= 0x30 && code <= 0x39) return digit | track;
  // : ; < = > complete the code set of tracks 2 and 3 (ISO 7811); ? is the end sentinel, which is never data.
  if (code >= 0x3a && code <= 0x3e) return special | track;
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a ? letter : special;
});

/** The classes that a format of text allows. Blanks pad letters and special characters, never digits. */
export const allowed: Readonly<Record<Exclude<Format, 'b' | 'tlv' | 'x+n'>, number>> = {
  a: letter | blank,
  n: digit,
  an: letter | digit | blank,
  as: letter | special | blank,
  ns: digit | special | blank,
  ans: letter | digit | special | blank,
  z: track,
};

/** In words, for errors. */
export const inWords: Readonly<Record<keyof typeof allowed, string>> = {
  a: 'letters and blanks',
  n: 'digits',
  an: 'letters, digits and blanks',
  as: 'letters, special characters and blanks',
  ns: 'digits, special characters and blanks',
  ans: 'printable characters',
  z: 'characters of a magnetic track',
};

/** The value of a hex character by its ASCII code, 255 for any other. */
export const hexValues: Uint8Array = Uint8Array.from({ length: 256 }, (_, code) => {
  if (code >= 0x30 && code <= 0x39) return code - 0x30;
  const upper = code & 0xdf;
  return upper >= 0x41 && upper <= 0x46 ? upper - 0x37 : 255;
});
