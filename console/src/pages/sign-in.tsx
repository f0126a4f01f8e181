import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { FormEvent, JSX } from 'react';
import { api } from '../api.ts';
import type { Input } from '../api.ts';
import { endedKey, sessionQuery, tellOtherTabs, useSession } from '../session.ts';
import { Button } from '../ui/button.tsx';
import { Field, TextInput } from '../ui/form.tsx';
import { Problem } from '../ui/problem.tsx';
import { Mark } from '../shell/mark.tsx';

/** The secret of a link stands behind `#`, which browsers send to nobody. */
const linkPattern = /^#link=([\w-]+)$/;

/** An API key, or the link that start-up prints, becomes a session. The page behind stays where it was asked for. */
export function SignIn(): JSX.Element {
  const { environment } = useSession();
  const client = useQueryClient();
  const [key, setKey] = useState('');
  const opened = useRef(false);
  const ended = client.getQueryData<string>(endedKey);
  const signIn = useMutation({
    mutationFn: (by: Input<'openConsoleSession'>) => api.openConsoleSession(by),
    onSuccess(session) {
      client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== sessionQuery.queryKey[0] });
      client.setQueryData(sessionQuery.queryKey, session);
      tellOtherTabs();
    },
  });
  const { mutate } = signIn;

  useEffect(() => {
    const link = linkPattern.exec(globalThis.location.hash)?.[1];
    if (link === undefined || opened.current) return;
    opened.current = true;
    // It is gone from the address and the history before anything else happens.
    history.replaceState(history.state, '', globalThis.location.pathname + globalThis.location.search);
    mutate({ link });
  }, [mutate]);

  const submit = (event: FormEvent): void => {
    event.preventDefault();
    mutate({ api_key: key.trim() });
  };

  return (
    <main className="grid min-h-dvh place-items-center px-4 py-10">
      <div className="w-full max-w-sm">
        <div className="mb-6 flex items-center gap-3">
          <Mark className="size-9" />
          <div>
            <h1 className="text-lg leading-6 font-semibold tracking-tight">Cardwright</h1>
            <p className="text-soft text-[0.8125rem]">
              {environment === 'sandbox' ? 'Console of a sandbox' : 'Console'}
            </p>
          </div>
        </div>
        <form
          onSubmit={submit}
          className="bg-panel border-line shadow-panel grid gap-4 rounded-2xl border p-5"
        >
          <Field
            label="API key"
            hint="A key of your company, or the operator key. It is exchanged for a session and kept nowhere."
          >
            {(ids) => (
              <TextInput
                {...ids}
                type="password"
                name="api-key"
                // oxlint-disable-next-line jsx-a11y/no-autofocus -- it is the one thing to do here
                autoFocus
                required
                className="font-mono"
                placeholder={environment === 'sandbox' ? 'cw_sandbox_…' : 'cw_live_…'}
                value={key}
                onChange={(event) => setKey(event.target.value)}
              />
            )}
          </Field>
          {ended !== undefined && signIn.error === null && (
            <p role="status" className="bg-warn-ground rounded-lg px-3.5 py-2.5">
              {ended} Sign in to go on where you were.
            </p>
          )}
          {signIn.error !== null && <Problem bare error={signIn.error} />}
          <Button type="submit" look="primary" busy={signIn.isPending} disabled={key.trim() === ''}>
            Sign in
          </Button>
        </form>
        {environment === 'sandbox' && (
          <p className="text-soft mt-4 text-[0.8125rem]">
            In a sandbox, the link that start-up prints signs you in with one click. The key stands beside it.
          </p>
        )}
      </div>
    </main>
  );
}
