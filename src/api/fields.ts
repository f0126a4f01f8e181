import { z } from 'zod';
import { isCountry } from '../kernel/countries.ts';
import { isId } from '../kernel/ids.ts';
import type { Id, IdKind } from '../kernel/ids.ts';
import { idKinds } from '../kernel/ids.ts';
import { parseInstant } from '../kernel/time.ts';

/** An id in the path. One that is ill-formed names nothing: a 404. */
export const pathId = <K extends IdKind>(kind: K) =>
  z
    .string()
    .refine((text): text is Id<K> => isId(kind, text))
    .meta({
      pattern: `^${idKinds[kind]}_[0-9a-f-]{36}$`,
      examples: [exampleId(kind)],
    });

/** Given once in a query string, so that two do not contradict each other. */
const once = (must: string) => ({
  error: (issue: { input: unknown }) =>
    Array.isArray(issue.input) ? 'must be given once' : issue.input === undefined ? 'is required' : must,
});

/** An id as examples show it. */
export const exampleId = (kind: IdKind): string => `${idKinds[kind]}_0197f2c0-9a4e-7cc0-8000-0123456789ab`;

/** An id in an answer. */
export const idText = (kind: IdKind) => z.string().meta({ examples: [exampleId(kind)] });

/** A moment in an answer. */
export const instantText = z.string().meta({ format: 'date-time', examples: ['2026-01-31T12:00:00.000Z'] });

/** A text of one line that somebody reads: a name, an alias. Spaces around it are taken off. */
export const line = (most = 200) =>
  z
    .string()
    .trim()
    .min(1)
    .max(most)
    .refine((text) => !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text), 'must be one line, without control characters');

/** Where webhooks are to go. Whether they may go there is the endpoint's to say. */
export const webhookUrl = z
  .string()
  .min(1)
  .max(2_048)
  .refine(
    (text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol),
    'must be a URL such as https://example.com/webhooks',
  )
  .meta({ format: 'uri' });

/** What an endpoint gets in `X-Webhook-Key`: a header takes no other characters. */
export const webhookKey = z
  .string()
  .regex(/^[ -~]{1,1024}$/, 'must be 1 to 1,024 visible ASCII characters')
  .meta({ examples: ['a-key-that-you-made-up'] });

/** The cursor of a list of ours: the id of the last item of the page before. Anything else would look like the end of the list. */
export const cursorOf = (kind: IdKind) =>
  z
    .string(once('must be text'))
    .refine((text) => isId(kind, text), 'must be the next_cursor of an earlier page')
    .optional()
    .describe('`next_cursor` of the previous page; leave it out for the first page.');

/** A country in a request, ISO 3166 alpha-3. One that is none would block or play nothing, and nobody would notice. */
export const countryCode = z
  .string()
  .regex(/^[A-Z]{3}$/i, 'must be an ISO 3166 alpha-3 country code, such as USA')
  .transform((code) => code.toUpperCase())
  .refine(isCountry, 'must be an ISO 3166 alpha-3 country code, such as USA')
  .meta({ pattern: '^[A-Z]{3}$', examples: ['USA'] });

/** A text in a query string. */
export const queryText = (most = 200) => z.string(once('must be text')).max(most);

/** An integer in a query string. */
export function queryInteger({
  least = 0,
  most = Number.MAX_SAFE_INTEGER,
}: { least?: number; most?: number } = {}) {
  const must = 'must be an integer';
  return z
    .string(once(must))
    .regex(/^-?\d{1,15}$/, must)
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .meta({ type: 'integer', minimum: least, ...(most < Number.MAX_SAFE_INTEGER && { maximum: most }) });
}

/** How many items a page has: at most 100; more is cut. */
export const pageSize = (normally = 20) =>
  z
    .string(once('must be an integer'))
    .regex(/^-?\d{1,100}$/, 'must be an integer')
    .transform(Number)
    .refine((size) => size >= 1, 'must be at least 1')
    .transform((size) => Math.min(size, 100))
    .default(normally)
    .meta({
      type: 'integer',
      minimum: 1,
      default: normally,
      description: 'Items per page; values above 100 are treated as 100.',
    });

/** The number of a page, the first is 0. */
export const pageNumber = queryInteger({ least: 0, most: 1_000_000 })
  .default(0)
  .meta({ default: 0, description: 'The first page is 0; the response names the next one as `next_page`.' });

/** In which order: newest first unless said, in letters of either size. */
export const sortOrder = z
  .string(once('must be asc or desc'))
  .regex(/^(asc|desc)$/i, 'must be asc or desc')
  .transform((text): 'asc' | 'desc' => (text.toLowerCase() === 'asc' ? 'asc' : 'desc'))
  .default('desc')
  .meta({
    type: 'string',
    enum: ['asc', 'desc', 'ASC', 'DESC'],
    default: 'desc',
    description: '`asc` starts with the smallest or oldest, `desc` with the largest or newest.',
  });

/** True or false in a query string. */
export const queryFlag = z
  .enum(['true', 'false'], once('must be true or false'))
  .transform((text) => text === 'true')
  .meta({ type: 'boolean' });

/** A plus that was not encoded comes out of a query string as a space: `2026-01-31T12:00:00 02:00`. */
const lostPlus = /^(\d{4}-\d{2}-\d{2}[T ][\d:.]+) (\d{2}:\d{2})$/i;

/** A moment in a query string or a body: RFC 3339; without a zone it is UTC, a bare date is its first moment. */
export const instant = z
  .string(once('must be an RFC 3339 date and time'))
  .transform((text, context): Date => {
    const read = parseInstant(text.replace(lostPlus, '$1+$2'));
    if (read !== undefined) return read;
    context.issues.push({ code: 'custom', message: 'must be an RFC 3339 date and time', input: text });
    return z.NEVER;
  })
  .meta({ format: 'date-time', examples: ['2026-01-31T12:00:00.000Z'] });

/** Where a period begins and ends, in a query string: its end is not in it. */
export const period = {
  from_date: instant
    .optional()
    .describe('Only what happened at or after this time; a date alone means its start, in UTC.'),
  to_date: instant.optional().describe('Only what happened before this time (exclusive).'),
};

/** Several of these values in a query string: `a=X&a=Y` and `a=X,Y` are alike. */
export const queryList = <const V extends string>(values: readonly V[]) =>
  z
    .unknown()
    .transform((given, context): V[] => {
      const items = itemsOf(given);
      if (items?.length && items.every((item): item is V => values.includes(item as V))) return items;
      const message = items === undefined ? 'is required' : `must contain only ${values.join(', ')}`;
      context.issues.push({ code: 'custom', message, input: given });
      return z.NEVER;
    })
    .meta({ type: 'array', minItems: 1, items: { type: 'string', enum: values } });

/** Several texts of any content in a query string, but no commas. */
export const queryTexts = (most = 200) =>
  z
    .unknown()
    .transform((given, context): string[] => {
      const items = itemsOf(given);
      if (items?.every((item) => item.length <= most)) return items;
      const message =
        items === undefined ? 'is required' : `must contain strings of at most ${most} characters`;
      context.issues.push({ code: 'custom', message, input: given });
      return z.NEVER;
    })
    .meta({ type: 'array', items: { type: 'string', maxLength: most } });

/** The items of a list in a query string, each once. */
function itemsOf(given: unknown): string[] | undefined {
  if (given === undefined) return undefined;
  const parts = [given as string | string[]].flat().flatMap((part) => part.split(','));
  return [...new Set(parts.map((part) => part.trim()).filter((part) => part !== ''))];
}
