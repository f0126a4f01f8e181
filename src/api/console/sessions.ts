import { z } from 'zod';
import type { Companies, Environment, Holder, KnownKey } from '../../companies/index.ts';
import { products } from '../../companies/index.ts';
import { Failure } from '../../kernel/failures.ts';
import type { Redacted } from '../../kernel/redacted.ts';
import { formatInstant } from '../../kernel/time.ts';
import { wallClock } from '../../platform/clock.ts';
import { plain } from '../answer.ts';
import { examineKey, operatorCheck, refusal } from '../authentication.ts';
import type { OperatorCheck } from '../authentication.ts';
import { writeJson } from '../json.ts';
import { route } from '../route.ts';
import type { PlainAnswer, Route } from '../route.ts';
import { credentialOf, sessionCookie } from './session-cookie.ts';

export interface SessionDoors {
  readonly companies: Companies;
  readonly operatorKey: Redacted<string>;
  readonly environment: Environment;
}

const access = { kind: 'public' } as const;
const tag = 'Console';

const session = z.object({
  environment: z.enum(['sandbox', 'production']),
  signed_in: z
    .object({
      as: z.enum(['company', 'operator']),
      company: z.object({ id: z.string(), name: z.string() }).nullable(),
      key: z
        .object({
          id: z.string(),
          name: z.string(),
          level: z.literal([1, 2, 3]),
          products: z.array(z.enum(products)),
        })
        .nullable(),
      ends_at: z.iso.datetime(),
    })
    .nullable()
    .describe('Null when nobody is signed in with this browser.'),
});

const secretText = (title: string): z.ZodOptional<z.ZodString> => z.string(title).min(1).max(200).optional();

/** An API key exchanged for a session in a cookie, and back. */
export function sessionRoutes({ companies, operatorKey, environment }: SessionDoors): Route[] {
  const production = environment === 'production';
  // Made when it is first asked for: where routes are only described there is no key.
  let check: OperatorCheck | undefined;
  const isOperator = (): OperatorCheck => (check ??= operatorCheck(operatorKey));
  const { sessions } = companies;

  async function shown(holder: Holder, endsAt: Date): Promise<z.output<typeof session>['signed_in']> {
    const ends_at = formatInstant(endsAt);
    if (holder.kind === 'operator') return { as: 'operator', company: null, key: null, ends_at };
    const [company, key] = await Promise.all([
      companies.get(holder.key.company),
      companies.keys.get(holder.key.company, holder.key.id),
    ]);
    return {
      as: 'company',
      company: { id: company.id, name: company.name },
      key: { id: key.id, name: key.name, level: key.level, products: [...key.products] },
      ends_at,
    };
  }

  const answered = (
    signedIn: z.output<typeof session>['signed_in'],
    headers: Readonly<Record<string, string>> = {},
  ): PlainAnswer =>
    plain(
      { 'content-type': 'application/json; charset=utf-8', ...headers },
      writeJson({ environment, signed_in: signedIn } satisfies z.output<typeof session>),
    );

  const opened = async (
    holder: Holder,
    { text, endsAt }: { readonly text: Redacted<string>; readonly endsAt: Date },
  ): Promise<PlainAnswer> => {
    const seconds = Math.floor((endsAt.getTime() - wallClock.now().getTime()) / 1_000);
    const cookie = sessionCookie(production, { text: text.reveal(), seconds });
    return answered(await shown(holder, endsAt), { 'set-cookie': cookie });
  };

  return [
    route({
      method: 'GET',
      path: '/console/session',
      operationId: 'getConsoleSession',
      summary: 'Who is signed in at the console',
      description: 'By the cookie of the session, which counts only together with the header `x-console: 1`.',
      tag,
      access,
      answer: { status: 200, schema: session },
      async handle({ caller, headers }) {
        const text = credentialOf(headers, production);
        const found = text === undefined ? undefined : await sessions.find(text);
        if (found === undefined) return answered(null);
        const { holder, endsAt, keyHash } = found;
        const opens =
          holder.kind === 'operator' ? isOperator().keyHash(keyHash) : isUsable(holder.key, caller.address);
        return answered(opens ? await shown(holder, endsAt) : null);
      },
    }),
    route({
      method: 'POST',
      path: '/console/session',
      operationId: 'openConsoleSession',
      summary: 'Sign in at the console',
      description:
        'Exchanges an API key, the operator key, or a one-time link for a session of twelve hours in a cookie that no script can read (`HttpOnly`, `SameSite=Strict`). The session opens what the key opens, and ends with it.',
      tag,
      access,
      body: z.object({
        api_key: secretText('must be a text').describe('An API key of a company, or the operator key.'),
        link: secretText('must be a text').describe('The last part of the address that start-up prints.'),
      }),
      answer: {
        status: 200,
        schema: session,
        headers: { 'Set-Cookie': 'The session, until it ends.' },
      },
      failures: ['API_ERROR'],
      async handle({ caller, body }) {
        const from = { address: caller.address, traceId: caller.traceId };
        const examine = (key: KnownKey): void => void examineKey(key, caller.address);
        if (body.link !== undefined) {
          const found = await sessions.openByLink(body.link, examine, from);
          if (found === undefined)
            throw refusal(
              'This link was already used or has expired. Sign in with an API key, or restart the server to get a new link.',
            );
          return await opened({ kind: 'key', key: found.key }, found);
        }
        const text = body.api_key;
        if (text === undefined)
          throw new Failure('VALIDATION_ERROR', 'Send an api_key or a link.', [
            { field: 'api_key', message: 'is required' },
          ]);
        const holder: Holder = isOperator().text(text)
          ? { kind: 'operator' }
          : { kind: 'key', key: examineKey(await sessions.findKey(text), caller.address) };
        return await opened(holder, await sessions.open(holder, text, from));
      },
    }),
    route({
      method: 'DELETE',
      path: '/console/session',
      operationId: 'endConsoleSession',
      summary: 'Sign out of the console',
      description: 'Ends the session of the cookie; it works nowhere within a second.',
      tag,
      access,
      answer: { status: 200, headers: { 'Set-Cookie': 'Removes the cookie of the session.' } },
      async handle({ caller, headers }) {
        const text = credentialOf(headers, production);
        if (text !== undefined)
          await sessions.end(text, { address: caller.address, traceId: caller.traceId });
        return plain({ 'set-cookie': sessionCookie(production) }, '');
      },
    }),
  ];
}

function isUsable(key: KnownKey, address: string): boolean {
  try {
    examineKey(key, address);
    return true;
  } catch (error) {
    if (error instanceof Failure) return false;
    throw error;
  }
}
