import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { redacted } from '../../kernel/redacted.ts';
import { randomBytes } from '../../platform/random.ts';
import { sealedFile } from './sealed-file.ts';

const folder = await mkdtemp(join(tmpdir(), 'sealed-'));
after(() => rm(folder, { recursive: true }));
const key = redacted<Uint8Array>(randomBytes(32));
const path = join(folder, 'deeper', 'a.sealed');
const file = sealedFile(path, 'a', key);

describe('a sealed file', () => {
  it('gives back what was written, and nothing before', async () => {
    assert.equal(await file.read(), undefined);
    await file.write('first');
    await file.write('the share 0123');
    assert.equal(await file.read(), 'the share 0123');
    assert.ok(!(await readFile(path)).includes('share'));
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal((await stat(join(folder, 'deeper'))).mode & 0o777, 0o700);
  });

  it('is not opened for another purpose or with another key', async () => {
    await assert.rejects(sealedFile(path, 'b', key).read(), /was not sealed with this signer's key/);
    const other = redacted<Uint8Array>(randomBytes(32));
    await assert.rejects(sealedFile(path, 'a', other).read(), /was not sealed with this signer's key/);
  });

  it('is not opened when any byte of it was altered or it was cut', async () => {
    const whole = await readFile(path);
    const copy = join(folder, 'copy');
    for (let at = 20; at < whole.length; at += 1) {
      const altered = Buffer.from(whole);
      altered[at]! ^= 1;
      await writeFile(copy, altered);
      await assert.rejects(sealedFile(copy, 'a', key).read());
    }
    await writeFile(copy, whole.subarray(0, 30));
    await assert.rejects(sealedFile(copy, 'a', key).read());
  });

  it('keeps the old content when a crash left a half-written new one', async () => {
    await writeFile(`${path}.new`, 'half');
    assert.equal(await file.read(), 'the share 0123');
    await file.write('third');
    assert.equal(await file.read(), 'third');
  });

  it('is gone when removed', async () => {
    await file.remove();
    assert.equal(await file.read(), undefined);
  });
});
