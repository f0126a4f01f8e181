import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import type { JSX } from 'react';
import { api } from '../api.ts';
import { useConnection, useLive } from '../live/use-live.ts';
import { SignIn } from '../pages/sign-in.tsx';
import { clockQuery } from '../pages/simulator/queries.ts';
import { sessionQuery, tellOtherTabs, useIsOperator, useMay, useSession } from '../session.ts';
import { setTheme, useIsDark } from '../theme.ts';
import { Drawer } from '../ui/dialog.tsx';
import { duration, timeZone } from '../ui/format.tsx';
import { LogOutIcon, MenuIcon, MoonIcon, SearchIcon, SunIcon } from '../ui/icons.tsx';
import { Badge } from '../ui/status.tsx';
import { tellProblem, Toasts } from '../ui/toast.tsx';
import { GoTo } from './go-to.tsx';
import { Mark } from './mark.tsx';
import { Navigation } from './navigation.tsx';

/** What stands around every page; who is not signed in sees nothing else. */
export function Shell(): JSX.Element {
  const signedIn = useSession().signed_in;
  return (
    <>
      {signedIn === null ? <SignIn /> : <SignedInShell key={signedIn.key?.id ?? 'operator'} />}
      <Toasts />
    </>
  );
}

function SignedInShell(): JSX.Element {
  const may = useMay();
  const [menuOpen, setMenuOpen] = useState(false);
  const [goingTo, setGoingTo] = useState(false);
  useLive(may('webhooks'));
  useFocusOnPage();
  useShortcut(() => setGoingTo(true));
  return (
    <div className="lg:grid lg:grid-cols-[15rem_minmax(0,1fr)] print:block">
      <a
        href="#page"
        className="bg-accent text-on-accent sr-only rounded-lg focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:px-3 focus:py-2"
      >
        Skip to the page
      </a>
      <aside className="border-line bg-panel sticky top-0 flex h-dvh flex-col border-r max-lg:hidden">
        <Side onSearch={() => setGoingTo(true)} />
      </aside>
      <div className="border-line bg-panel sticky top-0 z-10 flex h-13 items-center gap-2 border-b px-3 lg:hidden print:hidden">
        <Drawer
          title="Menu"
          open={menuOpen}
          onOpenChange={setMenuOpen}
          trigger={
            <button type="button" aria-label="Menu" className="hover:bg-hover rounded-lg p-2">
              <MenuIcon className="size-5" />
            </button>
          }
        >
          <div className="flex h-dvh flex-col">
            <Side onGo={() => setMenuOpen(false)} />
          </div>
        </Drawer>
        <Mark className="size-6" />
        <span className="font-semibold">Cardwright</span>
        <button
          type="button"
          aria-label="Go to"
          onClick={() => setGoingTo(true)}
          className="hover:bg-hover ml-auto rounded-lg p-2"
        >
          <SearchIcon className="size-5" />
        </button>
      </div>
      <main id="page" tabIndex={-1} className="min-w-0 px-4 py-6 outline-none sm:px-6 lg:px-8">
        <div className="mx-auto max-w-7xl">
          <LostConnection />
          <Outlet />
        </div>
      </main>
      <GoTo open={goingTo} onClose={() => setGoingTo(false)} />
    </div>
  );
}

function Side({
  onGo,
  onSearch,
}: {
  readonly onGo?: () => void;
  readonly onSearch?: () => void;
}): JSX.Element {
  const { environment, signed_in: signedIn } = useSession();
  const isOperator = useIsOperator();
  const may = useMay();
  return (
    <>
      <Link to="/" onClick={onGo} className="m-3 mb-2 flex items-center gap-2.5 rounded-lg p-1.5">
        <Mark className="size-8" />
        <span className="min-w-0">
          <span className="block leading-5 font-semibold tracking-tight">Cardwright</span>
          <span className="text-soft block truncate text-xs">
            {isOperator ? 'Operator' : signedIn?.company?.name}
          </span>
        </span>
      </Link>
      {onSearch !== undefined && (
        <button
          type="button"
          onClick={onSearch}
          className="border-line text-soft hover:bg-hover mx-3 mb-4 flex h-8.5 items-center gap-2 rounded-lg border px-2.5 text-[0.8125rem]"
        >
          <SearchIcon className="size-3.5" />
          Go to…
          <kbd className="ml-auto font-sans text-xs">Ctrl K</kbd>
        </button>
      )}
      <div className="min-h-0 flex-1 overflow-y-auto pb-4">
        <Navigation {...(onGo !== undefined && { onGo })} />
      </div>
      <div className="border-line grid gap-2 border-t p-3">
        <div className="flex items-center gap-2 px-1.5">
          {environment === 'sandbox' ? (
            <Badge tone="warn">Sandbox</Badge>
          ) : (
            <Badge tone="good">Production</Badge>
          )}
          <ThemeButton />
          <SignOut />
        </div>
        {!isOperator && <LiveMark />}
        <p className="text-soft px-1.5 text-xs">Times: {timeZone()}</p>
        {environment === 'sandbox' && may('simulate', 2) && <MovedClock onGo={onGo} />}
        <a
          href="/docs"
          className="text-soft hover:text-ink rounded-sm px-1.5 text-xs underline underline-offset-2"
        >
          Guides and API reference
        </a>
      </div>
    </>
  );
}

