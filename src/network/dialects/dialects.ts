import type { Dialect } from '../codec/dialect.ts';
import { iso1987AsciiBinaryBitmap } from './iso1987-ascii-binary-bitmap.ts';
import { iso1987Ascii } from './iso1987-ascii.ts';
import { iso1987Binary } from './iso1987-binary.ts';
import { iso1987Ebcdic } from './iso1987-ebcdic.ts';

/** The dialects that can be named in the settings. */
export const dialects: Readonly<Record<string, Dialect>> = {
  'iso1987-ascii': iso1987Ascii,
  'iso1987-ascii-binary-bitmap': iso1987AsciiBinaryBitmap,
  'iso1987-binary': iso1987Binary,
  'iso1987-ebcdic': iso1987Ebcdic,
};
