import type { Hash } from 'viem';
import { Failure } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import type { WalletMovement } from '../../wallets/index.ts';
import { eventually } from './eventually.ts';
import type { ChainDoors } from './index.ts';

/** The deepest reorganisation that is played; deeper than any that the watcher is promised to follow makes no sense. */
const deepest = 64;

/** See `ChainSimulator.reorganise`. */
export async function playReorganisation(
  doors: ChainDoors,
  company: Id<'company'>,
  wanted: number | undefined,
): Promise<{ readonly depth: number; readonly movements: readonly WalletMovement[] }> {
  const sandbox = doors.sandbox();
  const { deposits } = doors.wallets;
  const { name: chain } = sandbox.chain;
  let played: { readonly depth: number; readonly standing: readonly WalletMovement[] } | undefined;
  // What is in the last blocks is true only until the next one is made, or a branch of somebody else's: so it is looked up
  // while the chain stands still, and read as far as it goes.
  await eventually(async () => {
    const done = await sandbox.reorganiseAsRead(async (height) => {
      const depth = wanted ?? (await depthOfNewest(doors, company, chain, height));
      if (depth < 1 || depth > deepest || BigInt(depth) > height) {
        const message = `must be from 1 to ${deepest}, and no more than the number of blocks`;
        throw new Failure('VALIDATION_ERROR', `The depth ${message}.`, [{ field: 'depth', message }]);
      }
      const standing = await deposits.standing(company, chain, height - BigInt(depth));
      played = { depth, standing };
      return { depth, drop: new Set(standing.map(({ transactionHash }) => transactionHash as Hash)) };
    });
    return done || undefined;
  });
  if (played === undefined)
    throw new Failure(
      'UNAVAILABLE',
      'The platform has not read the chain’s newest blocks yet; nothing was changed.',
    );
  const { depth, standing } = played;
  const gone = await eventually(async () => {
    const now = await Promise.all(
      standing.map(async ({ id, transactionHash }) => {
        const all = await deposits.byHash(company, chain, transactionHash ?? '');
        return all.find((movement) => movement.id === id && movement.state === 'CANCELLED');
      }),
    );
    return now.every((movement) => movement !== undefined) ? now : undefined;
  });
  if (gone === undefined)
    throw new Failure('UNAVAILABLE', 'The chain was reorganised, but the platform has not followed it yet.');
  return { depth, movements: gone };
}

async function depthOfNewest(
  { wallets }: ChainDoors,
  company: Id<'company'>,
  chain: string,
  height: bigint,
): Promise<number> {
  const above = height - BigInt(deepest);
  const newest = (await wallets.deposits.standing(company, chain, above)).at(-1)?.blockNumber;
  if (newest === undefined || newest === null)
    throw new Failure('VAL', `None of your deposits is in the last ${deepest} blocks; give a depth.`);
  return Number(height - newest) + 1;
}
