/** First in, first out, without moving what is behind: `Array.shift` of a long array copies it. */
export interface Fifo<T> {
  push(item: T): void;
  shift(): T | undefined;
  /** The one at this place of the queue, left where it is. */
  at(place: number): T | undefined;
  /** The first `count` items, left where they are. */
  peek(count: number): T[];
  readonly size: () => number;
}

export function createFifo<T>(): Fifo<T> {
  let items: T[] = [];
  let head = 0;
  return {
    push: (item) => void items.push(item),
    shift() {
      const item = items[head];
      if (head >= items.length) return undefined;
      head += 1;
      if (head > 64 && head * 2 > items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
    at: (place) => items[head + place],
    peek: (count) => items.slice(head, head + count),
    size: () => items.length - head,
  };
}
