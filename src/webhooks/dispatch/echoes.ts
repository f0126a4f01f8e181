import { eventType } from '../../events/index.ts';
import type { SendResult } from '../types.ts';
import type { Content } from './held.ts';
import { secretValues, type Sender } from './message.ts';

/** What is shorter stands in many a text by chance. */
const leastLength = 4;

/**
 * The answer as it may be kept: some receivers answer with what they got, and what is secret in that (values of custom headers, a
 * 3-D Secure code) is kept nowhere else either.
 */
export function withoutEchoes(result: SendResult, sender: Sender, content?: Content): SendResult {
  if (result.headers === null) return result;
  const secrets = [...secretValues(sender), ...(content === undefined ? [] : secretOf(content))]
    .filter(({ length }) => length >= leastLength)
    // As it was, and as it stands in JSON.
    .flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]);
  if (secrets.length === 0) return result;
  const clean = (text: string): string =>
    secrets.reduce((cleaned, secret) => cleaned.replaceAll(secret, '[redacted]'), text);
  return {
    ...result,
    headers: Object.fromEntries(
      Object.entries(result.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.map(clean) : clean(value),
      ]),
    ),
    body: result.body === null ? null : clean(result.body),
  };
}

function secretOf({ type, body }: Content): string[] {
  const { secret } = eventType(type);
  if (secret === undefined) return [];
  const { data } = JSON.parse(body.toString()) as { data: Record<string, unknown> };
  const value = data[secret];
  return typeof value === 'string' ? [value] : [];
}
