import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { onTold } from '../../live/stream.ts';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { Field, TextInput } from '../../ui/form.tsx';
import { money, Time } from '../../ui/format.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Status } from '../../ui/status.tsx';
import { Panel } from '../../ui/surface.tsx';

type Asked = Answer<'simulateThreeDsChallenge'>['challenge'];

/** A 3-D Secure challenge as the cardholder sees it: the shop asks, a code comes, it is typed in. */
export function Challenge({ cardId }: { readonly cardId: string }): JSX.Element {
  const [amount, setAmount] = useState('150.00');
  const [challenge, setChallenge] = useState<Asked>();
  const [told, setTold] = useState<string>();
  const [code, setCode] = useState('');
  const begin = useAction({
    run: async (of: string, options) => {
      // The code is in the event as it is told, and nowhere after that.
      const stop = onTold((events) => {
        for (const { body } of events)
          if (
            body.sub_operation === 'NOTIFICATION_3DS_AUTHORIZATION' &&
            typeof body.data['code'] === 'string'
          )
            setTold(body.data['code']);
      });
      setTimeout(stop, 10_000);
      return await api.simulateThreeDsChallenge(
        {
          card_id: cardId,
          amount: of,
          merchant: { name: 'Parcel Store', city: 'London', country: 'GBR', mcc_code: '5999' },
        },
        options,
      );
    },
    after: (answered) => {
      setChallenge(answered.challenge);
      setCode('');
    },
  });
  const answer = useAction({
    run: (how: { readonly code: string; readonly approve: boolean }, options) =>
      api.simulateThreeDsAnswer({ challengeId: challenge?.id ?? '', ...how }, options),
    after: (answered) => setChallenge(answered.challenge),
  });
  const reset = (): void => {
    setChallenge(undefined);
    setTold(undefined);
    begin.reset();
    answer.reset();
  };
  return (
    <Panel title="3-D Secure" className="mx-auto w-full max-w-md xl:max-w-none">
      {challenge === undefined ? (
        <form
          className="flex items-end gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            setTold(undefined);
            begin.mutate(amount);
          }}
        >
          <Field label="Pay online, USD" className="flex-1">
            {(ids) => (
              <TextInput
                {...ids}
                inputMode="decimal"
                className="num"
                required
                value={amount}
                onChange={({ target }) => setAmount(target.value)}
              />
            )}
          </Field>
          <Button type="submit" busy={begin.isPending}>
            Ask the cardholder
          </Button>
        </form>
      ) : (
        <div className="grid gap-3">
          <div className="flex items-center justify-between gap-3">
            <p>
              <span className="font-medium">{challenge.merchant_data.name}</span> asks for{' '}
              <span className="num">{money(challenge.amount, challenge.currency)}</span>
            </p>
            <Status state={challenge.state} />
          </div>
          {challenge.state === 'pending' ? (
            <>
              <p className="text-soft text-[0.8125rem]">
                {told === undefined ? (
                  'The code is in the event that your endpoint got.'
                ) : (
                  <>
                    Your endpoint got the code <code className="text-ink font-semibold">{told}</code>.
                  </>
                )}{' '}
                Until <Time at={challenge.expires_at} />, {challenge.tries_left} tries left.
              </p>
              <Field label="Code">
                {(ids) => (
                  <TextInput
                    {...ids}
                    inputMode="numeric"
                    maxLength={6}
                    className="num font-mono tracking-[0.3em]"
                    value={code}
                    onChange={({ target }) => setCode(target.value)}
                  />
                )}
              </Field>
              <div className="flex gap-2">
                <Button
                  look="primary"
                  disabled={code.length !== 6}
                  busy={answer.isPending}
                  onClick={() => answer.mutate({ code, approve: true })}
                >
                  It is me
                </Button>
                <Button
                  look="danger"
                  disabled={code.length !== 6}
                  busy={answer.isPending}
                  onClick={() => answer.mutate({ code, approve: false })}
                >
                  It is not
                </Button>
              </div>
            </>
          ) : (
            <Button onClick={reset}>Another one</Button>
          )}
        </div>
      )}
      {(begin.error ?? answer.error) !== null && (
        <div className="-mx-4 -mb-4">
          <Problem error={begin.error ?? answer.error} />
        </div>
      )}
    </Panel>
  );
}
