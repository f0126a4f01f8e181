import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { encodeDeployData, encodeFunctionData, getAddress, toHex } from 'viem';
import type { Address, Hex } from 'viem';
import testToken from '../../contracts/artifacts/TestToken.json' with { type: 'json' };
import { cardHolding, createCards, createVault, creditDeposits } from '../../src/cards/index.ts';
import { createChain } from '../../src/chains/index.ts';
import type { Chain } from '../../src/chains/index.ts';
import { createCompanies, systemActor } from '../../src/companies/index.ts';
import { createEvents } from '../../src/events/index.ts';
import { redacted } from '../../src/kernel/redacted.ts';
import { createLedger } from '../../src/ledger/index.ts';
import { wallClock } from '../../src/platform/clock.ts';
import { openDatabase } from '../../src/platform/database.ts';
import type { Database } from '../../src/platform/database.ts';
import { newId } from '../../src/platform/ids.ts';
import { silentLog } from '../../src/platform/log.ts';
import { createSecrets } from '../../src/platform/secrets.ts';
import { startAnvil } from '../../src/platform/services/anvil.ts';
import { createWallets, custodyAccount } from '../../src/wallets/index.ts';
import type { Wallet, Wallets } from '../../src/wallets/index.ts';
import { findSingle, insertWallet } from '../../src/wallets/store.ts';
import { quantiles } from '../support/quantile.ts';
import type { Bench, Context, Row } from '../support/row.ts';
import { startServer } from '../support/server.ts';
import type { BenchServer } from '../support/server.ts';

/**
 * From the chain to the books and to the company: many deposits in one block, and how long a webhook takes from the block that
 * confirms its deposit.
 */
export const deposits: Bench = {
  name: 'deposits',
  heavy: true,
  run: async (context) => [...(await manyInOneBlock(context, 1_000)), ...(await toTheWebhook(context, 60))],
};

const confirmations = 3;

/** The adapter, wallets, ledger and events of one process, on a real node whose blocks are large enough. */
async function manyInOneBlock({ say }: Context, count: number): Promise<readonly Row[]> {
  const server = await startServer({ env: { ROLES: 'api', LOCAL_CHAIN: 'off' } });
  const anvil = await startAnvil({ chainId: 31_337, genesisSeconds: 1_700_000_000 });
  const database = openDatabase({ connectionString: databaseUrl(server) });
  try {
    const node = nodeAt(anvil.url);
    await node('evm_setBlockGasLimit', [toHex(1_000_000_000n)]);
    const [from = '0x'] = await node<Address[]>('eth_accounts', []);
    const token = await deployToken(node, from);
    const { wallets, company, chain, ledger } = await worldOn(database, anvil.url, token);
    say(`${count} virtual wallets`);
    const addresses = await makeVirtual(database, wallets, company, count);
    while (await chain.round());
    const transfer = (to: Address, amount = 5_000_000n): Hex =>
      encodeFunctionData({ abi: testToken.abi, functionName: 'transfer', args: [to, amount] });
    // As a token that is in use was: else its deposits would wait for their first sweep.
    const proved = await wallets.operator.proveTokens('BENCH', async (_, amount) => {
      const to = getAddress(toHex(0xdead, { size: 20 }));
      const send = { from, to: token, data: transfer(to, amount), gas: toHex(100_000) };
      const transactionHash = await node<Hex>('eth_sendTransaction', [send]);
      await node('evm_mine', []);
      return { transactionHash, from: getAddress(from), to };
    });
    if (proved !== 1) throw new Error('the token is not proved');
    while (await chain.round());

    say(`${count} deposits in one block`);
    for (const { address } of addresses)
      await node('eth_sendTransaction', [{ from, to: token, data: transfer(address), gas: toHex(100_000) }]);
    for (let block = 0; block < confirmations; block++) await node('evm_mine', []);
    const mined = await node<{ transactions: unknown[] }>('eth_getBlockByNumber', [
      toHex(Number(await node<Hex>('eth_blockNumber', [])) - confirmations + 1),
      false,
    ]);
    if (mined.transactions.length !== count) throw new Error(`${mined.transactions.length} in the block`);
    const began = performance.now();
    while (await chain.round());
    const ms = performance.now() - began;
    const balances = await ledger.balances(
      database,
      addresses.map(({ id }) => custodyAccount(company, id, 'BENCH:USDC/6')),
    );
    if (!balances.every(({ posted }) => posted === 5_000_000n)) throw new Error('not all are credited');

    // The least that a watcher can do: fetch what is in the block, and nothing with it.
    const baseline = performance.now();
    await node('eth_getBlockReceipts', [
      toHex(Number(await node<Hex>('eth_blockNumber', [])) - confirmations + 1),
    ]);
    const read = performance.now() - baseline;
    return [
      {
        name: `${count} deposits in one block, all credited`,
        value: ms,
        unit: 'ms',
        baseline: { name: 'reading its receipts', value: read },
      },
    ];
  } finally {
    await database.close();
    await anvil.stop();
    await server.stop();
  }
}

