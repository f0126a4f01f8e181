import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ApiError, verifyWebhook } from '../../sdk/index.ts';
import type { Client } from '../../sdk/index.ts';
import { aCard, chainIsUp, newCompany, startCardwright, verifyBooks } from '../support/cardwright.ts';
import { startReceiver } from '../support/receiver.ts';
import type { Receiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';

const server = await startCardwright({ settings: { LOCAL_CHAIN: 'on' } });
after(() => server.stop());
await chainIsUp(server);

const somebody = '0x52908400098527886E0F7030069857D2E4169EE7';
const blockchain = 'POLYGON';

interface Told {
  readonly operation_id: string;
  readonly reason?: string;
  readonly data: Record<string, unknown>;
}

/** The webhooks of one name, verified, once there are so many. */
async function told(receiver: Receiver, secret: string, name: string, count = 1): Promise<Told[]> {
  const named = () =>
    receiver.requests.filter(
      ({ json: { operation, sub_operation, status } }) =>
        `${String(operation)} ${String(sub_operation)} ${String(status)}` === name,
    );
  await until(() => Promise.resolve(named().length >= count));
  for (const { headers, body } of named()) await verifyWebhook(secret, headers, body);
  return named().map(({ json }) => json);
}

/** A company with an endpoint that hears everything about wallets, what is only seen so far too. */
async function listeningCompany() {
  const company = await newCompany(server, '0.00');
  const receiver = await startReceiver();
  const { secret } = await company.client.createWebhookEndpoint({
    url: receiver.url,
    filters: ['TREASURY', 'VIRTUAL_WALLETS', 'CARDS', 'TREASURY.DEPOSIT.PENDING', 'CARDS.DEPOSIT.PENDING'],
  });
  return { ...company, hears: (name: string, count?: number) => told(receiver, secret, name, count) };
}

async function usdcOf(client: Client): Promise<string> {
  const token = (await client.listTokensOfBlockchain({ blockchain })).find(({ symbol }) => symbol === 'USDC');
  return token?.address ?? assert.fail('USDC is listed');
}

const usdcIn = (balances: readonly { symbol: string; balance: number | string }[]) =>
  balances.find(({ symbol }) => symbol === 'USDC')?.balance;

async function refused(asked: Promise<unknown>, status: number, code: string): Promise<void> {
  await assert.rejects(asked, (error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual([error.status, error.code], [status, code], error.message);
    return true;
  });
}

/** Custody equals the chain, and the ledger is sound. */
async function allBooksAgree(): Promise<void> {
  // The gas of the latest chain transaction is booked a moment after it.
  await until(async () => (await server.operator.reconcile()).every(({ reconciled }) => reconciled));
  const report = await verifyBooks(server);
  assert.ok(report.sound, JSON.stringify(report.listed));
}

test('a treasurer receives, is told, and sends, with a key that nobody has', async () => {
  const { client, hears } = await listeningCompany();
  const token_address = await usdcOf(client);
  const account = await client.createTreasuryAccount({ alias: 'Treasury' });
  const wallet = await client.createTreasuryWallet({
    accountId: account.id,
    alias: 'Operations',
    blockchain,
  });
  const at = { accountId: account.id, walletId: wallet.id };

  const { movement } = await client.simulateDeposit({
    wallet_id: wallet.id,
    token: 'USDC',
    amount: '1250.000001',
  });
  const [seen] = await hears('TREASURY DEPOSIT PENDING');
  const [credited] = await hears('TREASURY DEPOSIT SUCCESS');
  assert.equal(seen!.data['transaction_hash'], movement.transaction_hash);
  const { data } = credited!;
  assert.deepEqual(
    [data['wallet_id'], data['account_id'], data['wallet_address'], data['blockchain']],
    [wallet.id, account.id, wallet.wallet_address, blockchain],
  );
  assert.deepEqual(
    [data['amount'], data['net_amount'], data['transaction_hash']],
    ['1250.000001', '1250.000001', movement.transaction_hash],
  );
  assert.equal((data['token'] as { address: string }).address, token_address);
  assert.equal(usdcIn(await client.getTreasuryWalletBalance(at)), 1250.000001);

  const sending = { ...at, to: somebody, token_address, amount: '1000.5' };
  const options = { idempotencyKey: 'payroll-7' };
  assert.equal((await client.transferFromTreasury(sending, options)).status, 'PENDING');
  assert.equal(usdcIn(await client.getTreasuryWalletBalance(at)), 249.500001);
  const [sent] = await hears('TREASURY TRANSFER SUCCESS');
  assert.deepEqual([sent!.data['to_wallet_address'], sent!.data['amount']], [somebody, '1000.5']);

  // The same request again is the same transfer.
  const again = await client.transferFromTreasury(sending, options);
  assert.deepEqual(again, { status: 'SUCCESS', transaction_hash: sent!.data['transaction_hash'] });
  await refused(
    client.transferFromTreasury({ ...sending, amount: '1' }, options),
    409,
    'IDEMPOTENCY_KEY_REUSED',
  );
  // Nor is a refusal of before carried out later on.
  const tooMuch = { ...sending, amount: '300' };
  await refused(client.transferFromTreasury(tooMuch, { idempotencyKey: 'payroll-8' }), 412, 'VAL');
  await client.simulateDeposit({ wallet_id: wallet.id, token: 'USDC', amount: '100' });
  await until(async () => usdcIn(await client.getTreasuryWalletBalance(at)) === 349.500001);
  await refused(client.transferFromTreasury(tooMuch, { idempotencyKey: 'payroll-8' }), 412, 'VAL');
  assert.equal(usdcIn(await client.getTreasuryWalletBalance(at)), 349.500001);
  const found = await client.searchTreasuryTransactions({
    wallet_ids: [wallet.id],
    operations: ['TRANSFER', 'DEPOSIT'],
  });
  assert.deepEqual(
    found.movements.map(({ operation, amount, status, operation_id }) => [
      operation,
      amount,
      status,
      operation_id,
    ]),
    [
      ['DEPOSIT', 100, 'SUCCESS', found.movements[0]!.operation_id],
      ['TRANSFER', 1000.5, 'SUCCESS', sent!.operation_id],
      ['DEPOSIT', 1250.000001, 'SUCCESS', credited!.operation_id],
    ],
  );
  await allBooksAgree();
});

describe('what can only be a mistake is refused, and nothing moves', async () => {
  const { client } = await listeningCompany();
  const token_address = await usdcOf(client);
  const account = await client.createTreasuryAccount({ alias: 'Treasury' });
  const made = await client.createTreasuryWallet({ accountId: account.id, alias: 'One', blockchain });
  const at = { accountId: account.id, walletId: made.id };
  await client.simulateDeposit({ wallet_id: made.id, token: 'USDC', amount: 10 });
  await until(async () => usdcIn(await client.getTreasuryWalletBalance(at)) === 10);
  const virtual = await client.createVirtualWallet({ alias: 'Ada', blockchain });
  await client.setVirtualBalance({ walletId: virtual.id, virtual_balance: 10 });

  const wrong: readonly [string, { readonly to?: string; readonly amount?: string }, number][] = [
    ['more than there is', { amount: '10.000001' }, 412],
    ['the zero address', { to: `0x${'0'.repeat(40)}` }, 412],
    ['the contract of the token', { to: token_address }, 412],
    ['seven decimals of a token with six', { amount: '1.0000001' }, 400],
    ['nothing', { amount: '0' }, 400],
    ['less than nothing', { amount: '-1' }, 400],
    ['no number', { amount: 'all' }, 400],
    ['no address', { to: 'bob' }, 412],
    ['a mistyped address', { to: somebody.replace('E4', 'e4') }, 412],
  ];
  const own = { treasury: made.wallet_address, virtual: virtual.wallet_address };
  for (const [what, { to = somebody, amount = '1' }, status] of wrong) {
    const code = status === 400 ? 'VALIDATION_ERROR' : 'VAL';
    test(what, async () => {
      await refused(client.transferFromTreasury({ ...at, to, token_address, amount }), status, code);
      const asked = { walletId: virtual.id, to_wallet_address: to, token_address, amount };
      await refused(client.withdrawFromVirtualWallet(asked), status, code);
    });
  }
  test('the wallet itself, and a token that is not listed', async () => {
    await refused(
      client.transferFromTreasury({ ...at, to: own.treasury, token_address, amount: 1 }),
      412,
      'VAL',
    );
    const asked = { walletId: virtual.id, to_wallet_address: own.virtual, token_address, amount: 1 };
    await refused(client.withdrawFromVirtualWallet(asked), 412, 'VAL');
    await refused(
      client.transferFromTreasury({ ...at, to: somebody, token_address: somebody, amount: 1 }),
      412,
      'VAL',
    );
  });
  test('nothing has moved', async () => {
    assert.equal(usdcIn(await client.getTreasuryWalletBalance(at)), 10);
    assert.equal(usdcIn(await client.getVirtualWalletBalance({ walletId: virtual.id })), 10);
    await allBooksAgree();
  });
});

test('a product team gives each customer an address, and sees the money come and go', async () => {
  const { client, hears } = await listeningCompany();
  const token_address = await usdcOf(client);
  const ada = await client.createClient({ first_name: 'Ada', last_name: 'Lovelace' });
  const [first, second] = [
    await client.createVirtualWallet({ alias: 'Ada', blockchain }),
    await client.createVirtualWallet({ alias: 'Bob', blockchain }),
  ];
  assert.equal(await client.linkVirtualWalletToClient({ walletId: first.id, clientId: ada.id }), undefined);
  assert.deepEqual((await client.getClient({ id: ada.id })).wallet_ids, [first.id]);

  await client.simulateDeposit({ wallet_id: first.id, token: 'USDC', amount: 100 });
  const [deposit] = await hears('VIRTUAL_WALLETS DEPOSIT SUCCESS');
  assert.deepEqual([deposit!.data['wallet_id'], deposit!.data['amount']], [first.id, '100']);

  // Between two of the company's wallets it is done at once, on no blockchain.
  const inside = await client.withdrawFromVirtualWallet({
    walletId: first.id,
    to_wallet_address: second.wallet_address,
    token_address,
    amount: 30,
  });
  assert.deepEqual(inside, { transaction_hash: 'internal', status: 'SUCCESS' });
  const [, received] = await hears('VIRTUAL_WALLETS DEPOSIT SUCCESS', 2);
  assert.deepEqual(
    [received!.data['wallet_id'], received!.data['transaction_hash'], received!.data['from_wallet_address']],
    [second.id, 'internal', first.wallet_address],
  );
  const [withdrawn] = await hears('VIRTUAL_WALLETS WITHDRAW SUCCESS');
  assert.equal(withdrawn!.data['client_id'], ada.id);

  // To the chain it is paid by the holding wallet, once the coins are there.
  await until(async () => usdcIn(await client.getHoldingWalletBalance({ blockchain })) === 100);
  await client.withdrawFromVirtualWallet({
    walletId: second.id,
    to_wallet_address: somebody,
    token_address,
    amount: '30',
  });
  const [, paid] = await hears('VIRTUAL_WALLETS WITHDRAW SUCCESS', 2);
  assert.match(String(paid!.data['transaction_hash']), /^0x[0-9a-f]{64}$/);
  assert.equal(usdcIn(await client.getVirtualBalances({ blockchain })), 70);
  assert.equal(usdcIn(await client.getHoldingWalletBalance({ blockchain })), 70);

  // What is owed stays; what is to spare can be taken.
  const holding = { blockchain, to_wallet_address: somebody, token_address };
  await refused(client.withdrawFromHolding({ ...holding, amount: 1 }), 412, 'VAL');
  assert.equal(await client.setVirtualBalance({ walletId: first.id, virtual_balance: '69.5' }), 69.5);
  await client.withdrawFromHolding({ ...holding, amount: '0.5' });
  await hears('VIRTUAL_WALLETS WITHDRAW SUCCESS', 3);

  await client.deleteVirtualWallet({ walletId: second.id });
  await refused(client.getVirtualWallet({ walletId: second.id }), 404, 'NOT_FOUND');
  const { movements, paging_state_token } = await client.listVirtualWalletMovements({
    walletId: first.id,
    sort_order: 'ASC',
  });
  assert.deepEqual(
    movements.map(({ operation, status, amount }) => [operation, status, amount]),
    [
      ['DEPOSIT', 'COMPLETED', 100],
      ['USER_WITHDRAWAL', 'COMPLETED', 30],
      ['OVERRIDE_VIRTUAL_BALANCE', 'COMPLETED', -0.5],
    ],
  );
  assert.equal(paging_state_token, null);
  await allBooksAgree();
});

test('a cardholder tops up from outside, pays, and the company takes out what is free', async () => {
  const { client, hears } = await listeningCompany();
  const holding = await client.getCardHolding();
  assert.equal(holding.warranty_balance, 0);
  assert.deepEqual(holding.deposit_tokens, { USDC: await usdcOf(client) });
  await client.simulateDeposit({ address: holding.deposit_address!, token: 'USDC', amount: 500 });
  await hears('CARDS DEPOSIT SUCCESS');
  await until(async () => (await client.getCardHolding()).warranty_balance === 500);

  const card = await client.createCard({ ...aCard, approval_method: 'TOP_UP' });
  const [wallet] = await client.getCardTopUp({ cardId: card.id });
  assert.deepEqual([wallet!.blockchain, wallet!.tokens, wallet!.ramps], [blockchain, ['USDC'], []]);
  assert.deepEqual(await client.getCardTopUp({ cardId: card.id }), [wallet]);
  await client.simulateDeposit({ card_id: card.id, token: 'USDC', amount: '40.009' });
  const [, credited] = await hears('CARDS DEPOSIT SUCCESS', 2);
  assert.deepEqual(
    [credited!.data['card_id'], credited!.data['amount'], credited!.data['net_amount']],
    [card.id, '40.009', '40.00'],
  );
  assert.equal((await client.getCardBalance({ cardId: card.id })).available_credit, 40);
  const swiped = await client.simulateAuthorization({ card_id: card.id, amount: '15.00' });
  assert.equal(swiped.approved, true);

  // An old address still credits the card.
  const rotated = await client.rotateCardDepositWallet({ cardId: card.id });
  assert.notEqual(rotated.address, wallet!.address);
  await client.simulateDeposit({ address: wallet!.address, token: 'USDC', amount: 10 });
  await hears('CARDS DEPOSIT SUCCESS', 3);
  assert.equal((await client.getCardBalance({ cardId: card.id })).available_credit, 35);

  const none = await client.createCard({ ...aCard, approval_method: 'NONE' });
  await refused(client.getCardTopUp({ cardId: none.id }), 412, 'VAL');

  await refused(
    client.withdrawFromCardHolding({ to_wallet_address: somebody, amount: '540.00' }),
    412,
    'VAL',
  );
  const asked = await client.withdrawFromCardHolding({ to_wallet_address: somebody, amount: '100.25' });
  assert.deepEqual([asked.status, asked.simple_error_message], ['PENDING', null]);
  const [out] = await hears('CARDS WARRANTY_WITHDRAW SUCCESS');
  assert.deepEqual([out!.data['to_wallet_address'], out!.data['amount']], [somebody, '100.25']);
  const { movements } = await client.listCardHoldingMovements();
  assert.deepEqual(
    movements.map(({ operation, status, amount }) => [operation, status, amount]),
    [
      ['WITHDRAWAL', 'COMPLETED', 100.25],
      ['DEPOSIT', 'COMPLETED', 500],
    ],
  );
  await allBooksAgree();
});

test('a deposit that leaves the chain is taken back, and comes again as a new one', async () => {
  const { client, hears } = await listeningCompany();
  const wallet = await client.createVirtualWallet({ alias: 'Ada', blockchain });
  const { movement } = await client.simulateDeposit({ wallet_id: wallet.id, token: 'USDC', amount: 20 });
  await hears('VIRTUAL_WALLETS DEPOSIT SUCCESS');
  const { movements } = await client.simulateReorganisation({ depth: 20 });
  assert.deepEqual(
    movements.map(({ id }) => id),
    [movement.id],
  );
  const [cancelled] = await hears('VIRTUAL_WALLETS DEPOSIT CANCELLED');
  assert.match(cancelled!.reason!, /reorganisation/);
  assert.equal(usdcIn(await client.getVirtualWalletBalance({ walletId: wallet.id })), 0);
  await client.simulateDeposit({ wallet_id: wallet.id, token: 'USDC', amount: 7 });
  await hears('VIRTUAL_WALLETS DEPOSIT SUCCESS', 2);
  assert.equal(usdcIn(await client.getVirtualWalletBalance({ walletId: wallet.id })), 7);
  await allBooksAgree();
});

test('the operator sees three signers, and has a key shared anew', async () => {
  const signers = await server.operator.listSigners();
  assert.deepEqual(
    signers.map(({ number, up, policy }) => [number, up, policy?.version]),
    [
      [1, true, 1],
      [2, true, 1],
      [3, true, 1],
    ],
  );
  const page = await server.operator.listSigningKeys({ size: 1 });
  assert.equal(page.data.length, 1);
  const [key] = page.data;
  assert.deepEqual(await server.operator.refreshSigningKey({ keyId: key!.key_id }), key);
  await refused(server.client.listSigners(), 401, 'API_ERROR');
});

test('the operator says how many wallets a company may have', async () => {
  const { id, client } = await newCompany(server, '0.00');
  const limits = { treasury_wallets: 1, virtual_wallets: 0, virtual_cards: null };
  await server.operator.setContractedProduct({ companyId: id, ...limits });
  const account = await client.createTreasuryAccount({ alias: 'Main' });
  const wanted = { accountId: account.id, alias: 'One', blockchain };
  const wallet = await client.createTreasuryWallet(wanted);
  await refused(client.createTreasuryWallet(wanted), 412, 'VAL');
  assert.deepEqual(await client.listTreasuryAccounts(), [{ ...account, wallets: [wallet] }]);
  await refused(client.createVirtualWallet({ alias: 'One', blockchain }), 412, 'VAL');
  // What is deleted leaves its place.
  const [gone] = [await client.createCard(aCard), await client.createCard(aCard)];
  await client.deleteCard({ cardId: gone.id });
  assert.deepEqual(await client.getContractedProductUsed(), {
    treasury_wallets: { contracted: 1, used: 1 },
    virtual_wallets: { contracted: 0, used: 0 },
    virtual_cards: { contracted: null, used: 1 },
  });
  assert.deepEqual(await client.listBlockchains(), [blockchain]);
  assert.deepEqual(await client.listVirtualWalletBlockchains(), [blockchain]);
});

test('a wrong balance is named as it was sent', async () => {
  const { client } = await newCompany(server, '0.00');
  const { id: walletId } = await client.createVirtualWallet({ alias: 'Ada', blockchain });
  await assert.rejects(client.setVirtualBalance({ walletId, virtual_balance: '1.1234567' }), (error) => {
    assert.ok(error instanceof ApiError);
    assert.deepEqual(error.details, [{ field: 'virtual_balance', message: 'must have at most 6 decimals' }]);
    return true;
  });
});
