/** How far behind the chain we are, as far as this process knows. In memory: a process that begins knows nothing, and has to be told. */
export interface Lag {
  /** The newest block of a node, and the newest that was read. */
  note(head: bigint, cursor: bigint): void;
  /** Whether any node has said how far it is. */
  isKnown(): boolean;
  /**
   * How many blocks are still to be read, when `cursor` is the newest that was, while that is too many to know what has left; undefined
   * otherwise.
   */
  behind(cursor: bigint): bigint | undefined;
}

/**
 * Behind is whoever has not read as far as the chain was when the process began, and whoever falls back by more than `far` blocks later,
 * until all of it is read: what a database that was put back from a backup does not know of stands in these blocks.
 */
export function createLag(far: bigint): Lag {
  let newest: bigint | undefined;
  let isBehind = true;
  const note = (head: bigint, cursor: bigint): void => {
    newest = head;
    if (cursor >= head) isBehind = false;
    else if (head - cursor > far) isBehind = true;
  };
  return {
    note,
    isKnown: () => newest !== undefined,
    behind(cursor) {
      // Others read on while nobody tells us of the chain.
      if (newest !== undefined) note(cursor > newest ? cursor : newest, cursor);
      return isBehind ? (newest ?? cursor) - cursor : undefined;
    },
  };
}