type Node = <T>(method: string, params: readonly unknown[]) => Promise<T>;

const nodeAt =
  (url: string): Node =>
  async <T>(method: string, params: readonly unknown[]) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    const { result, error } = (await answer.json()) as { result: T; error?: { message: string } };
    if (error !== undefined) throw new Error(error.message);
    return result;
  };

async function deployToken(node: Node, from: Address): Promise<Address> {
  const data = encodeDeployData({
    abi: testToken.abi,
    bytecode: testToken.bytecode as Hex,
    args: ['USD Coin', 'USDC', 6],
  });
  const hash = await node<Hex>('eth_sendTransaction', [{ from, data, gas: toHex(5_000_000) }]);
  await node('evm_mine', []);
  const receipt = await node<{ contractAddress: Address }>('eth_getTransactionReceipt', [hash]);
  const token = getAddress(receipt.contractAddress);
  const mint = encodeFunctionData({ abi: testToken.abi, functionName: 'mint', args: [from, 10n ** 15n] });
  await node('eth_sendTransaction', [{ from, to: token, data: mint, gas: toHex(200_000) }]);
  await node('evm_mine', []);
  return token;
}

/** A company on a chain of its own, joined as `app.ts` does. */
async function worldOn(database: Database, url: string, token: Address) {
  const secrets = createSecrets([redacted(Buffer.alloc(32, 5))]);
  const ledger = createLedger();
  const events = createEvents({ database, secrets, fanout: () => Promise.resolve() });
  const vault = createVault({ database, secrets });
  const cards = createCards({ database, ledger, events, vault, initialHolding: 0n });
  const listed = {
    name: 'BENCH',
    chainId: 31_337,
    coin: { symbol: 'POL', name: 'POL', usdPrice: 500_000n },
    tokens: [
      {
        symbol: 'USDC',
        name: 'USD Coin',
        decimals: 6,
        address: token,
        exact: true,
        usdPrice: 1_000_000n,
        forCards: true,
      },
    ],
    confirmations,
  };
  const never = (): never => {
    throw new Error('not in this bench');
  };
  const opened: { chain?: Chain } = {};
  const wallets: Wallets = createWallets({
    database,
    plain: database,
    ledger,
    events,
    log: silentLog,
    clock: wallClock,
    chains: [{ ...listed, open: () => opened.chain ?? never() }],
    cardChain: 'BENCH',
    signing: never,
    creditDeposit: creditDeposits,
    cardHolding,
    getClient: never,
  });
  const chain = createChain({
    ...listed,
    rpcUrls: [url],
    database,
    log: silentLog,
    clock: wallClock,
    listeners: wallets.listeners,
    startBlock: 0n,
  });
  opened.chain = chain;
  const companies = createCompanies({
    database,
    environment: 'sandbox',
    log: silentLog,
    open: [(tx, company, wanted) => cards.openCompany(tx, company, wanted)],
  });
  const { company } = await companies.create({ name: 'Bench' }, systemActor);
  return { wallets, company: company.id, chain, ledger };
}

