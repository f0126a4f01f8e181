import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Answer, Input } from '../../api.ts';
import { useSession } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { Confirm } from '../../ui/confirm.tsx';
import { Id } from '../../ui/copy.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { amountOrNull, Field, fieldError, TextInput } from '../../ui/form.tsx';
import { isolated, Time } from '../../ui/format.tsx';
import { CompaniesIcon, PlusIcon } from '../../ui/icons.tsx';
import { Paged } from '../../ui/paged.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty, PageHead, Panel } from '../../ui/surface.tsx';
import { Table } from '../../ui/table.tsx';
import type { Column } from '../../ui/table.tsx';
import { KeyShown } from './key-shown.tsx';

type Company = Answer<'listCompanies'>['data'][number];

const columns: readonly Column<Company>[] = [
  { name: 'Company', cell: ({ name }) => <span className="font-medium">{name}</span> },
  { name: 'State', place: 'end', cell: ({ enabled }) => <Status state={enabled ? 'enabled' : 'disabled'} /> },
  { name: 'Email', spare: true, cell: ({ email }) => <span className="text-soft">{email ?? 'none'}</span> },
  { name: 'Id', spare: true, cell: ({ id }) => <Id value={id} /> },
  { name: 'Created', spare: true, cell: ({ created_at: at }) => <Time at={at} /> },
  {
    name: <span className="sr-only">Actions</span>,
    right: true,
    cell: (company) => <Switch company={company} />,
  },
];

/** All tenants of the platform; for its operator. */
export const Companies = (): JSX.Element => (
  <>
    <PageHead title="Companies" about="The tenants of this platform.">
      <CreateCompany />
    </PageHead>
    <CompanyList />
  </>
);

export function CompanyList({ title }: { readonly title?: string }): JSX.Element {
  const query = useInfiniteQuery({
    queryKey: ['companies'],
    queryFn: ({ pageParam }) =>
      api.listCompanies({ size: 50, ...(pageParam !== null && { cursor: pageParam }) }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
  });
  return (
    <Panel flush {...(title !== undefined && { title })}>
      <Paged
        query={query}
        rows={query.data?.pages.flatMap(({ data }) => data) ?? []}
        empty={<Empty title="There is no company yet" icon={<CompaniesIcon />} action={<CreateCompany />} />}
      >
        {(rows) => <Table label="Companies" columns={columns} rows={rows} rowKey={({ id }) => id} />}
      </Paged>
    </Panel>
  );
}

export function CreateCompany(): JSX.Element {
  const { environment } = useSession();
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [email, setEmail] = useState('');
  const [url, setUrl] = useState('');
  const [holding, setHolding] = useState('');
  const [key, setKey] = useState<string>();
  const create = useAction({
    run: (company: Input<'createCompany'>, options) => api.createCompany(company, options),
    touches: ['companies'],
    after: (made) => {
      setOpen(false);
      setKey(made.api_key);
    },
  });
  const { error } = create;
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <PlusIcon />
        Create a company
      </Button>
      <FormModal
        open={open}
        onClose={() => setOpen(false)}
        title="Create a company"
        about="It gets an API key of level 3 for all products, shown once."
        action="Create"
        busy={create.isPending}
        error={error}
        submit={() =>
          create.mutate({
            name: name.trim(),
            ...(email.trim() !== '' && { email: email.trim() }),
            ...(url.trim() !== '' && { webhook_url: url.trim() }),
            ...(holding.trim() !== '' && { initial_holding: amountOrNull(holding) }),
          })
        }
      >
        <Field label="Name" error={fieldError(error, 'name')}>
          {(ids) => (
            <TextInput {...ids} required value={name} onChange={({ target }) => setName(target.value)} />
          )}
        </Field>
        <Field label="Email (optional)" error={fieldError(error, 'email')}>
          {(ids) => (
            <TextInput
              {...ids}
              type="email"
              value={email}
              onChange={({ target }) => setEmail(target.value)}
            />
          )}
        </Field>
        <Field label="Webhook URL (optional)" error={fieldError(error, 'webhook_url')}>
          {(ids) => (
            <TextInput {...ids} type="url" value={url} onChange={({ target }) => setUrl(target.value)} />
          )}
        </Field>
        {environment === 'sandbox' && (
          <Field label="Holding to begin with, USD (optional)" error={fieldError(error, 'initial_holding')}>
            {(ids) => (
              <TextInput
                {...ids}
                inputMode="decimal"
                value={holding}
                onChange={({ target }) => setHolding(target.value)}
              />
            )}
          </Field>
        )}
      </FormModal>
      <KeyShown text={key} title="Give this key to the company" onClose={() => setKey(undefined)} />
    </>
  );
}

function Switch({ company }: { readonly company: Company }): JSX.Element {
  const change = useAction({
    run: (_: undefined, options) =>
      company.enabled
        ? api.disableCompany({ companyId: company.id }, options)
        : api.enableCompany({ companyId: company.id }, options),
    done: company.enabled ? 'The company is disabled' : 'The company is enabled',
    failed: 'The company could not be changed',
    touches: ['companies'],
  });
  if (!company.enabled)
    return (
      <Button size="small" busy={change.isPending} onClick={() => change.mutate(undefined)}>
        Enable
      </Button>
    );
  return (
    <Confirm
      button="Disable"
      size="small"
      look="danger"
      title={`Disable “${isolated(company.name)}”?`}
      about="Its keys answer 401 and its cards decline within a second. Events still go out. It can be enabled again."
      action="Disable"
      act={change}
    />
  );
}
