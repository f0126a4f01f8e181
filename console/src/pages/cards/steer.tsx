import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { Check, Field, fieldError, TextInput } from '../../ui/form.tsx';

type Transaction = Pick<Answer<'getCardTransaction'>, 'id' | 'totals' | 'currency' | 'state'>;

interface Move {
  readonly name: string;
  readonly call:
    | 'simulateClearing'
    | 'simulateReversal'
    | 'simulateRefund'
    | 'simulateIncrement'
    | 'simulateExpiry'
    | 'simulateCancellation';
  readonly about: string;
  readonly takesAmount: boolean;
}

const clearing: Move = {
  name: 'Clear',
  call: 'simulateClearing',
  about: 'The merchant claims the money: what is held becomes posted.',
  takesAmount: true,
};
const moves = {
  held: [
    clearing,
    {
      name: 'Reverse',
      call: 'simulateReversal',
      about: 'The merchant gives back all or part of what is held.',
      takesAmount: true,
    },
    { name: 'Increase', call: 'simulateIncrement', about: 'The merchant asks for more.', takesAmount: true },
    {
      name: 'Let it expire',
      call: 'simulateExpiry',
      about: 'The hold runs out, as it does by itself in time.',
      takesAmount: false,
    },
    {
      name: 'Cancel',
      call: 'simulateCancellation',
      about: 'The network cancels the purchase: what is held is released.',
      takesAmount: false,
    },
  ],
  cleared: [
    {
      name: 'Refund',
      call: 'simulateRefund',
      about: 'The merchant gives back all or part.',
      takesAmount: true,
    },
  ],
} satisfies Readonly<Record<string, readonly Move[]>>;

/** What the network may do to a purchase now, played. */
export function Steer({
  transaction,
  size = 'normal',
}: {
  readonly transaction: Transaction;
  readonly size?: 'normal' | 'small';
}): JSX.Element {
  const [move, setMove] = useState<Move>();
  const { held, cleared, refunded } = transaction.totals;
  const open: readonly Move[] = [
    ...(held > 0 ? moves.held : []),
    ...(cleared > refunded ? moves.cleared : []),
  ];
  return (
    <>
      {open.map((one, at) => (
        <Button key={one.name} size={size} look={at === 0 ? 'primary' : 'plain'} onClick={() => setMove(one)}>
          {one.name}
        </Button>
      ))}
      {move !== undefined && (
        <MoveForm key={move.name} move={move} transaction={transaction} onClose={() => setMove(undefined)} />
      )}
    </>
  );
}

function MoveForm({
  move,
  transaction,
  onClose,
}: {
  readonly move: Move;
  readonly transaction: Transaction;
  readonly onClose: () => void;
}): JSX.Element {
  const [amount, setAmount] = useState('');
  const [final, setFinal] = useState(true);
  const play = useAction({
    run: (_: { readonly amount: string; readonly final: boolean }, options) =>
      api[move.call](
        {
          transactionId: transaction.id,
          ...(move.takesAmount &&
            amount.trim() !== '' && { amount: amount.trim(), currency: transaction.currency }),
          ...(move === clearing && { final }),
        } as never,
        options,
      ),
    done: `${move.name}: done`,
    touches: ['transactions', 'card', 'program'],
    after: onClose,
  });
  return (
    <FormModal
      open
      onClose={onClose}
      title={move.name}
      about={move.about}
      action={move.name}
      submit={() => play.mutate({ amount, final })}
      busy={play.isPending}
      error={play.error}
    >
      {move.takesAmount && (
        <Field
          label={`Amount, ${transaction.currency}`}
          hint={move.call === 'simulateIncrement' ? undefined : 'Empty: what is left'}
          error={fieldError(play.error, 'amount')}
        >
          {(ids) => (
            <TextInput
              {...ids}
              inputMode="decimal"
              className="num"
              required={move.call === 'simulateIncrement'}
              value={amount}
              onChange={({ target }) => setAmount(target.value)}
            />
          )}
        </Field>
      )}
      {move === clearing && (
        <Check
          label="It is the last one: what is left of the hold is released"
          checked={final}
          onChange={setFinal}
        />
      )}
    </FormModal>
  );
}
