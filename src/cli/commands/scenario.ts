import { isDeepStrictEqual } from 'node:util';
import { Command } from 'commander';
import { parseExactly } from '../../../sdk/index.ts';
import type { Client, Operations } from '../../../sdk/index.ts';
import { monotonicMs } from '../../platform/clock.ts';
import { exactNumber, isExactNumber } from '../terminal/exact-number.ts';
import { readGivenFile } from '../terminal/given-file.ts';
import { print, styled } from '../terminal/output.ts';
import { withProgress } from '../terminal/progress.ts';
import { CliProblem, exitCodes } from '../run.ts';
import { clientFor, withServer } from '../server.ts';
import type { ServerOptions } from '../server.ts';
import { table } from '../terminal/table.ts';

type Input = Operations['runScenario']['input'];
type Result = Operations['runScenario']['answer'];
type Step = Result['steps'][number];

interface RunOptions extends ServerOptions {
  readonly file?: string;
  readonly all?: true;
  readonly seed?: string;
}

/** `cardwright scenario list | show | run` */
export function scenarioCommand(): Command {
  const scenario = new Command('scenario')
    .description('run whole scenarios and check their results (sandbox only)')
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright scenario list
  npx cardwright scenario run tip
  npx cardwright scenario run --all`,
    );

  withServer(scenario.command('list'))
    .description('list the built-in scenarios')
    .addHelpText('after', '\nExamples:\n  npx cardwright scenario list')
    .action(async (options: ServerOptions) => {
      const found = await (await clientFor(options)).listScenarios();
      print(options.json === true, found, () =>
        table(
          [
            { title: 'NAME', of: ({ name }) => name },
            { title: 'TITLE', of: ({ title }) => title },
          ],
          found,
        ),
      );
    });

  withServer(scenario.command('show'))
    .description('print a scenario, to change and run as your own')
    .argument('<name>', 'which')
    .addHelpText('after', '\nExamples:\n  npx cardwright scenario show tip > mine.json')
    .action(async (name: string, options: ServerOptions) => {
      const found = await (await clientFor(options)).getScenario({ name });
      print(options.json === true, found, () => [JSON.stringify(found, null, 2)]);
    });

  withServer(scenario.command('run'))
    .description('run scenarios, each in a throwaway company')
    .argument('[name...]', 'names of built-in scenarios')
    .option('--file <path>', 'a scenario of your own, as JSON')
    .option('--all', 'all built-in scenarios')
    .option('--seed <text>', 'two runs with the same seed give the same result')
    .addHelpText(
      'after',
      `
Exits with 0 if all pass, otherwise with 1.

Examples:
  npx cardwright scenario run tip fuel
  npx cardwright scenario run --file mine.json
  npx cardwright scenario run --all --json > result.json`,
    )
    .action(run);
  return scenario;
}

async function run(names: readonly string[], options: RunOptions, command: Command): Promise<void> {
  const ways = [names.length > 0, options.file !== undefined, options.all === true].filter(Boolean);
  if (ways.length !== 1) command.error('error: name scenarios, or give --file, or --all');
  const json = options.json === true;
  const client = await clientFor({ ...options, timeoutMs: 300_000 });
  const wanted = await inputs(names, options, client);
  const results: Result[] = [];
  for (const [at, input] of wanted.entries()) {
    const name = input.name ?? options.file ?? '';
    const began = monotonicMs();
    const result = await withProgress(`${at + 1} of ${wanted.length}: ${name}`, json, () =>
      client.runScenario({ ...input, seed: options.seed }),
    );
    results.push(result);
    if (!json) process.stdout.write(`${linesOf(result, monotonicMs() - began).join('\n')}\n`);
  }
  const failed = results.filter(({ passed }) => !passed).length;
  if (json) print(true, wanted.length === 1 ? results[0] : results, () => []);
  else if (results.length > 1) process.stdout.write(`\n${summary(results.length, failed)}\n`);
  process.exitCode = failed === 0 ? exitCodes.done : exitCodes.failed;
}

async function inputs(names: readonly string[], { file, all }: RunOptions, client: Client): Promise<Input[]> {
  if (file !== undefined) return [await readScenario(file)];
  if (all === true) return (await client.listScenarios()).map(({ name }) => ({ name }));
  return names.map((name) => ({ name }));
}

async function readScenario(file: string): Promise<Input> {
  const text = (await readGivenFile(file)).toString();
  try {
    const read = parseExactly(text, exactNumber);
    if (isMembers(read)) return read;
    throw new SyntaxError('a scenario is one object');
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CliProblem(
      `${file} is not a scenario in JSON: ${error.message}`,
      'Start from a built-in one: npx cardwright scenario show tip > mine.json',
    );
  }
}

const summary = (count: number, failed: number): string =>
  failed === 0
    ? styled(['bold', 'green'], `All ${count} scenarios passed.`)
    : styled(['bold', 'red'], `${failed} of ${count} scenarios failed.`);

function linesOf({ name, passed, steps }: Result, tookMs: number): string[] {
  const mark = passed ? styled('green', '✓') : styled('red', '✗');
  const title = `${mark} ${passed ? name : styled('bold', name)} ${styled('gray', `${steps.length} steps, ${Math.round(tookMs)} ms`)}`;
  if (passed) return [title];
  return [title, ...steps.flatMap(stepLines)];
}

/** A step that failed shows expected and actual side by side, so far as they differ. */
function stepLines({ title, expected, actual, passed }: Step): string[] {
  if (passed) return [`    ${styled('green', '✓')} ${title}`];
  if (actual === null) return [`    ${styled('gray', `– ${title} (not run)`)}`];
  const rows = differences(expected, actual, '');
  return [
    `    ${styled('red', '✗')} ${styled('bold', title)}`,
    ...table<Difference>(
      [
        { title: '', of: ({ path }) => path },
        { title: 'EXPECTED', of: (one) => shown(one.expected), style: () => 'green' },
        { title: 'ACTUAL', of: (one) => shown(one.actual), style: () => 'red' },
      ],
      rows,
    ).map((line) => `        ${line}`),
  ];
}

interface Difference {
  readonly path: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** Where what was expected is not what came; members that nobody expected are passed over. */
export function differences(expected: unknown, actual: unknown, path: string): Difference[] {
  if (isDeepStrictEqual(expected, actual)) return [];
  // How a step says that any status below 300 will do.
  if (path === 'status' && expected === 'success' && typeof actual === 'number' && actual < 300) return [];
  if (isMembers(expected) && isMembers(actual)) {
    return Object.entries(expected).flatMap(([name, value]) =>
      differences(value, actual[name], path === '' ? name : `${path}.${name}`),
    );
  }
  return [{ path, expected, actual }];
}

const isMembers = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !isExactNumber(value);

const shown = (value: unknown): string => (value === undefined ? '(nothing)' : JSON.stringify(value));
