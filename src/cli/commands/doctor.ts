import { Command } from 'commander';
import { readSettings } from '../../platform/settings.ts';
import type { Settings } from '../../platform/settings.ts';
import { StartupProblem } from '../../platform/startup-problem.ts';
import type { Finding, Mark } from './doctor/check.ts';
import { print, styled } from '../terminal/output.ts';
import { withProgress } from '../terminal/progress.ts';
import { CliProblem, exitCodes } from '../run.ts';

/** `cardwright doctor` */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('check everything the platform needs on this machine, and say how to fix what is wrong')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Reads the same settings as npx cardwright start, and changes nothing. Exits with 1 if there is a problem.

Examples:
  npx cardwright doctor
  DATABASE_URL=postgresql://cards@db/cards CARDWRIGHT_ENV=production npx cardwright doctor --json`,
    )
    .action(doctor);
}

async function doctor({ json = false }: { readonly json?: boolean }): Promise<void> {
  const findings = await withProgress('Looking', json, async (progress) => {
    const settings = settingsOrWhy();
    if (!('dataDir' in settings)) return [settings];
    const found: Finding[] = [
      { name: 'Settings', mark: 'good', found: `${settings.environment}, all valid` },
    ];
    // Half of the program is looked at here, which no other command needs.
    const { checks } = await import('./doctor/checks.ts');
    for (const { name, run } of checks) {
      progress(`Checking ${name}`);
      for (const finding of await run(settings).catch(failed)) found.push({ name, ...finding });
    }
    return found;
  });
  const worst = findings.filter(({ mark }) => mark === 'bad').length;
  print(json, { healthy: worst === 0, findings }, () => [
    ...findings.flatMap(linesOf),
    '',
    worst === 0
      ? styled(['bold', 'green'], 'No problems found.')
      : styled(['bold', 'red'], `${worst} ${worst === 1 ? 'problem' : 'problems'} found.`),
  ]);
  process.exitCode = worst === 0 ? exitCodes.done : exitCodes.failed;
}

function settingsOrWhy(): Settings | Finding {
  try {
    return readSettings();
  } catch (error) {
    if (error instanceof StartupProblem)
      return { name: 'Settings', mark: 'bad', found: error.message, advice: error.advice };
    throw error;
  }
}

/** What a check did not reckon with is a finding, too: the others still run. */
const failed = (error: unknown): Omit<Finding, 'name'>[] => [
  {
    mark: 'bad',
    found: error instanceof Error ? error.message : String(error),
    advice:
      (error instanceof CliProblem ? error.advice : undefined) ??
      'This could not be checked. Is the program folder complete?',
  },
];

const signs: Readonly<Record<Mark, string>> = { good: '✓', note: '!', bad: '✗' };
const colours = { good: 'green', note: 'yellow', bad: 'red' } as const;
/** Of the longest name. */
const width = 'npm packages'.length;

function linesOf({ name, mark, found, advice }: Finding): string[] {
  const [first = '', ...more] = found.split('\n');
  const indent = ' '.repeat(width + 4);
  return [
    `${styled(colours[mark], signs[mark])} ${name.padEnd(width)}  ${first}`,
    ...more.map((line) => `${indent}${line}`),
    ...(advice === undefined ? [] : [`${indent}${styled('gray', `→ ${advice}`)}`]),
  ];
}
