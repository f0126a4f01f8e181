import { writeFile } from 'node:fs/promises';
import { format, resolveConfig } from 'prettier';
import { settingsTable } from '../src/platform/settings.ts';
import type { Setting } from '../src/platform/settings.ts';

const file = new URL('../docs/guides/settings.md', import.meta.url);

/** The reference page of all settings, as it is checked in. */
export async function settingsPage(): Promise<string> {
  const lines: readonly Setting<unknown>[] = Object.values(settingsTable);
  const text = [
    '# Settings',
    '',
    'Cardwright is set up by environment variables. Without any of them it is a complete sandbox. What is wrong is named at',
    'the start, all at once. An empty variable counts as absent.',
    '',
    '<!-- Written by scripts/settings-page.ts from src/platform/settings.ts. -->',
    '',
    ...lines.flatMap((line) => [
      `## ${line.name}`,
      '',
      line.meaning,
      '',
      `* Default: ${defaultOf(line)}`,
      `* Must be: ${line.must}`,
      '',
    ]),
  ].join('\n');
  return await format(text, { ...(await resolveConfig(file)), parser: 'markdown' });
}

function defaultOf(line: Setting<unknown>): string {
  if (line.default === undefined) return 'none';
  return line.default === '' ? 'empty' : `\`${line.default}\``;
}

if (import.meta.main) await writeFile(file, await settingsPage());
