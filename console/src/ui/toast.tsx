import { Toast } from '@base-ui/react/toast';
import type { JSX } from 'react';
import { CloseIcon } from './icons.tsx';
import { sentenceOf, traceOf } from './problem.tsx';

const manager = Toast.createToastManager();

/** Says that something was done. */
export const tell = (title: string, description?: string): void =>
  void manager.add({ title, ...(description !== undefined && { description }), type: 'good' });

/** Says that something was not done, and why. */
export function tellProblem(title: string, error: unknown): void {
  const trace = traceOf(error);
  const description = `${sentenceOf(error)}${trace === undefined ? '' : ` (trace ${trace})`}`;
  manager.add({ title, description, type: 'bad', priority: 'high', timeout: 12_000 });
}

/** Where short messages stand. */
export function Toasts(): JSX.Element {
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-4 z-50 flex w-[calc(100vw-2rem)] max-w-sm flex-col gap-2">
          <List />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function List(): JSX.Element[] {
  const { toasts } = Toast.useToastManager();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      className="bg-panel border-line shadow-over rounded-xl border p-3.5 pr-10 transition-opacity data-ending-style:opacity-0 data-limited:hidden data-starting-style:opacity-0"
    >
      <Toast.Content>
        <Toast.Title
          className={`font-medium wrap-anywhere ${toast.type === 'bad' ? 'text-bad' : ''}`}
          render={<p />}
        />
        <Toast.Description className="text-soft mt-0.5 text-[0.8125rem] break-words" />
      </Toast.Content>
      <Toast.Close
        aria-label="Dismiss"
        className="text-soft hover:bg-hover absolute top-2.5 right-2.5 rounded-md p-1.5"
      >
        <CloseIcon className="size-3.5" />
      </Toast.Close>
    </Toast.Root>
  ));
}
