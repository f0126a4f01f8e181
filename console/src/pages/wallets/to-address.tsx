import type { JSX, ReactNode } from 'react';
import { FormModal } from '../../ui/dialog.tsx';
import { Field, fieldError, TextInput } from '../../ui/form.tsx';
import { Fact, Facts } from '../../ui/surface.tsx';

/** Where something is to be sent on a chain. Whether it may go there is the server's to say. */
export function ToAddress({
  value,
  onChange,
  error,
  hint,
}: {
  readonly value: string;
  readonly onChange: (to: string) => void;
  readonly error: unknown;
  readonly hint?: ReactNode;
}): JSX.Element {
  return (
    <Field label="To" hint={hint} error={fieldError(error, 'to') ?? fieldError(error, 'to_wallet_address')}>
      {(ids) => (
        <TextInput
          {...ids}
          required
          pattern="0x[0-9a-fA-F]{40}"
          title="0x and 40 hexadecimal digits"
          placeholder="0x…"
          className="font-mono"
          value={value}
          onChange={({ target }) => onChange(target.value.trim())}
        />
      )}
    </Field>
  );
}

/** The second step of sending something on a chain: what will happen, before it cannot be taken back. */
export function SureToSend({
  open,
  onClose,
  title,
  amount,
  to,
  from,
  blockchain,
  submit,
  busy,
  error,
}: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** With its unit. */
  readonly amount: string;
  readonly to: string;
  readonly from: ReactNode;
  readonly blockchain: string;
  readonly submit: () => void;
  readonly busy: boolean;
  readonly error: unknown;
}): JSX.Element {
  return (
    <FormModal
      open={open}
      onClose={onClose}
      title={title}
      about="A transfer on a chain cannot be taken back."
      action={`Send ${amount}`}
      submit={submit}
      busy={busy}
      error={error}
    >
      <Facts>
        <Fact name="Amount">
          <span className="num font-semibold">{amount}</span>
        </Fact>
        <Fact name="To">
          <code className="break-all">{to}</code>
        </Fact>
        <Fact name="From">{from}</Fact>
        <Fact name="On">{blockchain}</Fact>
      </Facts>
    </FormModal>
  );
}
