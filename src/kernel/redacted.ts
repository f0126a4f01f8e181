import { inspect } from 'node:util';

/**
 * A secret that prints itself as `[redacted]`: in string templates, JSON, `console.log` and pino.
 * `reveal()` is the one way to the value, easy to find in a review.
 */
export class Redacted<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return '[redacted]';
  }

  toJSON(): string {
    return '[redacted]';
  }

  [inspect.custom](): string {
    return '[redacted]';
  }
}

export const redacted = <T>(value: T): Redacted<T> => new Redacted(value);
