import { randomFillSync } from 'node:crypto';
import { V7Generator } from 'uuidv7';
import { idKinds, type Id, type IdKind } from '../kernel/ids.ts';

/** A new id: unique everywhere, and sorted by the moment it was made (wall time). */
export function newId<K extends IdKind>(kind: K): Id<K> {
  return `${idKinds[kind]}_${textOf(generator.generate().bytes)}` as Id<K>;
}

/** Random numbers for 512 ids at a time: the library's own buys eight numbers, and each call costs as much as ten ids. */
const drawn = new Uint32Array(512);
let used = drawn.length;

const generator = new V7Generator({
  nextUint32() {
    if (used === drawn.length) {
      randomFillSync(drawn);
      used = 0;
    }
    return drawn[used++] ?? 0;
  },
});

const digits = Buffer.from('0123456789abcdef');
const hyphen = 0x2d;
const text = Buffer.alloc(36);

/** As the library writes it, in one piece: its own text is put together from 36, and a purchase has four ids. */
function textOf(bytes: Readonly<Uint8Array>): string {
  let at = 0;
  for (let index = 0; index < 16; index += 1) {
    const byte = bytes[index] ?? 0;
    if (index === 4 || index === 6 || index === 8 || index === 10) text[at++] = hyphen;
    text[at++] = digits[byte >> 4] ?? 0;
    text[at++] = digits[byte & 15] ?? 0;
  }
  return text.toString('latin1');
}
