import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { invariant } from '../../kernel/assert.ts';
import { scenarioSchema, type Scenario } from './format.ts';
import { checkReferences } from './check.ts';

export type ShippedScenario = Scenario & { readonly name: string; readonly title: string };

const folder = fileURLToPath(new URL('shipped/', import.meta.url));
let read: ReadonlyMap<string, ShippedScenario> | undefined;

/** The scenarios that ship, by name, in the order of their files' names; read once. @throws InvariantBroken for a file that is none */
export function shippedScenarios(): ReadonlyMap<string, ShippedScenario> {
  read ??= new Map(
    readdirSync(folder)
      .filter((file) => file.endsWith('.json'))
      .toSorted()
      .map((file) => {
        const parsed = scenarioSchema.safeParse(JSON.parse(readFileSync(`${folder}${file}`, 'utf8')));
        invariant(parsed.success, `${file} is a scenario: ${parsed.error?.message ?? ''}`);
        checkReferences(parsed.data);
        invariant(
          file.replace(/^\d+-/, '') === `${parsed.data.name}.json`,
          `${file} has the name of its scenario`,
        );
        return [parsed.data.name, parsed.data] as const;
      }),
  );
  return read;
}
