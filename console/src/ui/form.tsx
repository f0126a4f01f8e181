import { Switch } from '@base-ui/react/switch';
import { useId } from 'react';
import type {
  InputHTMLAttributes,
  JSX,
  ReactNode,
  SelectHTMLAttributes,
  TextareaHTMLAttributes,
} from 'react';
import { ApiError } from '../api.ts';

const control =
  'bg-panel border-line-strong/55 hover:border-line-strong w-full rounded-lg border px-3 text-sm outline-offset-0 placeholder:text-soft/80 aria-invalid:border-bad disabled:opacity-60';

/** A control with its name, what it is for, and what is wrong with it. */
export function Field({
  label,
  hint,
  error,
  children,
  className = '',
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly children: (ids: {
    readonly id: string;
    readonly 'aria-describedby': string | undefined;
    readonly 'aria-invalid': true | undefined;
  }) => ReactNode;
  readonly className?: string;
}): JSX.Element {
  const id = useId();
  const described = error !== undefined || hint !== undefined;
  return (
    <div className={`min-w-0 ${className}`}>
      <label htmlFor={id} className="mb-1 block text-[0.8125rem] font-medium">
        {label}
      </label>
      {children({
        id,
        'aria-describedby': described ? `${id}-note` : undefined,
        'aria-invalid': error === undefined ? undefined : true,
      })}
      {described && (
        <p
          id={`${id}-note`}
          className={`mt-1 text-[0.8125rem] ${error === undefined ? 'text-soft' : 'text-bad'}`}
        >
          {error ?? hint}
        </p>
      )}
    </div>
  );
}

export function TextInput({ className = '', ...rest }: InputHTMLAttributes<HTMLInputElement>): JSX.Element {
  return <input autoComplete="off" spellCheck={false} {...rest} className={`${control} h-9 ${className}`} />;
}

export function TextArea({
  className = '',
  ...rest
}: TextareaHTMLAttributes<HTMLTextAreaElement>): JSX.Element {
  return <textarea spellCheck={false} {...rest} className={`${control} py-2 ${className}`} />;
}

export function Select({ className = '', ...rest }: SelectHTMLAttributes<HTMLSelectElement>): JSX.Element {
  return <select {...rest} className={`${control} h-9 pr-8 ${className}`} />;
}

/** Something that is on or off. */
export function Toggle({
  label,
  hint,
  checked,
  onChange,
  disabled = false,
}: {
  readonly label: ReactNode;
  readonly hint?: ReactNode;
  readonly checked: boolean;
  readonly onChange: (to: boolean) => void;
  readonly disabled?: boolean;
}): JSX.Element {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <Switch.Root
        id={id}
        aria-labelledby={`${id}-label`}
        checked={checked}
        onCheckedChange={onChange}
        disabled={disabled}
        className="bg-line-strong data-checked:bg-accent mt-0.5 flex h-5 w-8.5 shrink-0 rounded-full p-0.5 transition-colors data-disabled:opacity-50"
      >
        <Switch.Thumb className="bg-panel size-4 rounded-full transition-transform data-checked:translate-x-3.5" />
      </Switch.Root>
      <div>
        <span id={`${id}-label`} className="font-medium">
          {label}
        </span>
        {hint !== undefined && <p className="text-soft text-[0.8125rem]">{hint}</p>}
      </div>
    </div>
  );
}

export function Check({
  label,
  checked,
  onChange,
}: {
  readonly label: ReactNode;
  readonly checked: boolean;
  readonly onChange: (to: boolean) => void;
}): JSX.Element {
  return (
    <label className="flex items-center gap-2">
      <input
        type="checkbox"
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
        className="accent-accent size-4"
      />
      {label}
    </label>
  );
}

/** What the server says about one field. */
export const fieldError = (error: unknown, field: string): string | undefined =>
  error instanceof ApiError ? error.details.find((detail) => detail.field === field)?.message : undefined;

/** A number of a form: left out where nothing is written. The server reads decimal texts exactly. */
export const amountOrNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());
