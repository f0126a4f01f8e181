import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay, useSession } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Asked } from '../../ui/ask.tsx';
import { Button, ButtonLink, linkClass } from '../../ui/button.tsx';
import { SnowIcon, TerminalIcon } from '../../ui/icons.tsx';
import { Notice, Status } from '../../ui/status.tsx';
import { PageHead } from '../../ui/surface.tsx';
import { Tabs } from '../../ui/tabs.tsx';
import { CardControls } from './controls.tsx';
import { CardDeposit } from './deposit.tsx';
import { CardFace } from './face.tsx';
import { Details } from './details.tsx';
import { Movements } from './movements.tsx';
import { ShowNumber } from './number.tsx';
import { cardQuery } from './queries.ts';
import type { Card } from './queries.ts';
import { Summary } from './summary.tsx';

const page = getRouteApi('/cards/$cardId');
const back = (
  <Link to="/cards" className={linkClass}>
    Cards
  </Link>
);

export function CardPage(): JSX.Element {
  const { cardId } = page.useParams();
  const { tab = 'transactions' } = page.useSearch();
  const navigate = page.useNavigate();
  const query = useQuery({ ...cardQuery(cardId), refetchInterval: 10_000 });
  return (
    <Asked query={query} page={{ title: 'Card', back }}>
      {(card) => (
        <>
          <PageHead
            above={back}
            title={
              <>
                {card.card_holder_name}
                <Status state={card.status} />
              </>
            }
          >
            <Actions card={card} />
          </PageHead>
          {card.status === 'BLOCKED' && (
            <Notice tone="warn" title="This card was blocked by the system, and buys nothing">
              It broke a rule on how often it may buy, or its CVV or expiry date was wrong three times in a
              row. Look at its last purchases; unblock it when they were its holder’s.
            </Notice>
          )}
          <div className="mb-5 grid gap-5 md:grid-cols-[20rem_minmax(0,1fr)]">
            <CardFace card={card} />
            <Summary card={card} />
          </div>
          <Tabs
            label="About this card"
            value={tab}
            onChange={(value) => void navigate({ search: { tab: value }, replace: true })}
            tabs={[
              { value: 'transactions', label: 'Transactions', content: () => <Movements card={card} /> },
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

function Actions({ card }: { readonly card: Card }): JSX.Element {
  const may = useMay();
  const { environment } = useSession();
  const isFrozen = card.status === 'FROZEN';
  const touches = ['card', 'cards'];
  const freeze = useAction({
    run: (to: boolean, options) => api.freezeCard({ cardId: card.id, freeze: to }, options),
    done: (_, to) => (to ? 'The card is frozen: purchases are declined' : 'The card is active again'),
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
