/**
 * Names of fields whose value is never logged, wherever in the logged fields they stand. A net below the types that
 * print themselves as `[redacted]`, for what comes from outside as plain text: headers, bodies.
 */
const secretNames = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'x-api-key',
  'x-operator-key',
  'api_key',
  'apikey',
  'operator_key',
  'operatorkey',
  'master_key',
  'masterkey',
  'private_key',
  'privatekey',
  'legacy_key',
  'legacykey',
  'webhook_key',
  'webhookkey',
  'x-webhook-key',
  'password',
  'secret',
  'access_token',
  'share',
  'pan',
  'card_number',
  'cardnumber',
  'cvv',
  'cvv2',
  'cvc',
  'pin',
  'pin_block',
  'pinblock',
  'otp',
  'track1',
  'track2',
]);

const REDACTED = '[redacted]';

/** Deep enough for a request's headers in a field of a field; what lies deeper is not logged but counted out. */
const MAX_DEPTH = 5;

/** The same fields with secrets replaced. Fields without any are given back as they are, not copied: the common case. */
export function withoutSecrets(fields: Record<string, unknown>): Record<string, unknown> {
  return clean(fields, 0) as Record<string, unknown>;
}

function clean(value: unknown, depth: number): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return depth === MAX_DEPTH ? '[…]' : cleanArray(value, depth);
  // Errors, dates, buffers, and secrets that know it themselves have their own way to print.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return value;
  return depth === MAX_DEPTH ? '{…}' : cleanObject(value as Record<string, unknown>, depth);
}

function cleanArray(values: readonly unknown[], depth: number): unknown {
  let copy: unknown[] | undefined;
  for (let index = 0; index < values.length; index++) {
    const after = clean(values[index], depth + 1);
    if (after === values[index]) continue;
    copy ??= [...values];
    copy[index] = after;
  }
  return copy ?? values;
}

function cleanObject(fields: Record<string, unknown>, depth: number): unknown {
  let copy: Record<string, unknown> | undefined;
  for (const name in fields) {
    const before = fields[name];
    const after = isSecret(name, before) ? REDACTED : clean(before, depth + 1);
    if (after === before) continue;
    copy ??= { ...fields };
    copy[name] = after;
  }
  return copy ?? fields;
}

function isSecret(name: string, value: unknown): boolean {
  return value !== undefined && value !== null && secretNames.has(name.toLowerCase());
}
