import { uuidv7 } from 'uuidv7';
import { idKinds, type Id, type IdKind } from '../kernel/ids.ts';

/** A new id: unique everywhere, and sorted by the moment it was made (wall time). */
export function newId<K extends IdKind>(kind: K): Id<K> {
  return `${idKinds[kind]}_${uuidv7()}` as Id<K>;
}
