import type { Dialect } from '../codec/dialect.ts';
import { iso1987 } from './iso1987.ts';

/** Text in EBCDIC, as mainframe switches speak it; bitmaps and octets as they are. */
export const iso1987Ebcdic: Dialect = {
  name: 'iso1987-ebcdic',
  version: '0',
  charset: 'ebcdic-037',
  mti: 'text',
  bitmap: 'binary',
  digits: 'text',
  track: 'text',
  octets: 'raw',
  prefix: 'text',
  counts: 'digits',
  oddFixed: 'left',
  oddVariable: 'right',
  filler: 'F',
  fields: iso1987,
};
