import type { Address } from 'viem';
import type { Transfer } from '../../chains/index.ts';
import { present } from '../../kernel/assert.ts';
import type { Queries } from '../../platform/database.ts';
import type { TransferRef } from './store.ts';
import { isForwarder } from '../addresses/make-wallets.ts';
import type { WalletsParts } from '../parts.ts';
import * as store from '../store.ts';
import type { AddressOwner } from '../store.ts';
import type { CompanyId, Wallet, WalletAsset } from '../types.ts';
import type { Assets } from '../wallets.ts';

/** What the chains tell becomes deposits with this. */
export interface DepositParts extends Pick<
  WalletsParts,
  'ledger' | 'events' | 'clock' | 'log' | 'creditDeposit'
> {
  readonly assets: Assets;
}

/** A transfer that concerns us, and whose its ends are. */
export interface Incoming<T extends Transfer> {
  readonly transfer: T;
  readonly asset: WalletAsset;
  readonly from: AddressOwner | undefined;
  readonly to: AddressOwner | undefined;
}

/** What transfers are here. */
export interface Sorted<T extends Transfer> {
  /** To a wallet of ours from anybody but its own forwarders. */
  readonly deposits: readonly (Incoming<T> & { readonly to: AddressOwner; readonly wallet: Wallet })[];
  /** From a forwarder to its holding: booked from the log, never a deposit. */
  readonly sweeps: readonly (Incoming<T> & { readonly from: AddressOwner; readonly to: AddressOwner })[];
  /** Tokens that a threshold account of ours sent to anybody. */
  readonly paid: readonly (Incoming<T> & { readonly from: AddressOwner })[];
  /** Coins that the relayer sent beside its fees. */
  readonly spent: readonly (Incoming<T> & { readonly from: AddressOwner })[];
}

/** Reads whose transfers are, in the unit of work that tells of them. */
export async function sortTransfers<T extends Transfer>(
  queries: Queries,
  { assets }: Pick<DepositParts, 'assets'>,
  transfers: readonly T[],
): Promise<Sorted<T>> {
  const chain = present(transfers[0], 'a transfer').chain;
  const addresses = transfers.flatMap(({ from, to, fromOurs, toOurs }): Address[] => [
    ...(fromOurs && from !== null ? [from] : []),
    ...(toOurs ? [to] : []),
  ]);
  const owners = await store.addressOwners(queries, chain, [...new Set(addresses)]);
  const all = transfers.map((transfer): Incoming<T> => {
    const { of, from, to } = transfer;
    return {
      transfer,
      asset: assets.of(of.asset) ?? unlisted(chain, of),
      from: from === null ? undefined : owners.get(from),
      to: owners.get(to),
    };
  });
  const arriving = all.filter((incoming) => incoming.to !== undefined && !isSweep(incoming));
  const wallets = new Map(
    (await store.findWallets(queries, uniqueOwners(arriving))).map((wallet) => [wallet.id, wallet]),
  );
  return {
    deposits: arriving.flatMap((incoming) => {
      const to = present(incoming.to, 'an owner');
      const wallet = present(wallets.get(to.wallet), 'the wallet of an address');
      const before = wallet.sinceBlock !== null && incoming.transfer.blockNumber <= wallet.sinceBlock;
      return before ? [] : [{ ...incoming, to, wallet }];
    }),
    sweeps: all.flatMap(({ transfer, asset, from, to }) =>
      from !== undefined && to !== undefined && isForwarder(from.kind) ? [{ transfer, asset, from, to }] : [],
    ),
    paid: all.flatMap(({ transfer, asset, from, to }) =>
      from !== undefined && transfer.kind === 'token' && !isForwarder(from.kind) && from.kind !== 'relayer'
        ? [{ transfer, asset, from, to }]
        : [],
    ),
    spent: all.flatMap(({ transfer, asset, from, to }) =>
      from?.kind === 'relayer' ? [{ transfer, asset, from, to }] : [],
    ),
  };
}

/** A forwarder can send to its holding only. */
const isSweep = ({ from, to }: Incoming<Transfer>): boolean =>
  from !== undefined && to !== undefined && isForwarder(from.kind);

function uniqueOwners(arriving: readonly Incoming<Transfer>[]) {
  const owners = arriving.flatMap(({ to }) => (to === undefined ? [] : [to]));
  return [...new Map(owners.map((owner) => [owner.wallet, owner])).values()];
}

/** A token taken off the list keeps its meaning; it has no price any more, so nothing of it is enough for a minimum. */
const unlisted = (chain: string, of: Transfer['of']): WalletAsset => ({
  ...of,
  chain,
  usdPrice: 0n,
  forCards: false,
});

export const refOf = ({
  transfer,
  to,
}: {
  readonly transfer: Transfer;
  readonly to: Pick<AddressOwner, 'company'>;
}): TransferRef => ({
  company: to.company,
  chain: transfer.chain,
  transactionHash: transfer.transactionHash,
  kind: transfer.kind,
  ordinal: transfer.ordinal,
});

/** As `refOf` names it, to find it again. */
export const nameOf = ({ company, transactionHash, kind, ordinal }: Omit<TransferRef, 'chain'>): string =>
  `${company}:${transactionHash}:${kind}:${ordinal}`;

/** The time of each company, and wall time for the operator's books and for one that is gone. */
export async function clocksOf(
  queries: Queries,
  parts: Pick<DepositParts, 'clock'>,
  companies: readonly CompanyId[],
): Promise<(company: CompanyId) => Date> {
  const clocks = await store.companyClocks(queries, [...new Set(companies)].sort());
  return (company) => clocks.get(company) ?? parts.clock.now();
}
