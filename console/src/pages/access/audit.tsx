import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { FormEvent, JSX } from 'react';
import { api, each } from '../../api.ts';
import type { Answer } from '../../api.ts';
import { pathOf } from '../../paths.ts';
import { Button, ButtonLink, linkClass } from '../../ui/button.tsx';
import { Code } from '../../ui/code.tsx';
import { Id, shortId } from '../../ui/copy.tsx';
import { TextInput } from '../../ui/form.tsx';
import { Time } from '../../ui/format.tsx';
import { AuditIcon, ChevronIcon } from '../../ui/icons.tsx';
import { Paged } from '../../ui/paged.tsx';
import { Empty, PageHead, Panel } from '../../ui/surface.tsx';

const page = getRouteApi('/audit');
type Line = Answer<'listAudit'>['data'][number];

/** Who administered what. */
export function Audit(): JSX.Element {
  const search = page.useSearch();
  const navigate = page.useNavigate();
  const [action, setAction] = useState(search.action ?? '');
  const [subject, setSubject] = useState(search.subject ?? '');
  const query = useInfiniteQuery({
    queryKey: ['audit', search],
    queryFn: ({ pageParam }) =>
      api.listAudit({ ...search, size: 50, ...(pageParam !== null && { cursor: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const nameOf = useKeyNames();
  const isFiltered = Object.keys(search).length > 0;
  const filter = (event: FormEvent): void => {
    event.preventDefault();
    void navigate({
      search: {
        ...(search.actor !== undefined && { actor: search.actor }),
        ...(action.trim() !== '' && { action: action.trim() }),
        ...(subject.trim() !== '' && { subject: subject.trim() }),
      },
    });
  };
  return (
    <>
      <PageHead
        title="Audit log"
        about="Who administered what, from where. No line is ever changed or removed."
      />
      <Panel flush>
        <form onSubmit={filter} className="border-line flex flex-wrap gap-2 border-b p-3">
          <TextInput
            aria-label="Action"
            placeholder="Action: revokeKey"
            className="max-w-52"
            value={action}
            onChange={({ target }) => setAction(target.value)}
          />
          <TextInput
            aria-label="Subject"
            placeholder="Subject: an id"
            className="max-w-64"
            value={subject}
            onChange={({ target }) => setSubject(target.value)}
          />
          <Button type="submit">Filter</Button>
          {isFiltered && (
            <Link
              to="/audit"
              className={`${linkClass} self-center`}
              onClick={() => [setAction(''), setSubject('')]}
            >
              Show all
            </Link>
          )}
        </form>
        <Paged
          query={query}
          rows={query.data?.pages.flatMap(({ data }) => data) ?? []}
          empty={
            <Empty
              title={isFiltered ? 'No line fits' : 'Nothing was administered yet'}
              icon={<AuditIcon />}
              {...(isFiltered && { action: <ButtonLink to="/audit">Show all</ButtonLink> })}
            >
              Keys, endpoints, cards that were frozen, secrets that were shown: all of it stands here.
            </Empty>
          }
        >
          {(rows) => (
            <ul className="divide-line divide-y">
              {rows.map((line) => (
                <LineDetails key={line.id} line={line} actor={nameOf(line.actor)} />
              ))}
            </ul>
          )}
        </Paged>
      </Panel>
    </>
  );
}

/** Who somebody is, in a few words: a key by its name, the operator and the system as they are. */
function useKeyNames(): (actor: string) => string {
  const keys = useQuery({
    queryKey: ['keys', 'names'],
    queryFn: async () => {
      const names = new Map<string, string>();
      for await (const { id, name } of each(api.listKeys, { size: 100 })) names.set(id, name);
      return names;
    },
  });
  return (actor) => keys.data?.get(actor) ?? shortId(actor);
}

function LineDetails({ line, actor }: { readonly line: Line; readonly actor: string }): JSX.Element {
  return (
    <li>
      <details className="group">
        <summary className="hover:bg-sunken flex min-h-11 list-none flex-wrap items-center gap-x-4 gap-y-0.5 px-4 py-2">
          <ChevronIcon className="text-soft size-3.5 transition-transform group-open:rotate-90" />
          <span className="text-soft text-[0.8125rem] max-sm:order-2 max-sm:ml-auto sm:w-32">
            <Time at={line.at} />
          </span>
          <span className="font-medium max-sm:order-1 sm:min-w-48">{line.action}</span>
          <span className="text-soft min-w-0 flex-1 truncate text-[0.8125rem] max-sm:order-3 max-sm:basis-full max-sm:pl-7.5 max-sm:empty:hidden">
            {line.subject}
          </span>
          <span
            className="max-w-full truncate text-[0.8125rem] max-sm:order-4 max-sm:pl-7.5 sm:w-36"
            title={line.actor}
          >
            {actor}
          </span>
          <span className="text-soft num text-right text-[0.8125rem] max-sm:order-5 sm:w-28">
            {line.address}
          </span>
        </summary>
        <div className="grid gap-3 px-4 pb-4 pl-11 text-[0.8125rem]">
          <p className="text-soft flex flex-wrap items-center gap-x-4 gap-y-1">
            <span className="inline-flex items-center gap-1">
              By{' '}
              <Link to="/audit" search={{ actor: line.actor }} className={linkClass}>
                {line.actor}
              </Link>
            </span>
            {line.subject !== null && (
              <span className="inline-flex min-w-0 items-center gap-1">
                Subject <Subject id={line.subject} />
              </span>
            )}
            {line.trace_id !== null && (
              <span className="inline-flex min-w-0 items-center gap-1">
                Trace <Id value={line.trace_id} />
              </span>
            )}
          </p>
          <div className="grid gap-3 md:grid-cols-2">
            <Code
              label="Before"
              text={`before: ${JSON.stringify(line.before, null, 2)}`}
              className="max-h-72"
            />
            <Code label="After" text={`after: ${JSON.stringify(line.after, null, 2)}`} className="max-h-72" />
          </div>
        </div>
      </details>
    </li>
  );
}

/** What was administered, as a link where the console has a page of it. */
function Subject({ id }: { readonly id: string }): JSX.Element {
  const path = pathOf(id);
  return path === undefined ? (
    <code className="break-all">{id}</code>
  ) : (
    <Link to={path} className={`${linkClass} break-all`}>
      {id}
    </Link>
  );
}
