import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Input } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Asked } from '../../ui/ask.tsx';
import { Button } from '../../ui/button.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { amountOrNull, Field, fieldError, Select, TextInput } from '../../ui/form.tsx';
import { count, Money, Time } from '../../ui/format.tsx';
import { CardIcon, PlusIcon } from '../../ui/icons.tsx';
import { Status } from '../../ui/status.tsx';
import { Empty, Figure, PageHead, Panel } from '../../ui/surface.tsx';
import { rowLinkClass, VirtualTable } from '../../ui/virtual-table.tsx';
import type { VirtualColumn } from '../../ui/virtual-table.tsx';
import { approvalWords, cardsQuery, holdingQuery } from './queries.ts';
import type { Card } from './queries.ts';

const columns: readonly VirtualColumn<Card>[] = [
  {
    name: 'Cardholder',
    cell: ({ id, card_holder_name: name }) => (
      <Link to="/cards/$cardId" params={{ cardId: id }} preload={false} className={rowLinkClass}>
        {name}
      </Link>
    ),
  },
  { name: 'Number', cell: ({ last4 }) => <span className="num text-soft">•••• {last4}</span> },
  { name: 'Status', cell: ({ status }) => <Status state={status} /> },
  {
    name: 'Purchases are approved',
    spare: true,
    cell: ({ approval_method: method }) => <span className="text-soft">{approvalWords[method]}</span>,
  },
  {
    name: 'Daily limit',
    right: true,
    spare: true,
    cell: ({ daily_limit: limit }) => <Money amount={limit} />,
  },
  {
    name: 'Created',
    right: true,
    spare: true,
    cell: ({ created_at: at }) => (
      <span className="text-soft">
        <Time at={at} />
      </span>
    ),
  },
];

export function Cards(): JSX.Element {
  const cards = useQuery(cardsQuery);
  const holding = useQuery(holdingQuery);
  const [search, setSearch] = useState('');
  const [status, setStatus] = useState('');
  const fits = ({ card_holder_name: name, last4, id, status: is, metadata }: Card): boolean =>
    (status === '' || is === status) &&
    `${name} ${last4} ${id} ${JSON.stringify(metadata)}`.toLowerCase().includes(search.toLowerCase());
  const active = cards.data?.filter(({ status: is }) => is === 'ACTIVE').length;
  return (
    <>
      <PageHead title="Cards">
        <NewCard />
      </PageHead>
      <div className="mb-4 grid grid-cols-2 gap-3 sm:grid-cols-3">
        <Figure
          className="max-sm:col-span-2"
          failed={holding.error !== null}
          name="Holding"
          amount
          value={holding.data && <Money amount={holding.data.warranty_balance} />}
          note="Available to all cards"
        />
        <Figure
          failed={cards.error !== null}
          name="Cards"
          value={cards.data && count(cards.data.length)}
          note="Issued by the company"
        />
        <Figure
          failed={cards.error !== null}
          name="Active"
          value={active === undefined ? undefined : count(active)}
          note="Can buy now"
        />
      </div>
      <Panel flush>
        <Asked query={cards}>
          {(all) => {
            const found = all.filter(fits);
            return all.length === 0 ? (
              <Empty title="No card was issued yet" icon={<CardIcon />} action={<NewCard />}>
                A card takes a name and a phone number, and can buy a second later.
              </Empty>
            ) : (
              <>
                <div className="border-line flex flex-wrap gap-2 border-b p-3">
                  <TextInput
                    type="search"
                    aria-label="Search cards"
                    placeholder="Name, last four digits, id, metadata"
                    className="max-w-xs min-w-40 flex-1"
                    value={search}
                    onChange={({ target }) => setSearch(target.value)}
                  />
                  <Select
                    aria-label="Status"
                    className="max-w-44"
                    value={status}
                    onChange={({ target }) => setStatus(target.value)}
                  >
                    <option value="">Every status</option>
                    {[...new Set(all.map((card) => card.status))].sort().map((name) => (
                      <option key={name}>{name}</option>
                    ))}
                  </Select>
                </div>
                {found.length === 0 ? (
                  <Empty title="No card fits" icon={<CardIcon />}>
                    Take a word away, or choose every status.
                  </Empty>
                ) : (
                  <VirtualTable
                    label="Cards"
                    columns={columns}
                    template="grid-cols-[minmax(0,1fr)_5rem_5.5rem] md:grid-cols-[minmax(10rem,1.5fr)_6rem_6.5rem_minmax(9rem,1.2fr)_8rem_8rem]"
                    rows={found}
                    rowKey={({ id }) => id}
                  />
                )}
              </>
            );
          }}
        </Asked>
      </Panel>
    </>
  );
}

