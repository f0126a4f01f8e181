import assert from 'node:assert/strict';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { spawn } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, describe, it } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { endsWithTest } from '../../../test/support/child.ts';
import { silentLog } from '../../platform/log.ts';
import { createCoordinator } from '../coordinator/coordinator.ts';
import { verify } from '../protocol/suite.ts';
import { readSignerFolder } from '../signer/configuration.ts';
import { sealedFile } from '../signer/sealed-file.ts';
import { callOf, digestOf } from '../testing/describe.ts';
import type { SignerNumber } from '../types.ts';
import { signerNumbers } from '../types.ts';
import { folderOf } from './local-folders.ts';
import { startLocalSigners } from './start-local-signers.ts';

const directory = await mkdtemp(join(tmpdir(), 'local-signers-'));
const entry = new URL('../testing/signer-entry.ts', import.meta.url);
const local = await startLocalSigners({ directory, entry, log: silentLog });
const coordinator = createCoordinator({ ...local, log: silentLog });
after(async () => {
  await coordinator.close();
  await local.close();
  await rm(directory, { recursive: true });
});
let calls = 0;

async function assertSigns(id: string): Promise<void> {
  const bytes = callOf('0xabc', 1n, 'TEST:COIN/2', String((calls += 1)));
  assert.ok(verify(id, digestOf(bytes), (await coordinator.sign(id, 'test', bytes)).signature));
}

/** Waits until something holds; the test runner's own limit ends it. */
async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await delay(20);
}

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

describe('three signer processes', () => {
  it('are ended by whoever gives their start up, and need not come up for that', async () => {
    const other = await mkdtemp(join(tmpdir(), 'local-signers-'));
    const abandoned = new AbortController();
    const starting = startLocalSigners({
      directory: other,
      entry: new URL('../testing/never-up-entry.ts', import.meta.url),
      log: silentLog,
      signal: abandoned.signal,
    });
    // Each says with its number that it runs.
    const pids = await Promise.all(
      signerNumbers.map(async (number) => {
        const file = join(folderOf(other, number), 'pid');
        await eventually(() => existsSync(file));
        return Number(await readFile(file, 'utf8'));
      }),
    );
    abandoned.abort();
    await assert.rejects(starting);
    assert.deepEqual(pids.filter(isRunning), []);
    await rm(other, { recursive: true });
  });

  it('make a key, sign and refresh', async () => {
    const id = await coordinator.generateKey();
    await assertSigns(id);
    await coordinator.refresh(id);
    await assertSigns(id);
  });

  it('are three, each with a folder that only its owner may enter', async () => {
    assert.equal(new Set([process.pid, ...signerNumbers.map((signer) => local.pid(signer))]).size, 4);
    for (const folder of ['platform', 'administrator', ...signerNumbers.map((signer) => `signer-${signer}`)])
      assert.equal((await stat(join(directory, folder))).mode & 0o777, 0o700);
    for (const file of ['identity.pem', 'seal.key', 'signer.json'])
      assert.equal((await stat(join(folderOf(directory, 1), file))).mode & 0o777, 0o600);
  });

  it('are given no environment but the channel to their parent', async (t) => {
    const path = `/proc/${local.pid(1)}/environ`;
    if (!existsSync(path)) return t.skip('there is no /proc here');
    const names = (await readFile(path, 'utf8')).split('\0').filter(Boolean);
    assert.ok(
      names.every((name) => name.startsWith('NODE_CHANNEL_')),
      names.join(),
    );
  });

  it('have one share each, in a store that the others’ keys do not open', async () => {
    const id = await coordinator.generateKey();
    const open = async (folder: SignerNumber, key: SignerNumber) => {
      const { sealKey } = await readSignerFolder(folderOf(directory, key));
      const path = join(folderOf(directory, folder), 'keys', `${id}.sealed`);
      return (await sealedFile(path, `key ${id}`, sealKey).read())!;
    };
    const shares = new Set<string>();
    for (const signer of signerNumbers) {
      const found = (await open(signer, signer)).match(/"share":"[0-9a-f]{64}"/g);
      assert.equal(found!.length, 1);
      shares.add(found![0]);
      for (const other of signerNumbers) if (other !== signer) await assert.rejects(open(signer, other));
    }
    assert.equal(shares.size, 3);
  });

  it('go on signing when one is killed, and have it back', async () => {
    const id = await coordinator.generateKey();
    for (const signer of signerNumbers) {
      const pid = local.pid(signer)!;
      process.kill(pid, 'SIGKILL');
      for (let turn = 0; turn < 3; turn += 1) await assertSigns(id);
      await eventually(async () => (await coordinator.health()).every(({ up }) => up));
      assert.notEqual(local.pid(signer), pid);
    }
    await coordinator.refresh(id);
    await assertSigns(id);
  });

  it('keep their keys and policies over a stop of all of them', async () => {
    const other = await mkdtemp(join(tmpdir(), 'local-signers-'));
    const first = await startLocalSigners({ directory: other, entry, log: silentLog });
    const before = createCoordinator({ ...first, log: silentLog });
    const id = await before.generateKey();
    await before.close();
    await first.close();
    const second = await startLocalSigners({ directory: other, entry, log: silentLog });
    const then = createCoordinator({ ...second, log: silentLog });
    assert.deepEqual(
      second.signers.map(({ publicKey }) => publicKey),
      first.signers.map(({ publicKey }) => publicKey),
    );
    const bytes = callOf('0xabc', 1n);
    assert.ok(verify(id, digestOf(bytes), (await then.sign(id, 'test', bytes)).signature));
    await then.close();
    await second.close();
    await rm(other, { recursive: true });
  });

  it('end with their parent, also when it is killed', async () => {
    const other = await mkdtemp(join(tmpdir(), 'local-signers-'));
    const program = fileURLToPath(new URL('../testing/parent-entry.ts', import.meta.url));
    const parent = endsWithTest(
      spawn(process.execPath, [program, other], { stdio: ['ignore', 'pipe', 'inherit'] }),
    );
    const [line] = (await once(createInterface({ input: parent.stdout }), 'line')) as [string];
    const pids = JSON.parse(line) as number[];
    assert.ok(pids.every(isRunning));
    parent.kill('SIGKILL');
    await eventually(() => !pids.some(isRunning));
    await rm(other, { recursive: true });
  });

  it('sign without one that stands still, and end although it does', async () => {
    const other = await mkdtemp(join(tmpdir(), 'local-signers-'));
    const three = await startLocalSigners({ directory: other, entry, log: silentLog });
    const platform = createCoordinator({ ...three, log: silentLog });
    const id = await platform.generateKey();
    const pids = signerNumbers.map((signer) => three.pid(signer)!);
    process.kill(pids[1]!, 'SIGSTOP');
    for (let turn = 0; turn < 3; turn += 1) {
      const bytes = callOf('0xabc', 1n, 'TEST:COIN/2', String((calls += 1)));
      assert.ok(verify(id, digestOf(bytes), (await platform.sign(id, 'test', bytes)).signature));
    }
    await platform.close();
    await three.close();
    assert.ok(!pids.some(isRunning));
    await rm(other, { recursive: true });
  });

  it('say what is wrong when one does not start', async () => {
    const other = await mkdtemp(join(tmpdir(), 'local-signers-'));
    const missing = new URL('../testing/no-such-entry.ts', import.meta.url);
    await assert.rejects(startLocalSigners({ directory: other, entry: missing, log: silentLog }), {
      name: 'StartupProblem',
    });
    await rm(other, { recursive: true });
  });
});
