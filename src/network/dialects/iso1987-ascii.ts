import type { Dialect } from '../codec/dialect.ts';
import { iso1987 } from './iso1987.ts';

/** Everything in printable ASCII, octets and bitmaps in hex: the form that a terminal session can be read in. */
export const iso1987Ascii: Dialect = {
  name: 'iso1987-ascii',
  version: '0',
  charset: 'ascii',
  mti: 'text',
  bitmap: 'hex',
  digits: 'text',
  track: 'text',
  octets: 'hex',
  prefix: 'text',
  counts: 'digits',
  oddFixed: 'left',
  oddVariable: 'right',
  filler: 'F',
  fields: iso1987,
};
