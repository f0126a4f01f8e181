import type { z } from 'zod';
import { wrongFields } from '../kernel/failures.ts';
import type { FieldProblem } from '../kernel/failures.ts';
import { isRawNumber } from './json.ts';

type RawIssue = z.core.$ZodRawIssue;

/** Reads a value by a schema; `part` is what is wrong when the value as a whole is. */
export type Read = (value: unknown) => unknown;

/**
 * Makes the reader of one part of a request. The good case runs code that is compiled for the first request: all routes together
 * would slow every start. Only a wrong request pays for the words.
 *
 * @throws Failure (from the reader) VALIDATION_ERROR, naming all wrong fields at once, up to a hundred
 */
export function reader(compile: typeof z.compile, schema: z.ZodType, part: 'body' | 'query'): Read {
  let compiled: z.ZodType | undefined;
  return (value) => {
    compiled ??= compile(schema);
    const quick = compiled.safeParse(value);
    const mistaken = takenForObjects(schema, value);
    if (quick.success && mistaken.length === 0) return quick.data;
    // Numbers with more digits than a float holds are kept for amounts; other fields take them as floats.
    const loosened = quick.success ? value : loosen(value, quick.error.issues);
    const slow = schema.safeParse(loosened, { error: describe });
    if (slow.success && mistaken.length === 0) return slow.data;
    throw wrongFields(problemsOf([...(slow.error?.issues ?? []), ...mistaken], part));
  };
}

/** Where an object is wanted an exact number would pass for one without members, which it is to JavaScript. */
function takenForObjects(schema: z.ZodType, value: unknown): z.core.$ZodIssue[] {
  if (!holdsRawNumber(value)) return [];
  const asFloats = schema.safeParse(withFloats(value), { error: describe });
  return (asFloats.error?.issues ?? []).filter(
    (issue) =>
      issue.code === 'invalid_type' && issue.expected === 'object' && isRawNumber(at(value, issue.path)),
  );
}

function holdsRawNumber(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (isRawNumber(value)) return true;
  for (const name in value) if (holdsRawNumber((value as Record<string, unknown>)[name])) return true;
  return false;
}

function withFloats(value: unknown): unknown {
  if (isRawNumber(value)) return Number(value.rawJSON);
  if (Array.isArray(value)) return value.map(withFloats);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withFloats(member)]));
}

/** The first problem of each field: an empty list where a text is to be is no text, and has too few characters, too. */
function problemsOf(issues: readonly z.core.$ZodIssue[], part: string): FieldProblem[] {
  const problems = new Map<string, FieldProblem>();
  for (const { path, message } of issues) {
    const field = fieldOf(path) || part;
    if (!problems.has(field)) problems.set(field, { field, message });
  }
  return [...problems.values()];
}

/** `merchant.country`, `rules[0].time_window_seconds`. */
function fieldOf(path: readonly PropertyKey[]): string {
  let field = '';
  for (const step of path) {
    if (typeof step === 'number') field += `[${step}]`;
    else field += field === '' ? String(step) : `.${String(step)}`;
  }
  return field;
}

/** Turns exact numbers at the places where a schema wants a plain one into floats. */
function loosen(value: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  let loosened = value;
  const copies = new Set<unknown>();
  for (const issue of issues) {
    // An amount says in its own words what is wrong, and no digit of it may go.
    if (issue.code !== 'custom' && isRawNumber(at(loosened, issue.path)))
      loosened = withFloat(loosened, issue.path, copies);
  }
  return loosened;
}

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, step) => (inner as Record<PropertyKey, unknown> | undefined)?.[step], value);

/** @param copies what is a copy already: each part is copied once, however many numbers it holds */
function withFloat(value: unknown, [step, ...rest]: readonly PropertyKey[], copies: Set<unknown>): unknown {
  if (step === undefined) return isRawNumber(value) ? Number(value.rawJSON) : value;
  const copy = (
    copies.has(value) ? value : Array.isArray(value) ? [...value] : { ...(value as object) }
  ) as Record<PropertyKey, unknown>;
  copies.add(copy);
  copy[step] = withFloat(copy[step], rest, copies);
  return copy;
}

const nouns: Record<string, string> = {
  string: 'a string',
  number: 'a number',
  int: 'an integer',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
  date: 'a date',
  null: 'null',
};

const formats: Record<string, string> = {
  email: 'must be an e-mail address',
  url: 'must be a URL',
  uuid: 'must be a UUID',
  datetime: 'must be an RFC 3339 date and time',
};

/** What is expected, in words that follow the name of the field. Schemas with words of their own keep those. */
function describe(issue: RawIssue): string {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input === undefined) return 'is required';
      return `must be ${nouns[issue.expected] ?? issue.expected}`;
    }
    case 'too_small':
      if (Number(issue.minimum) === 1 && lengths.has(issue.origin)) return 'must not be empty';
      return `must ${bound(issue.origin, issue.inclusive === false ? 'more than' : 'at least', issue.minimum)}`;
    case 'too_big':
      return `must ${bound(issue.origin, issue.inclusive === false ? 'less than' : 'at most', issue.maximum)}`;
    case 'invalid_value':
      return issue.input === undefined ? 'is required' : `must be ${oneOf(issue.values)}`;
    case 'invalid_format':
      return formats[issue.format] ?? 'does not have the expected format';
    case 'invalid_union':
      return issue.input === undefined ? 'is required' : 'matches none of the allowed forms';
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`;
    case 'unrecognized_keys':
      return `must not have the member ${issue.keys.join(', ')}`;
    case 'invalid_key':
    case 'invalid_element':
    case 'custom':
    default:
      return issue.input === undefined ? 'is required' : 'is not valid';
  }
}

const lengths = new Set(['string', 'array', 'set', 'object', 'record', 'map']);

function bound(origin: string, relation: string, limit: number | bigint): string {
  if (origin === 'string') return `have ${relation} ${limit} characters`;
  if (origin === 'array' || origin === 'set') return `have ${relation} ${limit} items`;
  if (origin === 'object' || origin === 'record' || origin === 'map')
    return `have ${relation} ${limit} members`;
  return `be ${relation} ${limit}`;
}

const oneOf = (values: readonly unknown[]): string =>
  values.length === 1 ? JSON.stringify(values[0]) : `one of ${values.map(String).join(', ')}`;
