import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { useMay, useSession } from '../../session.ts';
import { Asked } from '../../ui/ask.tsx';
import { linkClass } from '../../ui/button.tsx';
import { Id } from '../../ui/copy.tsx';
import { isolated, money, Money, sum, Time, words } from '../../ui/format.tsx';
import { Status } from '../../ui/status.tsx';
import { Fact, Facts, Figure, PageHead, Panel } from '../../ui/surface.tsx';
import { DecisionFacts } from './decision.tsx';
import { EventsOf } from './events-of.tsx';
import { LedgerEntries } from './ledger-entries.tsx';
import { Steer } from './steer.tsx';

const page = getRouteApi('/cards/$cardId/$transactionId');
type Transaction = Answer<'getCardTransaction'>;
export type Entry = Answer<'listCardTransactionEntries'>[number];

export function TransactionPage(): JSX.Element {
  const path = page.useParams();
  const query = useQuery({
    queryKey: ['transactions', path.cardId, path.transactionId],
    queryFn: () => api.getCardTransaction(path),
  });
  return (
    <Asked
      query={query}
      page={{
        title: 'Purchase',
        back: <ToCard cardId={path.cardId} />,
      }}
    >
      {(transaction) => <Shown transaction={transaction} />}
    </Asked>
  );
}

const ToCard = ({ cardId }: { readonly cardId: string }): JSX.Element => (
  <Link to="/cards/$cardId" params={{ cardId }} className={linkClass}>
    Card
  </Link>
);

function Shown({ transaction }: { readonly transaction: Transaction }): JSX.Element {
  const { totals, merchant_data: merchant } = transaction;
  const { environment } = useSession();
  const may = useMay();
  const path = { cardId: transaction.card_id, transactionId: transaction.id };
  const entries = useQuery({
    queryKey: ['transactions', path.cardId, path.transactionId, 'entries'],
    queryFn: () => api.listCardTransactionEntries(path),
  });
  return (
    <>
      <PageHead
        above={<ToCard cardId={transaction.card_id} />}
        title={
          <>
            {merchant.name === '' ? words(transaction.purpose) : merchant.name}
            <Status state={transaction.state} />
          </>
        }
        about={
          <>
            <Time at={transaction.created_at} full /> · {words(transaction.purpose)} · {transaction.channel}
          </>
        }
      >
        {environment === 'sandbox' && may('simulate', 2) && <Steer transaction={transaction} />}
      </PageHead>
      <div className="mb-4 grid grid-cols-2 gap-3 sm:grid-cols-3 lg:grid-cols-5">
        {(['authorized', 'held', 'cleared', 'reversed', 'refunded'] as const).map((name) => (
          <Figure key={name} short amount name={words(name)} value={<Money amount={totals[name]} />} />
        ))}
      </div>
      <div className="grid gap-4 lg:grid-cols-2">
        <div className="grid content-start gap-4">
          <Panel title="What happened">
            <Asked query={entries} waiting={<p className="waiting h-40" />}>
              {(found) => <Timeline entries={found} />}
            </Asked>
          </Panel>
          <Panel title="Purchase">
            <Facts>
              <Fact name="Id">
                <Id value={transaction.id} short={false} />
              </Fact>
              <Fact name="Merchant">
                {[merchant.name, merchant.city, merchant.country]
                  .flatMap((part) => (part === null || part === '' ? [] : isolated(part)))
                  .join(', ') || 'not told'}
              </Fact>
              <Fact name="Category">
                <span className="num">{merchant.mcc_code}</span> {merchant.mcc_category}
              </Fact>
              <Fact name="Approval code">{transaction.approval_code ?? 'none'}</Fact>
              <Fact name="Fees held">
                <Money amount={sum(transaction.fees_held.atm_fees, transaction.fees_held.fx_fees)} />
              </Fact>
              <Fact name="Fees posted">
                <Money amount={sum(transaction.fees_posted.atm_fees, transaction.fees_posted.fx_fees)} />
              </Fact>
              <Fact name="Hold ends">
                {transaction.expires_at === null || totals.held === 0 ? (
                  'nothing is held'
                ) : (
                  <Time at={transaction.expires_at} full />
                )}
              </Fact>
              {transaction.network_transaction_id !== null && (
                <Fact name="Network id">
                  <Id value={transaction.network_transaction_id} short={false} />
                </Fact>
              )}
            </Facts>
          </Panel>
          <Panel title="How it was decided">
            <DecisionFacts decision={transaction.decision} />
          </Panel>
        </div>
        <div className="grid content-start gap-4">
          <LedgerEntries {...path} />
          {may('webhooks') && <EventsOf subject={transaction.id} />}
        </div>
      </div>
    </>
  );
}

/** Whether a merchant has claimed what was no longer set aside. */
const isLate = (entries: readonly Entry[], at: number): boolean =>
  entries[at]?.kind === 'clearing' && entries.slice(0, at).some(({ kind }) => kind === 'expiry');

/** The entries of a purchase, oldest first. */
export function Timeline({ entries }: { readonly entries: readonly Entry[] }): JSX.Element {
  return (
    <ol className="border-line ml-1.5 border-l">
      {entries.map((entry, at) => (
        <li key={entry.id} className="relative pb-4 pl-5 last:pb-0">
          <span
            aria-hidden="true"
            className={`ring-panel absolute top-1 -left-[5px] size-2.5 rounded-full ring-4 ${entry.decline_reason === null ? 'bg-accent' : 'bg-bad'}`}
          />
          <div className="flex flex-wrap items-baseline justify-between gap-x-3">
            <p className="font-medium">{words(entry.kind)}</p>
            <Money amount={entry.bill_amount} className="font-medium" />
          </div>
          <div className="text-soft flex flex-wrap items-baseline justify-between gap-x-3 text-[0.8125rem]">
            <p>
              <Time at={entry.created_at} millis />
              {entry.transaction_currency !== 'USD' && (
                <>
                  {' · '}
                  <span className="num">
                    {money(entry.transaction_amount, entry.transaction_currency)}
                    {entry.exchange_rate !== null && ` at ${entry.exchange_rate}`}
                  </span>
                </>
              )}
              {entry.kind === 'clearing' && !entry.final && ' · more to come'}
              {isLate(entries, at) && ' · late: the hold had expired'}
            </p>
            <p>
              {entry.held_change !== 0 && (
                <>
                  held <Money amount={entry.held_change} sign />
                </>
              )}
              {entry.over_posted !== 0 && (
                <>
                  {' '}
                  · beyond the hold <Money amount={entry.over_posted} />
                </>
              )}
            </p>
          </div>
          {entry.decline_reason !== null && (
            <p className="bg-bad-ground mt-1.5 rounded-md px-2.5 py-1.5 text-[0.8125rem]">
              <code className="text-bad mr-1.5 font-semibold">{entry.decline_reason.code}</code>
              {entry.decline_reason.detailed_reason}{' '}
              <a href="/docs/guides/declines" className={linkClass}>
                All reasons
              </a>
            </p>
          )}
          <p className="text-soft mt-0.5 text-[0.8125rem]">
            Available <Money amount={entry.original_balance} /> → <Money amount={entry.new_balance} />
          </p>
        </li>
      ))}
    </ol>
  );
}
