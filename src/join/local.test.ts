import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { testDatabase } from '../../test/support/database.ts';
import { until } from '../../test/support/until.ts';
import { sandboxChain } from '../chains/index.ts';
import { recorder } from '../chains/testing/recorder.ts';
import { silentLog } from '../platform/log.ts';
import { readSettings } from '../platform/settings.ts';
import { listChains } from './chain-list.ts';
import { createChains } from './chains.ts';
import type { ChainOwners, Chains } from './chains.ts';
import { runLocalChain } from './local-chain.ts';
import type { LocalChain } from './local-chain.ts';
import { joinSigners } from './signers.ts';
import type { Signers } from './signers.ts';

const newFolder = async (): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'join-'));
  after(() => rm(folder, { recursive: true, force: true }));
  return folder;
};

void suite('what the sandbox brings along', () => {
  test('one process has the chain, and the next one has it with all its blocks when that is gone', async () => {
    const database = await testDatabase();
    const start = async (): Promise<LocalChain> =>
      runLocalChain({
        settings: readSettings({ DATA_DIR: await newFolder() }),
        database,
        log: silentLog,
        changed: () => undefined,
        mined: () => undefined,
      });
    const first = await start();
    await first.ready;
    const second = await start();
    const usdc = sandboxChain.tokens[0]!.address;
    const to = '0x00000000000000000000000000000000000b0b00';
    await first.sandbox()!.deposit(to, usdc, 7n);
    const height = await first.sandbox()!.height();
    assert.equal(second.sandbox(), undefined);
    await first.stop();
    await second.ready;
    await until(async () => second.sandbox() !== undefined);
    assert.ok((await second.sandbox()!.height()) >= height);
    await second.stop();
    assert.equal(second.sandbox(), undefined);
  });

  test('who takes the chain over on the folder of the one before is told, though it is where it was: it has the faucet now', async () => {
    const database = await testDatabase();
    const settings = readSettings({ DATA_DIR: await newFolder() });
    const told: (readonly [url: string, runs: boolean])[] = [];
    const start = (note: (url: string) => void): LocalChain =>
      runLocalChain({ settings, database, log: silentLog, changed: note, mined: () => undefined });
    const first = start(() => undefined);
    await first.ready;
    const second = start((url) => void told.push([url, second.sandbox() !== undefined]));
    await second.ready;
    assert.deepEqual(told, [[first.url(), false]]);
    await first.stop();
    await until(async () => second.sandbox() !== undefined && told.length > 1);
    assert.deepEqual(told.slice(1), [[second.url(), true]]);
    await second.stop();
  });

  test('a process that watches the chain which another one runs can send on it as well', async () => {
    const database = await testDatabase();
    const settings = readSettings({ DATA_DIR: await newFolder() });
    const owners: ChainOwners = {
      listeners: recorder(),
      openRelayer: () => Promise.resolve(),
      proveTokens: () => Promise.resolve(),
    };
    const relayerOf = async ({ list: [chain] }: Chains): Promise<string | undefined> =>
      (await chain!.open().state()).relayer;
    const [running, beside] = [0, 1].map(() =>
      createChains(listChains(settings), { settings, database, log: silentLog }),
    ) as [Chains, Chains];
    try {
      await running.start(owners, undefined);
      await beside.start(owners, undefined);
      assert.equal(beside.sandboxNow(), undefined);
      assert.ok((await relayerOf(running)) !== undefined);
      assert.equal(await relayerOf(beside), await relayerOf(running));
    } finally {
      await beside.stop();
      await running.stop();
    }
  });

  test('a process that does not run the chain looks for it, and does not wait until another one runs it', async () => {
    const chain = runLocalChain({
      settings: readSettings({ DATA_DIR: await newFolder(), ROLES: 'api' }),
      database: await testDatabase(),
      log: silentLog,
      changed: () => undefined,
      mined: () => undefined,
    });
    await chain.ready;
    assert.equal(chain.url(), undefined);
    await chain.stop();
  });

  test('one process runs the signers, others on its folder find them; who comes early waits', async () => {
    const dataDir = await newFolder();
    const own = readSettings({ DATA_DIR: dataDir });
    const others = readSettings({ DATA_DIR: dataDir, ROLES: 'api' });
    const chains = listChains(own);
    const finding = await joinSigners(others, chains, silentLog);
    finding.start();
    assert.throws(() => finding.coordinator(), { code: 'UNAVAILABLE' });
    const running = await joinSigners(own, chains, silentLog);
    assert.throws(() => running.coordinator(), { code: 'UNAVAILABLE' });
    running.start();
    // It waits; on a machine that is busy beyond measure it is asked again.
    let key = '';
    await until(async () => {
      key = await running
        .coordinator()
        .generateKey()
        .catch(() => '');
      return key !== '';
    });
    assert.match(key, /^0[23][0-9a-f]{64}$/);
    await until(async () => {
      try {
        return (await finding.coordinator().health()).every(({ up }) => up);
      } catch {
        return false;
      }
    });
    assert.notEqual(await finding.coordinator().generateKey(), key);
    await finding.close();
    await running.close();
  });

  test('where they are is said again and again until it is written, and looked at again until it could be used', async () => {
    const dataDir = await newFolder();
    const own = readSettings({ DATA_DIR: dataDir });
    const others = readSettings({ DATA_DIR: dataDir, ROLES: 'api' });
    const chains = listChains(own);
    // As on a full disk, for a while.
    const inTheWay = join(dataDir, 'signers.json.new');
    await mkdir(inTheWay);
    const running = await joinSigners(own, chains, silentLog);
    running.start();
    const isUp = async ({ coordinator }: Signers): Promise<boolean> => {
      try {
        const health = await coordinator().health();
        return health.length === 3 && health.every(({ up }) => up);
      } catch {
        return false;
      }
    };
    await until(() => isUp(running));
    await rm(inTheWay, { recursive: true });
    const written = join(dataDir, 'signers.json');
    await until(() => stat(written).then(Boolean, () => false));
    // It finds them, and not at once the identity by which they know it.
    const folder = join(dataDir, 'signers', 'platform');
    await rename(folder, `${folder}.away`);
    await writeFile(folder, '');
    const finding = await joinSigners(others, chains, silentLog);
    finding.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(await isUp(finding), false);
    await rm(folder);
    await rename(`${folder}.away`, folder);
    await until(() => isUp(finding));
    await finding.close();
    await running.close();
    await assert.rejects(stat(written), { code: 'ENOENT' });
  });
});
