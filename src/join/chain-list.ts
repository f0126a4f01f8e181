import { readFileSync } from 'node:fs';
import { getAddress, isAddress } from 'viem';
import { z } from 'zod';
import { sandboxChain } from '../chains/index.ts';
import { parseAmount } from '../kernel/money.ts';
import type { Settings } from '../platform/settings.ts';
import { StartupProblem } from '../platform/startup-problem.ts';
import { defaultMinimums } from '../wallets/index.ts';
import type { ListedWalletChain } from '../wallets/index.ts';

/** A chain as it is configured: what may be on it, and how it is reached. */
export interface ConfiguredChain extends ListedWalletChain {
  /** None of the sandbox's own: it is found when it is up. */
  readonly rpcUrls: readonly string[];
  readonly startBlock?: bigint | undefined;
  readonly pollMs?: number | undefined;
  readonly coins?: 'traces' | 'parity' | 'balances' | 'off' | undefined;
}

/** What of a setting's chains is the sandbox's own. */
export const hasLocalChain = (
  settings: Pick<Settings, 'environment' | 'localChain' | 'chainsFile'>,
): boolean => settings.environment === 'sandbox' && settings.localChain && settings.chainsFile === undefined;

/** Blocks of the local chain that confirm, its own included. */
export const localConfirmations = 3;

const dollar = 1_000_000n;

/** More than any token has. An account of the books has room for 10³⁹ units (`kernel/money.ts`): with 36 decimals that were a thousand tokens. */
const mostDecimals = 24;

/** Micro-dollars of a decimal text. */
const price = z.string().transform((text, context) => {
  const micros = parseAmount(text, 6);
  if (typeof micros === 'bigint' && micros >= 0n) return micros;
  context.addIssue('not a price in USD with at most 6 decimals, as text');
  return z.NEVER;
});
const name = z.string().regex(/^[A-Z][A-Z0-9_]{1,31}$/);
const symbol = z.string().regex(/^[A-Za-z0-9.$_-]{1,16}$/);
const address = z
  .string()
  .refine((text) => isAddress(text))
  .transform((text) => getAddress(text));

/** `CHAINS_FILE`; the guide on adding a chain describes it. */
const fileSchema = z.array(
  z.strictObject({
    name,
    chain_id: z.int().positive(),
    rpc_urls: z.array(z.url({ protocol: /^https?$/ })).min(1),
    confirmations: z.int().min(1).max(1_000),
    start_block: z.int().min(0).optional(),
    poll_ms: z.int().min(100).max(60_000).optional(),
    native_transfers: z.enum(['traces', 'parity', 'balances', 'off']).optional(),
    minimum_deposits: z
      .strictObject({
        cards: price.optional(),
        virtual_wallets: price.optional(),
        treasury: price.optional(),
      })
      .default({}),
    coin: z.strictObject({ symbol, name: z.string().min(1), usd_price: price }),
    tokens: z.array(
      z
        .strictObject({
          symbol,
          name: z.string().min(1),
          address,
          decimals: z.int().min(0).max(mostDecimals),
          usd_price: price,
          exact: z.boolean().default(true),
          funds_cards: z.boolean().default(false),
          since_block: z.int().min(0).optional(),
        })
        .refine(
          (token) => !token.funds_cards || token.decimals >= 2,
          'a token that funds cards has at least two decimals, as the dollars of a card have',
        ),
    ),
  }),
);

/**
 * The chains that there are: the sandbox's own, or those of `CHAINS_FILE`, or none.
 *
 * @throws StartupProblem when the file cannot be read or is not what it should be
 */
export function listChains(settings: Settings): readonly ConfiguredChain[] {
  if (settings.chainsFile !== undefined) return readChains(settings.chainsFile);
  return settings.environment === 'sandbox' ? [localChain] : [];
}

const localChain: ConfiguredChain = {
  ...sandboxChain,
  coin: { ...sandboxChain.coin, usdPrice: dollar / 2n },
  tokens: sandboxChain.tokens.map((token) =>
    Object.assign({ usdPrice: dollar, forCards: token.symbol === 'USDC' }, token),
  ),
  confirmations: localConfirmations,
  rpcUrls: [],
  pollMs: 1_000,
  coins: 'parity',
};

function readChains(path: string): readonly ConfiguredChain[] {
  const advice = 'The guide on adding a chain (docs/guides) says what CHAINS_FILE has to have.';
  let parsed;
  try {
    parsed = fileSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartupProblem(`CHAINS_FILE cannot be read: ${why}`, advice, { cause: error });
  }
  if (!parsed.success)
    throw new StartupProblem(`CHAINS_FILE is not right: ${z.prettifyError(parsed.error)}`, advice);
  const names = parsed.data.map(({ name }) => name);
  if (new Set(names).size < names.length)
    throw new StartupProblem('CHAINS_FILE has two chains of the same name.', advice);
  if (new Set(parsed.data.map(({ chain_id }) => chain_id)).size < names.length)
    throw new StartupProblem('CHAINS_FILE has two chains of the same chain_id.', advice);
  for (const { name, coin, tokens } of parsed.data) {
    // In the books and in requests a token goes by its symbol.
    const twice = repeated([coin.symbol, ...tokens.map(({ symbol }) => symbol)]);
    if (twice !== undefined)
      throw new StartupProblem(
        `CHAINS_FILE has two tokens called ${twice} on ${name}, its coin counted: in the books they would be one. Give the newer one another symbol.`,
        advice,
      );
    const address = repeated(tokens.map((token) => token.address));
    if (address !== undefined)
      throw new StartupProblem(`CHAINS_FILE has two tokens with the same address ${address}.`, advice);
  }
  return parsed.data.map(
    ({
      chain_id,
      rpc_urls,
      start_block,
      poll_ms,
      native_transfers,
      minimum_deposits: least,
      coin,
      tokens,
      ...same
    }): ConfiguredChain =>
      Object.assign(same, {
        chainId: chain_id,
        rpcUrls: rpc_urls,
        coin: { symbol: coin.symbol, name: coin.name, usdPrice: coin.usd_price },
        tokens: tokens.map(tokenOf),
        minimums: {
          cards: least.cards ?? defaultMinimums.cards,
          virtual: least.virtual_wallets ?? defaultMinimums.virtual,
          treasury: least.treasury ?? defaultMinimums.treasury,
        },
        startBlock: start_block === undefined ? undefined : BigInt(start_block),
        pollMs: poll_ms,
        coins: native_transfers,
      }),
  );
}

/** One that is there more than once. */
const repeated = (texts: readonly string[]): string | undefined =>
  texts.find((text, at) => texts.indexOf(text) < at);

const tokenOf = ({
  usd_price,
  funds_cards,
  since_block,
  ...same
}: z.output<typeof fileSchema>[number]['tokens'][number]): ListedWalletChain['tokens'][number] =>
  Object.assign(
    same,
    { usdPrice: usd_price, forCards: funds_cards },
    since_block !== undefined && { since: BigInt(since_block) },
  );
