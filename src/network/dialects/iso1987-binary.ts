import type { Dialect } from '../codec/dialect.ts';
import { iso1987 } from './iso1987.ts';

/** As point-of-sale terminals pack it: digits, tracks and lengths in BCD, text in ASCII, octets as they are. */
export const iso1987Binary: Dialect = {
  name: 'iso1987-binary',
  version: '0',
  charset: 'ascii',
  mti: 'packed',
  bitmap: 'binary',
  digits: 'packed',
  track: 'packed',
  octets: 'raw',
  prefix: 'packed',
  counts: 'digits',
  oddFixed: 'left',
  oddVariable: 'right',
  filler: 'F',
  fields: iso1987,
};
