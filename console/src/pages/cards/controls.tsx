import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormEvent, JSX } from 'react';
import { api } from '../../api.ts';
import type { Input } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { amountOrNull, Field, fieldError, Select, TextInput, Toggle } from '../../ui/form.tsx';
import { duration, Money } from '../../ui/format.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Fact, Facts, Panel } from '../../ui/surface.tsx';
import { cardQuery, programQuery, velocityQuery } from './queries.ts';
import type { Card } from './queries.ts';

const touches = ['card', 'cards'];

/** What a card may do. */
export function CardControls({ card }: { readonly card: Card }): JSX.Element {
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Limits card={card} />
      <div className="grid content-start gap-4">
        <ThreeDs card={card} />
        {card.approval_method === 'WEBHOOK' && <Decision card={card} />}
        <Program />
      </div>
    </div>
  );
}

const limitNames = {
  per_transaction_limit: 'For one purchase',
  daily_limit: 'A day',
  weekly_limit: 'A week',
  monthly_limit: 'A month',
} as const;
type LimitName = keyof typeof limitNames;

function Limits({ card }: { readonly card: Card }): JSX.Element {
  const may = useMay();
  const client = useQueryClient();
  /** What was typed; what was not is as it stands on the card, whoever else changes it meanwhile. */
  const [typed, setTyped] = useState<Partial<Record<LimitName, string>>>({});
  const change = useAction({
    run: async (to: typeof typed, options) => {
      // The call sets all of them, and what is left out is no limit.
      const now = await api.getCard({ cardId: card.id });
      const limitOf = (name: LimitName) => {
        const text = to[name];
        return text === undefined ? now[name] : amountOrNull(text);
      };
      return await api.changeCardLimits(
        {
          cardId: card.id,
          per_transaction_limit: limitOf('per_transaction_limit'),
          daily_limit: limitOf('daily_limit'),
          weekly_limit: limitOf('weekly_limit'),
          monthly_limit: limitOf('monthly_limit'),
        },
        options,
      );
    },
    done: 'The limits were changed',
    touches,
    after(limits) {
      client.setQueryData(cardQuery(card.id).queryKey, (before) => before && { ...before, ...limits });
      setTyped({});
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate(typed);
  };
  return (
    <Panel title="Spending limits" className="self-start">
      <form onSubmit={submit} className="grid gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          {(Object.keys(limitNames) as LimitName[]).map((name) => (
            <Field
              key={name}
              label={`${limitNames[name]}, USD`}
              hint="Empty: no limit"
              error={fieldError(change.error, name)}
            >
              {(ids) => (
                <TextInput
                  {...ids}
                  inputMode="decimal"
                  className="num"
                  disabled={!may('cards', 2)}
                  value={typed[name] ?? card[name]?.toString() ?? ''}
                  onChange={({ target }) => setTyped({ ...typed, [name]: target.value })}
                />
              )}
            </Field>
          ))}
        </div>
        {change.error !== null && <Problem bare error={change.error} />}
        {may('cards', 2) && (
          <div className="flex justify-end">
            <Button type="submit" look="primary" busy={change.isPending}>
              Save the limits
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}

function ThreeDs({ card }: { readonly card: Card }): JSX.Element {
  const may = useMay();
  const change = useAction({
    run: (type: Card['forwarded_3ds_type'], options) =>
      api.configureCardThreeDs({ cardId: card.id, type }, options),
    done: '3-D Secure was changed',
    failed: '3-D Secure could not be changed',
    touches,
  });
  return (
    <Panel title="3-D Secure">
      <Field
        label="The cardholder is asked"
        hint="Either way the code is in an event, and sending it as a text message is yours to do. When it is off, online purchases above the program’s threshold are declined."
      >
        {(ids) => (
          <Select
            {...ids}
            disabled={!may('cards', 2) || change.isPending}
            value={card.forwarded_3ds_type}
            onChange={({ target }) => change.mutate(target.value as Card['forwarded_3ds_type'])}
          >
            <option value="FORWARDED">By you: the code goes to your webhook</option>
            <option value="AUTOMATIC">By text message</option>
            <option value="DISABLED">Not at all</option>
          </Select>
        )}
      </Field>
    </Panel>
  );
}

function Decision({ card }: { readonly card: Card }): JSX.Element {
  const may = useMay();
  const [fallback, setFallback] = useState(card.fallback_decision);
  const [limit, setLimit] = useState(card.fallback_limit?.toString() ?? '');
  const [signed, setSigned] = useState(card.require_signed_answer);
  const change = useAction({
    run: (to: Input<'changeCardDecision'>, options) => api.changeCardDecision(to, options),
    done: 'The decision was changed',
    touches,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate({
      cardId: card.id,
      fallback_decision: fallback,
      fallback_limit: fallback === 'APPROVE' ? amountOrNull(limit) : null,
      require_signed_answer: signed,
    });
  };
  return (
    <Panel title="When your endpoint does not answer within 1.2 s">
      <form onSubmit={submit} className="grid gap-4">
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="The purchase is">
            {(ids) => (
              <Select
                {...ids}
                value={fallback}
                onChange={({ target }) => setFallback(target.value as typeof fallback)}
              >
                <option value="DECLINE">declined</option>
                <option value="APPROVE">approved</option>
              </Select>
            )}
          </Field>
          {fallback === 'APPROVE' && (
            <Field
              label="Up to, USD"
              hint="Empty: any amount"
              error={fieldError(change.error, 'fallback_limit')}
            >
              {(ids) => (
                <TextInput
                  {...ids}
                  inputMode="decimal"
                  value={limit}
                  onChange={({ target }) => setLimit(target.value)}
                />
              )}
            </Field>
          )}
        </div>
        <Toggle
          label="Answers must be signed"
          hint="An answer without a signature by the endpoint’s secret counts as none, and is never approved."
          checked={signed}
          onChange={setSigned}
        />
        {change.error !== null && <Problem bare error={change.error} />}
        {may('cards', 3) && (
          <div className="flex justify-end">
            <Button type="submit" look="primary" busy={change.isPending}>
              Save the decision
            </Button>
          </div>
        )}
      </form>
    </Panel>
  );
}

/** What holds for all cards of the company. */
function Program(): JSX.Element {
  const program = useQuery(programQuery).data;
  const velocity = useQuery(velocityQuery).data;
  return (
    <Panel title="Rules for all cards">
      {program === undefined || velocity === undefined ? (
        <p className="waiting h-24" />
      ) : (
        <Facts>
          <Fact name="Program">{program.program_enabled ? 'On' : 'Off: every purchase is declined'}</Fact>
          <Fact name="For one purchase">
            {program.per_transaction_limit === null ? (
              'No limit'
            ) : (
              <Money amount={program.per_transaction_limit} />
            )}
          </Fact>
          <Fact name="3-D Secure from">
            {program.three_ds_threshold === null ? 'Never' : <Money amount={program.three_ds_threshold} />}
          </Fact>
          <Fact name="Velocity rules">
            {velocity.rules
              .map(
                (rule) =>
                  `${rule.max_authorizations} purchases in ${duration(rule.time_window_seconds * 1_000)}`,
              )
              .join(', ') || 'None'}
          </Fact>
          <Fact name="Blocked merchants">{program.mcc_blocked.join(', ') || 'None'}</Fact>
          <Fact name="Blocked countries">{program.countries_blocked.join(', ') || 'None'}</Fact>
          <Fact name="Fees">
            {program.fx_fee_percent}% on foreign currency, <Money amount={program.atm_fee} /> at ATMs
          </Fact>
        </Facts>
      )}
    </Panel>
  );
}
