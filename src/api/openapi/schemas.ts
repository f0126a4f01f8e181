import { z } from 'zod';
import { invariant } from '../../kernel/assert.ts';
import { manyDigits } from '../money.ts';

export type JsonSchema = Record<string, unknown>;

/** Gathers the schemas that several routes share (those with `.meta({ id })`) under one name each. */
export interface SchemaBook {
  /** The schema as it stands in the document; shared ones are references. */
  write(schema: z.ZodType): JsonSchema;
  /** All shared schemas written so far. */
  readonly shared: Readonly<Record<string, JsonSchema>>;
}

export function schemaBook(): SchemaBook {
  const shared: Record<string, JsonSchema> = {};
  const keep = (name: string, schema: JsonSchema): void => {
    const before = shared[name];
    invariant(
      before === undefined || JSON.stringify(before) === JSON.stringify(schema),
      `the schema name ${name} stands for one schema`,
    );
    shared[name] = schema;
  };
  return {
    shared,
    write(schema) {
      // As it stands on the wire: what comes in before it is read, what goes out after it is written.
      const {
        $schema: _,
        $defs,
        ...written
      } = z.toJSONSchema(schema, {
        io: 'input',
        unrepresentable: 'any',
        override: ({ zodSchema, jsonSchema }) => amend(zodSchema, jsonSchema),
      });
      for (const [name, definition] of Object.entries($defs ?? {}))
        keep(name, tidy(definition) as JsonSchema);
      // A schema that has a name itself is written out, its name in `id`.
      if (typeof written['id'] !== 'string') return tidy(written) as JsonSchema;
      keep(written['id'], tidy(written) as JsonSchema);
      return { $ref: `#/components/schemas/${written['id']}` };
    },
  };
}

/**
 * Zod leaves examples and defaults out where a schema reads text into something else, since they may be of the other kind.
 * Here they are always said of what stands on the wire.
 */
function amend(schema: z.core.$ZodType, written: z.core.JSONSchema.BaseSchema): void {
  const { examples, default: normally } = z.globalRegistry.get(schema) ?? {};
  if (Array.isArray(examples)) written['examples'] = examples;
  if (normally !== undefined) written['default'] = normally;
}

/** What a schema says of the text that a value is read from means nothing once it is said to be a number or a list. */
const ofText = new Set(['pattern', 'minLength', 'maxLength', 'format']);
const noText = new Set<unknown>(['integer', 'number', 'boolean', 'array']);

/** Points references to the schema's own definitions into the document, and drops names and what means nothing. */
function tidy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(tidy);
  if (typeof value !== 'object' || value === null) return value;
  // Nor does it where the values are listed: `^(asc|desc)$` has lost that it takes letters of either size.
  const isNoText =
    ('type' in value && noText.has(value.type)) || ('enum' in value && Array.isArray(value.enum));
  const members = Object.entries(value).filter(
    ([name, member]) =>
      !(name === 'id' && typeof member === 'string') &&
      !(isNoText && ofText.has(name) && member !== manyDigits) &&
      // Where an integer has no bound of its own, Zod names those of a float.
      Math.abs(Number(member)) !== Number.MAX_SAFE_INTEGER,
  );
  return Object.fromEntries(
    members.map(([name, member]) => [name, name === '$ref' ? point(member) : tidy(member)]),
  );
}

const point = (reference: unknown): string => String(reference).replace('#/$defs/', '#/components/schemas/');
