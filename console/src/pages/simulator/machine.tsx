import { useState } from 'react';
import type { JSX } from 'react';
import type { Input } from '../../api.ts';
import { Spinner } from '../../ui/button.tsx';
import { Field, Select, TextInput } from '../../ui/form.tsx';
import { decimalsOf, duration, money } from '../../ui/format.tsx';
import { sentenceOf, traceOf } from '../../ui/problem.tsx';
import { shops } from './merchants.ts';
import type { Played } from './terminal.tsx';

export type Swipe = Pick<
  Input<'simulateAuthorization'>,
  | 'amount'
  | 'currency'
  | 'merchant'
  | 'channel'
  | 'kind'
  | 'force_decline'
  | 'partial_approval'
  | 'three_ds_challenge_id'
  | 'network_key'
>;

/** Key strokes as an amount: `1250` is 12.50. */
function typed(keys: string, decimals: number): string {
  const padded = keys.padStart(decimals + 1, '0');
  return decimals === 0 ? padded : `${padded.slice(0, -decimals)}.${padded.slice(-decimals)}`;
}

/** The terminal itself: a display, a key pad, and a place to tap. */
export function Machine({
  onTap,
  busy,
  played,
  error,
}: {
  readonly onTap: (swipe: Swipe) => void;
  readonly busy: boolean;
  readonly played: Played | undefined;
  readonly error: unknown;
}): JSX.Element {
  const [shopAt, setShopAt] = useState(0);
  const [keys, setKeys] = useState('1250');
  const [kind, setKind] = useState('');
  const shop = shops[shopAt] ?? shops[0];
  const currency = shop?.currency ?? 'USD';
  const amount = typed(keys, decimalsOf(currency));
  const isZero = Number(amount) === 0;
  const press = (key: string): void => setKeys((before) => `${before}${key}`.replace(/^0+/, '').slice(0, 9));
  const tap = (): void => {
    if (shop === undefined) return;
    onTap({
      amount,
      currency,
      merchant: shop.merchant,
      channel: shop.channel,
      kind: (kind === '' ? shop.kind : kind) as NonNullable<Swipe['kind']>,
    });
  };
  return (
    <section
      aria-label="Terminal"
      className="border-line bg-panel shadow-over mx-auto w-full max-w-md rounded-3xl border p-4 xl:max-w-none"
    >
      <Display
        amount={money(amount, currency)}
        busy={busy}
        played={played}
        error={error}
        shop={shop?.merchant.name ?? ''}
      />
      <div className="mt-4 grid gap-3">
        <div className="grid gap-3 sm:grid-cols-2 xl:grid-cols-1">
          <Field label="Merchant">
            {(ids) => (
              <Select {...ids} value={shopAt} onChange={({ target }) => setShopAt(Number(target.value))}>
                {shops.map(({ merchant, currency: unit }, at) => (
                  <option key={merchant.name} value={at}>
                    {merchant.name} ({unit})
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <Field label="What">
            {(ids) => (
              <Select {...ids} value={kind} onChange={({ target }) => setKind(target.value)}>
                <option value="">{shop?.kind === 'atm' ? 'Withdrawal' : 'Purchase'}</option>
                <option value="financial">Purchase, cleared at once</option>
                <option value="verification">Check of the card</option>
                <option value="balance_inquiry">Balance inquiry</option>
                <option value="refund">Refund authorization</option>
              </Select>
            )}
          </Field>
        </div>
        <Field label={`Amount, ${currency}`}>
          {(ids) => (
            <TextInput
              {...ids}
              inputMode="decimal"
              className="num"
              value={amount}
              onChange={({ target }) =>
                setKeys(target.value.replaceAll(/\D/g, '').replace(/^0+/, '').slice(0, 9))
              }
            />
          )}
        </Field>
      </div>
      <div className="mt-3 grid grid-cols-3 gap-1.5">
        {['1', '2', '3', '4', '5', '6', '7', '8', '9', '00', '0'].map((key) => (
          <Key key={key} label={key} onPress={() => press(key)} />
        ))}
        <Key label="⌫" name="Delete the last digit" onPress={() => setKeys(keys.slice(0, -1))} />
      </div>
      <button
        type="button"
        onClick={tap}
        disabled={busy || (isZero && kind !== 'verification' && kind !== 'balance_inquiry')}
        className="bg-accent text-on-accent hover:bg-accent-hover mt-3 flex h-13 w-full items-center justify-center gap-2 rounded-xl text-base font-semibold transition-colors disabled:opacity-55"
      >
        {busy && <Spinner />}
        Tap the card
      </button>
    </section>
  );
}

function Key({
  label,
  name,
  onPress,
}: {
  readonly label: string;
  readonly name?: string;
  readonly onPress: () => void;
}): JSX.Element {
  return (
    <button
      type="button"
      aria-label={name}
      onClick={onPress}
      className="bg-sunken border-line hover:bg-hover num h-10 rounded-lg border text-base font-medium transition-colors active:scale-97"
    >
      {label}
    </button>
  );
}

function Display({
  amount,
  busy,
  played,
  error,
  shop,
}: {
  readonly amount: string;
  readonly busy: boolean;
  readonly played: Played | undefined;
  readonly error: unknown;
  readonly shop: string;
}): JSX.Element {
  const trace = traceOf(error);
  return (
    <div
      role="status"
      className="flex h-32 flex-col justify-between rounded-2xl bg-[#10131f] p-4 text-[#dbe4ff]"
    >
      <div className="flex justify-between text-xs text-[#9aa7cf]">
        <span className="truncate">{shop}</span>
        {played !== undefined && !busy && <span className="num">{duration(played.tookMs)}</span>}
      </div>
      {busy ? (
        <p className="text-lg">Asking…</p>
      ) : error !== null ? (
        <div className="min-h-0 overflow-y-auto">
          <p className="text-sm text-[#ff9d9d]">{sentenceOf(error)}</p>
          {trace !== undefined && <p className="text-[0.6875rem] break-all text-[#9aa7cf]">trace {trace}</p>}
        </div>
      ) : played === undefined ? (
        <p className="num text-3xl font-semibold tracking-tight">{amount}</p>
      ) : (
        <div>
          <p className={`text-2xl font-semibold ${played.approved ? 'text-[#6ee7a8]' : 'text-[#ff9d9d]'}`}>
            {played.approved ? 'Approved' : 'Declined'}
          </p>
          <p className="truncate text-sm text-[#b9c4ea]">
            {played.approved
              ? `Code ${played.transaction?.approval_code ?? '—'}`
              : (played.entry?.decline_reason?.simple_reason ?? '')}{' '}
            <span className="num">({played.response_code})</span>
          </p>
        </div>
      )}
      <p className="num text-xs text-[#9aa7cf]">{played === undefined ? 'Ready to tap' : amount}</p>
    </div>
  );
}
