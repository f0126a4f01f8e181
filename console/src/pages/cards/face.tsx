import type { JSX } from 'react';
import { Mark } from '../../shell/mark.tsx';
import { SnowIcon } from '../../ui/icons.tsx';
import { words } from '../../ui/format.tsx';
import type { Card } from './queries.ts';

/** The card as its holder would see it. */
export function CardFace({
  card,
}: {
  readonly card: Pick<Card, 'card_holder_name' | 'last4' | 'status'>;
}): JSX.Element {
  const isUsable = card.status === 'ACTIVE';
  return (
    <div
      className={`relative aspect-[1.586] w-full max-w-80 overflow-hidden rounded-2xl p-5 text-white shadow-over transition ${isUsable ? '' : 'grayscale'} bg-[linear-gradient(135deg,#312e81,#4338ca_45%,#6d28d9)]`}
    >
      <span aria-hidden="true" className="absolute -top-16 -right-12 size-48 rounded-full bg-white/8" />
      <span aria-hidden="true" className="absolute -bottom-24 left-10 size-56 rounded-full bg-white/6" />
      <div className="relative flex h-full flex-col justify-between">
        <div className="flex items-start justify-between">
          <Mark className="size-8" />
          {!isUsable && (
            <span className="flex items-center gap-1 rounded-md bg-black/45 px-2 py-0.5 text-xs font-medium">
              {card.status === 'FROZEN' && <SnowIcon className="size-3.5" />}
              {words(card.status)}
            </span>
          )}
        </div>
        <p className="num font-mono text-lg tracking-[0.14em]">•••• •••• •••• {card.last4}</p>
        <p className="truncate text-sm font-medium">{card.card_holder_name}</p>
      </div>
    </div>
  );
}
