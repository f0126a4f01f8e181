import type { Address, Hash } from 'viem';
import { invariant } from '../kernel/assert.ts';
import { USD } from '../kernel/assets.ts';
import type { Post, Posting } from '../ledger/index.ts';
import type { Database, Tx } from '../platform/database.ts';
import type { Log } from '../platform/log.ts';
import { custodyAccount } from './accounts.ts';
import type { MakeWallets } from './addresses/make-wallets.ts';
import * as store from './funding-store.ts';
import type { CompanyId, WalletAsset, WalletMovement } from './types.ts';

/**
 * Sends `amount` minor units of a token to an address, as the sandbox's faucet does; answers when it is mined. `note` is told the hash
 * before anything is sent, and nothing is sent when it throws.
 */
export type SendFromFaucet = (
  to: Address,
  token: Address | null,
  amount: bigint,
  note: (hash: Hash) => Promise<void>,
) => Promise<unknown>;

/** So many companies are funded in one round. */
const mostAtOnce = 5;

/**
 * Sends test coins for what card holdings were given to start with (sandbox). By one process at a time. One that was sent
 * by a process that died before it could say so is found on the chain by its hash, and not sent again; one that has left the chain is.
 * Answers how many it sent.
 */
export async function sendFundings(
  parts: {
    readonly plain: Database;
    readonly make: MakeWallets;
    readonly cardChain: string;
    readonly log: Log;
  },
  token: WalletAsset,
  send: SendFromFaucet,
): Promise<number> {
  const wanted = await store.openFundings(parts.plain, mostAtOnce);
  let sent = 0;
  for (const funding of wanted) {
    const { company } = funding;
    try {
      if (await sendOne(funding)) sent += 1;
    } catch (error) {
      // The next ones may succeed; this one comes again in the next round.
      parts.log.warn({ err: error, company }, 'test coins were not sent');
    }
  }
  return sent;

  async function sendOne({ company, amount, transactionHash }: store.Funding): Promise<boolean> {
    const wallet = await parts.make.single(company, parts.cardChain, 'program');
    const chain = parts.make.chain(parts.cardChain).open();
    const isThere = transactionHash !== null && (await chain.isMined(transactionHash));
    if (!isThere)
      await send(wallet.address, token.address, unitsOf(amount, token), async (hash) => {
        const noted = await store.noteFunding(parts.plain, company, hash, transactionHash);
        invariant(noted === 1, 'a funding is sent by one process at a time');
      });
    await store.markFundingsSent(parts.plain, [company]);
    return !isThere;
  }
}

const unitsOf = (cents: bigint, { decimals }: Pick<WalletAsset, 'decimals'>): bigint =>
  cents * 10n ** BigInt(decimals - 2);

/** Deposits to program wallets, in the order of the chain; which of them are what the faucet was asked for, by company. */
export async function findFundings(
  tx: Tx,
  deposits: readonly { readonly movement: WalletMovement; readonly asset: WalletAsset }[],
): Promise<ReadonlyMap<CompanyId, WalletMovement>> {
  const toPrograms = deposits.filter(({ movement, asset }) => movement.kind === 'program' && asset.forCards);
  if (toPrograms.length === 0) return new Map();
  const companies = [...new Set(toPrograms.map(({ movement }) => movement.company))];
  const fundings = new Map(
    (await store.lockFundings(tx, companies)).map((funding) => [funding.company, funding]),
  );
  const found = new Map<CompanyId, WalletMovement>();
  for (const { movement, asset } of toPrograms) {
    const funding = fundings.get(movement.company);
    if (funding === undefined || found.has(movement.company)) continue;
    if (isOf(funding, movement, asset)) found.set(movement.company, movement);
  }
  return found;
}

/** Of one that was sent before hashes were noted the amount tells. */
function isOf(
  { transactionHash, state, amount }: store.Funding,
  movement: WalletMovement,
  asset: WalletAsset,
): boolean {
  if (transactionHash !== null) return movement.transactionHash === transactionHash;
  return state === 'sent' && movement.amount === unitsOf(amount, asset);
}

/** As {@link findFundings}, of deposits that were seen: what was asked for is on its way, whoever has noted that it was sent. */
export async function noteFundings(
  tx: Tx,
  deposits: Parameters<typeof findFundings>[1],
): Promise<ReadonlySet<WalletMovement>> {
  const seen = await findFundings(tx, deposits);
  if (seen.size > 0) await store.markFundingsSent(tx, [...seen.keys()]);
  return new Set(seen.values());
}

/** As {@link findFundings}, of confirmed deposits: what was asked for has come. */
export async function takeFundings(
  tx: Tx,
  deposits: Parameters<typeof findFundings>[1],
): Promise<ReadonlySet<WalletMovement>> {
  const taken = await findFundings(tx, deposits);
  if (taken.size > 0) await store.setFundings(tx, [...taken.keys()], 'done');
  return new Set(taken.values());
}

/** The entry by which what the faucet owed the books is there as coins (cards.md 2, “faucet funded on the chain”). */
export function fundingPost(
  { company, wallet, asset, amount, id }: WalletMovement,
  { decimals }: Pick<WalletAsset, 'decimals'>,
  key: string,
  at: Date,
): Post {
  const cents = amount / 10n ** BigInt(decimals - 2);
  const line = (name: string, of: typeof asset, side: Posting['side'], units: bigint): Posting => ({
    account: { company, name, asset: of },
    side,
    amount: units,
  });
  return {
    company,
    key,
    reference: id,
    kind: 'faucet_funded',
    at,
    postings: [
      { account: custodyAccount(company, wallet, asset), side: 'debit', amount },
      line('conversion', asset, 'credit', amount),
      line('conversion', USD, 'debit', cents),
      line('faucet', USD, 'credit', cents),
    ],
  };
}

/** What was sent has left the chain. */
export async function wantFundings(tx: Tx, companies: readonly CompanyId[]): Promise<void> {
  if (companies.length > 0) await store.setFundings(tx, companies, 'wanted');
}
