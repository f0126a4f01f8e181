import type { UseQueryResult } from '@tanstack/react-query';
import type { JSX, ReactNode } from 'react';
import type { Answer } from '../../api.ts';
import { Panel } from '../../ui/surface.tsx';
import { Balances } from './balances.tsx';
import { Movements } from './movements.tsx';
import type { MovedQuery } from './moved.ts';

/** A wallet of any kind: where to send to, what is on it, and what came and went. */
export function WalletPanels({
  title,
  actions,
  address,
  balances,
  movements,
  hint,
}: {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly address: ReactNode;
  readonly balances: UseQueryResult<Answer<'getTreasuryWalletBalance'>>;
  /** Undefined for those who may not see them. */
  readonly movements: MovedQuery | undefined;
  /** What to do where nothing has moved yet. */
  readonly hint?: string;
}): JSX.Element {
  return (
    <div className="grid gap-4">
      <div className="grid gap-4 lg:grid-cols-2">
        <Panel title={title} {...(actions !== undefined && { actions })}>
          {address}
        </Panel>
        <Balances query={balances} />
      </div>
      {movements !== undefined && <Movements query={movements} hint={hint} />}
    </div>
  );
}
