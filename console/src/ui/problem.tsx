import type { JSX } from 'react';
import { ApiError, NoAnswer } from '../api.ts';
import { Button } from './button.tsx';
import { Copy } from './copy.tsx';
import { words } from './format.tsx';
import { AlertIcon } from './icons.tsx';

/** What went wrong, in plain words. The server's own messages say what to do. */
export function sentenceOf(error: unknown): string {
  if (error instanceof ApiError) {
    const fields = error.details.map(({ field, message }) => `${words(field)} ${message}`).join('; ');
    return fields === '' ? error.message : `${fields}.`;
  }
  if (error instanceof NoAnswer)
    return 'The server does not answer. It may be restarting, or the connection is gone; what you see may be old.';
  return error instanceof Error ? error.message : 'Something went wrong.';
}

export const traceOf = (error: unknown): string | undefined =>
  error instanceof ApiError ? error.traceId : undefined;

/** A problem where it happened, with the id by which the server's log knows it. */
export function Problem({
  error,
  again,
  bare = false,
}: {
  readonly error: unknown;
  readonly again?: (() => void) | undefined;
  /** Whether there is room around it already. */
  readonly bare?: boolean;
}): JSX.Element {
  const trace = traceOf(error);
  // Trying again would not help.
  const isRefused = error instanceof ApiError && error.code === 'API_ERROR';
  return (
    <div
      role="alert"
      className={`bg-bad-ground text-ink flex flex-wrap justify-end gap-3 rounded-lg p-3.5 ${bare ? '' : 'm-4'}`}
    >
      <div className="flex min-w-0 flex-1 basis-72 gap-3">
        <AlertIcon className="text-bad mt-0.5 size-4.5" />
        <div className="min-w-0">
          <p className="wrap-anywhere">{sentenceOf(error)}</p>
          {isRefused && again !== undefined && (
            <p className="text-soft">Sign in with a key that may, or ask whoever administers your keys.</p>
          )}
          {trace !== undefined && (
            <p className="text-soft mt-1 flex items-baseline gap-1 text-[0.8125rem]">
              Trace <code className="break-all">{trace}</code>
              <Copy text={trace} label="Copy the trace id" />
            </p>
          )}
        </div>
      </div>
      {again !== undefined && !isRefused && (
        <Button size="small" onClick={again}>
          Try again
        </Button>
      )}
    </div>
  );
}
