import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { idKinds } from '../../src/kernel/ids.ts';
import { createProgram } from '../../src/cli/program.ts';
import { startThrowaway } from '../../src/cli/commands/demo/start.ts';
import { harmless, money } from '../../src/cli/terminal/output.ts';
import { table, widthOf } from '../../src/cli/terminal/table.ts';
import { differences } from '../../src/cli/commands/scenario.ts';
import { duration } from '../../src/cli/terminal/read-options.ts';
import { temporaryFolder } from '../support/cardwright.ts';
import { cardwrightProgram, cardwrightWith } from '../support/command-line.ts';

type Command = ReturnType<typeof createProgram>;

/** Every command that does something, with the words that lead to it. */
function leaves(command: Command, words: readonly string[] = []): [string[], Command][] {
  const below = command.commands.flatMap((child) => leaves(child, [...words, child.name()]));
  // A command that only holds others together does nothing itself; keys and clock do both.
  const acts = command.commands.length === 0 || ['keys', 'clock'].includes(command.name());
  return acts ? [[[...words], command], ...below] : below;
}

const helpOf = (command: Command): string => {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) });
  command.outputHelp();
  return text;
};

test('every command has help with examples that name it', () => {
  const all = leaves(createProgram());
  assert.ok(all.length > 40);
  for (const [words, command] of all) {
    const text = helpOf(command);
    const name = words.join(' ');
    assert.match(text, /\nExamples:\n/, name);
    assert.ok(text.includes(`cardwright ${name}`), `${name} is not in its own examples`);
    assert.ok(command.description().length > 10, name);
  }
});

test('what examples show is understood: no option in them is unknown', async () => {
  const folder = await temporaryFolder();
  const commands = new Map(leaves(createProgram()).map(([words, command]) => [words.join(' '), command]));
  const optionsOf = (command: Command): Set<string> => {
    const known = new Set<string>();
    for (let one: Command | null = command; one !== null; one = one.parent)
      for (const { long } of one.options) if (typeof long === 'string') known.add(long);
    return known;
  };
  let looked = 0;
  for (const command of commands.values()) {
    for (const [, example = ''] of helpOf(command).matchAll(/^ {2}(?:\S+=\S+ )*npx cardwright (.*)$/gm)) {
      const [line = ''] = example.split(/ \| |; /);
      const name = [...commands.keys()]
        .filter((words) => `${line} `.startsWith(`${words} `))
        .toSorted((a, b) => b.length - a.length)[0];
      assert.ok(name !== undefined, line);
      const known = optionsOf(commands.get(name)!);
      for (const [option] of line.matchAll(/--[a-z][\w-]*/g)) {
        looked += 1;
        assert.ok(known.has(option), line);
      }
    }
  }
  assert.ok(looked > 60);
  const { code, out } = await cardwrightWith({ DATA_DIR: folder }, 'simulate', 'swipe', '--help');
  assert.equal(code, 0);
  assert.match(out, /Examples:/);
});

test('ids in help begin as ids do', () => {
  const prefixes = new Set<string>(Object.values(idKinds));
  let looked = 0;
  for (const [words, command] of leaves(createProgram()))
    for (const [id, prefix = ''] of helpOf(command).matchAll(/\b([a-z]+)_(?:0197)?…/g)) {
      // Secrets and keys of signatures are no ids.
      if (['whsec', 'whpk', 'whsk', 'cw'].includes(prefix)) continue;
      looked += 1;
      assert.ok(prefixes.has(prefix), `${words.join(' ')}: ${id}`);
    }
  assert.ok(looked > 10);
});

test('a file that is named and cannot be read, or is something else, is told in a sentence', async () => {
  const folder = await temporaryFolder();
  const nowhere = ['--url', 'http://127.0.0.1:9', '--api-key', 'x'];
  const run = (...args: string[]) => cardwrightWith({ DATA_DIR: folder }, ...args);
  const away = join(folder, 'away');
  const network = ['--network', '127.0.0.1:9'];
  for (const ended of [
    await run('scenario', 'run', '--file', away, ...nowhere),
    await run('pos', '--script', away, ...network),
    await run('pos', '--ca', away, ...network, 'tap 1'),
    await run('webhooks', 'verify', '--secret', `whsec_${'a'.repeat(32)}`, '--headers', away, '--body', away),
  ]) {
    assert.equal(ended.code, 1, ended.err);
    assert.equal(ended.err, `${away} cannot be read: ENOENT.\nName a file this user can read.\n`);
  }
  const file = join(folder, 'scenario.json');
  for (const contents of ['null', '5', '"steps"', '[{}]', '{']) {
    await writeFile(file, contents);
    const { code, err } = await run('scenario', 'run', '--file', file, ...nowhere);
    assert.equal(code, 1, err);
    assert.ok(err.startsWith(`${file} is not a scenario in JSON: `), err);
  }
});

