import type { JSX } from 'react';
import { Field, fieldError, Select } from '../../ui/form.tsx';

/** Which chain, in a form. */
export function ChainField({
  blockchains,
  value,
  onChange,
  error,
}: {
  readonly blockchains: readonly string[];
  readonly value: string;
  readonly onChange: (blockchain: string) => void;
  readonly error: unknown;
}): JSX.Element {
  return (
    <Field label="Chain" error={fieldError(error, 'blockchain')}>
      {(ids) => (
        <Select {...ids} value={value} onChange={({ target }) => onChange(target.value)}>
          <Chains blockchains={blockchains} />
        </Select>
      )}
    </Field>
  );
}

/** Of which chain something is shown. */
export function ChainSelect({
  blockchains,
  value,
  onChange,
}: {
  readonly blockchains: readonly string[];
  readonly value: string;
  readonly onChange: (blockchain: string) => void;
}): JSX.Element {
  return (
    <Select
      aria-label="Chain"
      className="h-8! w-auto!"
      value={value}
      onChange={({ target }) => onChange(target.value)}
    >
      <Chains blockchains={blockchains} />
    </Select>
  );
}

const Chains = ({ blockchains }: { readonly blockchains: readonly string[] }): JSX.Element[] =>
  blockchains.map((name) => <option key={name}>{name}</option>);
