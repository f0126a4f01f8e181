import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Json } from '../../ui/code.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Id } from '../../ui/copy.tsx';
import { Time } from '../../ui/format.tsx';
import { Fact, Facts, Panel } from '../../ui/surface.tsx';
import type { Card } from './queries.ts';

/** What a card is, and what ends it. */
export function Details({ card }: { readonly card: Card }): JSX.Element {
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
  const reissue = useAction({
    run: (_: undefined, options) => api.reissueCard({ cardId: card.id }, options),
    done: ({ last4 }) => `The card has a new number, ending in ${last4}`,
    touches: ['card', 'cards'],
  });
  return (
    <Confirm
      button="Reissue"
      size="small"
      title="Reissue this card?"
      about="It gets a new number, expiry and CVV; the present number stops working at once. Limits, balance and history stay."
      action="Reissue"
      act={reissue}
    />
  );
}

function Delete({ card }: { readonly card: Card }): JSX.Element {
  const remove = useAction({
    run: () => api.deleteCard({ cardId: card.id }),
    done: 'The card was deleted',
    touches: ['card', 'cards'],
  });
  return (
    <Confirm
      button="Delete"
      size="small"
      look="danger"
      title="Delete this card?"
      about="It can never buy again. What is held stays held until it clears or runs out. This cannot be undone."
      action="Delete the card"
      act={remove}
    />
  );
}
