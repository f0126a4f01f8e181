/**
 * Character sets of text fields, as 256-entry tables between octets and ASCII. Only the 95 printable ASCII
 * characters exist; every other octet is refused. EBCDIC code pages differ in `! | [ ] ^` only; 037 is the
 * usual one in the Americas, 500 in Europe, 1047 on open systems.
 */
export type Charset = 'ascii' | 'ebcdic-037' | 'ebcdic-500' | 'ebcdic-1047';

export interface CharsetTables {
  /** ASCII code of an octet; 0 where it is none. */
  readonly toAscii: Uint8Array;
  /** Octet of an ASCII code; 0 where there is none. */
  readonly fromAscii: Uint8Array;
}

// The octets of ASCII 20 to 7E, in order, sixteen on a line.
const ebcdic037 = [
  '405a7f7b5b6c507d4d5d5c4e6b604b61',
  'f0f1f2f3f4f5f6f7f8f97a5e4c7e6e6f',
  '7cc1c2c3c4c5c6c7c8c9d1d2d3d4d5d6',
  'd7d8d9e2e3e4e5e6e7e8e9bae0bbb06d',
  '79818283848586878889919293949596',
  '979899a2a3a4a5a6a7a8a9c04fd0a1',
].join('');

/** Code page 037 with some characters elsewhere. */
const variant = (changes: Readonly<Record<string, string>>): string => {
  const octets = ebcdic037.match(/../g) ?? [];
  for (const [character, octet] of Object.entries(changes)) octets[character.charCodeAt(0) - 0x20] = octet;
  return octets.join('');
};

const sets: Readonly<Record<Charset, string>> = {
  ascii: Array.from({ length: 95 }, (_, at) => (at + 0x20).toString(16)).join(''),
  'ebcdic-037': ebcdic037,
  'ebcdic-500': variant({ '!': '4f', '[': '4a', ']': '5a', '^': '5f', '|': 'bb' }),
  'ebcdic-1047': variant({ '[': 'ad', ']': 'bd', '^': '5f' }),
};

/** The tables of a character set. */
export function charsetTables(charset: Charset): CharsetTables {
  const toAscii = new Uint8Array(256);
  const fromAscii = new Uint8Array(256);
  Buffer.from(sets[charset], 'hex').forEach((octet, at) => {
    toAscii[octet] = at + 0x20;
    fromAscii[at + 0x20] = octet;
  });
  return { toAscii, fromAscii };
}
