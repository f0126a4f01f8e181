import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { useMay } from '../../session.ts';
import { Badge } from '../../ui/status.tsx';

function useSigners(): UseQueryResult<Answer<'getSigningAvailability'>> {
  const may = useMay();
  const treasury = may('treasury');
  return useQuery({
    queryKey: ['signing', treasury],
    // The same answer for each product; a key may be for one of them only.
    queryFn: () => (treasury ? api.getSigningAvailability() : api.getVirtualWalletSigningAvailability()),
    refetchInterval: 5_000,
    enabled: treasury || may('virtual_wallets'),
  });
}

/** Whether what leaves a wallet can be signed now. */
export function Signers(): JSX.Element | null {
  const { data, isLoading } = useSigners();
  if (isLoading) return <span className="waiting inline-block h-5 w-28" />;
  if (data === undefined) return null;
  const { ready, available, total } = data;
  return (
    <Badge tone={ready ? (available === total ? 'good' : 'warn') : 'bad'}>
      <span aria-hidden="true" className="size-1.5 rounded-full bg-current" />
      {available} of {total} signers up
    </Badge>
  );
}

/** What it means for somebody who is about to send that too few signers are there; nothing where enough are. */
export function TooFewSigners(): JSX.Element | null {
  const { data } = useSigners();
  if (data === undefined || data.ready) return null;
  return (
    <p role="status" className="bg-warn-ground rounded-lg px-3.5 py-2.5">
      {data.needed} signers are needed, and {data.available === 0 ? 'none' : data.available} can sign now.
      What you send waits until they are back, an hour at most; then it comes back to you.
    </p>
  );
}
