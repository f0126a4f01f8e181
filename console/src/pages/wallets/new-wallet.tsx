import { useState } from 'react';
import type { JSX } from 'react';
import { useAction } from '../../ui/action.ts';
import { Button } from '../../ui/button.tsx';
import { FormModal } from '../../ui/dialog.tsx';
import { Field, fieldError, TextInput } from '../../ui/form.tsx';
import { PlusIcon } from '../../ui/icons.tsx';
import { ChainField } from './chain.tsx';

interface Wish {
  readonly alias: string;
  readonly blockchain: string;
}

/** A button that makes a wallet of any kind: a name and a chain is all it needs. */
export function NewWallet({
  button,
  look = 'plain',
  title,
  about,
  placeholder,
  blockchains,
  blockchain: first = blockchains[0] ?? '',
  create,
  done,
}: {
  readonly button: string;
  readonly look?: 'plain' | 'primary';
  readonly title: string;
  readonly about?: string;
  readonly placeholder: string;
  readonly blockchains: readonly string[];
  /** The chain that is chosen at first. */
  readonly blockchain?: string;
  readonly create: (wish: Wish, options: { readonly idempotencyKey: string }) => Promise<unknown>;
  /** What is said when it was made. */
  readonly done: string;
}): JSX.Element {
  const [open, setOpen] = useState(false);
  const [alias, setAlias] = useState('');
  const [chosen, setChosen] = useState('');
  const blockchain = chosen === '' ? first : chosen;
  const action = useAction({
    run: create,
    done,
    touches: ['wallets'],
    after: () => {
      setOpen(false);
      setAlias('');
    },
  });
  return (
    <>
      <Button
        look={look}
        size="small"
        onClick={() => {
          action.reset();
          setOpen(true);
        }}
      >
        <PlusIcon className="size-3.5" />
        {button}
      </Button>
      <FormModal
        open={open}
        onClose={() => setOpen(false)}
        title={title}
        {...(about !== undefined && { about })}
        action="Create"
        submit={() => action.mutate({ alias: alias.trim(), blockchain })}
        busy={action.isPending}
        error={action.error}
      >
        <Field label="Name" error={fieldError(action.error, 'alias')}>
          {(ids) => (
            <TextInput
              {...ids}
              required
              placeholder={placeholder}
              value={alias}
              onChange={({ target }) => setAlias(target.value)}
            />
          )}
        </Field>
        <ChainField blockchains={blockchains} value={blockchain} onChange={setChosen} error={action.error} />
      </FormModal>
    </>
  );
}
