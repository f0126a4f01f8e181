import { isAddress } from 'viem';
import { Failure } from '../../kernel/failures.ts';
import { isId } from '../../kernel/ids.ts';
import { parseAmount } from '../../kernel/money.ts';
import type { WalletAsset, WalletMovement } from '../../wallets/index.ts';
import type { ChainDoors, PlayedDeposit, Recipient } from './index.ts';
import { eventually } from './eventually.ts';

/** The faucet has a lot, and not everything: whole tokens, and whole coins. */
const mostTokens = 1_000_000_000n;
const mostCoins = 1_000_000n;

/** See `ChainSimulator.deposit`. */
export async function playDeposit(doors: ChainDoors, played: PlayedDeposit): Promise<WalletMovement> {
  const { company } = played;
  const to = await recipientOf(doors, played);
  const token = tokenOf(doors, to.chain, played.token);
  const amount = amountOf(played.amount, token);
  const hash = await doors.sandbox().deposit(to.address, token.address, amount);
  let seen: WalletMovement | undefined;
  // Somebody else's branch may have ended what was seen first; mined again, the deposit is another movement.
  const standing = await eventually(async () => {
    seen = (await doors.wallets.deposits.byHash(company, to.chain, hash)).at(-1);
    return seen?.state === 'CANCELLED' ? undefined : seen;
  });
  if (standing !== undefined) return standing;
  if (seen === undefined)
    throw new Failure('UNAVAILABLE', 'The deposit is on the chain, but the platform has not seen it yet.');
  // Taken back for good, by the company itself at the same moment.
  return seen;
}

async function recipientOf({ cards, wallets }: ChainDoors, played: PlayedDeposit): Promise<Recipient> {
  const { company, to } = played;
  if ('wallet' in to) return await wallets.get(company, to.wallet);
  if ('address' in to) return await wallets.get(company, to.address);
  const card = await cards.get(company, to.card);
  if (card.approvalMethod !== 'TOP_UP' || !isId('card', card.id))
    throw new Failure('VAL', 'Only TOP_UP cards have a deposit address.');
  return await wallets.cards.of(company, card.id);
}

function tokenOf({ wallets }: ChainDoors, chain: string, wanted: string | undefined): WalletAsset {
  const listed = wallets.assets.list(chain);
  const found = listed.find(({ symbol }) => wanted === undefined || symbol === wanted.toUpperCase());
  if (found !== undefined) return found;
  if (wanted !== undefined && isAddress(wanted, { strict: false })) return wallets.assets.find(chain, wanted);
  const symbols = listed.map(({ symbol }) => symbol).join(', ');
  throw new Failure('VAL', `${wanted ?? ''} is not a token on ${chain}; its tokens are ${symbols}.`);
}

function amountOf(text: string, token: WalletAsset): bigint {
  const amount = parseAmount(text, token.decimals);
  const most = (token.address === null ? mostCoins : mostTokens) * 10n ** BigInt(token.decimals);
  if (typeof amount === 'bigint' && amount > 0n && amount <= most) return amount;
  const message =
    typeof amount === 'bigint'
      ? 'must be above zero and no more than the faucet has'
      : `must be an amount with at most ${token.decimals} decimals`;
  throw new Failure('VALIDATION_ERROR', `The amount ${message}.`, [{ field: 'amount', message }]);
}
