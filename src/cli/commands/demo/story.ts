import type { Client } from '../../../../sdk/index.ts';
import { CliProblem } from '../../run.ts';
import { money, styled } from '../../terminal/output.ts';
import type { Received } from '../../streams/receiver.ts';
import type { Telling } from './telling.ts';

/** What the story needs beside its teller. */
export interface Stage {
  readonly client: Client;
  readonly tell: Telling;
  /** Resolves with the first webhook that fits and was not waited for before. */
  readonly webhook: (type: string, about?: string) => Promise<Received>;
}

const holder = { phone_country_code: 44, phone: '7700900123' };

/** One story from a deposit to a refund. */
export async function play({ client, tell, webhook }: Stage): Promise<void> {
  await tell.chapter('A card');
  await tell.say(
    'Ada gets a card with its own balance. Anyone can top it up by sending USDC to its address.',
  );
  const ada = await client.createCard({
    ...holder,
    card_holder_name: 'Ada Lovelace',
    approval_method: 'TOP_UP',
  });
  const [wallet] = await client.getCardTopUp({ cardId: ada.id });
  if (wallet === undefined)
    throw new CliProblem('The card has no deposit address.', 'Check its log: the local chain may not be up.');
  await tell.act(`card •••• ${ada.last4}, deposits on ${wallet.blockchain} to ${wallet.address}`);

  await tell.chapter('A deposit');
  await tell.say(
    'She sends 100 USDC. On the built-in chain this is a real transfer with real confirmations.',
  );
  const { movement } = await client.simulateDeposit({ card_id: ada.id, token: 'USDC', amount: '100' });
  await tell.act(`transfer ${movement.transaction_hash ?? ''}`);
  await webhook('CARDS.DEPOSIT.SUCCESS');
  const balance = async (): Promise<string> =>
    money((await client.getCardBalance({ cardId: ada.id })).available_credit);
  await tell.result(`Ada has ${await balance()}`);

  await tell.chapter('A purchase');
  await tell.say(
    'Ada pays 24.80 for dinner. The rules are checked and the money is held: not gone yet, but no longer hers to spend.',
  );
  const dinner = await client.simulateAuthorization({
    card_id: ada.id,
    amount: '24.80',
    merchant: { name: 'Trattoria Bella', mcc_code: '5812', city: 'New York', country: 'USA' },
  });
  await webhook('CARDS.CLEARING.PENDING', dinner.transaction?.id);
  await tell.result(`${dinner.approved ? 'approved' : 'declined'}; Ada has ${await balance()}`);

  await tell.chapter('A clearing');
  await tell.say(
    'Two days later the restaurant collects its money, with the tip: 29.00. A clearing may exceed what was held.',
  );
  await client.advanceClock({ advance: 'P2D' });
  const transactionId = dinner.transaction?.id ?? '';
  await client.simulateClearing({ transactionId, amount: '29.00' });
  await webhook('CARDS.CLEARING.SUCCESS', transactionId);
  await tell.result(`Ada has ${await balance()}`);

  await tell.chapter('A refund');
  await tell.say('The wine was corked. The restaurant refunds 9.00.');
  await client.simulateRefund({ transactionId, amount: '9.00' });
  await webhook('CARDS.REFUND.SUCCESS', transactionId);
  await tell.result(`Ada has ${await balance()}`);

  await tell.chapter('A decision');
  await tell.say(
    'Grace’s card asks your own system while she waits at the checkout. This receiver approves up to 50.00.',
  );
  const grace = await client.createCard({
    ...holder,
    card_holder_name: 'Grace Hopper',
    approval_method: 'WEBHOOK',
  });
  for (const [amount, shop] of [
    ['18.00', 'Book Corner'],
    ['480.00', 'Jeweller'],
  ] as const) {
    await tell.act(`${money(amount)} at ${shop}`);
    const played = await client.simulateAuthorization({
      card_id: grace.id,
      amount,
      merchant: { name: shop },
    });
    await webhook(
      played.approved ? 'CARDS.CLEARING.PENDING' : 'CARDS.DECLINED.FAILED',
      played.transaction?.id,
    );
    const why = played.entry?.decline_reason;
    await tell.result(
      played.approved
        ? styled('green', 'approved')
        : `${styled('red', 'declined')}: ${why?.detailed_reason ?? ''} (${why?.code ?? ''})`,
    );
  }
}

/** Up to 50.00 yes. Read as an integer of cents: money is no float. */
export function decide({ event }: Received): { readonly response_code: string } | undefined {
  if (event.operation !== 'CARDS' || event.sub_operation !== 'AUTHORIZATION') return undefined;
  const { bill_amount: amount } = event.data as { readonly bill_amount: string };
  return { response_code: Number(amount.replace('.', '')) <= 5_000 ? '00' : '51' };
}

/** A webhook as it came, on a line. */
export function lineOf({ event }: Received): string {
  const { operation, sub_operation: sub, status } = event;
  const data = event.data as Readonly<Record<string, unknown>>;
  const amount = data['bill_amount'] ?? data['amount'];
  const currency = data['bill_currency'] ?? data['token_symbol'] ?? data['symbol'] ?? '';
  const told = [
    typeof amount === 'string'
      ? `${amount} ${typeof currency === 'string' ? currency : ''}`.trim()
      : undefined,
    'reason' in event ? event.reason : undefined,
  ].filter((part) => part !== undefined);
  const name = styled(['bold', status === 'FAILED' ? 'red' : 'magenta'], `${operation} ${sub} ${status}`);
  return `  ${styled('magenta', '⇠')} webhook ${name}${told.length === 0 ? '' : `  ${told.join(', ')}`}`;
}
