import { useState } from 'react';
import type { JSX, ReactNode } from 'react';
import { Button } from './button.tsx';
import { FormModal } from './dialog.tsx';

interface Act {
  readonly mutate: (asked: undefined, options: { readonly onSuccess: () => void }) => void;
  readonly reset: () => void;
  readonly isPending: boolean;
  readonly error: unknown;
}

/** A button for what cannot be undone or moves something: it asks first, in a window that says what will happen. */
export function Confirm({
  button,
  size = 'normal',
  look = 'plain',
  title,
  about,
  action,
  danger = true,
  act,
}: {
  readonly button: ReactNode;
  readonly size?: 'normal' | 'small';
  readonly look?: 'plain' | 'danger';
  readonly title: string;
  readonly about: ReactNode;
  /** What the button in the window says: the thing that happens. */
  readonly action: string;
  readonly danger?: boolean;
  /** What `useAction` makes. */
  readonly act: Act;
}): JSX.Element {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        size={size}
        look={look}
        onClick={() => {
          act.reset();
          setOpen(true);
        }}
      >
        {button}
      </Button>
      <FormModal
        open={open}
        onClose={() => setOpen(false)}
        title={title}
        about={about}
        action={action}
        danger={danger}
        submit={() => act.mutate(undefined, { onSuccess: () => setOpen(false) })}
        busy={act.isPending}
        error={act.error}
      />
    </>
  );
}