async function makeVirtual(
  database: Database,
  _wallets: Wallets,
  company: Wallet['company'],
  count: number,
): Promise<readonly Wallet[]> {
  const holding = newId('wallet');
  const made = (id: Wallet['id'], address: Address, over: Partial<Wallet>): Wallet => ({
    company,
    id,
    kind: 'virtual',
    chain: 'BENCH',
    address,
    alias: 'Bench',
    account: null,
    keyId: null,
    holding,
    salt: '0x01',
    card: null,
    client: null,
    enabled: true,
    createdAt: wallClock.now(),
    rotatedAt: null,
    deletedAt: null,
    sinceBlock: null,
    ...over,
  });
  const at = (number: number): Address => getAddress(toHex(0xbe_0000_0000 + number, { size: 20 }));
  const all = Array.from({ length: count }, (_, number) => made(newId('virtualWallet'), at(number + 1), {}));
  await database.work(async (tx) => {
    await insertWallet(
      tx,
      made(holding, at(0), { kind: 'holding', holding: null, salt: null, keyId: 'bench' }),
    );
    for (const wallet of all) await insertWallet(tx, wallet);
  });
  if ((await findSingle(database, company, 'BENCH', 'holding')) === undefined) throw new Error('no holding');
  return all;
}

/** The whole program: from the block that gives a deposit its confirmations to the company's server. */
async function toTheWebhook({ say }: Context, count: number): Promise<readonly Row[]> {
  const server = await startServer();
  const arrivals = new Map<string, number>();
  const receiver = createServer((request, response) => {
    let text = '';
    request.on('data', (part: Buffer) => (text += part.toString()));
    request.on('end', () => {
      const { data } = JSON.parse(text) as { data: { transaction_hash: string } };
      arrivals.set(data.transaction_hash, performance.now());
      response.end();
    });
  });
  try {
    receiver.listen(0, '127.0.0.1');
    await new Promise((resolve) => receiver.once('listening', resolve));
    const call = async <T>(path: string, body: unknown): Promise<T> => {
      const answer = await fetch(`${server.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-api-key': server.apiKey },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
      return (await answer.json()) as T;
    };
    const { port } = receiver.address() as AddressInfo;
    await call('/webhooks/endpoints', {
      url: `http://127.0.0.1:${port}/`,
      filters: ['VIRTUAL_WALLETS.DEPOSIT.SUCCESS'],
    });
    const { id } = await call<{ id: string }>('/virtual-wallets/create', {
      alias: 'Bench',
      blockchain: 'POLYGON',
    });
    const found = JSON.parse(readFileSync(join(server.dataDir, 'chain.json'), 'utf8')) as { rpc_url: string };
    const node = nodeAt(found.rpc_url);
    const height = async (): Promise<number> => Number(await node<Hex>('eth_blockNumber', []));

    say(`${count} deposits, one after the other`);
    const waits: number[] = [];
    for (let round = 0; round < count; round++) {
      const { movement } = await call<{ movement: { transaction_hash: string } }>('/simulate/deposits', {
        wallet_id: id,
        amount: '5',
      });
      const hash = movement.transaction_hash;
      const receipt = await node<{ blockNumber: Hex }>('eth_getTransactionReceipt', [hash]);
      const confirming = Number(receipt.blockNumber) + confirmations - 1;
      let confirmedAt = Number.NaN;
      while (!arrivals.has(hash) || Number.isNaN(confirmedAt)) {
        if (Number.isNaN(confirmedAt) && (await height()) >= confirming) confirmedAt = performance.now();
        await sleep(2);
      }
      waits.push((arrivals.get(hash) ?? 0) - confirmedAt);
    }
    const at = quantiles(waits);
    const baseline = { name: 'the poll interval', value: pollMs };
    return [
      { name: 'confirming block to received webhook, p50', value: at(0.5), unit: 'ms', baseline },
      { name: 'confirming block to received webhook, p95', value: at(0.95), unit: 'ms', baseline },
    ];
  } finally {
    receiver.closeAllConnections();
    receiver.close();
    await server.stop();
  }
}

/** Of the sandbox's chain (src/join/chain-list.ts). */
const pollMs = 1_000;

const databaseUrl = ({ dataDir }: BenchServer): string => {
  const ready = JSON.parse(readFileSync(join(dataDir, 'ready.json'), 'utf8')) as { database_url: string };
  return ready.database_url;
};
