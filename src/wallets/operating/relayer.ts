import type { Address } from 'viem';
import type { GasSpent } from '../../chains/index.ts';
import { coinAsset } from '../../chains/index.ts';
import { present } from '../../kernel/assert.ts';
import type { Post } from '../../ledger/index.ts';
import { isUniqueViolation } from '../../platform/database.ts';
import type { Tx } from '../../platform/database.ts';
import { newId } from '../../platform/ids.ts';
import { capitalAccount, custodyAccount, gasExpenseAccount, operatorCompany } from '../accounts.ts';
import { blank } from '../addresses/make-wallets.ts';
import type { WalletsParts } from '../parts.ts';
import * as store from '../store.ts';
import type { Reconciliation } from '../wallets.ts';

type Parts = Pick<WalletsParts, 'plain' | 'ledger' | 'clock'>;

/**
 * Takes the relayer of a chain into the operator's books, once, with what it has at the newest block that was read as the operator's
 * capital: what came up to that block is no deposit, confirmed or not, as nobody looks for it any more. To be done before the relayer
 * sends anything.
 *
 * @throws Failure UNAVAILABLE
 */
export async function openRelayer(
  { plain, ledger, clock, chains }: Parts & Pick<WalletsParts, 'chains'>,
  name: string,
  address: Address,
): Promise<void> {
  const listed = present(
    chains.find((chain) => chain.name === name),
    'the chain of a relayer',
  );
  const known = await store.addressOwners(plain, name, [address]);
  if (known.has(address)) return;
  const { block, balances } = await listed.open().readBalances([{ address, token: null }], 'latest');
  const amount = present(balances[0], 'a balance');
  const id = newId('wallet');
  const asset = coinAsset(listed);
  const now = clock.now();
  try {
    await plain.work(async (tx) => {
      await store.insertWallet(tx, {
        ...blank,
        company: operatorCompany,
        id,
        kind: 'relayer',
        chain: name,
        address,
        alias: 'Relayer',
        createdAt: now,
        sinceBlock: block,
      });
      if (amount === 0n) return;
      const [custody, capital] = [custodyAccount(operatorCompany, id, asset), capitalAccount(asset)];
      const book = await ledger.open(tx, { accounts: [custody, capital] });
      book.post({
        company: operatorCompany,
        key: `relayer:${id}`,
        reference: id,
        kind: 'relayer_opening',
        at: now,
        postings: [
          { account: custody, side: 'debit', amount },
          { account: capital, side: 'credit', amount },
        ],
      });
      await book.write();
    });
  } catch (error) {
    // Another process took it in at the same moment.
    if (!isUniqueViolation(error, 'wallet_addresses_pkey')) throw error;
  }
}

/**
 * Books what the relayer has paid for each chain transaction by now. One that left the chain has cost nothing, and may come again at
 * another price: what is booked is the difference.
 */
export async function gasSpent(
  tx: Tx,
  { ledger, clock }: Pick<WalletsParts, 'ledger' | 'clock'>,
  spent: readonly GasSpent[],
): Promise<void> {
  const chain = present(spent[0], 'something spent').chain;
  const relayers = await store.addressOwners(tx, chain, [...new Set(spent.map(({ relayer }) => relayer))]);
  const at = clock.now();
  const posts: Post[] = [];
  for (const { transactionHash, relayer, asset, amount } of spent) {
    const owner = present(relayers.get(relayer), 'the relayer in the books');
    const reference = `gas:${chain}:${transactionHash}`;
    const before = await ledger.entriesOf(tx, operatorCompany, reference);
    const expense = gasExpenseAccount(asset);
    const booked = before
      .flatMap(({ postings }) => postings)
      .filter(({ account }) => account.name === expense.name)
      .reduce((sum, posting) => sum + (posting.side === 'debit' ? posting.amount : -posting.amount), 0n);
    const change = amount - booked;
    if (change === 0n) continue;
    const size = change < 0n ? -change : change;
    const [more, less] = change > 0n ? (['debit', 'credit'] as const) : (['credit', 'debit'] as const);
    posts.push({
      company: operatorCompany,
      key: `${reference}:${before.length}`,
      reference,
      kind: 'gas',
      at,
      postings: [
        { account: expense, side: more, amount: size },
        { account: custodyAccount(operatorCompany, owner.wallet, asset), side: less, amount: size },
      ],
    });
  }
  if (posts.length === 0) return;
  const book = await ledger.open(tx, {
    accounts: posts.flatMap(({ postings }) => postings.map(({ account }) => account)),
  });
  for (const post of posts) book.post(post);
  await book.write();
}

/**
 * Books what relayers have on the chain less than in the books as gas: what they sent after the backup that the database was put back
 * from is known to nobody here. Answers what was booked, in wei.
 */
export async function bookGasBeside(
  { plain, ledger, clock }: Parts,
  compared: readonly Reconciliation[],
): Promise<readonly { readonly chain: string; readonly amount: bigint }[]> {
  const beside = compared.flatMap(({ chain, block, differences }) =>
    differences
      .filter(({ kind, ledger: books, onChain }) => kind === 'relayer' && books > onChain)
      .map(({ wallet, asset, ledger: books, onChain }) => ({
        chain,
        amount: books - onChain,
        reference: `gas:${chain}:beside:${wallet}:${block}`,
        expense: gasExpenseAccount(asset),
        custody: custodyAccount(operatorCompany, wallet, asset),
      })),
  );
  if (beside.length === 0) return [];
  await plain.work(async (tx) => {
    const book = await ledger.open(tx, { accounts: beside.flatMap((one) => [one.expense, one.custody]) });
    for (const { reference, expense, custody, amount } of beside)
      book.post({
        company: operatorCompany,
        key: reference,
        reference,
        kind: 'gas',
        at: clock.now(),
        postings: [
          { account: expense, side: 'debit', amount },
          { account: custody, side: 'credit', amount },
        ],
      });
    await book.write();
  });
  return beside.map(({ chain, amount }) => ({ chain, amount }));
}
