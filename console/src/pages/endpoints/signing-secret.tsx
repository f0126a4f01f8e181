import type { JSX } from 'react';
import { SecretShown } from '../../ui/secret.tsx';

/** The secret that messages to an endpoint are signed with. */
export const SigningSecret = (props: {
  readonly title: string;
  readonly secret: string;
  readonly onClose: () => void;
}): JSX.Element => (
  <SecretShown
    {...props}
    label="Secret"
    note="Your receiver checks the signature of every message with it. It can be shown again by a key of level 3."
  />
);
