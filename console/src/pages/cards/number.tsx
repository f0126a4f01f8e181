import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { ExternalIcon, EyeIcon } from '../../ui/icons.tsx';
import type { Card } from './queries.ts';

/** The number stands on a page of its own that is shown once, in a window that this one cannot look into. */
export function ShowNumber({ card }: { readonly card: Pick<Card, 'id'> }): JSX.Element {
  const [open, setOpen] = useState(false);
  const [url, setUrl] = useState<string>();
  const ask = useAction({
    run: () => api.getPanPage({ cardId: card.id }),
    after: (answered) => setUrl(answered.url),
  });
  const close = (): void => {
    setOpen(false);
    setUrl(undefined);
  };
  return (
    <>
      <Button onClick={() => setOpen(true)}>
        <EyeIcon />
        Show the number
      </Button>
      <FormModal
        open={open && url === undefined}
        onClose={close}
        title="Show number, expiry and CVV?"
        about="They are shown once, on a page of their own, and it is kept in the audit log that you asked."
        action="Make the page"
        submit={() => ask.mutate(undefined)}
        busy={ask.isPending}
        error={ask.error}
      />
      <FormModal
        open={open && url !== undefined}
        onClose={close}
        title="The page is ready"
        about="Its address works once and only for a short time."
        action="Open it"
        submit={() => {
          globalThis.open(url, '_blank', 'noopener,noreferrer');
          close();
        }}
        busy={false}
        error={null}
      >
        <p className="text-soft flex items-center gap-1.5">
          <ExternalIcon /> It opens in a new window.
        </p>
      </FormModal>
    </>
  );
}
