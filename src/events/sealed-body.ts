import type { Secrets } from '../platform/secrets.ts';

const label = 'events.body';

/** A body with a secret in it as it is stored: sealed, and bound to its event, so that it opens in no other row. */
export const sealBody = (
  secrets: Secrets,
  event: { readonly company: string; readonly id: string; readonly body: string },
): string => secrets.seal(label, Buffer.from(event.body), `${event.company}/${event.id}`).toString('base64');

/** The reverse of {@link sealBody}. @throws CannotOpen */
export const openBody = (
  secrets: Secrets,
  row: { readonly company_id: string; readonly id: string; readonly body: string },
): string => secrets.open(label, Buffer.from(row.body, 'base64'), `${row.company_id}/${row.id}`).toString();
