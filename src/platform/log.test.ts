import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { stripVTControlCharacters } from 'node:util';
import { endsWithTest } from '../../test/support/child.ts';
import { until } from '../../test/support/until.ts';
import { redacted } from '../kernel/redacted.ts';
import { createLog, silentLog } from './log.ts';
import type { Log } from './log.ts';
import { readableLine } from './log-lines.ts';
import { outputTo } from './log-output.ts';
import { withoutSecrets } from './log-secrets.ts';

type Line = Record<string, unknown>;

/** What is written while `body` runs. */
function written(body: (log: Log) => void, logLevel: 'info' | 'warn' = 'info'): Line[] {
  const lines: string[] = [];
  body(createLog({ logLevel, environment: 'production' }, { write: (line) => void lines.push(line) }));
  return lines.map((line) => JSON.parse(line) as Line);
}

test('a line has time, level, sentence and fields', () => {
  const [line] = written((log) => log.info({ amount: 12n, card: 'card_1' }, 'card created'));
  assert.equal(line?.['level'], 'info');
  assert.equal(line?.['msg'], 'card created');
  assert.equal(line?.['card'], 'card_1');
  assert.equal(line?.['amount'], 12);
  assert.match(String(line?.['time']), /^\d{4}-.*Z$/);
});

test('lines below the level are not written', () => {
  const lines = written((log) => {
    log.info('no');
    log.warn('yes');
  }, 'warn');
  assert.deepEqual(
    lines.map((line) => line['msg']),
    ['yes'],
  );
  silentLog.fatal('nowhere');
});

test('secrets are not written, wherever they stand', () => {
  const [line] = written((log) =>
    log.info(
      {
        headers: { 'X-Api-Key': 'cw_sandbox_1', Authorization: 'Bearer 1', accept: 'json' },
        body: { cards: [{ pan: '4000001234567899', cvv: '123', id: 'card_1', pin: 1234 }] },
        company: { webhook_key: 'legacy', sent: { 'X-Webhook-Key': 'legacy' } },
        masterKey: redacted('own'),
        code: redacted('way'),
        secret: null,
      },
      'request',
    ),
  );
  assert.deepEqual(line?.['headers'], {
    'X-Api-Key': '[redacted]',
    Authorization: '[redacted]',
    accept: 'json',
  });
  assert.deepEqual(line?.['body'], {
    cards: [{ pan: '[redacted]', cvv: '[redacted]', id: 'card_1', pin: '[redacted]' }],
  });
  assert.deepEqual(line?.['company'], {
    webhook_key: '[redacted]',
    sent: { 'X-Webhook-Key': '[redacted]' },
  });
  assert.equal(line?.['masterKey'], '[redacted]');
  assert.equal(line?.['code'], '[redacted]');
  assert.equal(line?.['secret'], null);
});

test('fields without secrets are not copied, and the caller’s are not changed', () => {
  const plain = { a: 1, b: { c: [1, { d: 2 }] } };
  assert.equal(withoutSecrets(plain), plain);
  const withOne = { a: { pin: '1' } };
  withoutSecrets(withOne);
  assert.deepEqual(withOne, { a: { pin: '1' } });
});

test('endless fields end', () => {
  const endless: Record<string, unknown> = {};
  endless['again'] = { endless: [endless] };
  assert.equal(written((log) => log.info(endless, 'endless')).length, 1);
});

test('an error is written with its cause and without what it carries', () => {
  const cause = Object.assign(new Error('invalid input syntax for type bigint: "4000001234567899"'), {
    code: '22P02',
    detail: 'Key (pan)=(4000001234567899)',
  });
  const [line] = written((log) => log.error({ err: new TypeError('outer', { cause }) }, 'failed'));
  const err = line?.['err'] as Line;
  assert.equal(err['type'], 'TypeError');
  assert.match(String(err['stack']), /log\.test\.ts/);
  assert.equal((err['cause'] as Line)['message'], 'invalid input syntax for type bigint: "…"');
  assert.equal((err['cause'] as Line)['code'], '22P02');
  assert.ok(!JSON.stringify(line).includes('4000001234567899'));
});

test('all lines are out when the process ends, however many', async () => {
  const program = `
    import { createLog } from './src/platform/log.ts';
    const log = createLog({ logLevel: 'info', environment: 'production' });
    for (let i = 0; i < 5000; i++) log.info({ i }, 'line');
    process.exit(0);`;
  const child = endsWithTest(
    spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], {
      cwd: new URL('../..', import.meta.url),
      stdio: ['ignore', 'pipe', 'inherit'],
    }),
  );
  const lines = (await text(child.stdout)).trimEnd().split('\n');
  assert.equal(lines.length, 5000);
  assert.equal((JSON.parse(lines.at(-1)!) as Line)['i'], 4999);
});

for (const [reader, change] of [
  ['has gone', (output: Readable) => output.destroy()],
  ['reads no more', (output: Readable) => output.pause()],
] as const) {
  test(`a process whose reader ${reader} works on, and ends`, async () => {
    const program = `
      import { createLog } from ${JSON.stringify(new URL('log.ts', import.meta.url).href)};
      const log = createLog({ logLevel: 'info', environment: 'production' });
      process.send('started');
      process.once('message', () => {
        for (let at = 0; at < 20_000; at++) log.info({ at }, 'a line as long as lines of a log are');
        log.fatal('the last line');
        setTimeout(() => {
          for (let at = 0; at < 1_000; at++) log.info({ at }, 'one more');
          process.send('works on');
          process.once('message', () => process.exit(3));
        }, 100);
      });`;
    const stdio = ['ignore', 'pipe', 'inherit', 'ipc'] as const;
    const child = endsWithTest(
      spawn(process.execPath, ['--input-type=module', '-e', program], { stdio: [...stdio] }),
    );
    const ended = once(child, 'exit');
    await once(child, 'message');
    assert.ok(child.stdout !== null);
    change(child.stdout);
    const told = once(child, 'message');
    child.send('go');
    assert.deepEqual(await Promise.race([told, ended]).then(([first]) => first as unknown), 'works on');
    child.send('end');
    assert.deepEqual(await ended, [3, null]);
  });
}

test('a log goes on when the disk that takes it has room again', async (t) => {
  if (!existsSync('/dev/full')) return t.skip('this system has no disk that is always full');
  const folder = await mkdtemp(join(tmpdir(), 'cardwright-log-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'log');
  const fd = openSync('/dev/full', 'w');
  const output = outputTo(fd);
  output.write('while it is full\n');
  await pause(100);
  // The lowest number that is free goes to what is opened next.
  const opened: number[] = [];
  closeSync(fd);
  while (opened.at(-1) !== fd) opened.push(openSync(file, 'w'));
  output.write('when there is room\n');
  await until(async () => (await readFile(file, 'utf8')) === 'while it is full\nwhen there is room\n');
  for (const each of opened) closeSync(each);
});

test('a line for a terminal can be read', () => {
  const line = JSON.stringify({
    level: 'warn',
    time: '2030-01-02T03:04:05.678Z',
    pid: 1,
    endpoint: 'we_1',
    reason: 'two words',
    err: { stack: 'Error: x\n    at y' },
    msg: 'endpoint disabled',
  });
  assert.equal(
    stripVTControlCharacters(readableLine(line)),
    '03:04:05.678 WARN  endpoint disabled endpoint=we_1 reason="two words"\nError: x\n    at y\n',
  );
});
