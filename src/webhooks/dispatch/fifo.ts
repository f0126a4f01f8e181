/** First in, first out, without moving what is behind: `Array.shift` of a long array copies it. */
export interface Fifo<T> {
  push(item: T): void;
  shift(): T | undefined;
  /** The one at this place of the queue, left where it is. */
  at(place: number): T | undefined;
  /** The first `count` items, left where they are. */
  peek(count: number): T[];
  size(): number;
}

/** A class, for once: there are two for each endpoint in memory, and closures would take half a kilobyte of each. */
class Queue<T> implements Fifo<T> {
  #items: T[] = [];
  #head = 0;

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (this.#head >= this.#items.length) return undefined;
    this.#head += 1;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head > 64 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return item;
  }

  at(place: number): T | undefined {
    return this.#items[this.#head + place];
  }

  peek(count: number): T[] {
    return this.#items.slice(this.#head, this.#head + count);
  }

  size(): number {
    return this.#items.length - this.#head;
  }
}

export const createFifo = <T>(): Fifo<T> => new Queue<T>();
