import { StartupProblem, systemCode } from './startup-problem.ts';

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there',
  EPERM: 'it belongs to somebody else',
  EROFS: 'the disk can only be read',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
  ENOTDIR: 'a part of this path is a file',
  EEXIST: 'there is a file in its place',
  ENOTSUP: 'this disk cannot hold a socket',
};

/** Whether this is the code of a disk, or of a part of it, that takes no more. */
export const isFullDisk = (code: unknown): boolean => code === 'ENOSPC' || code === 'EDQUOT';

/** What to do where a disk is full. A commit that could not be written was not answered. */
export const makeRoom = 'Make room on that disk and start again: nothing that was answered is lost.';

/**
 * Turns the error of a disk into a sentence; undefined for any other error.
 *
 * @param what the beginning of the sentence: `The file x cannot be written`
 * @param advice what to do, unless the disk is full
 */
export function diskProblem(what: string, error: unknown, advice: string): StartupProblem | undefined {
  const code = systemCode(error) ?? '';
  const reason = reasons[code];
  if (reason === undefined) return undefined;
  return new StartupProblem(`${what}: ${reason}.`, isFullDisk(code) ? makeRoom : advice, { cause: error });
}

/** As {@link diskProblem}, with the error's code, or the error in its own words, where it is any other. */
export const fileProblem = (what: string, error: unknown, advice: string): StartupProblem =>
  diskProblem(what, error, advice) ??
  new StartupProblem(`${what} (${systemCode(error) ?? String(error)}).`, advice, { cause: error });
