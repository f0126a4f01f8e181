import { writeFile } from 'node:fs/promises';
import { format } from 'prettier';
import { z } from 'zod';
import { scenarioSchema } from '../src/simulator/index.ts';

const file = new URL('../docs/scenario.schema.json', import.meta.url);

/** The JSON Schema of scenario files, as it is checked in. */
export async function scenarioSchemaText(): Promise<string> {
  const schema = z.toJSONSchema(scenarioSchema, { io: 'input', unrepresentable: 'any' });
  const text = JSON.stringify({ title: 'A Cardwright scenario', ...schema });
  return await format(text, { parser: 'json' });
}

if (import.meta.main) await writeFile(file, await scenarioSchemaText());
