import { setTimeout as sleep } from 'node:timers/promises';
import {
  isAnswered,
  type CardOperation,
  type CardOutcome,
  type EntryKind,
} from '../../authorizations/index.ts';
import { Failure } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import type { HandleDoors, Said } from './types.ts';

/** The key under which it is known that what a message brought about was taken back. */
const withdrawnKey = (key: string): string => `withdrawn ${key}`;

/** Whether what was approved under this key was taken back since, because nobody had heard of it. */
export const wasWithdrawn = (
  { database }: Pick<HandleDoors, 'database'>,
  company: Id<'company'>,
  key: string,
): Promise<boolean> => isAnswered(database, company, withdrawnKey(key));

const why = 'The approval could not be delivered to the network.';

/** What takes an approval back; `undefined` where it moved no money. */
export function withdrawalOf({ card, key, arrival }: Said, outcome: CardOutcome): CardOperation | undefined {
  const { transaction, entry, approved } = outcome;
  if (!approved || transaction === null || entry === null) return undefined;
  const common = {
    company: card.company,
    traceId: arrival.traceId,
    key: { text: withdrawnKey(key.text), fingerprint: '' },
    transaction: transaction.id,
  };
  const { money } = entry;
  // Of a purchase that more was held for, only this part was not heard of.
  if (entry.kind === 'authorization' && transaction.totals.authorized === money.bill)
    return { kind: 'cancel', ...common, money: null, reason: why };
  const takes = takenBack[entry.kind];
  if (takes !== undefined) return { kind: 'reverse', ...common, money, remaining: null, takes };
  return entry.kind === 'refund' ? { kind: 'reverse_refund', ...common, money } : undefined;
}

/** Of what moves money of the cardholder: what it did with it. */
const takenBack: Partial<Record<EntryKind, 'hold' | 'posting'>> = {
  authorization: 'hold',
  incremental_authorization: 'hold',
  financial: 'posting',
};

/** So long apart it is tried again: the database may be what kept the answer from being in time. */
const pausesMs = [100, 1_000, 5_000];

/** Takes an approval back, and does not give up at the first trouble. What is left held then ends by reversal or expiry. */
export async function withdraw(
  { authorizations, log }: Pick<HandleDoors, 'authorizations' | 'log'>,
  operation: CardOperation,
): Promise<void> {
  const line = { traceId: operation.traceId, company: operation.company, kind: operation.kind };
  for (const pauseMs of [...pausesMs, undefined]) {
    try {
      const { transaction, responseCode } = await authorizations.submit(operation);
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
