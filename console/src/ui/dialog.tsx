import { Dialog } from '@base-ui/react/dialog';
import { useLayoutEffect, useRef } from 'react';
import type { FormEvent, JSX, ReactElement, ReactNode, RefObject } from 'react';
import { Button } from './button.tsx';
import { CloseIcon } from './icons.tsx';
import { Problem } from './problem.tsx';

const firstToUse = ['input', 'select', 'textarea', 'button:not([aria-label])']
  .map((what) => `[data-window-body] ${what}`)
  .join();

interface Opened {
  readonly popup: RefObject<HTMLElement | null>;
  readonly by: Element | null;
}

/** The windows that are open, and where the focus was before each. */
const opened = new Set<Opened>();

/** Where the focus goes back to: to where it was, also where one window led to the next; to the page where that is gone. */
function useOpener(open: boolean, popup: RefObject<HTMLElement | null>): () => HTMLElement | false | null {
  const opener = useRef<Element>(null);
  useLayoutEffect(() => {
    if (!open) return undefined;
    const active = document.activeElement;
    const before = [...opened].find((other) => other.popup.current?.contains(active) === true);
    opener.current = before === undefined ? active : before.by;
    const own: Opened = { popup, by: opener.current };
    opened.add(own);
    // Not at once: the window that this one leads to looks for it here.
    return () => void setTimeout(() => opened.delete(own));
  }, [open, popup]);
  return () => {
    // The next window has it already.
    if (document.querySelector('[role=dialog][data-open] > [data-window-body]') !== null) return false;
    const before = opener.current;
    return before instanceof HTMLElement && before.isConnected && before !== document.body
      ? before
      : document.querySelector<HTMLElement>('#page');
  };
}

/** A window over the page; it keeps the focus, and Escape closes it. */
export function Modal({
  open,
  onClose,
  title,
  about,
  children,
  wide = false,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly about?: ReactNode;
  readonly children: ReactNode;
  readonly wide?: boolean;
}): JSX.Element {
  const popup = useRef<HTMLDivElement>(null);
  const opener = useOpener(open, popup);
  return (
    <Dialog.Root open={open} onOpenChange={(is) => !is && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 bg-black/40 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0 dark:bg-black/60" />
        <Dialog.Popup
          ref={popup}
          // The first field, or the way back where there is none; on a touch screen, where a keyboard would cover it, the window.
          initialFocus={(by) => by === 'touch' || popup.current?.querySelector<HTMLElement>(firstToUse)}
          finalFocus={opener}
          className={`bg-panel border-line shadow-over fixed top-1/2 left-1/2 max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] ${wide ? 'max-w-2xl' : 'max-w-md'} -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-2xl border transition-[opacity,scale] data-ending-style:scale-97 data-ending-style:opacity-0 data-starting-style:scale-97 data-starting-style:opacity-0`}
        >
          <div className="flex items-start justify-between gap-4 px-5 pt-4.5">
            <Dialog.Title className="min-w-0 text-base font-semibold wrap-anywhere">{title}</Dialog.Title>
            <Dialog.Close
              aria-label="Close"
              className="text-soft hover:bg-hover hover:text-ink -mt-1 -mr-1.5 rounded-md p-1.5"
            >
              <CloseIcon />
            </Dialog.Close>
          </div>
          {about !== undefined && (
            <Dialog.Description className="text-soft mt-0.5 px-5 wrap-anywhere" render={<div />}>
              {about}
            </Dialog.Description>
          )}
          <div data-window-body="" className="px-5 pt-4 pb-5">
            {children}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** A form in a window: what it asks, what went wrong, and the two ways out. */
export function FormModal({
  open,
  onClose,
  title,
  about,
  children,
  submit,
  action,
  busy,
  error,
  danger = false,
  wide = false,
  ready = true,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: ReactNode;
  readonly about?: ReactNode;
  readonly children?: ReactNode;
  readonly submit: () => void;
  /** What the button says: the thing that happens. */
  readonly action: string;
  readonly busy: boolean;
  readonly error: unknown;
  readonly danger?: boolean;
  readonly wide?: boolean;
  readonly ready?: boolean;
}): JSX.Element {
  const onSubmit = (event: FormEvent): void => {
    event.preventDefault();
    if (!busy) submit();
  };
  return (
    <Modal open={open} onClose={onClose} title={title} about={about} wide={wide}>
      <form onSubmit={onSubmit} className="grid gap-4">
        {children}
        {error !== null && error !== undefined && <Problem bare error={error} />}
        <div className="flex flex-wrap justify-end gap-2 pt-1">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look={danger ? 'danger' : 'primary'}
            className={danger ? 'bg-bad! text-panel! border-transparent!' : ''}
            busy={busy}
            disabled={!ready}
          >
            {action}
          </Button>
        </div>
      </form>
    </Modal>
  );
}

/** A panel from the side, for the navigation of narrow screens. */
export function Drawer({
  trigger,
  title,
  open,
  onOpenChange,
  children,
}: {
  readonly trigger: ReactElement<Record<string, unknown>>;
  readonly title: string;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Trigger render={trigger} />
      <Dialog.Portal>
        <Dialog.Backdrop className="fixed inset-0 bg-black/40 transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0" />
        <Dialog.Popup className="bg-panel border-line shadow-over fixed inset-y-0 left-0 w-64 max-w-[85vw] overflow-y-auto border-r transition-transform data-ending-style:-translate-x-full data-starting-style:-translate-x-full">
          <Dialog.Title className="sr-only">{title}</Dialog.Title>
          {children}
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
