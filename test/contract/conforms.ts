import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { Answered } from '../support/http.ts';
import { eventTypeOf } from '../support/receiver.ts';
import { judgeHeaders, resolved } from './headers.ts';
import type { Document, Operation, Parameter, Schema } from './operations.ts';

/** Says of what a server sends whether the document promises it, with no room for members that the document does not name. */
export interface Conforms {
  answer(operation: Operation, answered: Answered): void;
  /** Of an answer whose body is not looked at, its status and headers. */
  head(operation: Operation, answered: Pick<Answered, 'status' | 'headers'>): void;
  /** The body of a webhook. */
  event(text: string): void;
  /** The headers of a webhook of this kind. */
  headers(kind: string, sent: Readonly<Record<string, unknown>>): void;
}

export function conformsTo(document: Document): Conforms {
  const ajv = new Ajv2020({ strict: false, allErrors: true, formats: { decimal: true } });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'document', components: closed(document.components) as Schema });
  const validators = new Map<string, ValidateFunction>();
  const fits = (name: string, schema: Schema, value: unknown, said: string): void => {
    let validate = validators.get(name);
    if (validate === undefined) validators.set(name, (validate = ajv.compile(closed(schema) as Schema)));
    assert.ok(validate(value), `${name}: ${ajv.errorsText(validate.errors)} in ${said}`);
  };
  const webhookOf = (kind: string) => {
    const webhook = document.webhooks[kind]?.post;
    assert.ok(webhook !== undefined, `${kind} is not in the document`);
    return webhook;
  };

  const head: Conforms['head'] = ({ operationId, answers }, { status, headers }) => {
    const promised = answers.get(status) ?? assert.fail(`${operationId}: ${status} is not in the document`);
    judgeHeaders(promised.headers, headers, `${operationId} ${status}`);
  };

  return {
    head,
    answer(operation, { status, text, headers, body }) {
      assert.ok(status < 500, `${status} ${text}`);
      assert.ok(operation.answers.has(status), `${status} is not in the document: ${text}`);
      head(operation, { status, headers });
      const schema = operation.answers.get(status)?.schema;
      if (schema === undefined) return;
      if (schema === null) {
        assert.equal(text, '');
        return;
      }
      assert.equal(headers['content-type'], 'application/json; charset=utf-8');
      fits(`${operation.operationId} ${status}`, schema, body, text);
    },
    event(text) {
      const event = JSON.parse(text) as Readonly<Record<string, unknown>>;
      const kind = eventTypeOf(event);
      const { schema } = webhookOf(kind).requestBody.content['application/json'];
      fits(kind, schema, event, text);
      for (const wrong of oddities(event)) assert.fail(`${kind} has ${wrong} in ${text}`);
    },
    headers(kind, sent) {
      const { parameters } = webhookOf(kind);
      for (const reference of parameters) {
        const { name, required, schema } = resolved<Parameter>(document, reference);
        const value = sent[name.toLowerCase()];
        if (value === undefined) assert.ok(!required, `${kind} has no ${name}`);
        else fits(name, schema, schema['type'] === 'integer' ? Number(value) : value, JSON.stringify(value));
      }
    },
  };
}

/** The schema with no room for members that it does not name. */
function closed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(closed);
  if (typeof value !== 'object' || value === null) return value;
  const schema = Object.fromEntries(
    Object.entries(value).map(([name, member]) => [
      name,
      name === '$ref'
        ? `document${String(member)}`
        : name === 'examples' || name === 'default'
          ? member
          : closed(member),
    ]),
  );
  const isClosed =
    schema['type'] === 'object' && 'properties' in schema && !('additionalProperties' in schema);
  return isClosed ? { ...schema, additionalProperties: false } : schema;
}

/** Members of events that count; every other number would be an amount, and those are text. */
const counts = new Set([
  'sequence',
  'log_index',
  'block_number',
  'confirmations',
  'max_authorizations',
  'time_window_seconds',
  'attempts',
]);
const amounts =
  /^(?:amount|net_amount|holding_amount|bill_amount|transaction_amount|requested_amount|over_posted|available|authorized|reversed|cleared|refunded|held|posted|atm_fees|fx_fees)$/;
/** UUID v7 with the prefix of its kind. */
const id = /^[a-z]+_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** What no schema says: ids, moments with milliseconds, amounts with no digit too many, and no amount that is a number. */
function* oddities(event: object): Generator<string> {
  for (const [name, value] of Object.entries(event)) {
    // The company's own.
    if (name === 'metadata') continue;
    const said = `${name} ${JSON.stringify(value)}`;
    if (typeof value === 'object' && value !== null) yield* oddities(value as object);
    else if (typeof value === 'number' && !counts.has(name)) yield said;
    else if (typeof value !== 'string') continue;
    else if (name.endsWith('_id') && !id.test(value)) yield said;
    else if (/(?:_at|deadline|timestamp|since)$/.test(name) && !moment.test(value)) yield said;
    else if (amounts.test(name) && !/^(?!-0(?:\.0*)?$)-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value)) yield said;
  }
}
