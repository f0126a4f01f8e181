import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer, Input } from '../../api.ts';
import { useAction } from '../../ui/action.ts';
import { ButtonLink, linkClass } from '../../ui/button.tsx';
import { Money, Time } from '../../ui/format.tsx';
import { CardIcon } from '../../ui/icons.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty, PageHead, Panel } from '../../ui/surface.tsx';
import { cardsQuery } from '../cards/queries.ts';
import { Clock } from './clock.tsx';
import { Machine } from './machine.tsx';
import type { Swipe } from './machine.tsx';
import { Outcome } from './outcome.tsx';
import { Challenge } from './three-ds.tsx';

const page = getRouteApi('/simulator');
export type Played = Answer<'simulateAuthorization'> & { readonly tookMs: number };

/** A terminal on the screen: what it says, what the books say, and what the webhooks say, side by side. */
export function Terminal(): JSX.Element {
  const { card: asked } = page.useSearch();
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
      return { ...answered, tookMs: performance.now() - begun };
    },
    touches: ['card', 'cards', 'transactions', 'program'],
    after: (answered) => {
      setPlayed(answered);
      setReceipts((before) => [answered, ...before].slice(0, 12));
    },
  });
  useEffect(() => setPlayed(undefined), [cardId]);

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
  const swipe = (with_: Swipe): void => {
    if (cardId !== undefined) tap.mutate({ card_id: cardId, ...with_ });
  };
  return (
    <>
      <PageHead
        title="Terminal"
        about="The card network, played: what you do here takes the way of a real purchase."
      >
        <Clock />
      </PageHead>
      <div className="grid gap-4 xl:grid-cols-[21rem_minmax(0,1fr)]">
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-4">
          <Machine
            cards={usable}
            cardId={cardId}
            onCard={(id) => void navigate({ search: { card: id }, replace: true })}
            onTap={swipe}
            busy={tap.isPending}
            played={played}
            error={tap.error}
          />
          {cardId !== undefined && <Challenge cardId={cardId} />}
        </div>
        <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-4">
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
