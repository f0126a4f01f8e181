import { useEffect, useRef, useState } from 'react';
import type { FormEvent, JSX, ReactNode } from 'react';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/form.tsx';
import { money } from '../../ui/format.tsx';
import { Problem } from '../../ui/problem.tsx';
import { useChallenge } from './challenge.ts';
import type { PhoneView } from './challenge.ts';
import type { Swipe } from './machine.tsx';
import { Phone } from './phone.tsx';
import type { Played } from './terminal.tsx';

const shop = { name: 'Parcel Store', city: 'London', country: 'GBR', mcc_code: '5999' };
const currency = 'USD';

/** What of a challenge has to be the same in the purchase that it confirms. */
function purchaseOf({ challenge }: PhoneView): Swipe {
  const { id, name, country, mcc_code } = challenge.merchant_data;
  return {
    amount: challenge.amount,
    currency: challenge.currency,
    channel: 'ECOMMERCE',
    merchant: { name, mcc_code, ...(id !== null && { id }), ...(country !== null && { country }) },
    three_ds_challenge_id: challenge.id,
    // Two pages that look on ask once.
    network_key: `3ds ${challenge.id}`,
  };
}

/**
 * A purchase on the internet: the shop's page and the cardholder's phone side by side. The shop has it confirmed, and then
 * asks for the money.
 */
export function Online({
  cardId,
  onBuy,
  buying,
  played,
  error,
}: {
  readonly cardId: string;
  readonly onBuy: (swipe: Swipe) => void;
  readonly buying: boolean;
  readonly played: Played | undefined;
  readonly error: unknown;
}): JSX.Element {
  const challenge = useChallenge(cardId);
  const { seen, isOwn } = challenge;
  const bought = useRef<string>(undefined);
  useEffect(() => {
    if (!isOwn || seen?.challenge.state !== 'passed' || bought.current === seen.challenge.id) return;
    bought.current = seen.challenge.id;
    onBuy(purchaseOf(seen));
  }, [isOwn, seen, onBuy]);
  const problem = challenge.error ?? error;
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Page name={seen?.challenge.merchant_data.name ?? shop.name}>
        {seen === undefined ? (
          <Basket
            busy={challenge.isBusy}
            onPay={(amount) => challenge.begin({ amount, currency, merchant: shop })}
          />
        ) : seen.challenge.state === 'pending' ? (
          <CodeForm
            key={seen.challenge.id}
            seen={seen}
            busy={challenge.isBusy}
            onCode={(code) => challenge.answer({ code, approve: true })}
          />
        ) : (
          <Ended
            seen={seen}
            buying={buying}
            played={played}
            onBuy={() => onBuy(purchaseOf(seen))}
            onAgain={challenge.forget}
          />
        )}
        {problem !== null && <Problem bare error={problem} />}
      </Page>
      <Phone
        seen={seen}
        busy={challenge.isBusy}
        onRefuse={(code) => challenge.answer({ code, approve: false })}
      />
    </div>
  );
}

/** The page of a shop, in a browser. */
function Page({ name, children }: { readonly name: string; readonly children: ReactNode }): JSX.Element {
  return (
    <section
      aria-label="The shop’s page"
      className="border-line bg-panel shadow-over min-w-0 self-start overflow-hidden rounded-2xl border"
    >
      <div className="bg-sunken border-line flex items-center gap-3 border-b px-4 py-2.5">
        <span aria-hidden="true" className="flex gap-1.5">
          {['bg-bad', 'bg-warn', 'bg-good'].map((dot) => (
            <span key={dot} className={`size-2.5 rounded-full opacity-60 ${dot}`} />
          ))}
        </span>
        <span className="text-soft truncate text-[0.8125rem]">{name}: checkout</span>
      </div>
      <div className="grid gap-3 p-4">{children}</div>
    </section>
  );
}

function Basket({
  busy,
  onPay,
}: {
  readonly busy: boolean;
  readonly onPay: (amount: string) => void;
}): JSX.Element {
  const [amount, setAmount] = useState('150.00');
  return (
    <form
      className="grid gap-3"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        onPay(amount);
      }}
    >
      <Field label={`Basket, ${currency}`} hint="The shop has it confirmed by 3-D Secure first.">
        {(ids) => (
          <TextInput
            {...ids}
            inputMode="decimal"
            className="num"
            required
            pattern="[0-9]+(\.[0-9]{1,2})?"
            title="An amount, such as 150.00"
            value={amount}
            onChange={({ target }) => setAmount(target.value)}
          />
        )}
      </Field>
      <Button look="primary" type="submit" busy={busy}>
        Pay
      </Button>
    </form>
  );
}

function CodeForm({
  seen: { challenge },
  busy,
  onCode,
}: {
  readonly seen: PhoneView;
  readonly busy: boolean;
  readonly onCode: (code: string) => void;
}): JSX.Element {
  const [code, setCode] = useState('');
  const { tries_left: tries } = challenge;
  const wrong =
    tries < 3 ? `That was not the code. ${tries} ${tries === 1 ? 'try' : 'tries'} left.` : undefined;
  return (
    <form
      className="grid gap-3"
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        setCode('');
        onCode(code);
      }}
    >
      <p>
        Is it you who pays{' '}
        <span className="num font-medium whitespace-nowrap">
          {money(challenge.amount, challenge.currency)}
        </span>
        ? A code came to your phone.
      </p>
      <Field label="Code" error={wrong}>
        {(ids) => (
          <TextInput
            {...ids}
            inputMode="numeric"
            autoComplete="one-time-code"
            required
            pattern="[0-9]{6}"
            title="Six digits"
            maxLength={6}
            className="num font-mono tracking-[0.3em]"
            value={code}
            onChange={({ target }) => setCode(target.value.replaceAll(/\D/g, ''))}
          />
        )}
      </Field>
      <Button look="primary" type="submit" busy={busy}>
        Confirm
      </Button>
    </form>
  );
}

const refusals = {
  failed: 'The purchase was not confirmed, so the shop does not sell.',
  expired: 'Nobody confirmed in time, so the shop does not sell.',
} as const;

/** The challenge is over: the shop has asked for the money, or gives up. */
function Ended({
  seen: { challenge },
  buying,
  played,
  onBuy,
  onAgain,
}: {
  readonly seen: PhoneView;
  readonly buying: boolean;
  readonly played: Played | undefined;
  readonly onBuy: () => void;
  readonly onAgain: () => void;
}): JSX.Element {
  const { state } = challenge;
  const isAnswered = played?.challengeId === challenge.id && !buying;
  return (
    <div role="status" className="grid gap-3">
      {isAnswered ? (
        <p>
          <span className={`font-semibold ${played.approved ? 'text-good' : 'text-bad'}`}>
            {played.approved ? 'Paid.' : 'Declined.'}
          </span>{' '}
          {played.approved
            ? 'Thank you for your order.'
            : (played.entry?.decline_reason?.detailed_reason ?? '')}
        </p>
      ) : state === 'failed' || state === 'expired' ? (
        <p>{refusals[state]}</p>
      ) : (
        <p>Confirmed. The shop asks for the money…</p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button onClick={onAgain}>Another purchase</Button>
        {!isAnswered && state !== 'passed' && (
          <Button look="ghost" busy={buying} onClick={onBuy}>
            Ask for the money anyway
          </Button>
        )}
      </div>
    </div>
  );
}
