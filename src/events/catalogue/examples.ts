/** Values that the examples of several kinds of events share. */

export const exampleCard = 'card_01981f6e-4c3a-7b52-9d1e-2f8a6b7c4d10';
export const exampleTransaction = 'tx_01981f70-91b4-7e06-8a47-5c2d9e0f3b61';
export const exampleCompany = 'cmp_01981f5c-0d2e-7a11-b3c4-6e5f8a9b0c21';
export const exampleEndpoint = 'whe_01981f61-7f40-7c93-a5d2-1b0c9d8e7f32';
export const exampleEvent = 'evt_01981f70-9210-7d55-9b36-4a3f2e1d0c43';
export const exampleMoment = '2025-07-18T09:24:31.412Z';

const wallet = '0x4B20993Bc481177ec7E8f571ceCaE8A9e22C02db';
const outside = '0x78731D3Ca6b7E34aC0F824c42a7cC18A495cabaB';
const hash = '0x9fc76417374aa880d4449a1f7f31ec597f00b1f6f3dd2d66f4c9c6c445836d8b';

const usdc = { name: 'USD Coin', symbol: 'USDC', address: '0x3c499c542cEF5E3811e1192ce70d8cC03d5c3359' };

export const exampleDeposit = {
  movement_id: 'mov_01981f6f-1b27-7c41-8d50-3e9f8a7b6c54',
  sequence: 2,
  wallet_address: wallet,
  blockchain: 'POLYGON',
  transaction_hash: hash,
  log_index: 12,
  block_number: 74_120_311,
  confirmations: 32,
  from_wallet_address: outside,
  amount: '250.5',
  net_amount: '250.5',
  token: usdc,
  created_at: exampleMoment,
};

export const exampleOutgoing = {
  movement_id: 'mov_01981f6f-7e38-7d52-9e61-4f0a9b8c7d65',
  sequence: 2,
  wallet_address: wallet,
  blockchain: 'POLYGON',
  transaction_hash: hash,
  to_wallet_address: outside,
  amount: '40',
  token: usdc,
  created_at: exampleMoment,
};
