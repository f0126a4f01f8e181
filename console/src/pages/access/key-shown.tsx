import type { JSX } from 'react';
import { SecretShown } from '../../ui/secret.tsx';

/** The text of an API key that was just made, this once; nothing while there is none. */
export function KeyShown({
  text,
  title = 'Copy the key now',
  onClose,
}: {
  readonly text: string | undefined;
  readonly title?: string;
  readonly onClose: () => void;
}): JSX.Element | null {
  if (text === undefined) return null;
  return (
    <SecretShown
      title={title}
      note="It is not kept anywhere, and cannot be shown again."
      label="API key"
      secret={text}
      onClose={onClose}
    />
  );
}
