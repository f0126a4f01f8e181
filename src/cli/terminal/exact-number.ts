// TypeScript's library does not know it yet; V8 has had it since version 11.4.
const { rawJSON } = JSON as unknown as { rawJSON(text: string): unknown };

/** A number of more digits than a double holds: JSON has it as a number, and a text, digit for digit. */
interface ExactNumber {
  readonly digits: string;
}

const methods = {
  toJSON(this: ExactNumber): unknown {
    return rawJSON(this.digits);
  },
  toString(this: ExactNumber): string {
    return this.digits;
  },
};

/** How the client of these commands is to give such a number: amounts are JSON numbers everywhere, however long they are. */
export const exactNumber = (digits: string): ExactNumber =>
  Object.assign(Object.create(methods) as typeof methods, { digits });

export const isExactNumber = (value: unknown): value is ExactNumber =>
  typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === methods;
