import { readFile } from 'node:fs/promises';
import { systemCode } from '../../platform/startup-problem.ts';
import { CliProblem } from '../run.ts';

/** Reads a file that was named on the command line. @throws CliProblem */
export async function readGivenFile(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = systemCode(error);
    if (code === undefined) throw error;
    throw new CliProblem(`${file} cannot be read: ${code}.`, 'Name a file this user can read.');
  }
}
