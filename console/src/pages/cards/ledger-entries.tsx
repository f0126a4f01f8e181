import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { Asked } from '../../ui/ask.tsx';
import { shortId } from '../../ui/copy.tsx';
import { amountOf, assetName, Money, Time, words } from '../../ui/format.tsx';
import { Panel, Waiting } from '../../ui/surface.tsx';

/** What a purchase did in the books: each entry with its postings, debits left and credits right. */
export function LedgerEntries(path: {
  readonly cardId: string;
  readonly transactionId: string;
}): JSX.Element {
  const query = useQuery({
    queryKey: ['transactions', path.cardId, path.transactionId, 'ledger'],
    queryFn: () => api.listCardTransactionPostings(path),
  });
  return (
    <Panel title="In the ledger" flush>
      <Asked query={query} waiting={<Waiting rows={3} />}>
        {(entries) =>
          entries.length === 0 ? (
            <p className="text-soft p-4">Nothing was booked: no money moved, and none was held.</p>
          ) : (
            <div className="relative overflow-x-auto">
              <table className="w-full">
                <thead>
                  <tr className="border-line text-soft border-b text-left text-[0.8125rem]">
                    <th className="h-9 px-4 font-medium">Account</th>
                    <th className="px-4 text-right font-medium">Debit</th>
                    <th className="px-4 text-right font-medium">Credit</th>
                  </tr>
                </thead>
                {entries.map((entry) => (
                  <tbody key={entry.id} className="border-line border-b last:border-0">
                    <tr className="bg-sunken">
                      <th scope="rowgroup" colSpan={3} className="px-4 py-1.5 text-left font-medium">
                        <span className="flex flex-wrap items-baseline justify-between gap-x-3">
                          {words(entry.kind)}
                          <span className="text-soft text-[0.8125rem] font-normal">
                            {entry.hold_change !== null && (
                              <>
                                hold <Money amount={entry.hold_change} sign /> ·{' '}
                              </>
                            )}
                            <Time at={entry.at} />
                          </span>
                        </span>
                      </th>
                    </tr>
                    {entry.postings.length === 0 && (
                      <tr>
                        <td colSpan={3} className="text-soft px-4 py-1.5 text-[0.8125rem]">
                          {(entry.hold_change ?? 0) > 0
                            ? 'Set aside; nothing is posted yet.'
                            : 'Released; nothing was posted.'}
                        </td>
                      </tr>
                    )}
                    {entry.postings.map(({ account, asset, side, amount, meaning }) => (
                      <tr key={`${account} ${asset} ${side}`}>
                        <td className="px-4 py-1.5">
                          <code>{accountName(account)}</code>
                          <span className="text-soft ml-1.5 text-xs">{assetName(asset)}</span>
                          <span className="text-soft block text-xs">{meaning.replaceAll('`', '')}</span>
                        </td>
                        <td className="num px-4 text-right">{side === 'debit' && amountOf(amount, asset)}</td>
                        <td className="num px-4 text-right">
                          {side === 'credit' && amountOf(amount, asset)}
                        </td>
                      </tr>
                    ))}
                  </tbody>
                ))}
              </table>
            </div>
          )
        }
      </Asked>
    </Panel>
  );
}

const accountName = (name: string): string => name.split(':').map(shortId).join(':');
