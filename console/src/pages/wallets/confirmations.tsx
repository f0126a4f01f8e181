import type { JSX } from 'react';
import { count } from '../../ui/format.tsx';

/** How many blocks confirm a transfer, of as many as it needs. */
export function Confirmations({
  have,
  required,
}: {
  readonly have: number;
  readonly required: number;
}): JSX.Element {
  const shown = Math.min(have, required);
  return (
    <span className="inline-flex items-center gap-2 whitespace-nowrap">
      <span
        role="progressbar"
        aria-label="Confirmations"
        aria-valuemin={0}
        aria-valuemax={required}
        aria-valuenow={shown}
        aria-valuetext={`${count(shown)} of ${count(required)} confirmations`}
        className="bg-hover inline-flex h-2 w-20 overflow-hidden rounded-full"
      >
        <span
          className="bg-info rounded-full transition-[width] duration-300"
          style={{ width: `${(shown / required) * 100}%` }}
        />
      </span>
      <span className="num text-soft text-[0.8125rem]">
        {count(shown)} of {count(required)}
      </span>
    </span>
  );
}
