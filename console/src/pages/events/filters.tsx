import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { memo } from 'react';
import type { JSX } from 'react';
import { Button } from '../../ui/button.tsx';
import { shortId } from '../../ui/copy.tsx';
import { Select } from '../../ui/form.tsx';
import { eventTypesQuery } from '../endpoints/queries.ts';

const page = getRouteApi('/events');

/** Drawn again only when its own answers change: it has an option for each type. */
export const TypeFilter = memo(function TypeFilter(): JSX.Element {
  const { type } = page.useSearch();
  const navigate = page.useNavigate();
  const types = useQuery(eventTypesQuery);
  const names = (types.data?.data ?? []).map(({ name }) => name.replaceAll('/', '.'));
  const all = new Set(
    names.flatMap((name) => {
      const [operation = '', sub = ''] = name.split('.');
      return [operation, `${operation}.${sub}`, name];
    }),
  );
  if (type !== undefined) all.add(type);
  return (
    <Select
      aria-label="Type of event"
      className="max-w-64"
      value={type ?? ''}
      onChange={({ target }) =>
        void navigate({
          search: ({ type: before, ...rest }) =>
            target.value === '' || target.value === before ? rest : { ...rest, type: target.value },
        })
      }
    >
      <option value="">All types</option>
      {[...all].sort().map((name) => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </Select>
  );
});

/** What the list is about, where it is about one thing; pressing it shows all. */
export function SubjectFilter({ subject }: { readonly subject: string }): JSX.Element {
  const navigate = page.useNavigate();
  return (
    <Button
      size="small"
      title={`About ${subject}`}
      onClick={() => void navigate({ search: (before) => withFilter(before, 'subject', '') })}
    >
      About <code>{shortId(subject)}</code>
      <span aria-hidden="true">×</span>
      <span className="sr-only">: show all</span>
    </Button>
  );
}

/** The filters with one of them set, or taken away by an empty text. */
function withFilter(
  before: { readonly type?: string; readonly subject?: string },
  name: 'type' | 'subject',
  value: string,
): { type?: string; subject?: string } {
  const after = { ...before };
  if (value === '') delete after[name];
  else after[name] = value;
  return after;
}
