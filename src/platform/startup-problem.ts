/**
 * A reason not to start which the person at the keyboard can mend. `message` says what is wrong and `advice` what to
 * do; whoever starts the program prints both, without a stack, and exits. A class so that `instanceof` tells it from a bug.
 */
export class StartupProblem extends Error {
  override readonly name = 'StartupProblem';
  readonly advice: string;

  constructor(message: string, advice: string, options?: ErrorOptions) {
    super(message, options);
    this.advice = advice;
  }
}

/** The code of a system error (`EACCES`, `ENOSPC`), or undefined for anything else. */
export function systemCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
