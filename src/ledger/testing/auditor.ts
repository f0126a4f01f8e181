import type { Asset } from '../../kernel/assets.ts';
import { maxBigint } from '../../kernel/money.ts';
import type { Balance, LedgerAccount, LedgerOperation, Requirement } from '../index.ts';
import { normalSide } from '../chart.ts';

type Verdict = 'applied' | 'known' | 'refused';

interface Line {
  readonly account: LedgerAccount;
  debits: bigint;
  credits: bigint;
}

/**
 * The ledger once more, as plainly as can be and all in memory: what the real one must agree with. It keeps the list of
 * holds and works out everything held by adding them up, where the real one keeps a running amount.
 */
export function createAuditor() {
  const lines = new Map<string, Line>();
  const holds = new Map<string, { readonly accounts: readonly LedgerAccount[]; held: bigint }>();
  const keys = new Set<string>();
  const nameOf = (account: LedgerAccount): string => `${account.company}|${account.name}|${account.asset}`;

  const lineOf = (account: LedgerAccount): Line => {
    const line = lines.get(nameOf(account)) ?? { account, debits: 0n, credits: 0n };
    lines.set(nameOf(account), line);
    return line;
  };

  const heldOn = (account: LedgerAccount): bigint =>
    [...holds.values()]
      .filter((hold) => hold.accounts.some((on) => nameOf(on) === nameOf(account)))
      .reduce((sum, hold) => sum + hold.held, 0n);

  const balance = (account: LedgerAccount): Balance => {
    const { debits, credits } = lineOf(account);
    const held = heldOn(account);
    const posted = normalSide(account.name) === 'debit' ? debits - credits : credits - debits;
    return { posted, held, available: posted - held };
  };

  return {
    balance,
    accounts: (): LedgerAccount[] => [...lines.values()].map((line) => line.account),
    heldBy: (id: string): bigint => holds.get(id)?.held ?? 0n,
    openHolds: (): string[] => [...holds].filter(([, hold]) => hold.held > 0n).map(([id]) => id),

    /** What must come of an operation; does it as well. */
    decide(operation: LedgerOperation, requirement: Requirement | undefined): Verdict {
      if (keys.has(`${operation.company}|${operation.key}`)) return 'known';
      if (requirement !== undefined && balance(requirement.account).available < requirement.available)
        return 'refused';
      this.book(operation);
      return 'applied';
    },

    book(operation: LedgerOperation): void {
      keys.add(`${operation.company}|${operation.key}`);
      if ('postings' in operation) {
        for (const { account, side, amount } of operation.postings) {
          const line = lineOf(account);
          if (side === 'debit') line.debits += amount;
          else line.credits += amount;
        }
        const hold = operation.take && holds.get(operation.take.hold);
        if (operation.take === undefined || hold === undefined) return;
        hold.held = operation.take.final ? 0n : maxBigint(hold.held - operation.take.amount, 0n);
      } else if ('change' in operation) {
        const hold = holds.get(operation.hold);
        if (hold !== undefined) hold.held += operation.change;
      } else {
        operation.accounts.forEach(lineOf);
        holds.set(operation.hold, { accounts: operation.accounts, held: operation.amount });
      }
    },

    /** Debits less credits by asset: all of it must be zero, always. */
    imbalance(): Map<Asset, bigint> {
      const sums = new Map<Asset, bigint>();
      for (const { account, debits, credits } of lines.values())
        sums.set(account.asset, (sums.get(account.asset) ?? 0n) + debits - credits);
      return sums;
    },
  };
}

export type Auditor = ReturnType<typeof createAuditor>;
