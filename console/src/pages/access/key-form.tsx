import { useState } from 'react';
import type { JSX } from 'react';
import type { Input } from '../../api.ts';
import { useSession } from '../../session.ts';
import type { Product } from '../../session.ts';
import { FormModal } from '../../ui/dialog.tsx';
import { timeZone } from '../../ui/format.tsx';
import { Check, Field, fieldError, Select, TextArea, TextInput } from '../../ui/form.tsx';

export const productNames: Readonly<Record<Product, string>> = {
  treasury: 'Treasury',
  virtual_wallets: 'Virtual wallets',
  cards: 'Cards',
  management: 'Management',
  webhooks: 'Webhooks',
  simulate: 'Simulate',
};
export const allProducts = Object.keys(productNames) as Product[];

/** What a new key may do, and from where. */
export function KeyForm({
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
        <Field label="Until" hint={`Empty: for good. ${timeZone()}`} error={fieldError(error, 'expires_at')}>
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
