import type { JSX } from 'react';
import { Button } from './button.tsx';
import { Code } from './code.tsx';
import { Modal } from './dialog.tsx';

/** A secret, shown while this window is open and kept nowhere in the browser. */
export function SecretShown({
  title,
  note,
  label,
  secret,
  onClose,
}: {
  readonly title: string;
  /** What it is for, and whether it can be seen again. */
  readonly note: string;
  readonly label: string;
  readonly secret: string;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Modal open onClose={onClose} title={title} about={note}>
      <Code wrap text={secret} label={label} />
      <div className="mt-4 flex justify-end">
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </Modal>
  );
}
