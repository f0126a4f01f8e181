import { fraction } from '../../platform/random.ts';
import type { SendResult } from '../types.ts';
import type { Faults } from './faults.ts';

/** What a process knows of the faults of one endpoint while they last. */
export interface Astray {
  readonly faults: Faults;
  /** Attempts so far. */
  count: number;
  /** One that waits until the next was sent. */
  heldBack: (() => void) | undefined;
}

/** What was read of the faults of an endpoint again: the same ones go on where they are, others begin. */
export function goOnAstray(before: Astray | undefined, faults: Faults | undefined): Astray | undefined {
  if (faults === undefined) return undefined;
  const same =
    before?.faults.seed === faults.seed && before.faults.endsAt.getTime() === faults.endsAt.getTime();
  return same ? before : { faults, count: 0, heldBack: undefined };
}

/** What is held back goes after so long at the latest: there may be no next one, or it waits behind this one. */
const longestHoldMs = 1_000;

const lost: SendResult = {
  durationMs: 0,
  status: null,
  error: 'connect',
  detail: 'dropped on purpose, by POST /simulate/faults',
  headers: null,
  body: null,
};

/** Sends once, on purpose not as it should be. Calls back once, as sending does. */
export function sendAstray(
  astray: Astray,
  send: (done: (result: SendResult) => void) => void,
  done: (result: SendResult) => void,
): void {
  const { faults } = astray;
  const number = (astray.count += 1);
  const hit = (kind: string, rate: number): boolean => fraction(`${faults.seed}/${number}/${kind}`) < rate;
  const drops = hit('drop', faults.drop);
  const twice = hit('duplicate', faults.duplicate);

  const go = (sent: () => void = () => undefined): void => {
    if (drops) {
      done(lost);
      return sent();
    }
    send((result) => {
      done(result);
      sent();
    });
    if (twice) send(() => undefined);
  };
  const later = (action: () => void): void => {
    if (faults.delayMs === 0) action();
    else setTimeout(action, faults.delayMs);
  };

  if (astray.heldBack === undefined && hit('reorder', faults.reorder)) {
    const release = (): void => {
      clearTimeout(timer);
      if (astray.heldBack === release) astray.heldBack = undefined;
      later(go);
    };
    const timer = setTimeout(release, longestHoldMs);
    astray.heldBack = release;
    return;
  }
  later(() => go(() => astray.heldBack?.()));
}
