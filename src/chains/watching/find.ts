import { getAddress, numberToHex, size, toEventSelector } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { largestAmount } from '../../kernel/money.ts';
import type { Header, PlacedLog, RawLog } from './blocks.ts';
import type { CoinMove } from './coins.ts';

/** Something in a block that may concern us: a listed token moved, native coin moved, a threshold account used a nonce. */
export interface Found {
  readonly kind: 'token' | 'coin' | 'executed';
  readonly transactionHash: Hash;
  readonly ordinal: number;
  readonly logIndex: number | null;
  /** The token, or the account. */
  readonly contract: Address | null;
  readonly from: Address | null;
  readonly to: Address | null;
  readonly amount: bigint | null;
  readonly nonce: bigint | null;
  readonly digest: Hex | null;
  readonly ok: boolean | null;
}

const transferTopic = toEventSelector('Transfer(address,address,uint256)');
const executedTopic = toEventSelector('Executed(uint256,bytes32,bool)');
const sweptTopic = toEventSelector('Swept(address,address,uint256)');

/** Ordinals of native coin that a log tells of begin here: above those by which a balance found it, and those of traces. */
export const sweptOrdinals = 2 ** 28;

/** What stands in the logs of a block: transfers of `tokens` (lower case), and nonces used, by whomever they may be. */
export function findInLogs(logs: readonly PlacedLog[], tokens: ReadonlySet<string>): readonly Found[] {
  return logs.flatMap(({ log, logIndex, ordinal }) => {
    const found = readTransfer(log, tokens) ?? readExecuted(log);
    return found === undefined ? [] : [{ ...found, transactionHash: log.transactionHash, ordinal, logIndex }];
  });
}

type Content = Omit<Found, 'transactionHash' | 'ordinal' | 'logIndex'>;

/** The transfer that a log tells of. Zero values are none, and an amount that no ledger holds (10³⁹) is none either. */
export function readTransfer(log: RawLog, tokens: ReadonlySet<string>): Content | undefined {
  const [topic, from, to] = log.topics;
  // A token of the ERC-721 kind has the same event with its third value as a topic.
  if (topic !== transferTopic || from === undefined || to === undefined || log.topics.length !== 3)
    return undefined;
  if (!tokens.has(log.address.toLowerCase()) || size(log.data) !== 32) return undefined;
  const amount = BigInt(log.data);
  if (amount === 0n || amount > largestAmount) return undefined;
  return {
    ...nothing,
    kind: 'token',
    contract: getAddress(log.address),
    from: addressIn(from),
    to: addressIn(to),
    amount,
  };
}

/**
 * The used nonce that a log tells of. Anybody can write such a log, so it counts only for accounts that are ours, and one that no
 * account could have written is none: a decoder that throws would stop the chain at its block.
 */
export function readExecuted(log: RawLog): Content | undefined {
  const [topic, nonce, digest] = log.topics;
  if (topic !== executedTopic || nonce === undefined || digest === undefined || log.topics.length !== 3)
    return undefined;
  if (size(log.data) !== 32) return undefined;
  const ok = BigInt(log.data);
  if (ok > 1n) return undefined;
  return {
    ...nothing,
    kind: 'executed',
    contract: getAddress(log.address),
    nonce: BigInt(nonce),
    digest,
    ok: ok === 1n,
  };
}

/**
 * Native coin that deposit addresses sent to their holdings, as their logs tell. Anybody can write such a log, so it counts only where its
 * sender is ours.
 */
export function findSweptCoins(logs: readonly PlacedLog[]): readonly Found[] {
  return logs.flatMap(({ log, ordinal }) => {
    const [topic, token, to] = log.topics;
    if (topic !== sweptTopic || token === undefined || to === undefined || log.topics.length !== 3) return [];
    if (BigInt(token) !== 0n || size(log.data) !== 32) return [];
    const { transactionHash } = log;
    const parties = { from: getAddress(log.address), to: addressIn(to) };
    return findCoins([
      { transactionHash, ordinal: sweptOrdinals + ordinal, amount: BigInt(log.data), ...parties },
    ]);
  });
}

/** Whether native coin was found in a log of a deposit address. */
export const isFoundInLog = ({ kind, ordinal }: Pick<Found, 'kind' | 'ordinal'>): boolean =>
  kind === 'coin' && ordinal >= sweptOrdinals;

/** Native coin that moved in a block, as {@link Found}. */
export function findCoins(moves: readonly CoinMove[]): readonly Found[] {
  return moves
    .filter(({ amount }) => amount > 0n && amount <= largestAmount)
    .map((move) => Object.assign({}, nothing, { kind: 'coin', logIndex: null } as const, move));
}

/** The addresses that decide whether something concerns us. */
export const partiesOf = ({ kind, contract, from, to }: Found): readonly (Address | null)[] =>
  kind === 'executed' ? [contract] : [from, to];

/** Everything found in a block, with the block. */
export interface FoundIn {
  readonly header: Header;
  readonly found: Found;
}

const nothing: Content = {
  kind: 'token',
  contract: null,
  from: null,
  to: null,
  amount: null,
  nonce: null,
  digest: null,
  ok: null,
};

const addressIn = (topic: Hex): Address =>
  getAddress(numberToHex(BigInt(topic) & ((1n << 160n) - 1n), { size: 20 }));
