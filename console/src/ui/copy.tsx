import { useState } from 'react';
import type { JSX } from 'react';
import { CheckIcon, CopyIcon } from './icons.tsx';

/** Copies a text, and says so. */
export function Copy({
  text,
  label = 'Copy',
  show = false,
}: {
  readonly text: string;
  readonly label?: string;
  /** Whether the label stands beside the icon. */
  readonly show?: boolean;
}): JSX.Element {
  const [done, setDone] = useState(false);
  const copy = async (): Promise<void> => {
    await writeClipboard(text);
    setDone(true);
    setTimeout(() => setDone(false), 1_500);
  };
  return (
    <button
      type="button"
      title={label}
      aria-label={show ? undefined : label}
      onClick={() => void copy()}
      className="text-soft hover:text-ink hover:bg-hover inline-flex items-center gap-1.5 rounded-md p-1 align-middle text-[0.8125rem]"
    >
      {done ? <CheckIcon className="text-good size-3.5" /> : <CopyIcon className="size-3.5" />}
      {show && label}
      <span role="status" className="sr-only">
        {done ? 'Copied' : ''}
      </span>
    </button>
  );
}

/** Where the page is not served over HTTPS or from this machine, browsers have no clipboard for scripts; or it was forbidden. */
async function writeClipboard(text: string): Promise<void> {
  try {
    if (navigator.clipboard !== undefined) return await navigator.clipboard.writeText(text);
  } catch {
    // The other way needs no permission.
  }
  const before = document.activeElement;
  const area = document.createElement('textarea');
  area.value = text;
  document.body.append(area);
  area.select();
  document.execCommand('copy');
  area.remove();
  if (before instanceof HTMLElement) before.focus();
}

/** An id or hash in a typewriter face, shortened in the middle where it is long, whole in its title and when copied. */
export function Id({
  value,
  short = true,
  copy = true,
}: {
  readonly value: string;
  readonly short?: boolean;
  readonly copy?: boolean;
}): JSX.Element {
  return (
    <span className="inline-flex max-w-full items-center gap-0.5">
      <code title={value} className={short ? 'truncate' : 'break-all'}>
        {short ? shortId(value) : value}
      </code>
      {copy && <Copy text={value} label={`Copy ${value}`} />}
    </span>
  );
}

/** The end of a UUID v7 tells two apart; its start is the time. */
export const shortId = (value: string): string =>
  value.length <= 22
    ? value
    : `${value.slice(0, value.startsWith('0x') ? 8 : value.indexOf('_') + 5)}…${value.slice(-6)}`;
