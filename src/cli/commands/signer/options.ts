import { InvalidArgumentError } from 'commander';

/** Which of the three signers. */
export function signerNumber(text: string): 1 | 2 | 3 {
  const number = Number(text);
  if (number === 1 || number === 2 || number === 3) return number;
  throw new InvalidArgumentError('Give 1, 2 or 3.');
}
