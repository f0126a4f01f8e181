import { createLink, Link } from '@tanstack/react-router';
import type { AnchorHTMLAttributes, ButtonHTMLAttributes, JSX, Ref } from 'react';

type Look = 'primary' | 'plain' | 'ghost' | 'danger';

const looks: Readonly<Record<Look, string>> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-hover border-transparent shadow-panel',
  plain: 'bg-panel text-ink border-line hover:bg-hover shadow-panel',
  ghost: 'border-transparent text-soft hover:text-ink hover:bg-hover',
  danger: 'bg-panel text-bad border-line hover:bg-bad-ground shadow-panel',
};

const base =
  'inline-flex items-center justify-center gap-1.5 rounded-lg border font-medium whitespace-nowrap transition-colors select-none disabled:opacity-55 aria-disabled:cursor-not-allowed aria-disabled:opacity-55';
const sizes = { normal: 'h-9 px-3.5 text-sm', small: 'h-7.5 px-2.5 text-[0.8125rem]' } as const;

export const buttonClass = (look: Look = 'plain', size: keyof typeof sizes = 'normal'): string =>
  `${base} ${looks[look]} ${sizes[size]}`;

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly look?: Look;
  readonly size?: keyof typeof sizes;
  /** Something that it began is under way: it can be seen, and it cannot be pressed again. */
  readonly busy?: boolean;
}

export function Button({
  look = 'plain',
  size = 'normal',
  busy = false,
  className = '',
  children,
  type = 'button',
  onClick,
  ...rest
}: ButtonProps): JSX.Element {
  return (
    // Not `disabled` while it is busy, which would take the focus from it, and leave the keyboard nowhere.
    <button
      {...rest}
      type={type}
      aria-disabled={busy || undefined}
      aria-busy={busy || undefined}
      // Nor is the second of a double click a yes to what the first one led to.
      onClick={(event) => (busy || event.detail > 1 ? event.preventDefault() : onClick?.(event))}
      className={`${buttonClass(look, size)} ${className}`}
    >
      {busy && <Spinner />}
      {children}
    </button>
  );
}

export function Spinner(): JSX.Element {
  return (
    <span
      aria-hidden="true"
      className="size-3.5 animate-spin rounded-full border-2 border-current border-r-transparent opacity-70"
    />
  );
}

function ButtonAnchor({
  look,
  size,
  className = '',
  ref,
  ...rest
}: AnchorHTMLAttributes<HTMLAnchorElement> & {
  readonly look?: Look;
  readonly size?: keyof typeof sizes;
  readonly ref?: Ref<HTMLAnchorElement>;
}): JSX.Element {
  // oxlint-disable-next-line jsx-a11y/anchor-has-content -- it comes with the rest
  return <a {...rest} ref={ref} className={`${buttonClass(look, size)} ${className}`} />;
}

/** A link inside the console that looks like a button. */
export const ButtonLink = createLink(ButtonAnchor);

export const linkClass =
  'text-accent underline decoration-accent/35 underline-offset-2 hover:decoration-accent rounded-sm';

export { Link };
