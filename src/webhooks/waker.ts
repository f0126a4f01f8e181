import type { Id } from '../kernel/ids.ts';
import type { Database, Tx } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { randomBytes } from '../platform/random.ts';
import { notifyWithCommit } from './waker-store.ts';

const channel = 'webhooks';
/** Notifications are gathered for so long: NOTIFY takes a lock that all of a database share. */
const gatherMs = 5;

export interface WakerOptions {
  readonly database: Database;
  readonly log: Log;
  readonly due: () => void;
  readonly sweep: () => void;
  readonly passed: (company: Id<'company'>, ms: number) => void;
  readonly changed: (company: Id<'company'>, endpoint: Id<'endpoint'>) => void;
  /** Something may have changed while nobody listened. */
  readonly anyChanged: () => void;
}

/**
 * Tells this process and the others what happened: outside any unit of work where polling finds what is not heard, and with the
 * commit where nobody looks again.
 */
export interface Waker {
  listen(): Promise<void>;
  /** There are new deliveries that no process has taken. */
  tellDue(): void;
  /** Something due was overlooked. */
  tellSweep(): void;
  /** An endpoint is as this unit of work makes it. */
  tellChanged(tx: Tx, company: Id<'company'>, endpoint: Id<'endpoint'>): void;
  /** So much time has passed for a company, whose clock was moved. */
  tellPassed(company: Id<'company'>, ms: number): void;
  stop(): Promise<void>;
}

export function createWaker({ database, log, due, sweep, passed, changed, anyChanged }: WakerOptions): Waker {
  let stopListening: (() => Promise<void>) | undefined;
  let gathering: NodeJS.Timeout | undefined;
  // Time passes once in this process, whose own notifications come back to it.
  const self = randomBytes(6).toString('hex');

  const notify = (payload: string): void => {
    database.notify(channel, payload).catch((error: unknown) => {
      log.warn({ err: error }, 'other processes could not be told; they find it by polling');
    });
  };
  const heard = (payload: string): void => {
    if (payload === 'due') return due();
    if (payload === 'sweep') return sweep();
    const [company, endpoint, passedMs] = payload.split(' ');
    if (passedMs !== undefined) {
      if (endpoint !== self) passed(company as Id<'company'>, Number(passedMs));
      return;
    }
    if (endpoint === undefined) return anyChanged();
    changed(company as Id<'company'>, endpoint as Id<'endpoint'>);
  };

  return {
    async listen() {
      stopListening ??= await database.listen(channel, heard);
    },
    tellDue() {
      due();
      gathering ??= setTimeout(() => {
        gathering = undefined;
        notify('due');
      }, gatherMs);
    },
    tellSweep() {
      sweep();
      notify('sweep');
    },
    tellChanged(tx, company, endpoint) {
      tx.travelsWithCommit(notifyWithCommit(tx, channel, `${company} ${endpoint}`));
      tx.afterCommit(() => changed(company, endpoint));
    },
    tellPassed(company, ms) {
      passed(company, ms);
      notify(`${company} ${self} ${ms}`);
    },
    async stop() {
      clearTimeout(gathering);
      await stopListening?.();
      stopListening = undefined;
    },
  };
}
