import { Failure, wrongField } from '../kernel/failures.ts';

// TypeScript's library does not know these yet; V8 has had them since version 11.4.
const json = JSON as unknown as {
  rawJSON(text: string): unknown;
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
};

/** A number as it was written, digit for digit, where a float would not hold it. */
export class RawNumber {
  readonly rawJSON: string;

  constructor(text: string) {
    this.rawJSON = text;
  }

  toJSON(): unknown {
    return json.rawJSON(this.rawJSON);
  }
}

/** A number that is written exactly as given. */
export const rawNumber = (text: string): RawNumber => new RawNumber(text);
export const isRawNumber = (value: unknown): value is RawNumber => value instanceof RawNumber;

/**
 * The JSON text of an answer, as `JSON.stringify` writes it. That takes 27 µs for a purchase, as a single exact number
 * takes its fast path away; this takes a quarter.
 */
export function writeJson(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (value === null) return 'null';
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : 'null';
  if (typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  if (value instanceof RawNumber) return value.rawJSON;
  if (Array.isArray(value)) return `[${value.map(writeJson).join(',')}]`;
  // Dates, and ECMAScript's own raw JSON, which has no prototype.
  if ('toJSON' in value || Object.getPrototypeOf(value) === null) return JSON.stringify(value);
  const members = value as Record<string, unknown>;
  let text = '';
  // Only members of the object itself: nothing that is answered inherits any that could be enumerated.
  for (const name in members) {
    const member = members[name];
    if (member === undefined || typeof member === 'function') continue;
    const { first, next } = nameOf(name);
    text += (text === '' ? first : next) + writeJson(member);
  }
  return text === '' ? '{}' : `${text}}`;
}

const plain = /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/;

const quoted = (text: string): string => (plain.test(text) ? `"${text}"` : JSON.stringify(text));

/** A name as it stands before the first member of an object, and before the next ones. */
interface Name {
  readonly first: string;
  readonly next: string;
}

/** Names of members are few, and written ten thousand times a second. Those that callers make up are not kept. */
const names = new Map<string, Name>();

function nameOf(name: string): Name {
  const known = names.get(name);
  if (known !== undefined) return known;
  const text = JSON.stringify(name);
  const written = { first: `{${text}:`, next: `,${text}:` };
  if (names.size < 2_000) names.set(name, written);
  return written;
}

/** Numbers that a float may not hold: 16 digits or more, or an exponent of three digits. */
const longNumber = /(?:^|[:,[])\s*-?(?=[\d.]{16}|[\d.]+[eE][+-]?\d{3})/;

const deepest = 64;

/**
 * Reads a JSON text. Numbers that a float may not hold come as {@link RawNumber}, so that no digit of an amount is lost;
 * all others come as numbers.
 *
 * @throws Failure MALFORMED_JSON
 */
export function parseJson(text: string): unknown {
  // A short text cannot be deep, and most are short.
  if (text.length > 2 * deepest && depthOf(text) > deepest)
    throw new Failure('MALFORMED_JSON', `The body is nested more than ${deepest} levels deep.`);
  try {
    return readJson(text);
  } catch {
    throw new Failure('MALFORMED_JSON', 'The body is not JSON. Send one JSON object, in UTF-8.');
  }
}

/** Reads a JSON text of our own, numbers as {@link parseJson} does. @throws SyntaxError */
export const readJson = (text: string): unknown =>
  longNumber.test(text) ? json.parse(text, keepLongNumber) : JSON.parse(text);

function keepLongNumber(_: string, value: unknown, { source }: { readonly source?: string }): unknown {
  return typeof value === 'number' && source !== undefined && longNumber.test(source)
    ? rawNumber(source)
    : value;
}

function depthOf(text: string): number {
  let depth = 0;
  let deepestSeen = 0;
  let inString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (inString) {
      if (character === 0x5c) at += 1;
      else if (character === 0x22) inString = false;
    } else if (character === 0x22) inString = true;
    else if (character === 0x7b || character === 0x5b) deepestSeen = Math.max(deepestSeen, (depth += 1));
    else if (character === 0x7d || character === 0x5d) depth -= 1;
  }
  return deepestSeen;
}

/** Whether PostgreSQL can store a text: no NUL, no half of a surrogate pair. */
export const isStorable = (text: string): boolean => !text.includes('\0') && text.isWellFormed();

/**
 * Looks into all that was read for text that nothing can store.
 *
 * @throws Failure VALIDATION_ERROR
 */
export function refuseUnstorable(value: unknown, field: string): void {
  if (typeof value === 'string') {
    if (!isStorable(value)) throw unstorable(field);
  } else if (Array.isArray(value)) {
    value.forEach((item, at) => refuseUnstorable(item, `${field}[${at}]`));
  } else if (typeof value === 'object' && value !== null && !isRawNumber(value)) {
    for (const [name, member] of Object.entries(value)) {
      if (!isStorable(name)) throw unstorable(field);
      refuseUnstorable(member, field === '' ? name : `${field}.${name}`);
    }
  }
}

/** The failure of a field that holds such a text. */
export const unstorable = (field: string): Failure =>
  wrongField(field === '' ? 'body' : field, 'must not contain NUL characters or unpaired surrogates');
