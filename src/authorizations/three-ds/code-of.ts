import type { Events } from '../../events/index.ts';
import { redacted, type Redacted } from '../../kernel/redacted.ts';
import type { Queries } from '../../platform/database.ts';
import type { Challenge } from './types.ts';

/** The code of an open challenge, opened from the sealed body of the event that told it: it stands nowhere else. */
export async function codeOf(
  queries: Queries,
  events: Pick<Events, 'toSend'>,
  { company, event, state }: Challenge,
): Promise<Redacted<string> | undefined> {
  if (state !== 'pending') return undefined;
  const told = (await events.toSend(queries, [{ company, event }])).get(event);
  if (told === undefined) return undefined;
  const { data } = JSON.parse(told.body) as { readonly data: { readonly code: string } };
  return redacted(data.code);
}
