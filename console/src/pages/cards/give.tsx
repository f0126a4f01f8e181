import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { Field, fieldError, TextInput } from '../../ui/form.tsx';
import { dollars, Money } from '../../ui/format.tsx';
import { Fact, Facts, Panel } from '../../ui/surface.tsx';
import { balanceQuery, holdingQuery } from './queries.ts';

type Way = 'addCardBalance' | 'subtractCardBalance';

/** Moves money between the holding and a card's own balance, either way. */
export function GiveAndTake({ cardId }: { readonly cardId: string }): JSX.Element {
  const may = useMay();
  const [way, setWay] = useState<Way>();
  const balance = useQuery(balanceQuery(cardId)).data;
  const holding = useQuery(holdingQuery).data;
  return (
    <Panel title="Balance of the card">
      <Facts>
        <Fact name="On the card">
          {balance === undefined ? '…' : <Money amount={balance.available_credit} />}
        </Fact>
        <Fact name="In the holding">
          {holding === undefined ? '…' : <Money amount={holding.warranty_balance} />}
        </Fact>
      </Facts>
      {may('cards', 2) && (
        <div className="mt-4 flex flex-wrap gap-2">
          <Button size="small" onClick={() => setWay('addCardBalance')}>
            Give to the card
          </Button>
          <Button size="small" onClick={() => setWay('subtractCardBalance')}>
            Take back
          </Button>
        </div>
      )}
      {way !== undefined && (
        <MoveForm key={way} way={way} cardId={cardId} onClose={() => setWay(undefined)} />
      )}
    </Panel>
  );
}

function MoveForm({
  way,
  cardId,
  onClose,
}: {
  readonly way: Way;
  readonly cardId: string;
  readonly onClose: () => void;
}): JSX.Element {
  const [amount, setAmount] = useState('');
  const [isSure, setIsSure] = useState(false);
  const gives = way === 'addCardBalance';
  const move = useAction({
    run: (of: string, options) => api[way]({ cardId, amount: of }, options),
    done: (balance) => `On the card is ${dollars(balance)} now`,
    touches: ['card', 'program'],
    after: onClose,
  });
  const shown = dollars(amount.trim());
  return (
    <FormModal
      open
      onClose={onClose}
      title={gives ? 'Give to the card' : 'Take back from the card'}
      about={
        gives
          ? 'The card gets a claim on the holding: what it may spend by itself.'
          : 'The claim of the card becomes smaller; the holding stays as it is.'
      }
      action={isSure ? `${gives ? 'Give' : 'Take'} ${shown}` : 'Go on'}
      submit={() => (isSure ? move.mutate(amount.trim()) : setIsSure(true))}
      busy={move.isPending}
      error={move.error}
    >
      <Field label="Amount, USD" error={fieldError(move.error, 'amount')}>
        {(ids) => (
          <TextInput
            {...ids}
            required
            inputMode="decimal"
            pattern="[0-9]+(\.[0-9]{1,2})?"
            title="Dollars and cents"
            className="num"
            value={amount}
            onChange={({ target }) => {
              setAmount(target.value);
              setIsSure(false);
            }}
          />
        )}
      </Field>
      {isSure && (
        <p role="status" className="bg-info-ground text-info rounded-lg px-3.5 py-2.5">
          Press once more to move {shown}.
        </p>
      )}
    </FormModal>
  );
}
