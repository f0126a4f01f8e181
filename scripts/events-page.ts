import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { catalogue, dataSchema, exampleBody } from '../src/events/index.ts';
import type { EventType, EventTypeName } from '../src/events/index.ts';

const file = new URL('../docs/guides/event-catalogue.md', import.meta.url);

/** The parts of JSON Schema that the catalogue uses. */
interface Schema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly format?: string;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

/** The reference page of everything that may be sent, as it is checked in. */
export async function eventsPage(): Promise<string> {
  const types = [...catalogue];
  const text = [
    '# Event catalogue',
    '',
    'Everything that an endpoint can receive. How to receive and verify it: [Receiving webhooks](webhooks.md). The same as JSON,',
    'with a JSON Schema of each body: `GET /webhooks/event-types`.',
    '',
    '<!-- Written by scripts/events-page.ts from src/events/catalogue. -->',
    '',
    'Every body has these members, in this order; `data` is described with each event.',
    '',
    '| member | type | meaning |',
    '| --- | --- | --- |',
    '| `operation` | string | The product: `CARDS`, `TREASURY`, `VIRTUAL_WALLETS`, `WEBHOOKS` |',
    '| `sub_operation` | string | What happened inside that product |',
    '| `operation_id` | string | The same on every retry and replay: the key to deduplicate on |',
    '| `status` | string | `SUCCESS`, `FAILED`, `CANCELLED`, or `PENDING` where a decision or a later event is still to come |',
    '| `reason` | string | With `FAILED` and `CANCELLED` only: why, in one plain sentence |',
    '| `data` | object | What it is about |',
    '',
    'Amounts are decimal strings, never numbers. Members may be added to `data`: ignore those you do not know.',
    '',
    '| event | title |',
    '| --- | --- |',
    ...types.map(([name, { title }]) => `| [\`${name}\`](#${anchorOf(name)}) | ${title} |`),
    '',
    ...types.flatMap(([name, type]) => sectionOf(name, type)),
  ].join('\n');
  return await format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
}

function sectionOf(name: EventTypeName, type: EventType): string[] {
  const body = JSON.stringify(JSON.parse(exampleBody(type)), null, 2);
  return [
    `## ${name}`,
    '',
    `**${type.title}.** ${type.sent}`,
    '',
    `* Sent again when it is not accepted: ${type.retried}`,
    `* Goes to: ${audiences[type.audience]}`,
    ...(type.secret === undefined
      ? []
      : [
          `* \`data.${type.secret}\` is secret: it is in the message alone, not in what the API shows of it later`,
        ]),
    '',
    '| member of `data` | type | meaning |',
    '| --- | --- | --- |',
    ...rowsOf(dataSchema(type)),
    '',
    '```json',
    body,
    '```',
    '',
  ];
}

const audiences: Readonly<Record<EventType['audience'], string>> = {
  filtered: 'endpoints whose filters name it or one of its first parts, and endpoints without filters',
  named: 'endpoints whose filters name it in full',
  told: 'the endpoints that were sent what it takes back, whatever their filters',
  decision: 'the one endpoint that is asked for decisions',
};

/** A row for each member, those of objects with a path. */
function rowsOf(schema: Schema, path = ''): string[] {
  const required = new Set(schema.required);
  return Object.entries(schema.properties ?? {}).flatMap(([name, member]) => {
    const meaning = [required.has(name) ? '' : 'May be absent', member.description ?? '', limitOf(member)];
    const row = `| \`${path}${name}\` | ${typeOf(member)} | ${meaning.filter(Boolean).join('. ')} |`;
    return [row].concat(rowsOf(member, `${path}${name}.`));
  });
}

function typeOf(schema: Schema): string {
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum !== undefined) return schema.enum.map((one) => `\`${JSON.stringify(one)}\``).join(', ');
  if (schema.anyOf !== undefined) return schema.anyOf.map(typeOf).join(' or ');
  if (schema.format === 'date-time') return 'date-time';
  const type = [schema.type ?? 'any'].flat().join(' or ');
  return schema.pattern === decimal
    ? 'decimal string'
    : schema.pattern === cents
      ? 'decimal string, 2 places'
      : type;
}

const decimal = String.raw`^-?\d+(\.\d+)?$`;
const cents = String.raw`^-?\d+\.\d{2}$`;

/** A pattern that the type does not already tell. */
function limitOf(schema: Schema): string {
  const { pattern, format } = schema.anyOf?.find((one) => one.pattern !== undefined) ?? schema;
  if (pattern === undefined || format !== undefined || [decimal, cents].includes(pattern)) return '';
  return `Matches \`${pattern.replaceAll('|', String.raw`\|`)}\``;
}

/** As GitHub makes it. */
const anchorOf = (name: string): string => name.toLowerCase().replaceAll('.', '');

if (import.meta.main) await writeFile(file, await eventsPage());
