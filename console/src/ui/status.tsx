import type { JSX, ReactNode } from 'react';
import { words } from './format.tsx';
import { AlertIcon } from './icons.tsx';

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet' | 'accent';

const tones: Readonly<Record<Tone, string>> = {
  good: 'bg-good-ground text-good',
  warn: 'bg-warn-ground text-warn',
  bad: 'bg-bad-ground text-bad',
  info: 'bg-info-ground text-info',
  quiet: 'bg-hover text-soft',
  accent: 'bg-accent-ground text-accent',
};

export function Badge({
  tone = 'quiet',
  children,
}: {
  readonly tone?: Tone;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <span
      className={`inline-flex items-center gap-1 rounded-md px-1.5 py-0.5 text-xs leading-4 font-medium whitespace-nowrap ${tones[tone]}`}
    >
      {children}
    </span>
  );
}

/** What each state means at a glance: done well, on its way, refused, at rest. */
const meanings: Readonly<Record<string, Tone>> = {
  active: 'good',
  enabled: 'good',
  success: 'good',
  succeeded: 'good',
  delivered: 'good',
  completed: 'good',
  confirmed: 'good',
  cleared: 'good',
  verified: 'good',
  passed: 'good',
  done: 'good',
  ready: 'good',
  authorized: 'info',
  partially_cleared: 'info',
  pending: 'info',
  processing: 'info',
  running: 'info',
  deciding: 'info',
  seen: 'info',
  frozen: 'info',
  blocked: 'warn',
  paused: 'warn',
  retrying: 'warn',
  reversed: 'quiet',
  refunded: 'quiet',
  expired: 'quiet',
  cancelled: 'quiet',
  inactive: 'quiet',
  deleted: 'quiet',
  disabled: 'bad',
  declined: 'bad',
  failed: 'bad',
  exhausted: 'bad',
  revoked: 'bad',
};

export const toneOf = (state: string): Tone => meanings[state.toLowerCase()] ?? 'quiet';

/** A state in words, with the colour of its meaning. */
export function Status({ state }: { readonly state: string }): JSX.Element {
  return (
    <Badge tone={toneOf(state)}>
      <span aria-hidden="true" className="size-1.5 rounded-full bg-current" />
      {words(state)}
    </Badge>
  );
}

/** Something that whoever looks at a page must know first. */
export function Notice({
  tone,
  title,
  children,
}: {
  readonly tone: 'warn' | 'bad';
  readonly title: ReactNode;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <div className={`mb-4 flex gap-3 rounded-xl p-4 ${tone === 'bad' ? 'bg-bad-ground' : 'bg-warn-ground'}`}>
      <AlertIcon className={`mt-0.5 size-4.5 ${tone === 'bad' ? 'text-bad' : 'text-warn'}`} />
      <div className="min-w-0 max-w-prose">
        <p className="font-medium">{title}</p>
        <div className="text-soft">{children}</div>
      </div>
    </div>
  );
}
