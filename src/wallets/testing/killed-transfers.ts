import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createPublicClient, http, parseAbiItem } from 'viem';
import { randomFrom } from '../../../test/crash/random.ts';
import { sql } from '../../platform/database.ts';
import { custodyAccount, inFlightAccount, treasuryAccount } from '../accounts.ts';
import { bob, usdc } from './rig.ts';
import type { WalletsRig } from './rig.ts';
import type { Work } from './transferring-process.ts';

export interface Killed {
  readonly kills: number;
  readonly asked: number;
  readonly answered: number;
  readonly completed: number;
  readonly failed: number;
  /** Asked for and never heard of again: killed before it was written down. */
  readonly never: number;
}

const program = fileURLToPath(new URL('./transferring-process.ts', import.meta.url));
const movementsStatement = sql(
  'test.outgoingMovements',
  `SELECT id, state, amount FROM wallet_movements WHERE operation = 'TRANSFER' AND wallet_id = $1`,
);
const transferEvent = parseAbiItem('event Transfer(address indexed from, address indexed to, uint256 value)');

/**
 * Kills a process (-9) that asks for transfers, signs, sends and follows them, again and again at moments that follow from the
 * seed; then lets another one finish what is left, and compares the chain with the books, transfer by transfer.
 */
export async function killedTransfers(t: WalletsRig, kills: number, seed: number): Promise<Killed> {
  const { company, wallets, tokens, chain } = t;
  const [token] = tokens;
  const random = randomFrom(seed);
  const account = await wallets.treasury.createAccount(company, 'Main');
  const wallet = await wallets.treasury.createWallet(company, account.id, {
    alias: 'One',
    chain: chain.name,
  });
  const had = 1_000_000_000_000n;
  await t.deposit(wallet.address, token, had);

  const asked = new Set<number>();
  const answered = new Map<number, string>();
  const blocks = setInterval(() => void t.sandbox.mine(1).catch(() => undefined), 100);
  try {
    for (let kill = 1; kill <= kills; kill++) {
      const work: Work = {
        database: t.database.connection,
        url: t.sandbox.url,
        relayerKey: t.sandbox.relayerKey.reveal(),
        signers: t.signers.addresses,
        identity: join(t.signers.directory, 'platform'),
        company,
        account: account.id,
        wallet: wallet.id,
        token,
        to: bob,
        first: kill * 10_000,
      };
      const victim = spawn(process.execPath, [program, JSON.stringify(work)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = new Promise((resolve) => victim.once('exit', resolve));
      const began = Promise.withResolvers<void>();
      void ended.then(() => began.resolve());
      // Three ask at a time: after so many lines it is somewhere between its first question and its third answer or so. The first
      // has answered for certain, so that there is something to compare.
      const drawn = 1 + Math.floor(random() * 9);
      let lines = kill === 1 ? 9 : drawn;
      createInterface({ input: victim.stdout }).on('line', (line) => {
        if (--lines === 0) began.resolve();
        const said = JSON.parse(line) as { asks?: number; answered?: number; id?: string };
        if (said.asks !== undefined) asked.add(said.asks);
        if (said.answered !== undefined) answered.set(said.answered, said.id ?? '');
      });
      await began.promise;
      await delay(random() * 300);
      victim.kill('SIGKILL');
      await ended;
    }
  } finally {
    clearInterval(blocks);
  }

  // Another process takes up what is left: what was not signed, what was signed and not sent.
  const rows = () =>
    t.database.query<{ id: string; state: string; amount: bigint }>(movementsStatement, [wallet.id]);
  for (let rounds = 0; ; rounds++) {
    t.pass(61_000);
    while ((await wallets.outgoing.resume()) > 0);
    await t.confirm();
    const open = (await rows()).filter(({ state }) => state === 'PENDING' || state === 'PROCESSING');
    if (open.length === 0) break;
    assert.ok(rounds < 20, `${open.length} transfers never end`);
  }

  const movements = await rows();
  const completed = movements.filter(({ state }) => state === 'COMPLETED');
  const amounts = (of: readonly { readonly amount: bigint }[]) =>
    of.map(({ amount }) => amount).sort(byAmount);
  // Sent once or not at all, and the books say which.
  assert.deepEqual(await sentTo(t, wallet.address), amounts(completed));
  assert.equal(
    new Set(movements.map(({ amount }) => amount)).size,
    movements.length,
    'asked once, booked once',
  );
  for (const { amount } of movements) assert.ok(asked.has(Number(amount)), 'nothing that nobody asked for');
  for (const [micros, id] of answered)
    assert.equal(
      movements.find((one) => one.id === id)?.amount,
      BigInt(micros),
      'what was answered is there',
    );
  const spent = amounts(completed).reduce((sum, amount) => sum + amount, 0n);
  assert.equal(await t.posted(treasuryAccount(company, wallet.id, usdc)), had - spent);
  assert.equal(await t.posted(inFlightAccount(company, wallet.id, usdc)), 0n);
  assert.equal(await t.posted(custodyAccount(company, wallet.id, usdc)), had - spent);
  await t.assertReconciled();
  return {
    kills,
    asked: asked.size,
    answered: answered.size,
    completed: completed.length,
    failed: movements.length - completed.length,
    never: asked.size - movements.length,
  };
}

/** Every amount that the chain says went from the wallet to Bob. */
async function sentTo(t: WalletsRig, from: `0x${string}`): Promise<bigint[]> {
  const client = createPublicClient({ transport: http(t.sandbox.url), cacheTime: 0 });
  const logs = await client.getLogs({
    address: t.tokens[0],
    event: transferEvent,
    args: { from, to: bob },
    fromBlock: 0n,
  });
  return logs.map(({ args }) => args.value ?? 0n).sort(byAmount);
}

const byAmount = (one: bigint, other: bigint): number => (one < other ? -1 : one > other ? 1 : 0);
