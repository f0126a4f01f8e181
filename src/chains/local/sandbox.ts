import { setTimeout as sleep } from 'node:timers/promises';
import { encodeDeployData, encodeFunctionData, getContractAddress, keccak256, zeroHash } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import noReturnToken from '../../../contracts/artifacts/NoReturnToken.json' with { type: 'json' };
import testToken from '../../../contracts/artifacts/TestToken.json' with { type: 'json' };
import { redacted } from '../../kernel/redacted.ts';
import { monotonicMs } from '../../platform/clock.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Database } from '../../platform/database.ts';
import type { Log } from '../../platform/log.ts';
import { testTokenAbi } from '../abi.ts';
import { contracts, factoryDeployment } from '../addresses.ts';
import type { ListedChain, Token } from '../token.ts';
import { readCursor } from '../store.ts';
import { startLocalNode } from './local-node.ts';
import type { Branch } from './local-node.ts';
import { createRpc } from './rpc.ts';

/** Foundry's own number for a local chain: what is signed here can be played again on no chain that matters. */
const chainId = 31337;

/** The key of the first account that the node gives coin to, which everybody knows. */
const faucetKey: Hex = '0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80';

const deploymentOf = (bytecode: Hex): { readonly data: Hex; readonly address: Address } => ({
  data: `${zeroHash}${bytecode.slice(2)}`,
  address: getContractAddress({
    opcode: 'CREATE2',
    from: contracts.deterministicDeployer,
    salt: zeroHash,
    bytecode,
  }),
});
const erc20 = (name: string, symbol: string, decimals: number) =>
  deploymentOf(
    encodeDeployData({
      abi: testTokenAbi,
      bytecode: testToken.bytecode as Hex,
      args: [name, symbol, decimals],
    }),
  );

const deployed = {
  USDC: erc20('USD Coin', 'USDC', 6),
  USDT: deploymentOf(noReturnToken.bytecode as Hex),
  DAI: erc20('Dai Stablecoin', 'DAI', 18),
};

const token = (symbol: keyof typeof deployed, name: string, decimals: number): Token => ({
  symbol,
  name,
  decimals,
  address: deployed[symbol].address,
  exact: true,
});

/** The chain of the sandbox: a local node under the name that customers know. */
export const sandboxChain: ListedChain = {
  name: 'POLYGON',
  chainId,
  coin: { symbol: 'POL', name: 'POL' },
  tokens: [token('USDC', 'USD Coin', 6), token('USDT', 'Tether USD', 6), token('DAI', 'Dai Stablecoin', 18)],
};

/** The key of the sandbox's relayer, the second of those accounts: whichever process watches the chain sends with it. */
export const sandboxRelayerKey = redacted<Hex>(
  '0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d',
);

/** Where trials go. */
const nobody: Address = '0x000000000000000000000000000000000000dEaD';

/** So many whole tokens of each kind the faucet has at first. */
const stock = 1_000_000_000_000n;
/** So long another branch waits, with no other block made, for the watcher to read the newest. */
const readPatienceMs = 1_000;

/** Other blocks in the place of the last `depth`, without these transactions of the faucet; all others are mined again in them. */
export interface SandboxBranch {
  readonly depth: number;
  readonly drop: ReadonlySet<Hash>;
}

export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/**
 * The sandbox's chain: a local node with our factory, test tokens, a faucet, and a relayer whose key everybody knows. Ready
 * when everything stands on it.
 */
