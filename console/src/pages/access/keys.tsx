import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer, Input } from '../../api.ts';
import { useMay, useSession } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Button, linkClass } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { isolated, Time } from '../../ui/format.tsx';
import { KeyIcon, PlusIcon } from '../../ui/icons.tsx';
import { Paged } from '../../ui/paged.tsx';
import { Badge, Status } from '../../ui/status.tsx';
import { Empty, PageHead, Panel } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table.tsx';
import { allProducts, KeyForm, productNames } from './key-form.tsx';
import { KeyShown } from './key-shown.tsx';

type ApiKey = Answer<'listKeys'>['data'][number];

const levels = { 1: 'Read', 2: 'Operate', 3: 'Administer' } as const;
const stateOf = ({ revoked_at: revoked, expires_at: expires }: ApiKey): string =>
  revoked !== null ? 'revoked' : expires !== null && new Date(expires) <= new Date() ? 'expired' : 'active';

export function Keys(): JSX.Element {
  const query = useInfiniteQuery({
    queryKey: ['keys'],
    queryFn: ({ pageParam }) => api.listKeys({ size: 50, ...(pageParam !== null && { cursor: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  const own = useSession().signed_in?.key?.id;
  const columns: readonly Column<ApiKey>[] = [
    {
      name: 'Key',
      cell: ({ id, name, prefix }) => (
        <>
          <span className="flex items-center gap-2 font-medium">
            {name}
            {id === own && <Badge tone="accent">this session</Badge>}
          </span>
          <code className="text-soft text-xs">{prefix}…</code>
        </>
      ),
    },
    { name: 'State', place: 'end', cell: (key) => <Status state={stateOf(key)} /> },
    {
      name: 'May',
      cell: ({ level }) => <span className="whitespace-nowrap">{`${level} · ${levels[level]}`}</span>,
    },
    {
      name: 'Products',
      spare: true,
      className: 'max-w-64',
      cell: ({ products }) => (
        <span className="text-soft">
          {products.length === allProducts.length
            ? 'all'
            : products.map((name) => productNames[name]).join(', ')}
        </span>
      ),
    },
    {
      name: 'From',
      spare: true,
      cell: ({ allowed_ips: ips }) => (
        <span className="text-soft num" title={ips.join('\n')}>
          {ips.length === 0 ? 'anywhere' : ips.length === 1 ? ips[0] : `${ips.length} addresses`}
        </span>
      ),
    },
    {
      name: 'Last used',
      spare: true,
      cell: ({ last_used_at: at }) => (
        <span className="text-soft">{at === null ? 'never' : <Time at={at} />}</span>
      ),
    },
    {
      name: <span className="sr-only">Actions</span>,
      right: true,
      cell: (key) => <KeyActions apiKey={key} />,
    },
  ];
  return (
    <>
      <PageHead title="API keys" about="Who may do what. A key is kept as a hash: its text is shown once.">
        <CreateKey />
      </PageHead>
      <Panel flush>
        <Paged
          query={query}
          rows={query.data?.pages.flatMap(({ data }) => data) ?? []}
          empty={<Empty title="There is no key" icon={<KeyIcon />} action={<CreateKey />} />}
        >
          {(rows) => <Table label="API keys" columns={columns} rows={rows} rowKey={({ id }) => id} />}
        </Paged>
      </Panel>
    </>
  );
}

function CreateKey(): JSX.Element | null {
  const may = useMay();
  const [open, setOpen] = useState(false);
  const [text, setText] = useState<string>();
  const create = useAction({
    run: (key: Input<'createKey'>, options) => api.createKey(key, options),
    touches: ['keys'],
    after: ({ key }) => {
      setOpen(false);
      setText(key);
    },
  });
  if (!may('management', 3)) return null;
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <PlusIcon />
        Create a key
      </Button>
      {open && (
        <KeyForm
          onClose={() => setOpen(false)}
          submit={(key) => create.mutate(key)}
          busy={create.isPending}
          error={create.error}
        />
      )}
      <KeyShown text={text} onClose={() => setText(undefined)} />
    </>
  );
}

function KeyActions({ apiKey }: { readonly apiKey: ApiKey }): JSX.Element {
  const [text, setText] = useState<string>();
  const revoke = useAction({
    run: () => api.revokeKey({ id: apiKey.id }),
    done: 'The key was revoked: it works nowhere within a second',
    touches: ['keys', 'session'],
  });
  const rotate = useAction({
    run: (_: undefined, options) => api.rotateKey({ id: apiKey.id, overlap_seconds: 3_600 }, options),
    touches: ['keys'],
    after: ({ key }) => setText(key),
  });
  return (
    <span className="inline-flex items-center gap-1">
      <Link to="/audit" search={{ actor: apiKey.id }} className={`${linkClass} mr-1 text-[0.8125rem]`}>
        Log
      </Link>
      {apiKey.revoked_at === null && (
        <>
          <Confirm
            button="Rotate"
            size="small"
            title={`Rotate “${isolated(apiKey.name)}”?`}
            about="The key gets a new text; the old one works for one hour more, so that you can exchange it without a gap. Sessions that were opened with the old text end with it."
            action="Rotate"
            danger={false}
            act={rotate}
          />
          <Confirm
            button="Revoke"
            size="small"
            look="danger"
            title={`Revoke “${isolated(apiKey.name)}”?`}
            about="It stops working everywhere within a second, and so does every session that was opened with it. This cannot be undone."
            action="Revoke"
            act={revoke}
          />
        </>
      )}
      <KeyShown text={text} onClose={() => setText(undefined)} />
    </span>
  );
}
