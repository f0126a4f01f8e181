import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useCallback, useEffect, useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer, Input } from '../../api.ts';
import { useAction } from '../../ui/action.ts';
import { ButtonLink, linkClass } from '../../ui/button.tsx';
import { Field, Select } from '../../ui/form.tsx';
import { isolated, Money, Time } from '../../ui/format.tsx';
import { CardIcon } from '../../ui/icons.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty, PageHead, Panel } from '../../ui/surface.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { cardsQuery } from '../cards/queries.ts';
import { Clock } from './clock.tsx';
import { Machine } from './machine.tsx';
import type { Swipe } from './machine.tsx';
import { Online } from './online.tsx';
import { Outcome } from './outcome.tsx';

const page = getRouteApi('/simulator');
export type Played = Answer<'simulateAuthorization'> & {
  readonly tookMs: number;
  /** Of a purchase that was confirmed by 3-D Secure, or should have been. */
  readonly challengeId: string | undefined;
};

/** A terminal on the screen: what it says, what the books say, and what the webhooks say, side by side. */
export function Terminal(): JSX.Element {
  const { card: asked, at } = page.useSearch();
  const navigate = page.useNavigate();
  const cards = useQuery(cardsQuery);
  const usable = cards.data?.filter(({ status }) => status !== 'DELETED') ?? [];
  const cardId = usable.some(({ id }) => id === asked) ? asked : usable[0]?.id;
  const [played, setPlayed] = useState<Played>();
  const [receipts, setReceipts] = useState<readonly Played[]>([]);
  const tap = useAction({
    run: async (swipe: Input<'simulateAuthorization'>, options) => {
      const begun = performance.now();
      const answered = await api.simulateAuthorization(swipe, options);
      return {
        ...answered,
        tookMs: performance.now() - begun,
        challengeId: swipe.three_ds_challenge_id,
      };
    },
    touches: ['card', 'transactions', 'program'],
    after: (answered) => {
      setPlayed(answered);
      setReceipts((before) => [answered, ...before].slice(0, 12));
    },
  });
  const { mutate, reset } = tap;
  useEffect(() => {
    setPlayed(undefined);
    reset();
  }, [cardId, at, reset]);
  const buy = useCallback(
    (swipe: Swipe): void => {
      if (cardId !== undefined) mutate({ card_id: cardId, ...swipe });
    },
    [cardId, mutate],
  );
  const look = (to: { card?: string; at?: string }): void =>
    void navigate({ search: (before) => ({ ...before, ...to }), replace: true });

  if (cards.data !== undefined && usable.length === 0)
    return (
      <>
        <PageHead title="Terminal" />
        <Panel>
          <Empty
            title="There is no card to tap"
            icon={<CardIcon />}
            action={
              <ButtonLink to="/cards" look="primary">
                Create a card
              </ButtonLink>
            }
          />
        </Panel>
      </>
    );
  return (
    <>
      <PageHead
        title="Terminal"
        about="The card network, played: what you do here takes the way of a real purchase."
      >
        <Clock />
      </PageHead>
      <div
        className={`grid gap-4 ${at === 'online' ? 'xl:grid-cols-[38rem_minmax(0,1fr)]' : 'xl:grid-cols-[21rem_minmax(0,1fr)]'}`}
      >
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-4">
          {cards.error !== null && <Problem bare error={cards.error} again={() => void cards.refetch()} />}
          {cards.error === null && (
            <Field label="Card">
              {(ids) => (
                <Select {...ids} value={cardId ?? ''} onChange={({ target }) => look({ card: target.value })}>
                  {usable.map(({ id, card_holder_name: name, last4, status }) => (
                    <option key={id} value={id}>
                      {isolated(name)} •••• {last4}
                      {status === 'ACTIVE' ? '' : ` (${status.toLowerCase()})`}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          )}
          {cards.isPending && cards.error === null && <p className="waiting h-150" />}
          {cardId !== undefined && (
            <Tabs
              label="Where one buys"
              value={at ?? 'terminal'}
              onChange={(to) => look({ at: to })}
              tabs={[
                {
                  value: 'terminal',
                  label: 'At a terminal',
                  content: () => (
                    <Machine onTap={buy} busy={tap.isPending} played={played} error={tap.error} />
                  ),
                },
                {
                  value: 'online',
                  label: 'Online, with 3-D Secure',
                  content: () => (
                    <Online
                      cardId={cardId}
                      onBuy={buy}
                      buying={tap.isPending}
                      played={played}
                      error={tap.error}
                    />
                  ),
                },
              ]}
            />
          )}
        </div>
        <div className="@container grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-4">
          <Outcome played={played} />
          <Receipts receipts={receipts} onOpen={setPlayed} />
        </div>
      </div>
    </>
  );
}

function Receipts({
  receipts,
  onOpen,
}: {
  readonly receipts: readonly Played[];
  readonly onOpen: (played: Played) => void;
}): JSX.Element | null {
  if (receipts.length === 0) return null;
  return (
    <Panel title="Receipts" flush>
      <ul className="divide-line divide-y">
        {receipts.map((played) => {
          const { transaction, entry } = played;
          if (transaction === null) return null;
          return (
            <li
              key={entry?.id ?? transaction.id}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-2.5"
            >
              <Status state={played.approved ? 'authorized' : 'declined'} />
              <Link
                to="/cards/$cardId/$transactionId"
                params={{ cardId: transaction.card_id, transactionId: transaction.id }}
                className={`${linkClass} min-w-0 flex-1 truncate`}
              >
                {transaction.merchant_data.name}
              </Link>
              <Money amount={entry?.bill_amount ?? 0} />
              <span className="text-soft text-[0.8125rem]">
                <Time at={transaction.created_at} />
              </span>
              <button
                type="button"
                className={`${linkClass} text-[0.8125rem]`}
                onClick={() => onOpen(played)}
              >
                Show
              </button>
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
