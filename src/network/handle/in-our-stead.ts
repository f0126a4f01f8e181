import {
  entriesOfTransaction,
  type CardEntry,
  type CardTransaction,
  type EntryKind,
} from '../../authorizations/index.ts';
import type { Database } from '../../platform/database.ts';
import { readAdvices } from './advices-store.ts';
import { requestOfKey } from './key.ts';

/** What the network approved of one request of a purchase in our stead: its first advice of it, and what all of them hold, USD cents. */
export interface InOurStead {
  readonly advice: CardEntry;
  readonly held: bigint;
}

/** What brings the first hold of a purchase, or another one beside it, whoever approved it. */
export const brings: ReadonlySet<EntryKind> = new Set(['authorization', 'authorization_advice']);

/** What is of one request of its purchase. */
const isTold: ReadonlySet<EntryKind> = new Set([
  ...brings,
  'incremental_authorization',
  'financial',
  'decline',
]);

const isOfMoney = ({ kind }: CardEntry): boolean => kind !== 'account_verification';

/** The number of the entry of the first message of a purchase that was about money: only asking whether the card is good was not. */
export const firstOfMoney = (entries: readonly CardEntry[]): number => entries.find(isOfMoney)?.number ?? 1;

/** What has been advised of a purchase. */
export interface Advised {
  /** How many entries the purchase had. */
  readonly seen: number;
  /** The number of the entry of the first message that was about money. */
  readonly first: number;
  /** The request that an entry is, or that an advice is of; `undefined` for an advice of all of the purchase. */
  requestOf(entry: CardEntry): string | undefined;
  /** Whether it is written down of an advice of this key that it is of one of several requests. */
  isWrittenDown(key: string): boolean;
  /** Of one of several requests. */
  of(request: string | undefined): InOurStead | undefined;
  /** What it posted last in our stead of a single message. */
  posted(request: string | undefined): CardEntry | undefined;
  /** Whether something was advised after an entry that is of it, or of all of the purchase. */
  after(entry: CardEntry): boolean;
  /**
   * What the network calls off when it reverses an entry, and what else tells of the same; without an entry, what the company is being asked
   * about.
   */
  namesOf(entry: CardEntry | undefined): string[];
  /** All requests that the purchase has had, in the same words. */
  readonly requests: readonly string[];
}

/** Reads what the network has advised of a purchase. */
export async function readAdvised(
  database: Database,
  transaction: CardTransaction,
  entries?: readonly CardEntry[],
): Promise<Advised> {
  // In this order: of what is booked by the first reading is known by the second of which request it is.
  const all = entries ?? (await entriesOfTransaction(database, transaction));
  const links = new Map((await readAdvices(database, transaction)).map(({ key, request }) => [key, request]));
  const advices = all.filter(({ kind }) => kind === 'authorization_advice');
  const requestOf = ({ kind, networkKey }: Pick<CardEntry, 'kind' | 'networkKey'>): string | undefined => {
    if (networkKey === null) return undefined;
    return kind === 'authorization_advice' ? links.get(networkKey) : requestOfKey(networkKey);
  };
  const first = firstOfMoney(all);
  return {
    seen: all.length,
    first,
    requestOf,
    isWrittenDown: (key) => links.has(key),
    namesOf(entry) {
      const isFirst = entry === undefined ? !all.some(isOfMoney) : entry.number <= first;
      const { kind = 'authorization', networkKey = transaction.deciding?.networkKey ?? null } = entry ?? {};
      // What was posted in our stead is of its single message, and a presentment of nothing but itself.
      if (kind === 'clearing' && networkKey !== null) return [links.get(networkKey) ?? networkKey];
      const request = networkKey === null ? undefined : requestOf({ kind, networkKey });
      if (request === undefined) return [transaction.id];
      return isFirst ? [request, transaction.id] : [request];
    },
    requests: all.flatMap((entry) => (isTold.has(entry.kind) ? (requestOf(entry) ?? []) : [])),
    of(request) {
      const own = request === undefined ? [] : advices.filter((advice) => requestOf(advice) === request);
      const [advice] = own;
      if (advice === undefined) return undefined;
      return { advice, held: own.reduce((sum, { heldChange }) => sum + heldChange, 0n) };
    },
    posted: (request) =>
      all.findLast(
        ({ kind, networkKey }) =>
          kind === 'clearing' &&
          networkKey !== null &&
          request !== undefined &&
          links.get(networkKey) === request,
      ),
    after: (entry) =>
      advices.some((advice) => {
        const of = requestOf(advice);
        return advice.number > entry.number && (of === undefined || of === requestOf(entry));
      }),
  };
}
