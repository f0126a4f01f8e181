import type { Referenced } from '../../authorizations/index.ts';
import { readAdvised } from './in-our-stead.ts';
import type { HandleDoors, Said } from './types.ts';

// What the network has reversed of a request stays reversed, whether the advice of it comes before the reversal or after: a reversal is
// always of what was approved before it, in whatever order we hear of the two. Nothing is then held, or taken, of what was called off.

const calledOff = (name: string): string => `called off ${name}`;
const lowered = (name: string): string => `lowered ${name}`;

/**
 * Under which it is remembered that the network has called off what an advice tells of.
 *
 * @param names of what that is: `namesOf` of `readAdvised`
 * @param isWhole the advice says what is to be held from now on; else also where only a part of it was taken back
 */
export const calledOffAs = (names: readonly string[], isWhole: boolean): string[] =>
  names.flatMap((name) => (isWhole ? [calledOff(name)] : [calledOff(name), lowered(name)]));

/** Remembers that the network takes this back, all of it or a part, whatever there is to take. */
export async function callOff(
  { authorizations, database }: Pick<HandleDoors, 'authorizations' | 'database'>,
  { card, arrival }: Pick<Said, 'card' | 'arrival'>,
  { transaction, entry }: Referenced,
  isPart: boolean,
): Promise<void> {
  if (entry?.kind === 'refund') return;
  const { namesOf, requests } = await readAdvised(database, transaction);
  const names = namesOf(entry);
  // The first message of a purchase stands for all that there is of it.
  const all = !isPart && names.includes(transaction.id) ? new Set([...names, ...requests]) : names;
  const submit = (name: string) =>
    authorizations.submit({
      kind: 'reverse_unseen',
      company: card.company,
      traceId: arrival.traceId,
      key: null,
      card: card.card,
      originalKey: (isPart ? lowered : calledOff)(name),
    });
  await Promise.all(Array.from(all, submit));
}
