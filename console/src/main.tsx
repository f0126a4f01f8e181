import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { CSPProvider } from '@base-ui/react/csp-provider';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ApiError, whenSessionEnds } from './api.ts';
import { createConsoleRouter } from './router.tsx';
import { endedKey, sessionQuery, whenOtherTabChanges } from './session.ts';
import './style.css';
import { applyTheme } from './theme.ts';

applyTheme();

/** A page that was loaded just now has the newest parts: loading it again would change nothing. */
const freshMs = 10_000;

const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 2_000,
      // What the server refuses, it refuses again.
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status < 500),
      retryDelay: (failures) => 500 * 2 ** failures,
      refetchOnWindowFocus: true,
    },
  },
});

whenSessionEnds((why) => {
  if (client.getQueryData(sessionQuery.queryKey)?.signed_in !== null) client.setQueryData(endedKey, why);
  void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
});

// All that stands here is of whoever was signed in, and what is pressed next would be done by somebody else.
whenOtherTabChanges(() => globalThis.location.reload());

// The server was updated since the page was opened: the parts that it would load now have other names.
globalThis.addEventListener('vite:preloadError', (event) => {
  if (performance.now() < freshMs) return;
  event.preventDefault();
  globalThis.location.reload();
});

const router = createConsoleRouter(client);
const root = document.querySelector('#root');
if (root !== null)
  createRoot(root).render(
    <StrictMode>
      {/* The policy lets no style element in; nothing here needs one. */}
      <CSPProvider disableStyleElements>
        <QueryClientProvider client={client}>
          <RouterProvider router={router} />
        </QueryClientProvider>
      </CSPProvider>
    </StrictMode>,
  );

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
