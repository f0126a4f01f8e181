import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay, useSession } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Asked } from '../../ui/ask.tsx';
import { Button, ButtonLink, linkClass } from '../../ui/button.tsx';
import { Json } from '../../ui/code.tsx';
import { Id } from '../../ui/copy.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { duration, Money, Time } from '../../ui/format.tsx';
import { ExternalIcon, EyeIcon, SnowIcon, TerminalIcon } from '../../ui/icons.tsx';
import { Status } from '../../ui/status.tsx';
import { Fact, Facts, PageHead, Panel } from '../../ui/surface.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { CardControls } from './controls.tsx';
import { CardDeposit } from './deposit.tsx';
import { CardFace } from './face.tsx';
import { Movements } from './movements.tsx';
import {
  approvalWords,
  balanceQuery,
  cardQuery,
  holdingQuery,
  spendingQuery,
  threeDsWords,
  velocityQuery,
} from './queries.ts';
import type { Card } from './queries.ts';

const page = getRouteApi('/cards/$cardId');

export function CardPage(): JSX.Element {
  const { cardId } = page.useParams();
  const { tab = 'transactions' } = page.useSearch();
  const navigate = page.useNavigate();
  const query = useQuery({ ...cardQuery(cardId), refetchInterval: 10_000 });
  return (
    <Asked query={query} page="Card">
      {(card) => (
        <>
          <PageHead
            above={
              <Link to="/cards" className={linkClass}>
                Cards
              </Link>
            }
            title={
              <>
                {card.card_holder_name}
                <Status state={card.status} />
              </>
            }
          >
            <Actions card={card} />
          </PageHead>
          <div className="mb-5 grid gap-5 md:grid-cols-[20rem_minmax(0,1fr)]">
            <CardFace card={card} />
            <Summary card={card} />
          </div>
          <Tabs
            label="About this card"
            value={tab}
            onChange={(value) => void navigate({ search: { tab: value }, replace: true })}
            tabs={[
              { value: 'transactions', label: 'Transactions', content: () => <Movements cardId={card.id} /> },
              {
                value: 'controls',
                label: 'Limits and controls',
                content: () => <CardControls card={card} />,
              },
              ...(card.approval_method === 'TOP_UP'
                ? [{ value: 'deposit', label: 'Top up', content: () => <CardDeposit cardId={card.id} /> }]
                : []),
              { value: 'details', label: 'Details', content: () => <Details card={card} /> },
            ]}
          />
        </>
      )}
    </Asked>
  );
}

function Summary({ card }: { readonly card: Card }): JSX.Element {
  const isTopUp = card.approval_method === 'TOP_UP';
  const balance = useQuery({ ...balanceQuery(card.id), enabled: isTopUp });
  const holding = useQuery({ ...holdingQuery, enabled: !isTopUp });
  const spending = useQuery(spendingQuery(card.id));
  const velocity = useQuery(velocityQuery);
  const available = isTopUp ? balance.data?.available_credit : holding.data?.warranty_balance;
  const spent = [
    ['today', spending.data?.daily_spending, card.daily_limit],
    ['this week', spending.data?.weekly_spending, card.weekly_limit],
    ['this month', spending.data?.monthly_spending, card.monthly_limit],
  ] as const;
  return (
    <Panel>
      <div className="grid gap-x-8 gap-y-4 sm:grid-cols-2">
        <div>
          <p className="text-soft text-[0.8125rem]">
            {isTopUp ? 'Balance of the card' : 'Available in the holding'}
          </p>
          <p className="mt-0.5 h-9 text-2xl font-semibold tracking-tight" data-testid="available">
            {available === undefined ? (
              <span className="waiting inline-block h-6 w-28 align-middle" />
            ) : (
              <Money amount={available} />
            )}
          </p>
          <p className="text-soft text-[0.8125rem]">{approvalWords[card.approval_method]}</p>
        </div>
        <div className="grid content-start gap-2.5">
          {spent.map(([period, amount, limit]) => (
            <Spent key={period} period={period} amount={amount} limit={limit} />
          ))}
        </div>
      </div>
      <p className="text-soft border-line mt-3 border-t pt-3 text-[0.8125rem]">
        3-D Secure: {threeDsWords[card.forwarded_3ds_type]}. Velocity:{' '}
        {velocity.data === undefined
          ? '…'
          : velocity.data.rules
              .map(
                (rule) =>
                  `${rule.max_authorizations} purchases in ${duration(rule.time_window_seconds * 1_000)}`,
              )
              .join(', ') || 'no rules'}
        .
      </p>
    </Panel>
  );
}

/** What was spent of a limit. */
function Spent({
  period,
  amount,
  limit,
}: {
  readonly period: string;
  readonly amount: number | undefined;
  readonly limit: number | null;
}): JSX.Element {
  const share = amount === undefined || limit === null || limit === 0 ? 0 : Math.min(1, amount / limit);
  return (
    <div>
      <div className="flex justify-between text-[0.8125rem]">
        <span className="text-soft">Spent {period}</span>
        <span className="num">
          {amount === undefined ? '…' : <Money amount={amount} />}
          <span className="text-soft"> of {limit === null ? 'no limit' : <Money amount={limit} />}</span>
        </span>
      </div>
      <div aria-hidden="true" className="bg-hover mt-1 h-1.5 overflow-hidden rounded-full">
        <div
          className={`h-full rounded-full transition-[width] ${share > 0.9 ? 'bg-warn' : 'bg-accent'}`}
          style={{ width: `${share * 100}%` }}
        />
      </div>
    </div>
  );
}

