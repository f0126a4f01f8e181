import { z } from 'zod';
// Not by the door of the folder: a signer is a process of its own, which the rest of it would make half again as large.
import { createDescribe } from '../chains/describe.ts';
import type { ListedChain } from '../chains/token.ts';

const address = z.templateLiteral(['0x', z.string()]);
const described = z.array(
  z.object({
    name: z.string(),
    chainId: z.int(),
    coin: z.object({ symbol: z.string(), name: z.string() }),
    tokens: z.array(
      z.object({
        symbol: z.string(),
        name: z.string(),
        address,
        decimals: z.int(),
        exact: z.boolean(),
      }),
    ),
  }),
);

/** How a signer reads what it is to sign: from the chains and tokens of its own `signer.json`. */
export const describeChains = (settings: unknown): ReturnType<typeof createDescribe> =>
  createDescribe(described.parse(settings));

/** What goes into `signer.json` for that. */
export const chainsToDescribe = (chains: readonly ListedChain[]): unknown => described.parse(chains);