export async function startSandbox(options: {
  readonly database: Database;
  readonly log: Log;
  readonly clock: Clock;
  /** Where the node answers JSON-RPC; default 0, a free port. */
  readonly port?: number;
  readonly confirmations?: number;
  /** The time between the empty blocks that confirm. Default 200. */
  readonly blockMs?: number;
  readonly longestJournal?: number;
  readonly onBlock?: () => void;
  readonly onExit?: (sentence: string) => void;
}) {
  const confirmations = options.confirmations ?? 3;
  const node = await startLocalNode({
    ...options,
    chainId,
    port: options.port ?? 0,
    blocksAfter: confirmations - 1,
    blockMs: options.blockMs ?? 200,
  });
  const rpc = createRpc(node.url);
  const faucet = privateKeyToAccount(faucetKey);
  let turn: Promise<unknown> = Promise.resolve();

  const sign = (nonce: number, to: Address, value: bigint, data: Hex, gas = 6_000_000n): Promise<Hex> =>
    faucet.signTransaction({
      type: 'eip1559',
      chainId,
      nonce,
      to,
      value,
      data,
      gas,
      maxFeePerGas: 1_000_000_000_000n,
      maxPriorityFeePerGas: 1_000_000_000n,
    });
  const nextNonce = async (): Promise<number> =>
    Number(await rpc<Hex>('eth_getTransactionCount', [faucet.address, 'pending']));
  /** One after the other, so that no two take the same nonce. `note` is told the hash before the node is. */
  const send = (to: Address, data: Hex, value = 0n, note?: (hash: Hash) => Promise<void>): Promise<Hash> => {
    const signed = async (): Promise<Hex> => {
      const raw = await sign(await nextNonce(), to, value, data);
      await note?.(keccak256(raw));
      return raw;
    };
    const result = turn.then(() => node.send(signed));
    turn = result.catch(() => undefined);
    return result;
  };

  /** While no block is made the watcher comes to the newest; where they are made as fast as they are read, it never would. */
  const isRead = async (newest: Hash): Promise<boolean> => {
    const until = monotonicMs() + readPatienceMs;
    for (;;) {
      const cursor = await readCursor(options.database, chainId);
      if (cursor?.hash === newest) return true;
      if (cursor === undefined || monotonicMs() > until) return false;
      await sleep(20);
    }
  };

  const branchOf = ({ depth, drop }: SandboxBranch): Branch => ({
    depth,
    async replace({ hash, from, nonce }) {
      if (!drop.has(hash) || from.toLowerCase() !== faucet.address.toLowerCase()) return undefined;
      // As a double spend would: the same nonce, used for something else.
      return await sign(nonce, faucet.address, 0n, '0x', 21_000n);
    },
  });

  await deploy();

  async function deploy(): Promise<void> {
    const all = [
      { address: contracts.factory, data: factoryDeployment, decimals: undefined },
      ...sandboxChain.tokens.map(({ symbol, decimals }) => ({
        ...deployed[symbol as keyof typeof deployed],
        decimals,
      })),
    ];
    const codes = await Promise.all(all.map(({ address }) => rpc<Hex>('eth_getCode', [address, 'latest'])));
    const missing = all.filter((_, at) => codes[at] === '0x');
    await Promise.all(
      missing.flatMap(({ address, data, decimals }) => {
        const made = send(contracts.deterministicDeployer, data);
        if (decimals === undefined) return [made];
        const args = [faucet.address, stock * 10n ** BigInt(decimals)] as const;
        return [made, send(address, encodeFunctionData({ abi: testTokenAbi, functionName: 'mint', args }))];
      }),
    );
  }

  return {
    chain: sandboxChain,
    /** Where the node answers. */
    url: node.url,
    confirmations,
    relayerKey: sandboxRelayerKey,
    /**
     * A real transfer from the faucet, mined when this answers. A null token is the native coin; `amount` in minor units. `note` is
     * told its hash before it is sent, and nothing is sent when that throws.
     */
    async deposit(
      to: Address,
      token: Address | null,
      amount: bigint,
      note?: (hash: Hash) => Promise<void>,
    ): Promise<Hash> {
      if (token === null) return await send(to, '0x', amount, note);
      const data = encodeFunctionData({ abi: testTokenAbi, functionName: 'transfer', args: [to, amount] });
      return await send(token, data, 0n, note);
    },
    /** A real transfer of a token from the faucet to an account that nobody has, mined when this answers. */
    async trial(token: Address, amount: bigint) {
      const data = encodeFunctionData({
        abi: testTokenAbi,
        functionName: 'transfer',
        args: [nobody, amount],
      });
      return { transactionHash: await send(token, data), from: faucet.address, to: nobody };
    },
    /** The number of the newest block. */
    height: async (): Promise<bigint> => BigInt(await rpc<Hex>('eth_blockNumber')),
    /** Makes empty blocks at once. */
    mine: node.mine,
    /** Makes another branch of the last `depth` blocks, however far the watcher is. */
    async reorganise(depth: number, drop: ReadonlySet<Hash>): Promise<void> {
      await node.reorganise(async () => branchOf({ depth, drop }));
    },
    /**
     * Makes the branch that `plan` wants, who is asked while the watcher has read the chain up to its newest block, `height`, and
     * no other is made. Answers false, and changes nothing, where the watcher has not within a second: ask again.
     */
    reorganiseAsRead: (plan: (height: bigint) => Promise<SandboxBranch>): Promise<boolean> =>
      node.reorganise(async ({ number, hash }) =>
        (await isRead(hash)) ? branchOf(await plan(number)) : undefined,
      ),
    stop: node.stop,
  };
}
