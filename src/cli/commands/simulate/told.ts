import type { Operations } from '../../../../sdk/index.ts';
import { fields, money, styled } from '../../terminal/output.ts';

/** What a message of the network came to. */
export type Played = Operations['simulateClearing']['answer'];

/** A played message, for people: what became of it, and where the purchase stands now. */
export function toldOf(
  { transaction, entry, response_code, event_ids, ...played }: Played,
  word: string,
): string[] {
  const reason = entry?.decline_reason;
  const amount = entry === null ? '' : ` ${money(entry.transaction_amount, entry.transaction_currency)}`;
  const where = transaction === null ? '' : ` at ${transaction.merchant_data.name}`;
  const title = `${styled(['bold', played.approved ? 'green' : 'red'], word)}${amount}${where}`;
  return [
    reason === undefined || reason === null ? title : `${title}: ${reason.detailed_reason} (${reason.code})`,
    '',
    ...fields({
      Card: transaction?.card_id,
      Transaction: transaction === null ? undefined : `${transaction.id}, ${transaction.state}`,
      Response: response_code,
      Billed: entry === null ? undefined : money(entry.bill_amount),
      Held: transaction === null ? undefined : money(transaction.totals.held),
      Available: entry === null ? undefined : money(entry.new_balance),
      Events: event_ids.length === 0 ? undefined : event_ids.join(', '),
      'What helps': transaction === null ? undefined : remedies[reason?.code ?? '']?.(transaction.card_id),
    }),
  ];
}

/** How a card buys again that was declined for a reason of its own. */
const remedies: Readonly<Record<string, (card: string) => string>> = {
  M102: (card) => `npx cardwright cards balance ${card} --add 100`,
  C202: (card) => `npx cardwright cards thaw ${card}`,
  C203: (card) => `npx cardwright cards unblock ${card}`,
  C204: (card) => `npx cardwright cards reissue ${card}`,
};
