import type { Dialect } from '../codec/dialect.ts';
import { iso1987Ascii } from './iso1987-ascii.ts';

/** Text in ASCII; bitmaps and octets as they are. */
export const iso1987AsciiBinaryBitmap: Dialect = {
  ...iso1987Ascii,
  name: 'iso1987-ascii-binary-bitmap',
  bitmap: 'binary',
  octets: 'raw',
};
