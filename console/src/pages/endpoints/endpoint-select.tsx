import { useQuery } from '@tanstack/react-query';
import type { JSX } from 'react';
import { Field, Select } from '../../ui/form.tsx';
import { endpointName, endpointsQuery } from './queries.ts';

/** Which endpoint, or all of them. */
export function EndpointSelect({
  label,
  all,
  value,
  onChange,
}: {
  readonly label: string;
  /** What it is called to choose none. */
  readonly all: string;
  /** The id of an endpoint; empty for all. */
  readonly value: string;
  readonly onChange: (endpointId: string) => void;
}): JSX.Element {
  const known = useQuery(endpointsQuery).data;
  return (
    <Field label={label}>
      {(ids) => (
        <Select {...ids} value={value} onChange={({ target }) => onChange(target.value)}>
          <option value="">{all}</option>
          {known?.map((endpoint) => (
            <option key={endpoint.id} value={endpoint.id}>
              {endpointName(endpoint)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
