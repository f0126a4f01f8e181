/** What can be wrong with the books, and what it means when it is. */
export const discrepancies = {
  entry_unbalanced: 'Debits and credits of an entry differ in an asset.',
  entry_postings: 'An entry has other postings than it says, or postings belong to no entry.',
  entry_epoch:
    'An entry claims an epoch or a transaction that never was, or an epoch that was over when it came.',
  account_posted: 'The debits or credits of an account are not the sums of its postings.',
  account_held: 'What an account holds is not the sum of the holds on it.',
  account_side: 'An account grows on another side than the chart of accounts says, or is not in it.',
  hold_held: 'What a hold sets aside is not the sum of its changes, or the hold is missing.',
  hold_accounts:
    'What was posted from a hold was taken from an account that the hold is not on: it was moved.',
  seal_content: 'The entries of a sealed block are not those that were sealed, or its head was changed.',
  seal_chain: 'A block does not follow the one before it: a gap, an overlap, or another hash.',
  seal_signature: 'A block was not signed by a key of ours.',
  head_missing: 'A head that was published is not in the database, or with another hash.',
} as const;

export type DiscrepancyKind = keyof typeof discrepancies;

export interface Discrepancy {
  readonly kind: DiscrepancyKind;
  /** Where: a company and what of it, or a block. */
  readonly subject: string;
  /** Found and expected. */
  readonly detail: string;
}

export interface LedgerReport {
  readonly sound: boolean;
  /** How many there are of each kind, also beyond those listed. */
  readonly found: Readonly<Record<DiscrepancyKind, number>>;
  /** The first 100. */
  readonly listed: readonly Discrepancy[];
  readonly counts: {
    readonly entries: bigint;
    /** Entries not yet in a block: their tampering is not detected. */
    readonly unsealed: bigint;
    readonly postings: bigint;
    readonly accounts: bigint;
    readonly holds: bigint;
    readonly blocks: bigint;
  };
}

const listMost = 100;

/** Collects what the checks find. */
export function createFindings() {
  const found = Object.fromEntries(Object.keys(discrepancies).map((kind) => [kind, 0])) as Record<
    DiscrepancyKind,
    number
  >;
  const listed: Discrepancy[] = [];
  return {
    /** @param total how many there are in all, when `some` is only the first of them */
    add(some: readonly Discrepancy[], total: number = some.length): void {
      const [first] = some;
      if (first !== undefined) found[first.kind] += total;
      listed.push(...some.slice(0, listMost - listed.length));
    },
    report: (counts: LedgerReport['counts']): LedgerReport => ({
      sound: listed.length === 0,
      found,
      listed,
      counts,
    }),
  };
}

export type Findings = ReturnType<typeof createFindings>;
