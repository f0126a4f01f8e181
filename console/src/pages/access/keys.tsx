import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer, Input } from '../../api.ts';
import { useMay, useSession } from '../../session.ts';
import type { Product } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Button, linkClass } from '../../ui/button.tsx';
import { Code } from '../../ui/code.tsx';
import { FormModal, Modal } from '../../ui/dialog.tsx';
import { Check, Field, fieldError, Select, TextArea, TextInput } from '../../ui/form.tsx';
import { Time } from '../../ui/format.tsx';
import { KeyIcon, PlusIcon } from '../../ui/icons.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Badge, Status } from '../../ui/status.tsx';
import { Empty, PageHead, Panel, Waiting } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table.tsx';

type ApiKey = Answer<'listKeys'>['data'][number];

const levels = { 1: 'Read', 2: 'Operate', 3: 'Administer' } as const;
const productNames: Readonly<Record<Product, string>> = {
  treasury: 'Treasury',
  virtual_wallets: 'Virtual wallets',
  cards: 'Cards',
  management: 'Management',
  webhooks: 'Webhooks',
  simulate: 'Simulate',
};
const allProducts = Object.keys(productNames) as Product[];

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
  const rows = query.data?.pages.flatMap(({ data }) => data) ?? [];
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
    { name: 'State', cell: (key) => <Status state={stateOf(key)} /> },
    { name: 'May', cell: ({ level }) => `${level} · ${levels[level]}` },
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
        {query.error !== null && <Problem error={query.error} again={() => void query.refetch()} />}
        {query.isPending && query.error === null && <Waiting />}
        {query.data !== undefined && rows.length === 0 && <Empty title="No key" icon={<KeyIcon />} />}
        {rows.length > 0 && <Table label="API keys" columns={columns} rows={rows} rowKey={({ id }) => id} />}
        {query.hasNextPage && (
          <div className="border-line border-t p-3 text-center">
            <Button size="small" busy={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
              Show more
            </Button>
          </div>
        )}
      </Panel>
    </>
  );
}

/** The text of a key: it is shown while this window is open, and never again. */
function KeyShown({ text, onClose }: { readonly text: string; readonly onClose: () => void }): JSX.Element {
  return (
    <Modal
      open
      onClose={onClose}
      title="Copy the key now"
      about="It is not kept anywhere, and cannot be shown again."
    >
      <Code text={text} label="API key" />
      <div className="mt-4 flex justify-end">
        <Button look="primary" onClick={onClose}>
          I have it
        </Button>
      </div>
    </Modal>
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
      {text !== undefined && <KeyShown text={text} onClose={() => setText(undefined)} />}
    </>
  );
}

function KeyForm({
  onClose,
  submit,
  busy,
  error,
}: {
  readonly onClose: () => void;
  readonly submit: (key: Input<'createKey'>) => void;
  readonly busy: boolean;
  readonly error: unknown;
}): JSX.Element {
  const [name, setName] = useState('');
  const [level, setLevel] = useState<1 | 2 | 3>(1);
  const own = useSession().signed_in?.key;
  const [products, setProducts] = useState<readonly Product[]>(own?.products ?? allProducts);
  const [ips, setIps] = useState('');
  const [expires, setExpires] = useState('');
  return (
    <FormModal
      open
      onClose={onClose}
      title="Create an API key"
      action="Create"
      busy={busy}
      error={error}
      ready={products.length > 0}
      submit={() =>
        submit({
          name: name.trim(),
          level,
          products: [...products],
          allowed_ips: ips.split(/[\s,]+/).filter((ip) => ip !== ''),
          expires_at: expires === '' ? null : new Date(expires).toISOString(),
        })
      }
      wide
    >
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Name" error={fieldError(error, 'name')}>
          {(ids) => (
            <TextInput
              {...ids}
              required
              placeholder="Backend"
              value={name}
              onChange={({ target }) => setName(target.value)}
            />
          )}
        </Field>
        <Field label="It may">
          {(ids) => (
            <Select
              {...ids}
              value={level}
              onChange={({ target }) => setLevel(Number(target.value) as 1 | 2 | 3)}
            >
              <option value={1}>1 · read</option>
              <option value={2}>2 · operate: move money, issue cards</option>
              <option value={3}>3 · administer</option>
            </Select>
          )}
        </Field>
      </div>
      <fieldset>
        <legend className="mb-1.5 text-[0.8125rem] font-medium">For</legend>
        <div className="grid grid-cols-2 gap-2 sm:grid-cols-3">
          {(own?.products ?? allProducts).map((product) => (
            <Check
              key={product}
              label={productNames[product]}
              checked={products.includes(product)}
              onChange={(on) =>
                setProducts(on ? [...products, product] : products.filter((other) => other !== product))
              }
            />
          ))}
        </div>
      </fieldset>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field
          label="From these addresses only"
          hint="Addresses or networks, one a line. Empty: anywhere."
          error={fieldError(error, 'allowed_ips')}
        >
          {(ids) => (
            <TextArea
              {...ids}
              rows={3}
              className="font-mono"
              placeholder="203.0.113.0/24"
              value={ips}
              onChange={({ target }) => setIps(target.value)}
            />
          )}
        </Field>
        <Field label="Until" hint="Empty: for good" error={fieldError(error, 'expires_at')}>
          {(ids) => (
            <TextInput
              {...ids}
              type="datetime-local"
              value={expires}
              onChange={({ target }) => setExpires(target.value)}
            />
          )}
        </Field>
      </div>
    </FormModal>
  );
}

function KeyActions({ apiKey }: { readonly apiKey: ApiKey }): JSX.Element {
  const [asking, setAsking] = useState<'revoke' | 'rotate'>();
  const [text, setText] = useState<string>();
  const close = (): void => setAsking(undefined);
  const revoke = useAction({
    run: () => api.revokeKey({ id: apiKey.id }),
    done: 'The key was revoked: it works nowhere within a second',
    touches: ['keys', 'session'],
    after: close,
  });
  const rotate = useAction({
    run: (overlap_seconds: number, options) => api.rotateKey({ id: apiKey.id, overlap_seconds }, options),
    touches: ['keys'],
    after: ({ key }) => {
      close();
      setText(key);
    },
  });
  if (apiKey.revoked_at !== null) return <span className="text-soft text-[0.8125rem]">none</span>;
  return (
    <span className="inline-flex items-center gap-1">
      <Link to="/audit" search={{ actor: apiKey.id }} className={`${linkClass} mr-1 text-[0.8125rem]`}>
        Log
      </Link>
      <Button size="small" onClick={() => setAsking('rotate')}>
        Rotate
      </Button>
      <Button size="small" look="danger" onClick={() => setAsking('revoke')}>
        Revoke
      </Button>
      <FormModal
        open={asking === 'rotate'}
        onClose={close}
        title={`Rotate “${apiKey.name}”?`}
        about="The key gets a new text; the old one works for one hour more, so that you can exchange it without a gap. Sessions that were opened with the old text end with it."
        action="Rotate"
        submit={() => rotate.mutate(3_600)}
        busy={rotate.isPending}
        error={rotate.error}
      />
      <FormModal
        open={asking === 'revoke'}
        onClose={close}
        title={`Revoke “${apiKey.name}”?`}
        about="It stops working everywhere within a second, and so does every session that was opened with it. This cannot be undone."
        action="Revoke"
        danger
        submit={() => revoke.mutate(undefined)}
        busy={revoke.isPending}
        error={revoke.error}
      />
      {text !== undefined && <KeyShown text={text} onClose={() => setText(undefined)} />}
    </span>
  );
}
