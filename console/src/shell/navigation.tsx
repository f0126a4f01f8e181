import { Link } from '@tanstack/react-router';
import type { JSX } from 'react';
import { useIsOperator, useSession } from '../session.ts';
import type { Product } from '../session.ts';
import {
  AuditIcon,
  CardIcon,
  CompaniesIcon,
  EndpointIcon,
  EventsIcon,
  HomeIcon,
  InboxIcon,
  KeyIcon,
  PlayIcon,
  ReplayIcon,
  TerminalIcon,
  WalletIcon,
} from '../ui/icons.tsx';

interface Place {
  readonly to: string;
  readonly name: string;
  readonly icon: (props: { readonly className?: string }) => JSX.Element;
  /** A key without one of these sees nothing there. */
  readonly needs?: readonly Product[];
  readonly level?: 1 | 2 | 3;
  readonly sandboxOnly?: boolean;
}

interface Group {
  readonly name: string;
  readonly places: readonly Place[];
}

const company: readonly Group[] = [
  { name: '', places: [{ to: '/', name: 'Home', icon: HomeIcon }] },
  {
    name: 'Webhooks',
    places: [
      { to: '/events', name: 'Events', icon: EventsIcon, needs: ['webhooks'] },
      { to: '/endpoints', name: 'Endpoints', icon: EndpointIcon, needs: ['webhooks'] },
      { to: '/replays', name: 'Replays', icon: ReplayIcon, needs: ['webhooks'] },
    ],
  },
  {
    name: 'Money',
    places: [
      { to: '/cards', name: 'Cards', icon: CardIcon, needs: ['cards'] },
      { to: '/wallets', name: 'Wallets', icon: WalletIcon, needs: ['treasury', 'virtual_wallets'] },
    ],
  },
  {
    name: 'Sandbox',
    places: [
      {
        to: '/simulator',
        name: 'Terminal',
        icon: TerminalIcon,
        needs: ['simulate'],
        level: 2,
        sandboxOnly: true,
      },
      {
        to: '/scenarios',
        name: 'Scenarios',
        icon: PlayIcon,
        needs: ['simulate'],
        level: 2,
        sandboxOnly: true,
      },
    ],
  },
  {
    name: 'Access',
    places: [
      { to: '/keys', name: 'API keys', icon: KeyIcon, needs: ['management'], level: 3 },
      { to: '/audit', name: 'Audit log', icon: AuditIcon, needs: ['management'], level: 3 },
    ],
  },
];

const operator: readonly Group[] = [
  { name: '', places: [{ to: '/', name: 'Home', icon: HomeIcon }] },
  {
    name: 'Platform',
    places: [
      { to: '/companies', name: 'Companies', icon: CompaniesIcon },
      { to: '/deposits', name: 'Suspended deposits', icon: InboxIcon },
      { to: '/chains', name: 'Chains and signers', icon: EndpointIcon },
      { to: '/rates', name: 'Exchange rates', icon: WalletIcon },
    ],
  },
];

/** The places that whoever is signed in can go to. */
export function usePlaces(): readonly Group[] {
  const { environment, signed_in: signedIn } = useSession();
  if (useIsOperator()) return operator;
  const key = signedIn?.key;
  const open = ({ needs, level = 1, sandboxOnly = false }: Place): boolean =>
    (!sandboxOnly || environment === 'sandbox') &&
    (needs === undefined ||
      (key !== null &&
        key !== undefined &&
        key.level >= level &&
        needs.some((product) => key.products.includes(product))));
  return company
    .map(({ name, places }) => ({ name, places: places.filter(open) }))
    .filter((group) => group.places.length > 0);
}

export function Navigation({ onGo }: { readonly onGo?: () => void }): JSX.Element {
  return (
    <nav aria-label="Main" className="grid gap-4 px-3">
      {usePlaces().map((group) => (
        <div key={group.name}>
          {group.name !== '' && <h2 className="text-soft mb-1 px-2.5 text-xs font-medium">{group.name}</h2>}
          <ul className="grid gap-0.5">
            {group.places.map(({ to, name, icon: Icon }) => (
              <li key={to}>
                <Link
                  to={to}
                  onClick={onGo}
                  activeOptions={{ exact: to === '/', includeSearch: false }}
                  className="text-soft hover:bg-hover hover:text-ink data-[status=active]:bg-accent-ground data-[status=active]:text-accent flex h-8.5 items-center gap-2.5 rounded-lg px-2.5 font-medium transition-colors"
                >
                  <Icon className="size-4.5" />
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
