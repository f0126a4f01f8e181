import { Command } from 'commander';
import { settingsTable } from '../../platform/settings.ts';
import type { Setting } from '../../platform/settings.ts';

/** `cardwright start` */
export function startCommand(): Command {
  return new Command('start')
    .description('start the platform in this terminal; the same as npm start')
    .addHelpText(
      'after',
      () => `
Settings are read from the environment:
${settings().join('\n')}

What each means: docs/guides/settings.md

Examples:
  npx cardwright start
  PORT=0 DATA_DIR=/tmp/try npx cardwright start
  DATABASE_URL=postgresql://cards@db/cards npx cardwright start`,
    )
    .action(async () => {
      await import('../../main.ts');
    });
}

function settings(): string[] {
  const lines: Setting<unknown>[] = Object.values(settingsTable);
  const width = Math.max(...lines.map(({ name }) => name.length));
  return lines.map((line) => {
    const value = line.default === undefined ? '' : line.default === '' ? '(none)' : line.default;
    return `  ${line.name.padEnd(width)}  ${value || '(unset)'}`;
  });
}
