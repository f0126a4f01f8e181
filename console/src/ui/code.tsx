import type { JSX } from 'react';
import { Copy } from './copy.tsx';

/** Text as it is, to be read and copied. */
export function Code({
  text,
  label,
  className = 'max-h-96',
  wrap = false,
}: {
  readonly text: string;
  readonly label: string;
  readonly className?: string;
  /** Whether long lines are broken rather than scrolled. */
  readonly wrap?: boolean;
}): JSX.Element {
  return (
    <div className="bg-sunken border-line relative rounded-lg border">
      <div className="bg-sunken absolute top-1.5 right-1.5 rounded-md">
        <Copy text={text} label={`Copy ${label}`} />
      </div>
      <pre
        role="region"
        aria-label={label}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
        tabIndex={0}
        className={`overflow-auto p-3 pr-10 font-mono text-xs leading-5 ${wrap ? 'break-all whitespace-pre-wrap' : ''} ${className}`}
      >
        {text}
      </pre>
    </div>
  );
}

/** JSON, indented. */
export const Json = ({ value, label }: { readonly value: unknown; readonly label: string }): JSX.Element => (
  <Code text={JSON.stringify(value, null, 2)} label={label} />
);
