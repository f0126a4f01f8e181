/** Of an approval: the one who told of it first. */
export const firstTeller = 'first';

/** Of what was written down without names. It is not known whether that was heard, so it never ends. */
const nobodyKnows = 'unknown';

/** Those who told of an approval, or are about to, and were heard for all that is known. Names have no blanks. */
export const tellersOf = (written: string): string[] => (written === '' ? [nobodyKnows] : written.split(' '));

/** Written down with one more. */
export const withTeller = (written: string | undefined, teller: string): string =>
  [...new Set([...(written === undefined ? [firstTeller] : tellersOf(written)), teller])].join(' ');