function NewCard(): JSX.Element | null {
  const may = useMay();
  const [open, setOpen] = useState(false);
  if (!may('cards', 2)) return null;
  return (
    <>
      <Button look="primary" onClick={() => setOpen(true)}>
        <PlusIcon />
        Create a card
      </Button>
      {open && <NewCardForm onClose={() => setOpen(false)} />}
    </>
  );
}

function NewCardForm({ onClose }: { readonly onClose: () => void }): JSX.Element {
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const [dial, setDial] = useState('44');
  const [phone, setPhone] = useState('');
  const [email, setEmail] = useState('');
  const [approval, setApproval] = useState<Card['approval_method']>('NONE');
  const [limits, setLimits] = useState({ daily_limit: '', weekly_limit: '', monthly_limit: '' });
  const create = useAction({
    run: (card: Input<'createCard'>, options) => api.createCard(card, options),
    done: 'The card was created',
    touches: ['cards'],
    after: ({ id }) => {
      onClose();
      void navigate({ to: '/cards/$cardId', params: { cardId: id } });
    },
  });
  const { error } = create;
  const submit = (): void =>
    create.mutate({
      card_holder_name: name.trim(),
      approval_method: approval,
      phone_country_code: Number(dial),
      phone: phone.trim(),
      ...(email.trim() !== '' && { email: email.trim() }),
      daily_limit: amountOrNull(limits.daily_limit),
      weekly_limit: amountOrNull(limits.weekly_limit),
      monthly_limit: amountOrNull(limits.monthly_limit),
    });
  return (
    <FormModal
      open
      onClose={onClose}
      title="Create a card"
      about="A virtual card, active at once."
      action="Create"
      submit={submit}
      busy={create.isPending}
      error={error}
      wide
    >
      <Field label="Cardholder" error={fieldError(error, 'card_holder_name')}>
        {(ids) => (
          <TextInput
            {...ids}
            required
            placeholder="Ada Lovelace"
            value={name}
            onChange={({ target }) => setName(target.value)}
          />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-[7rem_1fr_1fr]">
        <Field label="Country code" error={fieldError(error, 'phone_country_code')}>
          {(ids) => (
            <TextInput
              {...ids}
              required
              inputMode="numeric"
              value={dial}
              onChange={({ target }) => setDial(target.value)}
            />
          )}
        </Field>
        <Field label="Phone" error={fieldError(error, 'phone')}>
          {(ids) => (
            <TextInput
              {...ids}
              required
              inputMode="tel"
              placeholder="7700900123"
              value={phone}
              onChange={({ target }) => setPhone(target.value)}
            />
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
      </div>
      <Field label="Purchases are approved" error={fieldError(error, 'approval_method')}>
        {(ids) => (
          <Select
            {...ids}
            value={approval}
            onChange={({ target }) => setApproval(target.value as Card['approval_method'])}
          >
            <option value="NONE">By the rules alone (limits, velocity, blocked merchants, money)</option>
            <option value="WEBHOOK">By the rules, then your endpoint decides in real time</option>
            <option value="TOP_UP">By the rules, out of a balance of its own</option>
          </Select>
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-3">
        {(['daily_limit', 'weekly_limit', 'monthly_limit'] as const).map((limit) => (
          <Field
            key={limit}
            label={`${limit.charAt(0).toUpperCase()}${limit.slice(1).replace('_', ' ')}, USD`}
            hint="Empty: none"
            error={fieldError(error, limit)}
          >
            {(ids) => (
              <TextInput
                {...ids}
                inputMode="decimal"
                className="num"
                value={limits[limit]}
                onChange={({ target }) => setLimits({ ...limits, [limit]: target.value })}
              />
            )}
          </Field>
        ))}
      </div>
    </FormModal>
  );
}
