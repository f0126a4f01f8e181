import { setTimeout as sleep } from 'node:timers/promises';
import {
  firstTeller,
  isAnswered,
  portionOf,
  type Cancel,
  type CardEntry,
  type CardOutcome,
  type CardTransaction,
  type EntryKind,
  type LaterOperation,
  type Reverse,
  type ReverseRefund,
} from '../../authorizations/index.ts';
import { Failure } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import { readAdvised } from './in-our-stead.ts';
import { takeOf } from './takings.ts';
import type { HandleDoors, Said } from './types.ts';

/** The key under which it is known that what a message brought about was taken back. */
const withdrawnKey = (key: string): string => `withdrawn ${key}`;

/** Under which one teller sets aside what it takes back: another one, whose is the last word, may have to leave it. */
const asideKey = (withdrawn: string, teller: string): string => `${withdrawn} ${teller}`;

/** Whether something is set aside, by whatever teller, to take back what a message of this key brought about. */
export const isSetAside = (key: string, by: string): boolean =>
  by === withdrawnKey(key) || by.startsWith(asideKey(withdrawnKey(key), ''));

/** Whether what was approved under this key was taken back since, because nobody had heard of it. */
export const wasWithdrawn = (
  { database }: Pick<HandleDoors, 'database'>,
  company: Id<'company'>,
  key: string,
): Promise<boolean> => isAnswered(database, company, withdrawnKey(key));

/**
 * Makes sure that what was approved under a key stands, before a repeat is told of it: it is not taken back from now on, by whatever
 * process gave it to a message that nobody heard answered. `false` where it has been taken back.
 *
 * @param teller who tells of it, and may find that nobody heard: `withdraw` in that name takes it back with the last of them. Else it stands for good
 */
export async function stands(
  { authorizations }: Pick<HandleDoors, 'authorizations'>,
  { company, card }: Pick<CardEntry, 'company' | 'card'>,
  traceId: string,
  key: string,
  teller = traceId,
): Promise<boolean> {
  const originalKey = withdrawnKey(key);
  const kept = await authorizations.submit({
    kind: 'reverse_unseen',
    company,
    traceId,
    key: null,
    card,
    originalKey,
    teller,
  });
  return kept.transaction === null;
}

const why = 'The approval could not be delivered to the network.';

/** What takes an approval back, and the entry that it takes back, which may be one of several of its purchase. */
export interface Withdrawal {
  readonly operation: Cancel | Reverse | ReverseRefund;
  /** Of the message that it is the answer to. */
  readonly key: string;
  readonly transaction: CardTransaction;
  readonly entry: CardEntry;
}

/** A withdrawal of one who told of the approval. */
interface Told extends Withdrawal {
  readonly teller: string;
}

/** What takes an approval back; `undefined` where it moved no money. */
export function withdrawalOf({ card, key, arrival }: Said, outcome: CardOutcome): Withdrawal | undefined {
  const { transaction, entry, approved } = outcome;
  if (!approved || transaction === null || entry === null) return undefined;
  const own = withdrawnKey(key.text);
  const common = {
    company: card.company,
    traceId: arrival.traceId,
    key: { text: own, fingerprint: '' },
    transaction: transaction.id,
  };
  const { money } = entry;
  const withdrawal = { key: key.text, transaction, entry };
  // Of a purchase that more was held for, only this part was not heard of.
  if (entry.kind === 'authorization' && transaction.totals.authorized === money.bill)
    return { ...withdrawal, operation: { kind: 'cancel', ...common, money: null, reason: why } };
  const takes = takenBack[entry.kind];
  if (takes !== undefined)
    return { ...withdrawal, operation: { kind: 'reverse', ...common, money, remaining: null, takes } };
  return entry.kind === 'refund'
    ? { ...withdrawal, operation: { kind: 'reverse_refund', ...common, money } }
    : undefined;
}

/** Of what moves money of the cardholder: what it did with it. */
const takenBack: Partial<Record<EntryKind, 'hold' | 'posting'>> = {
  authorization: 'hold',
  incremental_authorization: 'hold',
  financial: 'posting',
};

/** So long apart it is tried again: the database may be what kept the answer from being in time. */
const pausesMs = [100, 1_000, 5_000];

/**
 * Takes an approval back of which nobody heard from this teller, once no other one tells of it; does not give up at the first
 * trouble. What is left held then ends by reversal or expiry.
 */
export async function withdraw(
  doors: Pick<HandleDoors, 'authorizations' | 'database' | 'log'>,
  { operation, ...rest }: Withdrawal,
  teller = firstTeller,
): Promise<void> {
  const { log } = doors;
  const withdrawal = { ...rest, operation: { ...operation, unheardBy: teller }, teller };
  const { kind, traceId, company } = operation;
  const line = { traceId, company, kind };
  for (const pauseMs of [...pausesMs, undefined]) {
    try {
      const { transaction, responseCode } = await takeBackAsSeen(doors, withdrawal);
      log.warn(
        { ...line, transaction: transaction?.id, responseCode },
        'an approval that nobody heard of was taken back',
      );
      return;
    } catch (error) {
      // Cleared or reversed in the meantime: the network has heard of it after all.
      if (error instanceof Failure && error.code === 'VAL')
        return log.warn({ ...line, reason: error.message }, 'an approval that nobody heard of had moved on');
      if (pauseMs === undefined)
        return log.error({ ...line, err: error }, 'an approval that nobody heard of could not be taken back');
      await sleep(pauseMs);
    }
  }
}

/** Looks again where more has come to the purchase in between. @throws Failure VAL where the network has said more of it since */
async function takeBackAsSeen(
  doors: Pick<HandleDoors, 'authorizations' | 'database'>,
  withdrawal: Told,
): Promise<CardOutcome> {
  for (;;) {
    try {
      return await takeBackOnce(doors, withdrawal);
    } catch (error) {
      if (!(error instanceof Failure && error.code === 'CONFLICT')) throw error;
    }
  }
}

async function takeBackOnce(
  { authorizations, database }: Pick<HandleDoors, 'authorizations' | 'database'>,
  { operation, key, teller, transaction, entry }: Told,
): Promise<CardOutcome> {
  const submit = async (operation: LaterOperation): Promise<CardOutcome> => {
    const outcome = await authorizations.submit(operation);
    if (outcome.transaction === null) throw new Failure('VAL', 'Another process tells a repeat of it.');
    return outcome;
  };
  let looked = {};
  if (takenBack[entry.kind] === 'hold') {
    const advised = await readAdvised(database, transaction);
    if (advised.after(entry)) throw new Failure('VAL', 'The network has approved it in our stead.');
    // Another process may be told of it at this moment.
    looked = { seen: advised.seen };
  }
  if (operation.kind === 'cancel') return submit({ ...operation, ...looked });
  const own = asideKey(withdrawnKey(key), teller);
  return takeOf(
    database,
    entry,
    own,
    (left) => left,
    (bill) => {
      if (bill === 0n) throw new Failure('VAL', 'The network has reversed it.');
      return submit({
        ...operation,
        ...looked,
        money: portionOf(entry.money, bill),
      });
    },
    // Of all who tell of it only the last takes it back, and not before this one has said that nobody heard.
    (by) => Promise.resolve(by !== own && isSetAside(key, by)),
  );
}
