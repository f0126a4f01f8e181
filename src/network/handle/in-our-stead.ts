import type { CardEntry } from '../../authorizations/index.ts';

/** What the network advised after the entry of this number, and more is held for since: what it approved in our stead of that message. */
export const advisedAfter = (entries: readonly CardEntry[], number: number): CardEntry | undefined =>
  entries.find(
    (entry) => entry.kind === 'authorization_advice' && entry.number > number && entry.heldChange > 0n,
  );
