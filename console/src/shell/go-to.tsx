import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { FormEvent, JSX } from 'react';
import { api } from '../api.ts';
import { rowOf } from '../live/row.ts';
import { pathOf } from '../paths.ts';
import { Modal } from '../ui/dialog.tsx';
import { Field, TextInput } from '../ui/form.tsx';
import { Problem } from '../ui/problem.tsx';
import { usePlaces } from './navigation.tsx';

/** A page by its name, or anything by its id. */
export function GoTo({
  open,
  onClose,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Modal
      open={open}
      onClose={onClose}
      title="Go to"
      about="A page by its name; a card, purchase, event, endpoint, virtual wallet or replay by its id."
    >
      <Search onGone={onClose} />
    </Modal>
  );
}

function Search({ onGone }: { readonly onGone: () => void }): JSX.Element {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const places = usePlaces().flatMap((group) => group.places);
  const wanted = text.trim();
  const found = places.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  const go = useMutation({
    mutationFn: async (to: string) => await navigate({ to: await whereIs(to) }),
    onSuccess: onGone,
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    go.mutate(found[0]?.to ?? wanted);
  };
  return (
    <form onSubmit={submit}>
      <Field label={<span className="sr-only">Page or id</span>}>
        {(ids) => (
          <TextInput
            {...ids}
            // oxlint-disable-next-line jsx-a11y/no-autofocus -- it is the one thing to do here
            autoFocus
            value={text}
            placeholder="cards, card_…, tx_…, evt_…"
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <ul className="mt-3 grid max-h-64 gap-0.5 overflow-y-auto">
        {found.map(({ to, name, icon: Icon }) => (
          <li key={to}>
            <button
              type="button"
              onClick={() => go.mutate(to)}
              className="hover:bg-hover flex h-9 w-full items-center gap-2.5 rounded-lg px-2.5 text-left"
            >
              <Icon className="text-soft size-4" />
              {name}
            </button>
          </li>
        ))}
        {found.length === 0 && (
          <li className="text-soft px-2.5 py-2">Press Enter to open what has this id.</li>
        )}
      </ul>
      {go.error !== null && (
        <div className="mt-3">
          <Problem bare error={go.error} />
        </div>
      )}
    </form>
  );
}

/** Where what was typed is shown. A purchase is found by the events that tell of it. */
async function whereIs(text: string): Promise<string> {
  if (text.startsWith('/')) return text;
  const path = pathOf(text);
  if (path !== undefined) return path;
  if (!text.startsWith('tx_'))
    throw new Error('This is neither the name of a page nor an id that the console can open.');
  const [event] = (await api.listEvents({ subject: text, size: 1 })).data;
  const cardId = event === undefined ? undefined : rowOf(event).cardId;
  if (cardId === undefined) throw new Error('No event tells of a purchase with this id.');
  return `/cards/${cardId}/${text}`;
}
