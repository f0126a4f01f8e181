import { approvedPartially, declines, type CardOutcome } from '../../authorizations/index.ts';
import { findCurrency } from '../../kernel/currencies.ts';
import { maxBigint, minBigint } from '../../kernel/money.ts';
import type { NetworkMessage } from '../meaning/types.ts';
import type { Outcome } from '../meaning/write.ts';
import { usdOf } from './money.ts';
import type { HandleDoors, Verdict } from './types.ts';

/** What the network is told of a verdict. */
export function toldOf(
  { responseCodes = {} }: Pick<HandleDoors, 'responseCodes'>,
  verdict: Verdict,
  meaning?: Pick<NetworkMessage, 'billing'>,
): Outcome {
  const code = codeOf(verdict);
  const told = { responseCode: responseCodes[code] ?? code };
  if (verdict.kind !== 'decided') return { ...told, approvalCode: null };
  const { outcome } = verdict;
  return {
    ...told,
    // A reversal that ended a question to a company has taken back what was never approved.
    approvalCode:
      outcome.approved && outcome.entry?.decline === null
        ? (outcome.transaction?.approvalCode ?? null)
        : null,
    ...partOf(meaning?.billing !== null, outcome),
    ...balanceOf(outcome),
  };
}

const codeOf = (verdict: Verdict): string => {
  if (verdict.kind === 'decided') return verdict.outcome.responseCode;
  return verdict.kind === 'noted' ? '00' : declines[verdict.code].responseCode;
};

/** Of a partial approval: what is approved, in the transaction's currency, and as it is billed if the network bills. */
function partOf(isBilled: boolean, { entry }: CardOutcome): Pick<Outcome, 'approved'> {
  const currency = entry === null ? undefined : findCurrency(entry.money.currency);
  if (entry === null || currency === undefined || entry.responseCode !== approvedPartially) return {};
  const { amount, bill } = entry.money;
  return { approved: { amount: { minor: amount, currency }, billing: isBilled ? usdOf(bill) : null } };
}

/** Twelve digits. */
const mostOfField54 = 999_999_999_999n;

function balanceOf({ entry, approved }: CardOutcome): Pick<Outcome, 'balance'> {
  if (entry?.kind !== 'balance_inquiry' || !approved) return {};
  const shown = maxBigint(-mostOfField54, minBigint(entry.newBalance, mostOfField54));
  return { balance: { available: usdOf(shown) } };
}

/** Whether a message came under the key of another one with other contents, or was reversed before it came: only that leaves no entry. */
export const isDuplicate = ({ approved, entry }: CardOutcome): boolean => !approved && entry === null;

/** What the log line of a message says of what became of it. */
export function lineOf(verdict: Verdict): Readonly<Record<string, string | undefined>> {
  if (verdict.kind !== 'decided')
    return { decided: verdict.kind === 'refused' ? verdict.code : verdict.kind };
  const { transaction, entry } = verdict.outcome;
  return {
    company: transaction?.company,
    card: transaction?.card,
    transaction: transaction?.id,
    decided: isDuplicate(verdict.outcome) ? 'N006' : (entry?.decline?.code ?? entry?.kind),
  };
}
