import { z } from 'zod';
import { Failure } from '../../kernel/failures.ts';
import type { Route } from '../route.ts';
import { route } from '../route.ts';

const access = { kind: 'public' } as const;
const tag = 'Health';
const ok = z.object({ status: z.literal('ok') });

const notReady = 'Not ready. Try again in a moment.';

/**
 * Whether this process lives, and whether it can do its work.
 *
 * @param isReady may throw a Failure that says why not
 */
export function healthRoutes({ isReady }: { isReady: () => Promise<boolean> }): Route[] {
  // Nobody is asked for a key here and nobody is limited: however many ask, the database is asked once at a time.
  let asking: Promise<string | undefined> | undefined;
  const whyNot = (): Promise<string | undefined> =>
    (asking ??= isReady()
      .then(
        (ready) => (ready ? undefined : notReady),
        (error: unknown) => (error instanceof Failure ? error.message : notReady),
      )
      .finally(() => (asking = undefined)));
  return [
    route({
      method: 'GET',
      path: '/healthz',
      operationId: 'isAlive',
      summary: 'Whether the process answers',
      tag,
      access,
      unlimited: true,
      answer: { status: 200, schema: ok },
      handle: () => Promise.resolve({ status: 'ok' }),
    }),
    route({
      method: 'GET',
      path: '/readyz',
      operationId: 'isReady',
      summary: 'Whether the process can do its work',
      description:
        'Checks the database. Answers 503 while the process starts or stops or cannot reach the database, and for 15 seconds after the database refused a write because its disk is full or it is read-only.',
      tag,
      access,
      unlimited: true,
      answer: { status: 200, schema: ok },
      handle: async () => {
        const why = await whyNot();
        if (why !== undefined) throw new Failure('UNAVAILABLE', why);
        return { status: 'ok' };
      },
    }),
  ];
}