test('who has read enough of what is printed ends the command, and nothing is said of it', async () => {
  const child = spawn(process.execPath, [cardwrightProgram, 'doctor', '--json'], {
    env: { PATH: process.env['PATH'], DATA_DIR: await temporaryFolder(), PORT: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'exit')]);
  assert.equal(said, '');
  assert.equal(code, 141);
});

test('what others have written does not steer the terminal', () => {
  const evil = 'Shop\u001b[2J\u001b]0;title\u0007\r\u009b1m\u0000';
  assert.equal(
    harmless(`\u001b[1;31mred\u001b[0m\t\n${evil}`),
    '\u001b[1;31mred\u001b[0m\t\nShop\ufffd[2J\ufffd]0;title\ufffd\ufffd\ufffd1m\ufffd',
  );
  const lines = table([{ title: 'NAME', of: (name: string) => name }], ['one\ntwo\u001b[31m']);
  assert.deepEqual(lines, ['NAME', 'one\ufffdtwo\ufffd[31m']);
});

test('colours are for terminals that want them', async () => {
  const folder = await temporaryFolder();
  const doctor = (more: Record<string, string>): Promise<{ out: string }> =>
    cardwrightWith({ DATA_DIR: folder, PORT: '0', ...more }, 'doctor');
  const escape = '\u001b[';
  assert.ok(!(await doctor({})).out.includes(escape), 'not in a pipe');
  assert.ok((await doctor({ FORCE_COLOR: '1' })).out.includes(escape));
  assert.ok(!(await doctor({ NO_COLOR: '1' })).out.includes(escape));
});

test('columns stand under each other whatever is in them', () => {
  const rows = [
    { name: 'Café', amount: '1.00' },
    { name: '寿司', amount: '1200.00' },
  ];
  const lines = table(
    [
      { title: 'NAME', of: (row) => row.name },
      { title: 'AMOUNT', right: true, of: (row) => row.amount },
      { title: 'X', of: () => 'x' },
    ],
    rows,
  );
  assert.deepEqual(lines, ['NAME   AMOUNT  X', 'Café     1.00  x', '寿司  1200.00  x']);
  assert.equal(widthOf('e\u0301'), 1);
});

test('only what differs is shown of a step', () => {
  assert.deepEqual(
    differences(
      { balances: { card: 1, holding: 2 }, state: 'cleared' },
      { balances: { card: 1, holding: 3 }, state: 'cleared', more: 1 },
      '',
    ),
    [{ path: 'balances.holding', expected: 2, actual: 3 }],
  );
  assert.deepEqual(differences({ status: 'success' }, { status: 201 }, ''), []);
  assert.equal(differences({ status: 'success' }, { status: 409 }, '').length, 1);
  assert.deepEqual(differences([1, 2], [1], 'events'), [{ path: 'events', expected: [1, 2], actual: [1] }]);
});

test('an amount is shown in digits, however small it is', () => {
  assert.equal(money(1e-18, 'POL'), '0.000000000000000001 POL');
  assert.equal(money(5e-7, 'DAI'), '0.0000005 DAI');
  assert.equal(money(12.5), '12.50 USD');
});

test('durations may be short', () => {
  assert.deepEqual(['7d', '90s', '36h', '5m', '2w', 'P1DT12H'].map(duration), [
    'P7D',
    'PT90S',
    'PT36H',
    'PT5M',
    'P2W',
    'P1DT12H',
  ]);
  assert.throws(() => duration('P'));
});

test('a throwaway platform that is stopped before it started leaves nothing behind', async () => {
  await assert.rejects(startThrowaway(false, AbortSignal.abort()), /exited before/);
});
