import type { JSX } from 'react';
import { Button } from '../../ui/button.tsx';
import { Code } from '../../ui/code.tsx';
import { Modal } from '../../ui/dialog.tsx';

/** A secret, shown while this window is open and kept nowhere in the browser. */
export function SecretShown({
  title,
  secret,
  note = 'Your receiver checks the signature of every message with it. It can be shown again by a key of level 3.',
  onClose,
}: {
  readonly title: string;
  readonly secret: string;
  readonly note?: string;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Modal open onClose={onClose} title={title} about={note}>
      <Code wrap text={secret} label="Secret" />
      <div className="mt-4 flex justify-end">
        <Button look="primary" onClick={onClose}>
          Done
        </Button>
      </div>
    </Modal>
  );
}
