import type { Id } from '../../kernel/ids.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { deleteHealth, upsertHealth } from '../delivery/store.ts';
import type { SendResult } from '../types.ts';
import { pauseOf } from './outcome.ts';
import { countFailure, countSuccess, type Target } from './target.ts';

/** Switches an endpoint off for good. */
export type Disable = (
  company: Id<'company'>,
  endpoint: Id<'endpoint'>,
  why: string,
  failingSince: Date | null,
) => Promise<void>;

const disableAfterMs = 5 * 24 * 3600 * 1000;
/** Trouble shorter than this is not written down. */
const recordAfterMs = 60_000;

export interface Health {
  /** What an attempt says about its endpoint. */
  judge(target: Target, result: SendResult, now: Date): void;
}

export function createHealth({
  database,
  log,
  disable,
}: {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly disable: Disable;
}): Health {
  const record = (write: Promise<unknown>): void => {
    write.catch((error: unknown) =>
      log.error({ err: error }, 'the health of an endpoint could not be written'),
    );
  };

  const switchOff = (target: Target, why: string, since: Date | null): void => {
    if (target.sender === null) return;
    target.sender = null;
    target.goneBecause = why;
    disable(target.company, target.id, why, since).catch((error: unknown) => {
      target.sender = undefined;
      log.error({ err: error, endpoint: target.id }, 'an endpoint could not be switched off');
    });
  };

  const failed = (target: Target, result: SendResult, now: Date): void => {
    const weight = result.status === null ? 4 : 1;
    const opened = countFailure(target, now.getTime(), weight, pauseOf(result, target.failures, now));
    const since = new Date(target.failingSinceMs ?? now);
    if (result.status === 410) return switchOff(target, 'The endpoint answered 410 Gone.', null);
    if (now.getTime() - since.getTime() >= disableAfterMs)
      return switchOff(target, 'Every delivery of the last 5 days failed.', since);
    if (!opened && (target.recorded || now.getTime() - since.getTime() < recordAfterMs)) return;
    target.recorded = true;
    record(
      upsertHealth(database, {
        company: target.company,
        endpoint: target.id,
        failingSince: since,
        failures: target.failures,
        openUntil: new Date(target.openUntilMs),
      }),
    );
  };

  return {
    judge(target, result, now) {
      if (result.error !== null) return failed(target, result, now);
      countSuccess(target, result.durationMs);
      if (!target.recorded) return;
      target.recorded = false;
      record(deleteHealth(database, target.company, target.id));
    },
  };
}
