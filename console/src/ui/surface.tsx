import type { JSX, ReactNode } from 'react';

/** The head of a page: where one is, what it is, what can be done with it. */
export function PageHead({
  title,
  above,
  about,
  children,
}: {
  readonly title: ReactNode;
  /** What leads back. */
  readonly above?: ReactNode;
  readonly about?: ReactNode;
  /** Actions. */
  readonly children?: ReactNode;
}): JSX.Element {
  return (
    <header className="mb-5 flex flex-wrap items-end justify-between gap-x-6 gap-y-3">
      <div className="min-w-0">
        {above !== undefined && <p className="text-soft mb-1 text-[0.8125rem]">{above}</p>}
        <h1 className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xl font-semibold tracking-tight wrap-anywhere">
          {title}
        </h1>
        {about !== undefined && <p className="text-soft mt-1 max-w-prose wrap-anywhere">{about}</p>}
      </div>
      {children !== undefined && <div className="flex flex-wrap items-center gap-2">{children}</div>}
    </header>
  );
}

/** A titled surface. */
export function Panel({
  title,
  actions,
  children,
  className = '',
  flush = false,
}: {
  readonly title?: ReactNode;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
  /** Whether what is inside reaches its edges (tables). */
  readonly flush?: boolean;
}): JSX.Element {
  return (
    <section
      className={`bg-panel border-line shadow-panel min-w-0 overflow-clip rounded-xl border ${className}`}
    >
      {title !== undefined && (
        <div className="border-line flex min-h-11.5 flex-wrap items-center justify-between gap-2 border-b px-4 py-1.5">
          <h2 className="min-w-0 text-sm font-semibold wrap-anywhere">{title}</h2>
          {actions !== undefined && <div className="flex flex-wrap items-center gap-1.5">{actions}</div>}
        </div>
      )}
      <div className={flush ? '' : 'p-4'}>{children}</div>
    </section>
  );
}

/** Names and values. */
export function Facts({ children }: { readonly children: ReactNode }): JSX.Element {
  return <dl className="grid grid-cols-[fit-content(9.5rem)_minmax(0,1fr)] gap-x-4 gap-y-2.5">{children}</dl>;
}

export function Fact({
  name,
  children,
}: {
  readonly name: ReactNode;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <div className="col-span-2 grid grid-cols-subgrid items-baseline">
      <dt className="text-soft">{name}</dt>
      <dd className="min-w-0 wrap-anywhere">{children}</dd>
    </div>
  );
}

/** A figure with its name above. */
export function Figure({
  name,
  value,
  note,
  tone,
  failed = false,
  short = false,
  amount = false,
  className = '',
}: {
  readonly name: ReactNode;
  /** Undefined while it is not known yet. */
  readonly value: ReactNode | undefined;
  /** Whether it could not be asked for; what stands beside it says why. */
  readonly failed?: boolean;
  readonly note?: ReactNode;
  readonly tone?: 'good' | 'warn' | 'bad' | undefined;
  /** Whether there is never a note, so that no room is kept for one. */
  readonly short?: boolean;
  /** Whether it is an amount of money. */
  readonly amount?: boolean;
  readonly className?: string;
}): JSX.Element {
  const color = { good: 'text-good', warn: 'text-warn', bad: 'text-bad' };
  return (
    <div
      className={`bg-panel border-line shadow-panel @container rounded-xl border px-4 py-3.5 ${className}`}
    >
      <p className="text-soft text-[0.8125rem]">{name}</p>
      <p
        // Amounts may be large: they stand in smaller digits rather than being cut.
        className={`num mt-1 h-8 truncate ${amount ? 'text-[clamp(0.9rem,11.2cqi,1.5rem)]' : 'text-[clamp(1rem,17cqi,1.5rem)]'} leading-8 font-semibold tracking-tight ${tone === undefined ? '' : color[tone]}`}
      >
        {value ??
          (failed ? (
            <>
              <span aria-hidden="true">–</span>
              <span className="sr-only">not known</span>
            </>
          ) : (
            <span className="waiting inline-block h-6 w-20 align-middle" />
          ))}
      </p>
      {!short && <p className="text-soft mt-0.5 min-h-5 text-[0.8125rem]">{note}</p>}
    </div>
  );
}

/** Nothing is here; and what to do about it. */
export function Empty({
  title,
  children,
  icon,
  action,
}: {
  readonly title: string;
  readonly children?: ReactNode;
  readonly icon?: ReactNode;
  readonly action?: ReactNode;
}): JSX.Element {
  return (
    <div className="flex flex-col items-center px-6 py-12 text-center">
      {icon !== undefined && (
        <div className="bg-accent-ground text-accent mb-3 grid size-11 place-items-center rounded-xl">
          {icon}
        </div>
      )}
      <p className="font-semibold">{title}</p>
      {children !== undefined && <p className="text-soft mt-1 max-w-md">{children}</p>}
      {action !== undefined && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
    </div>
  );
}

/** Rows that are on their way, in the place that they will have. */
export function Waiting({ rows = 6 }: { readonly rows?: number }): JSX.Element {
  return (
    <div role="status" aria-label="Loading" className="divide-line divide-y">
      {Array.from({ length: rows }, (_, at) => (
        <div key={at} className="flex h-11 items-center gap-6 px-4">
          <span className="waiting h-3.5 w-28" />
          <span className="waiting h-3.5 w-48 max-w-1/3" />
          <span className="waiting ml-auto h-3.5 w-16" />
        </div>
      ))}
    </div>
  );
}
