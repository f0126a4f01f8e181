import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useAction } from '../../ui/action.ts';
import { Confirm } from '../../ui/confirm.tsx';
import { isolated } from '../../ui/format.tsx';
import { amountIn, listed } from './deposit.ts';
import type { Suspended } from './deposit.ts';

/** Credits a deposit to whom it was sent. */
export function Credit({
  deposit,
  company,
}: {
  readonly deposit: Suspended;
  readonly company: string;
}): JSX.Element {
  const { movement } = deposit;
  const amount = amountIn(deposit);
  const credit = useAction({
    run: (_: undefined, options) =>
      api.creditSuspendedDeposit({ movementId: movement.id, company_id: deposit.company_id }, options),
    done: `${amount} is credited`,
    touches: [listed],
  });
  return (
    <Confirm
      button="Credit"
      size="small"
      title={`Credit ${amount}?`}
      about={
        <>
          {isolated(company)} has it on the wallet that it was sent to, and is told of it as of any deposit.
          It cannot be taken back.
          {movement.data.reason === 'not_for_cards' &&
            ' It came to a card: it can be credited once its token is listed as funding cards.'}
        </>
      }
      action={`Credit ${amount}`}
      danger={false}
      act={credit}
    />
  );
}
