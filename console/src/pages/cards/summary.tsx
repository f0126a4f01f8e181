import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { duration, Money } from '../../ui/format.tsx';
import { Panel } from '../../ui/surface.tsx';
import {
  approvalWords,
  balanceQuery,
  holdingQuery,
  spendingQuery,
  threeDsWords,
  velocityQuery,
} from './queries.ts';
import type { Card } from './queries.ts';

/** What a card can spend, and what was spent of its limits. */
export function Summary({ card }: { readonly card: Card }): JSX.Element {
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
        3-D Secure: {threeDsWords[card.forwarded_3ds_type]}. Velocity rules:{' '}
        {velocity.data === undefined
          ? '…'
          : velocity.data.rules
              .map(
                (rule) =>
                  `${rule.max_authorizations} purchases in ${duration(rule.time_window_seconds * 1_000)}`,
              )
              .join(', ') || 'none'}
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
      <div className="flex flex-wrap justify-between gap-x-3 text-[0.8125rem]">
        <span className="text-soft whitespace-nowrap">Spent {period}</span>
        <span className="num ml-auto">
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