/** Browsers' own clocks are not that exact. */
const leastMovedMs = 120_000;

/** That the company's clock is ahead: its purchases and events are of a day that has not come yet, the figures of Home of today. */
function MovedClock({ onGo }: { readonly onGo: (() => void) | undefined }): JSX.Element | null {
  const { data, dataUpdatedAt } = useQuery(clockQuery);
  const ahead = data === undefined ? 0 : Date.parse(data.now) - dataUpdatedAt;
  if (ahead < leastMovedMs) return null;
  return (
    <Link
      to="/simulator"
      onClick={onGo}
      className="text-soft hover:text-ink rounded-sm px-1.5 text-xs underline underline-offset-2"
    >
      Clock: {duration(ahead)} ahead
    </Link>
  );
}

const connectionWords = {
  live: 'Live',
  connecting: 'Connecting',
  lost: 'Reconnecting',
  crowded: 'Not live',
} as const;

function LiveMark(): JSX.Element | null {
  const connection = useConnection();
  if (connection === 'off') return null;
  const isLive = connection === 'live';
  return (
    <span className="text-soft flex items-center gap-1.5 px-1.5 text-xs" role="status">
      <span
        aria-hidden="true"
        className={`size-1.5 rounded-full ${isLive ? 'bg-good' : 'bg-warn animate-pulse'}`}
      />
      {connectionWords[connection]}
    </span>
  );
}

/** Says so where what is shown may be old. */
function LostConnection(): JSX.Element | null {
  const connection = useConnection();
  if (connection !== 'lost' && connection !== 'crowded') return null;
  return (
    // Over the page rather than in it, so that nothing moves.
    <p
      role="status"
      className="bg-warn-ground text-warn shadow-over fixed bottom-4 left-1/2 z-20 w-max max-w-[calc(100vw-2rem)] -translate-x-1/2 rounded-lg px-3.5 py-2.5"
    >
      {connection === 'lost'
        ? 'The server does not answer; figures may be old. Trying again by itself.'
        : 'This page is not live: the server has too many of your company to tell. Figures may be a few seconds old.'}
    </p>
  );
}

function ThemeButton(): JSX.Element {
  const isDark = useIsDark();
  const name = isDark ? 'Use light colours' : 'Use dark colours';
  return (
    <button
      type="button"
      aria-label={name}
      title={name}
      onClick={() => setTheme(isDark ? 'light' : 'dark')}
      className="text-soft hover:bg-hover hover:text-ink ml-auto rounded-md p-1.5"
    >
      {isDark ? <SunIcon /> : <MoonIcon />}
    </button>
  );
}

function SignOut(): JSX.Element {
  const client = useQueryClient();
  const signOut = async (): Promise<void> => {
    try {
      await api.endConsoleSession();
    } catch (error) {
      tellProblem('You are still signed in', error);
      return;
    }
    client.setQueryData(sessionQuery.queryKey, (before) => before && { ...before, signed_in: null });
    tellOtherTabs();
  };
  return (
    <button
      type="button"
      aria-label="Sign out"
      title="Sign out"
      onClick={() => void signOut()}
      className="text-soft hover:bg-hover hover:text-ink rounded-md p-1.5"
    >
      <LogOutIcon />
    </button>
  );
}

/** After a way to another page, the keyboard is on that page, not on the link that led there. */
function useFocusOnPage(): void {
  // Of the page that is shown, not of the one that is on its way.
  const path = useRouterState({ select: (state) => state.resolvedLocation?.pathname });
  const first = useRef<string>(undefined);
  useEffect(() => {
    first.current ??= path;
    if (first.current === path) return;
    first.current = '';
    document.querySelector<HTMLElement>('#page')?.focus({ preventScroll: true });
  }, [path]);
}

function useShortcut(then: () => void): void {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key !== 'k' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      then();
    };
    globalThis.addEventListener('keydown', listen);
    return () => globalThis.removeEventListener('keydown', listen);
  }, [then]);
}
