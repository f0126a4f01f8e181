import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { JSX } from 'react';
import { api } from '../../api.ts';
import type { Input } from '../../api.ts';
import { useMay } from '../../session.ts';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { amountOrNull, Field, fieldError, Select, TextInput } from '../../ui/form.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import type { Card } from './queries.ts';

/** Asks what a card needs, and creates it. */
export function NewCard(): JSX.Element | null {
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