function Actions({ card }: { readonly card: Card }): JSX.Element {
  const may = useMay();
  const { environment } = useSession();
  const isFrozen = card.status === 'FROZEN';
  const touches = ['card', 'cards'];
  const freeze = useAction({
    run: (to: boolean, options) => api.freezeCard({ cardId: card.id, freeze: to }, options),
    done: isFrozen ? 'The card is active again' : 'The card is frozen: purchases are declined',
    failed: 'The card could not be changed',
    touches,
  });
  const unblock = useAction({
    run: (_: undefined, options) => api.unblockCard({ cardId: card.id }, options),
    done: 'The card is active again',
    failed: 'The card could not be unblocked',
    touches,
  });
  const isGone = card.status === 'DELETED';
  return (
    <>
      {environment === 'sandbox' && may('simulate', 2) && !isGone && (
        <ButtonLink to="/simulator" search={{ card: card.id }}>
          <TerminalIcon />
          Tap it
        </ButtonLink>
      )}
      {may('cards', 2) && !isGone && <ShowNumber card={card} />}
      {card.status === 'BLOCKED' && may('cards', 2) && (
        <Button look="primary" busy={unblock.isPending} onClick={() => unblock.mutate(undefined)}>
          Unblock
        </Button>
      )}
      {may('cards', 3) && (card.status === 'ACTIVE' || isFrozen) && (
        <Button busy={freeze.isPending} onClick={() => freeze.mutate(!isFrozen)}>
          <SnowIcon />
          {isFrozen ? 'Unfreeze' : 'Freeze'}
        </Button>
      )}
    </>
  );
}

/** The number stands on a page of its own that is shown once, in a window that this one cannot look into. */
function ShowNumber({ card }: { readonly card: Card }): JSX.Element {
  const [open, setOpen] = useState(false);
  const [url, setUrl] = useState<string>();
  const ask = useAction({
    run: () => api.getPanPage({ cardId: card.id }),
    after: (answered) => setUrl(answered.url),
  });
  const close = (): void => {
    setOpen(false);
    setUrl(undefined);
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <EyeIcon />
        Show the number
      </Button>
      <FormModal
        open={open && url === undefined}
        onClose={close}
        title="Show number, expiry and CVV?"
        about="They are shown once, on a page of their own, and it is kept in the audit log that you asked."
        action="Make the page"
        submit={() => ask.mutate(undefined)}
        busy={ask.isPending}
        error={ask.error}
      />
      <FormModal
        open={open && url !== undefined}
        onClose={close}
        title="The page is ready"
        about="Its address works once and only for a short time."
        action="Open it"
        submit={() => {
          globalThis.open(url, '_blank', 'noopener,noreferrer');
          close();
        }}
        busy={false}
        error={null}
      >
        <p className="text-soft flex items-center gap-1.5">
          <ExternalIcon /> It opens in a new window.
        </p>
      </FormModal>
    </>
  );
}

function Details({ card }: { readonly card: Card }): JSX.Element {
  const may = useMay();
  return (
    <div className="grid gap-4 lg:grid-cols-2">
      <Panel title="Card">
        <Facts>
          <Fact name="Id">
            <Id value={card.id} short={false} />
          </Fact>
          <Fact name="Type">{card.type}</Fact>
          <Fact name="Number">
            <span className="num">•••• {card.last4}</span>
          </Fact>
          <Fact name="Phone">
            <span className="num">
              +{card.meta.otp_phone_number.dial_code} {card.meta.otp_phone_number.phone_number}
            </span>
          </Fact>
          <Fact name="Email">{card.meta.email ?? 'none'}</Fact>
          <Fact name="Created">
            <Time at={card.created_at} full />
          </Fact>
        </Facts>
        {may('cards', 2) && card.status !== 'DELETED' && (
          <div className="mt-4 flex gap-2">
            <Reissue card={card} />
            <Delete card={card} />
          </div>
        )}
      </Panel>
      <Panel title="Metadata">
        {Object.keys(card.metadata).length === 0 ? (
          <p className="text-soft">
            None. What you give a card when it is created comes back in its webhooks.
          </p>
        ) : (
          <Json value={card.metadata} label="Metadata" />
        )}
      </Panel>
    </div>
  );
}

function Reissue({ card }: { readonly card: Card }): JSX.Element {
  const [open, setOpen] = useState(false);
  const reissue = useAction({
    run: (_: undefined, options) => api.reissueCard({ cardId: card.id }, options),
    done: ({ last4 }) => `The card has a new number, ending in ${last4}`,
    touches: ['card', 'cards'],
    after: () => setOpen(false),
  });
  return (
    <>
      <Button size="small" onClick={() => setOpen(true)}>
        Reissue
      </Button>
      <FormModal
        open={open}
        onClose={() => setOpen(false)}
        title="Reissue this card?"
        about="It gets a new number, expiry and CVV; the present number stops working at once. Limits, balance and history stay."
        action="Reissue"
        danger
        submit={() => reissue.mutate(undefined)}
        busy={reissue.isPending}
        error={reissue.error}
      />
    </>
  );
}

function Delete({ card }: { readonly card: Card }): JSX.Element {
  const [open, setOpen] = useState(false);
  const remove = useAction({
    run: () => api.deleteCard({ cardId: card.id }),
    done: 'The card was deleted',
    touches: ['card', 'cards'],
    after: () => setOpen(false),
  });
  return (
    <>
      <Button size="small" look="danger" onClick={() => setOpen(true)}>
        Delete
      </Button>
      <FormModal
        open={open}
        onClose={() => setOpen(false)}
        title="Delete this card?"
        about="It can never buy again. What is held stays held until it clears or runs out. This cannot be undone."
        action="Delete the card"
        danger
        submit={() => remove.mutate(undefined)}
        busy={remove.isPending}
        error={remove.error}
      />
    </>
  );
}
