import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
} from '@tanstack/react-router';
import type { ErrorComponentProps } from '@tanstack/react-router';
import type { JSX } from 'react';
import { Shell } from './shell/shell.tsx';
import { sessionQuery } from './session.ts';
import { ButtonLink } from './ui/button.tsx';
import { Problem } from './ui/problem.tsx';
import { Empty, PageHead, Panel, Waiting } from './ui/surface.tsx';

const root = createRootRouteWithContext<{ readonly client: QueryClient }>()({
  loader: ({ context }) => context.client.ensureQueryData(sessionQuery),
  component: Shell,
});

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;
const tab = (search: Record<string, unknown>): { tab?: string } => {
  const value = text(search['tab']);
  return value === undefined ? {} : { tab: value };
};

const routes = [
  createRoute({
    getParentRoute: () => root,
    path: '/',
    component: lazyRouteComponent(() => import('./pages/home/home.tsx'), 'Home'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/events',
    validateSearch: (search): { type?: string; subject?: string; show?: 'undelivered' } => ({
      ...(text(search['type']) !== undefined && { type: text(search['type']) as string }),
      ...(text(search['subject']) !== undefined && { subject: text(search['subject']) as string }),
      ...(search['show'] === 'undelivered' && { show: 'undelivered' as const }),
    }),
    component: lazyRouteComponent(() => import('./pages/events/events.tsx'), 'Events'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/events/$eventId',
    component: lazyRouteComponent(() => import('./pages/events/event.tsx'), 'EventPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/endpoints',
    component: lazyRouteComponent(() => import('./pages/endpoints/endpoints.tsx'), 'Endpoints'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/endpoints/$endpointId',
    validateSearch: tab,
    component: lazyRouteComponent(() => import('./pages/endpoints/endpoint.tsx'), 'EndpointPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/replays',
    validateSearch: (search): { endpoint?: string; state?: 'running' | 'paused' | 'done' | 'cancelled' } => {
      const endpoint = text(search['endpoint']);
      const state = (['running', 'paused', 'done', 'cancelled'] as const).find(
        (it) => it === search['state'],
      );
      return { ...(endpoint !== undefined && { endpoint }), ...(state !== undefined && { state }) };
    },
    component: lazyRouteComponent(() => import('./pages/replays/replays.tsx'), 'Replays'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/replays/$replayId',
    component: lazyRouteComponent(() => import('./pages/replays/replay.tsx'), 'ReplayPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/cards',
    component: lazyRouteComponent(() => import('./pages/cards/cards.tsx'), 'Cards'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/cards/$cardId',
    validateSearch: tab,
    component: lazyRouteComponent(() => import('./pages/cards/card.tsx'), 'CardPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/cards/$cardId/$transactionId',
    component: lazyRouteComponent(() => import('./pages/cards/transaction.tsx'), 'TransactionPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/wallets',
    validateSearch: tab,
    component: lazyRouteComponent(() => import('./pages/wallets/wallets.tsx'), 'Wallets'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/wallets/treasury/$accountId/$walletId',
    component: lazyRouteComponent(() => import('./pages/wallets/treasury-wallet.tsx'), 'TreasuryWalletPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/wallets/virtual/$walletId',
    component: lazyRouteComponent(() => import('./pages/wallets/virtual-wallet.tsx'), 'VirtualWalletPage'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/simulator',
    validateSearch: (search): { card?: string; at?: string } => {
      const [card, at] = [text(search['card']), text(search['at'])];
      return { ...(card !== undefined && { card }), ...(at !== undefined && { at }) };
    },
    component: lazyRouteComponent(() => import('./pages/simulator/terminal.tsx'), 'Terminal'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/scenarios',
    component: lazyRouteComponent(() => import('./pages/simulator/scenarios.tsx'), 'Scenarios'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/keys',
    component: lazyRouteComponent(() => import('./pages/access/keys.tsx'), 'Keys'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/audit',
    validateSearch: (search): { actor?: string; action?: string; subject?: string } =>
      Object.fromEntries(
        ['actor', 'action', 'subject']
          .map((name) => [name, text(search[name])] as const)
          .filter(([, value]) => value !== undefined),
      ),
    component: lazyRouteComponent(() => import('./pages/access/audit.tsx'), 'Audit'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/companies',
    component: lazyRouteComponent(() => import('./pages/access/companies.tsx'), 'Companies'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/deposits',
    validateSearch: (search): { company?: string } => {
      const company = text(search['company']);
      return company === undefined ? {} : { company };
    },
    component: lazyRouteComponent(() => import('./pages/suspended/deposits.tsx'), 'SuspendedDeposits'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/chains',
    component: lazyRouteComponent(() => import('./pages/access/chains.tsx'), 'Chains'),
  }),
  createRoute({
    getParentRoute: () => root,
    path: '/rates',
    component: lazyRouteComponent(() => import('./pages/access/rates.tsx'), 'Rates'),
  }),
] as const;

/** Every page has an address of its own; its code comes when it is asked for. */
export const createConsoleRouter = (client: QueryClient) =>
  createRouter({
    routeTree: root.addChildren(routes),
    basepath: '/console',
    context: { client },
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultPendingComponent: Pending,
    defaultErrorComponent: Broken,
    defaultNotFoundComponent: Missing,
  });

const Pending = (): JSX.Element => (
  <Panel flush>
    <Waiting rows={8} />
  </Panel>
);

function Broken({ error, reset }: ErrorComponentProps): JSX.Element {
  return (
    <Panel flush>
      <Problem error={error} again={reset} />
    </Panel>
  );
}

const Missing = (): JSX.Element => (
  <>
    <PageHead title="Nothing is here" />
    <Panel>
      <Empty title="This address leads to no page" action={<ButtonLink to="/">Go home</ButtonLink>}>
        It may be an old link, or a slip in the address.
      </Empty>
    </Panel>
  </>
);
