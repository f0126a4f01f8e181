import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { ApiError, NoAnswer } from '../../sdk/index.ts';
import { StartupProblem } from '../platform/startup-problem.ts';
import { printProblem } from './terminal/output.ts';

/** What the program ends with. A purchase that is declined is an answer, and ends with `done`. */
export const exitCodes = { done: 0, failed: 1, usage: 2, unreachable: 3 } as const;

/** A reason to end that is no bug: printed as a sentence, without a stack. */
export class CliProblem extends Error {
  override readonly name = 'CliProblem';
  readonly advice: string | undefined;
  readonly exitCode: number;

  constructor(message: string, advice?: string, exitCode: number = exitCodes.failed) {
    super(message);
    this.advice = advice;
    this.exitCode = exitCode;
  }
}

/** Runs one command and answers what to exit with. */
export async function runProgram(program: Command, args: readonly string[]): Promise<number> {
  const json = args.includes('--json');
  try {
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? exitCodes.done);
  } catch (error) {
    // Help and version are no errors. Of others commander has told people by now.
    if (error instanceof CommanderError) {
      if (error.exitCode === 0) return exitCodes.done;
      if (json) printProblem(json, error.message.replace(/^error: /, ''), 'See --help.');
      return exitCodes.usage;
    }
    if (error instanceof NoAnswer) {
      printProblem(json, error.message, 'Is it running? Start it with: npx cardwright start');
      return exitCodes.unreachable;
    }
    if (error instanceof ApiError) {
      const { code, details, traceId } = error;
      // Of one field the sentence has said it already.
      const advice =
        details.length < 2
          ? whereToLook(error, args)
          : details.map(({ field, message }) => `${field} ${message}`).join('\n');
      printProblem(json, `${code}: ${error.message}`, advice, {
        code,
        trace_id: traceId,
        details,
      });
      return exitCodes.failed;
    }
    if (error instanceof CliProblem) {
      printProblem(json, error.message, error.advice);
      return error.exitCode;
    }
    if (error instanceof StartupProblem) {
      printProblem(json, error.message, error.advice);
      return exitCodes.failed;
    }
    throw error;
  }
}

/** What lists the things that a command takes by their id or name. */
const lists: Readonly<Record<string, string>> = {
  card: 'cards list',
  scenario: 'scenario list',
  key: 'keys list',
};

/** Where somebody finds what would have been right, where a command of ours shows it. */
function whereToLook({ code, message }: ApiError, args: readonly string[]): string | undefined {
  if (code === 'API_ERROR' && message === 'This API key is not valid.')
    return 'To see the keys of the sandbox running here: npx cardwright keys';
  if (code !== 'NOT_FOUND') return undefined;
  // An id that is none of its kind is answered without a word for what it should be.
  const [, what = ''] = /^There is no such ([\w ]+)\.$/.exec(message) ?? [];
  const list = lists[what === 'thing' && args[0] === 'keys' ? 'key' : what];
  return list === undefined ? undefined : `To list those that exist: npx cardwright ${list}`;
}
