import type { JSX } from 'react';
import { money } from '../../ui/format.tsx';
import type { PhoneView } from './challenge.ts';

const left = (seconds: number): string =>
  `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;

const ends: Readonly<Record<Exclude<PhoneView['challenge']['state'], 'pending'>, string>> = {
  passed: 'You confirmed this purchase.',
  failed: 'This purchase was not confirmed.',
  expired: 'The time to confirm is over.',
};

/** The cardholder's phone, with what comes to it. */
export function Phone({
  seen,
  busy,
  onRefuse,
}: {
  readonly seen: PhoneView | undefined;
  readonly busy: boolean;
  /** The cardholder says that the purchase is somebody else's. */
  readonly onRefuse: (code: string) => void;
}): JSX.Element {
  const code = seen?.code ?? null;
  return (
    <section
      aria-label="The cardholder’s phone"
      className="mx-auto w-full max-w-72 rounded-[2.25rem] bg-[#0b0d14] p-2.5 shadow-(--shade-over)"
    >
      <div className="flex min-h-84 flex-col rounded-[1.75rem] bg-[#1d2440] px-3 pt-3 pb-4 text-[#e8ecff]">
        <div aria-hidden="true" className="mx-auto mb-4 h-5 w-20 rounded-full bg-[#0b0d14]" />
        <div role="status" className="flex flex-1 flex-col">
          {seen === undefined ? (
            <p className="my-auto text-center text-[0.8125rem] text-[#b9c4ea]">No messages</p>
          ) : (
            <Message seen={seen} />
          )}
        </div>
        {code !== null && (
          <button
            type="button"
            disabled={busy}
            onClick={() => onRefuse(code)}
            className="mt-3 h-10 rounded-xl bg-[#343d63] text-sm font-medium text-[#ffb4b4] transition-colors hover:bg-[#414b77] disabled:opacity-55"
          >
            This is not me
          </button>
        )}
      </div>
    </section>
  );
}

function Message({
  seen: { challenge, code, seconds_left: seconds },
}: {
  readonly seen: PhoneView;
}): JSX.Element {
  const { state } = challenge;
  return (
    <article className="arrive rounded-2xl bg-[#f3f5ff] p-3.5 text-[#131a2e]">
      <p className="flex justify-between text-xs text-[#4a5578]">
        <span>Your card</span>
        <span>now</span>
      </p>
      <p className="mt-1.5">
        <span className="font-semibold">{challenge.merchant_data.name}</span> asks for{' '}
        <span className="num font-semibold whitespace-nowrap">
          {money(challenge.amount, challenge.currency)}
        </span>
        .
      </p>
      {state !== 'pending' || code === null ? (
        <p className="mt-2 font-medium">{state === 'pending' ? 'One moment…' : ends[state]}</p>
      ) : (
        <>
          <p className="mt-2 text-[0.8125rem] text-[#4a5578]">
            Type this code on the shop’s page. Tell it to nobody who calls you.
          </p>
          <p className="num mt-2 text-center font-mono text-2xl font-semibold tracking-[0.25em]">{code}</p>
          <p className="num mt-2 flex justify-between text-xs text-[#4a5578]">
            <span>{left(seconds)} left</span>
            <span>
              {challenge.tries_left} {challenge.tries_left === 1 ? 'try' : 'tries'} left
            </span>
          </p>
        </>
      )}
    </article>
  );
}
