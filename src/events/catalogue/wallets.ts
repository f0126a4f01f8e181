import type { EventType } from './entry.ts';
import { exampleDeposit, exampleOutgoing } from './examples.ts';
import { outgoing, treasuryDeposit, virtualBalance, virtualWalletDeposit } from './shapes.ts';

const retried = { retried: 'yes' } as const;

const treasuryExample = {
  wallet_id: 'wal_01981f5e-2b51-7d94-8b17-9a8f7e6d5c4b',
  ...exampleDeposit,
  account_id: 'acc_01981f5d-9e62-7ea5-9c28-0b1a2c3d4e5f',
};
const virtualExample = { wallet_id: 'vw_01981f5f-3c62-7fb6-8d39-1c2b3d4e5f6a', ...exampleDeposit };

/** The three states of a deposit, which treasury and virtual wallets share. */
const deposits = (
  operation: 'TREASURY' | 'VIRTUAL_WALLETS',
  where: string,
  data: EventType['data'],
  example: EventType['example'],
): EventType[] => [
  {
    ...retried,
    operation,
    subOperation: 'DEPOSIT',
    status: 'SUCCESS',
    audience: 'filtered',
    title: `New deposit received (${where})`,
    sent: `A deposit to a wallet (${where}) reached its confirmations and is booked.`,
    data,
    example,
  },
  {
    ...retried,
    operation,
    subOperation: 'DEPOSIT',
    status: 'PENDING',
    audience: 'named',
    title: `Deposit seen (${where})`,
    sent: 'A deposit was seen in a block and is not yet confirmed. Only to endpoints whose filter names it in full.',
    data,
    example: { ...example, sequence: 1, confirmations: 1 },
  },
  {
    ...retried,
    operation,
    subOperation: 'DEPOSIT',
    status: 'CANCELLED',
    audience: 'told',
    title: `Deposit taken back (${where})`,
    sent: 'A deposit left the chain in a reorganisation. To the endpoints that were told of the deposit.',
    reason: 'The deposit left the chain in a reorganisation.',
    data,
    example: { ...example, sequence: 3, confirmations: 0 },
  },
];

/** Money that leaves, done or failed. */
const outgoings = (
  operation: 'TREASURY' | 'VIRTUAL_WALLETS',
  subOperation: string,
  title: string,
  example: EventType['example'],
): EventType[] => [
  {
    ...retried,
    operation,
    subOperation,
    status: 'SUCCESS',
    audience: 'filtered',
    title,
    sent: 'It was confirmed.',
    data: outgoing,
    example,
  },
  {
    ...retried,
    operation,
    subOperation,
    status: 'FAILED',
    audience: 'filtered',
    title: `${title}, failed`,
    sent: 'It failed; nothing has left.',
    reason: 'The chain refused the transfer.',
    data: outgoing,
    example,
  },
];

export const treasuryEvents: readonly EventType[] = [
  ...deposits('TREASURY', 'General', treasuryDeposit, treasuryExample),
  ...outgoings('TREASURY', 'TRANSFER', 'Treasury transfer', {
    wallet_id: treasuryExample.wallet_id,
    ...exampleOutgoing,
  }),
];

export const virtualWalletEvents: readonly EventType[] = [
  ...deposits('VIRTUAL_WALLETS', 'Virtual Wallets', virtualWalletDeposit, virtualExample),
  ...outgoings('VIRTUAL_WALLETS', 'WITHDRAW', 'Withdraw completed (Virtual Wallets)', {
    wallet_id: virtualExample.wallet_id,
    ...exampleOutgoing,
    client_id: 'cli_01981f60-4d73-7ac7-9e4a-2d3c4e5f6a7b',
  }),
  {
    ...retried,
    operation: 'VIRTUAL_WALLETS',
    subOperation: 'VIRTUAL_BALANCE',
    status: 'SUCCESS',
    audience: 'named',
    title: 'Balance set by hand (Virtual Wallets)',
    sent: 'The balance of a virtual wallet was set by hand; no coin moved. Only to endpoints whose filter names it in full.',
    data: virtualBalance,
    example: {
      movement_id: 'mov_01981f6f-2c49-7e63-9f72-5a1b0c9d8e76',
      sequence: 1,
      wallet_id: virtualExample.wallet_id,
      wallet_address: virtualExample.wallet_address,
      blockchain: virtualExample.blockchain,
      amount: '-5.25',
      available: '245.25',
      token: virtualExample.token,
      created_at: virtualExample.created_at,
    },
  },
];
