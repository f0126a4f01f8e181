import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { isReady, run, temporaryFolder } from '../support/cardwright.ts';
import { testDatabase } from '../support/database.ts';

const { connection } = await testDatabase();
const { host = '', port, user, database } = connection;
const file = join(await temporaryFolder(), 'file');
await writeFile(file, '');
/** As in a container whose root can only be read: no folder can be made there. */
const settings = {
  DATA_DIR: join(file, 'data'),
  DATABASE_URL: `postgresql:///${database}?host=${encodeURIComponent(host)}&port=${port}&user=${user}`,
  CARDWRIGHT_ENV: 'production',
  MASTER_KEY: Buffer.from(Array.from({ length: 32 }, (_, at) => at * 3)).toString('hex'),
  OPERATOR_KEY: 'operator-key-of-a-read-only-folder-01',
};

test('in production what only answers, sends and speaks to the network needs no folder', async () => {
  const running = run({ ...settings, ROLES: 'api,dispatcher,network,watcher' });
  await isReady(running);
  running.child.kill('SIGTERM');
  assert.equal(await running.ended, 0);
  assert.doesNotMatch(running.output(), /"level":"error"/);
});

test('what keeps the heads of sealed blocks says in a sentence that it cannot', async () => {
  const running = run({ ...settings, ROLES: 'worker' });
  assert.equal(await running.ended, 1);
  assert.match(running.output(), /^The folder .*data for the heads of sealed blocks cannot be made: .*\.$/m);
  assert.match(running.output(), /DATA_DIR/);
  assert.doesNotMatch(running.output(), /^ {4}at /m);
});
