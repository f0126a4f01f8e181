import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startCardwright } from '../support/cardwright.ts';
import { createProgram } from '../../src/cli/program.ts';
import { guides } from './pages.ts';

const textOf = (name: string): string =>
  guides.find(({ path }) => path === `docs/guides/${name}.md`)?.text ?? '';
const sectionOf = (page: string, heading: string): string =>
  textOf(page).split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
const namesIn = (text: string): string[] =>
  [...text.matchAll(/`((?:cardwright|process|nodejs)_\w+)`/g)].map(([, name = '']) => name);

const server = await startCardwright({ settings: { LOCAL_CHAIN: 'on' } });
after(() => server.stop());

test('every metric that a server exposes is in the guide, and every one of the guide is exposed', async () => {
  const exposed = [...(await server.operator.getMetrics()).matchAll(/^# TYPE (\w+) /gm)];
  assert.deepEqual(
    [...new Set(namesIn(sectionOf('operating', 'Metrics')))].toSorted(),
    exposed.map(([, name = '']) => name).toSorted(),
  );
});

test('alerts ask for metrics that there are', async () => {
  const known = namesIn(sectionOf('operating', 'Metrics'));
  const asked = [...sectionOf('operating', 'Alerts').matchAll(/\bcardwright_\w+/g)].map(([name]) =>
    name.replace(/_(count|bucket|sum)$/, ''),
  );
  assert.ok(asked.length > 7);
  assert.deepEqual(
    asked.filter((name) => !known.includes(name)),
    [],
  );
});

test('every alert has a place to begin', () => {
  const [rules = '', table = ''] = sectionOf('operating', 'Alerts').split('\n```\n');
  const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name = '']) => name);
  assert.ok(alerts.length > 5);
  for (const name of alerts) assert.ok(table.includes(`\`${name}\``), name);
});

test('the guide to the command line names every command, and none that there is not', () => {
  const known = new Set<string>();
  const walk = (command: ReturnType<typeof createProgram>, words: readonly string[]): void => {
    for (const child of command.commands) {
      const name = [...words, child.name()];
      const acts = child.commands.length === 0 || ['keys', 'clock', 'unbooked'].includes(child.name());
      if (acts) known.add(name.join(' '));
      walk(child, name);
    }
  };
  walk(createProgram(), []);
  const rows = textOf('command-line')
    .split('\n## ')[0]!
    .split('\n')
    .filter((line) => line.startsWith('| `'));
  const named = rows.flatMap((row) => {
    const cells = [...(row.split(' | ')[0] ?? '').matchAll(/`([^`]+)`/g)].map(([, text = '']) => text);
    const group = (cells[0] ?? '').split(' ')[0] ?? '';
    // "`cards list`, `create`": the words after the first are of the same group.
    return cells.map((text, at) => (at === 0 || text.includes(' ') ? text : `${group} ${text}`));
  });
  assert.deepEqual(named.toSorted(), [...known].toSorted());
});
