import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { ApiError, newIdempotencyKey } from '../api.ts';
import { tell, tellProblem } from './toast.tsx';

/**
 * Something that changes things. Its idempotency key stays the same until the server has said yes or no, so that a second try
 * of the same after no answer does it once.
 */
export function useAction<Asked, Answered>({
  run,
  done,
  failed,
  after,
  touches = [],
}: {
  readonly run: (asked: Asked, options: { readonly idempotencyKey: string }) => Promise<Answered>;
  /** What is said when it was done; nothing where the page shows it. */
  readonly done?: string | ((answered: Answered, asked: Asked) => string);
  /** What is said when it was not; nothing where the form shows it. */
  readonly failed?: string;
  readonly after?: (answered: Answered, asked: Asked) => void;
  /** First parts of the keys of the queries that may have changed. */
  readonly touches?: readonly string[];
}): UseMutationResult<Answered, unknown, Asked> {
  const client = useQueryClient();
  const kept = useRef<{ readonly key: string; readonly asked: string }>(undefined);
  const lookAgain = (): void => {
    for (const touched of touches) void client.invalidateQueries({ queryKey: [touched] });
  };
  return useMutation({
    mutationFn: (asked: Asked) => {
      const text = JSON.stringify(asked) ?? '';
      if (kept.current?.asked !== text) kept.current = { key: newIdempotencyKey(), asked: text };
      return run(asked, { idempotencyKey: kept.current.key });
    },
    onSuccess(answered, asked) {
      kept.current = undefined;
      lookAgain();
      if (done !== undefined) tell(typeof done === 'string' ? done : done(answered, asked));
      after?.(answered, asked);
    },
    onError(error) {
      if (error instanceof ApiError && isNo(error)) kept.current = undefined;
      else lookAgain();
      if (failed !== undefined) tellProblem(failed, error);
    },
  });
}

/** What is still under way, or may be, is not asked for anew: only the same key finds it. */
const isNo = ({ status, code }: ApiError): boolean =>
  status >= 400 &&
  status < 500 &&
  ![408, 429].includes(status) &&
  !['IDEMPOTENCY_IN_PROGRESS', 'UNKNOWN'].includes(code);
