import assert from 'node:assert/strict';
import { each } from '../../sdk/index.ts';
import type { Client, SimulateAuthorizationInput } from '../../sdk/index.ts';
import { eventTypeOf } from '../support/receiver.ts';
import type { Behaviour, Receiver } from '../support/receiver.ts';
import { until } from '../support/until.ts';

/** Where a company lives that does everything that there is to do. */
export interface World {
  readonly operator: Client;
  readonly clientOf: (apiKey: string) => Client;
  /** It must {@link hear}. */
  readonly receiver: Receiver;
}

export interface Lived {
  readonly secret: string;
  /** Names of the events that came, such as `CARDS.CLEARING.PENDING`. */
  readonly heard: () => Set<string>;
}

const blockchain = 'POLYGON';
const somebody = '0x52908400098527886E0F7030069857D2E4169EE7';

/** Accepts all, and says yes to every purchase, but for two endpoints: one fails, the other is gone. */
export const hear: Behaviour = ({ path, json }, response) => {
  const status = path.endsWith('/failing') ? 500 : path.endsWith('/gone') ? 410 : 200;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(json['sub_operation'] === 'AUTHORIZATION' ? '{"response_code":"00"}' : 'ok');
};

/** Asks for what leaves a holding until the coins that came to its addresses have been swept there. */
const swept = (call: () => Promise<unknown>): Promise<void> =>
  until(() =>
    call().then(
      () => true,
      (error: Error) => {
        if (!error.message.includes('on their way')) throw error;
        return false;
      },
    ),
  );

/** A company from its first day on: calls every function of the API that can succeed, and causes every kind of event. */
export async function live({ operator, clientOf, receiver }: World): Promise<Lived> {
  const heard = (): Set<string> => new Set(receiver.requests.map(({ json }) => eventTypeOf(json)));
  const hears = (...names: string[]): Promise<void> =>
    until(() => Promise.resolve(names.every((name) => heard().has(name))));

  const { id: companyId, api_key } = await operator.createCompany({
    name: 'Every Call',
    email: 'all@example.com',
    initial_holding: '100000.00',
  });
  const client = clientOf(api_key);
  const { data: types } = await client.listEventTypes();
  const { secret, id: endpointId } = await client.createWebhookEndpoint({
    url: receiver.url,
    filters: types.map(({ name }) => name).filter((name) => name !== 'CARDS.AUTHORIZATION.PENDING'),
    decision: true,
    legacy_key: 'in-clear',
    signatures: ['v1', 'v1a'],
    headers: { 'x-team': 'payments' },
  });

  await manage();
  await receive();
  await buy();
  await hold();
  await listen();
  return { secret, heard };

  async function manage(): Promise<void> {
    await operator.listCompanies({ size: 1 });
    const { id: other } = await operator.createManagedCompany({ name: 'Another' });
    await operator.disableCompany({ companyId: other });
    await operator.enableCompany({ companyId: other });
    await operator.disableManagedCompany({ companyId: other });
    await operator.reenableManagedCompany({ companyId: other });
    const contract = { treasury_wallets: null, virtual_wallets: 50, virtual_cards: 500 };
    await operator.setContractedProduct({ companyId, ...contract });
    assert.deepEqual(await client.getContractedProduct(), contract);
    await client.getContractedProductUsed();
    const company = await client.getCompany();
    await client.updateCompany({ name: company.name, email: company.email });
    await client.getCompanyInformation({ companyId });
    await client.listBlockchains();
    const [operation] = await client.listOperations();
    await client.getOperation({ operationId: operation!.id });
    await client.getClock();

    const person = await client.createClient({ first_name: 'Ada', last_name: 'Lovelace' });
    await client.updateClient({ id: person.id, first_name: 'Ada', last_name: 'King', type: 'business' });
    assert.deepEqual(await client.listClients(), [await client.getClient({ id: person.id })]);
    await client.deleteClient({ id: person.id });

    const key = await client.createKey({ name: 'Reader', level: 1, products: ['cards'] });
    await client.updateKey({ id: key.id, name: 'Cards only' });
    await client.getKey({ id: key.id });
    const next = await client.rotateKey({ id: key.id, overlap_seconds: 60 });
    await client.revokeKey({ id: next.id });
    assert.equal((await Array.fromAsync(each(client.listKeys, { size: 1 }))).length, 2);
    await client.openConsoleSession({ api_key });
    await client.getConsoleSession();
    await client.endConsoleSession();
    await operator.replaceFxRates({ rates: { EUR: '0.9', JPY: '150', KWD: '0.3' } });
    await operator.listFxRates();
  }

  /** Wallets, deposits to them, what leaves, and what the chain takes back. */
  async function receive(): Promise<void> {
    await client.listTokens();
    const tokens = await client.listTokensOfBlockchain({ blockchain });
    const token_address = tokens.find(({ symbol }) => symbol === 'USDC')!.address;
    await client.getSigningAvailability();
    await client.getVirtualWalletSigningAvailability();
    await client.listVirtualWalletBlockchains();

    const { id: accountId } = await client.createTreasuryAccount({ alias: 'Treasury' });
    await client.renameTreasuryAccount({ accountId, alias: 'Operations' });
    await client.listTreasuryAccounts();
    const wallet = await client.createTreasuryWallet({ accountId, alias: 'One', blockchain });
    const at = { accountId, walletId: wallet.id };
    await client.renameTreasuryWallet({ ...at, alias: 'First' });
    await client.listTreasuryWallets({ accountId });
    await client.getTreasuryWallet(at);
    const person = await client.createClient({ first_name: 'Grace', last_name: 'Hopper' });
    const { id: walletId } = await client.createVirtualWallet({ alias: 'Grace', blockchain });
    await client.linkVirtualWalletToClient({ walletId, clientId: person.id });
    await client.renameVirtualWallet({ walletId, alias: 'Admiral' });
    await client.enableVirtualWallet({ walletId, enabled: true });
    await client.getVirtualWallet({ walletId });
    await client.listVirtualWallets({ blockchain });
    const card = await client.createCard({ ...aCard, approval_method: 'TOP_UP' });
    await client.getCardTopUp({ cardId: card.id });

    for (const to of [{ wallet_id: wallet.id }, { wallet_id: walletId }, { card_id: card.id }])
      await client.simulateDeposit({ ...to, token: 'USDC', amount: '1000.25' });
    // More digits than a double has, as text.
    await client.simulateDeposit({ wallet_id: wallet.id, token: 'POL', amount: '100.000000000000000001' });
    const products = ['TREASURY', 'VIRTUAL_WALLETS', 'CARDS'];
    await hears(...products.flatMap((name) => [`${name}.DEPOSIT.PENDING`, `${name}.DEPOSIT.SUCCESS`]));
    const polOf = async () =>
      (await client.getTreasuryWalletBalance(at)).find(({ symbol }) => symbol === 'POL')?.balance;
    await until(async () => (await polOf()) !== 0);
    assert.equal(await polOf(), '100.000000000000000001');

    const out = { to_wallet_address: somebody, token_address };
    for (const chain of [undefined, 'fail_next'] as const) {
      const ask = async (call: () => Promise<unknown>): Promise<void> => {
        if (chain !== undefined) await client.setFaults({ chain });
        await swept(call);
        const status = chain === undefined ? 'SUCCESS' : 'FAILED';
        await until(() => Promise.resolve(heard().has(`${asking}.${status}`)));
      };
      let asking = 'TREASURY.TRANSFER';
      await ask(() => client.transferFromTreasury({ ...at, to: somebody, token_address, amount: '5.5' }));
      asking = 'VIRTUAL_WALLETS.WITHDRAW';
      await ask(() => client.withdrawFromVirtualWallet({ walletId, ...out, amount: 5 }));
      asking = 'CARDS.WARRANTY_WITHDRAW';
      await ask(() => client.withdrawFromCardHolding({ to_wallet_address: somebody, amount: '7.25' }));
    }
    await client.setVirtualBalance({ walletId, virtual_balance: '900', token_address });
    await client.withdrawFromHolding({ blockchain, ...out, amount: '1' });
    await hears('VIRTUAL_WALLETS.VIRTUAL_BALANCE.SUCCESS');
    await client.getVirtualBalances({ blockchain });
    await client.getVirtualWalletBalance({ walletId });
    await client.getHoldingWallet({ blockchain });
    await client.getHoldingWalletBalance({ blockchain });
    await client.listHoldingWalletMovements({ blockchain });
    await Array.fromAsync(each(client.listVirtualWalletMovements, { walletId, size: 1 }));
    await client.listCardHoldingMovements();
    await client.listCardDeposits({ cardId: card.id });
    await client.getCardHolding();
    await client.searchTreasuryTransactions({
      wallet_ids: [wallet.id],
      operations: ['TRANSFER', 'DEPOSIT', 'WITHDRAWAL'],
    });
    const suspended = async (amount: string): Promise<string> => {
      const { movement } = await client.simulateDeposit({ wallet_id: wallet.id, token: 'USDC', amount });
      await until(async () =>
        (await operator.listSuspendedDeposits({ company_id: companyId })).data.some(
          (one) => one.movement.id === movement.id,
        ),
      );
      return movement.id;
    };
    const named = async (amount: string) => ({ company_id: companyId, movementId: await suspended(amount) });
    await operator.creditSuspendedDeposit(await named('0.5'));
    await operator.returnSuspendedDeposit({ ...(await named('0.75')), to_wallet_address: somebody });
    const [chain] = await operator.listChainStates();
    await client.simulateReorganisation({ depth: Math.min(64, chain!.block!) });
    await hears(...products.map((name) => `${name}.DEPOSIT.CANCELLED`));
    await client.rotateCardDepositWallet({ cardId: card.id });

    const spare = await client.createTreasuryWallet({ accountId, alias: 'Spare', blockchain });
    await client.deleteTreasuryWallet({ accountId, walletId: spare.id });
    await client.deleteTreasuryAccount({
      accountId: (await client.createTreasuryAccount({ alias: 'Spare' })).id,
    });
    const { id: unused } = await client.createVirtualWallet({ alias: 'Spare', blockchain });
    await client.deleteVirtualWallet({ walletId: unused });

    await operator.listChainStates();
    await operator.retryStuckTransfers({ blockchain });
    await operator.reconcile();
    await operator.listTokenStandings();
    await operator.listHaltedTokens();
    await operator.listSigners();
    const { data: keys } = await operator.listSigningKeys({ size: 1 });
    await operator.refreshSigningKey({ keyId: keys[0]!.key_id });
  }

  /** Purchases and all that follows them. */
  async function buy(): Promise<void> {
    const program = await client.getCardProgram();
    await client.changeCardProgram({ ...program, fx_fee_percent: '1.5', three_ds_threshold: '500' });
    await client.replaceVelocityRules({ rules: [{ max_authorizations: 2, time_window_seconds: 60 }] });
    await client.getVelocityRules();
    const blocked = await client.createCard({ ...aCard, approval_method: 'NONE' });
    for (let swipe = 0; swipe < 3; swipe += 1)
      await client.simulateAuthorization({ card_id: blocked.id, amount: 1 });
    await client.removeVelocityRules();
    await client.unblockCard({ cardId: blocked.id });

    const card = await client.createCard({
      ...aCard,
      approval_method: 'TOP_UP',
      metadata: { employee: 'e-1', amount: 1.5, deep: { null: null } },
    });
    const cardId = card.id;
    const key = (name: string) => ({ idempotencyKey: `${cardId}-${name}` });
    await client.setCardBalance({ cardId, virtual_balance: '500' });
    await client.addCardBalance({ cardId, amount: '500.10' }, key('add'));
    await client.subtractCardBalance({ cardId, amount: 0.1 }, key('subtract'));
    await client.getCardBalance({ cardId });
    const buys = async (swipe: SimulateAuthorizationInput) => {
      const { transaction } = await client.simulateAuthorization({ card_id: cardId, ...swipe });
      return { transactionId: transaction!.id };
    };
    const bought = await buys({ amount: '10.005', currency: 'KWD' });
    await client.simulateIncrement({ ...bought, amount: '1', currency: 'KWD' });
    await client.simulateAdvice({ ...bought, amount: '9', currency: 'KWD' });
    await client.simulateReversal({ ...bought, amount: '1', currency: 'KWD' });
    await client.simulateClearing({ ...bought, amount: '5', currency: 'KWD', final: false });
    await client.simulateClearing(bought);
    await client.simulateRefund({ ...bought, amount: '1', currency: 'KWD' });
    await client.simulateRefundReversal(bought);
    await client.simulateClearingReversal(bought);
    await client.simulateExpiry(await buys({ amount: 1500, currency: 'JPY', channel: 'MOTO' }));
    await client.simulateCancellation(await buys({ amount: 20, kind: 'atm', channel: 'ATM' }));
    await buys({ amount: 0, kind: 'verification' });
    await buys({ amount: 1_000_000 });
    await buys({ amount: 3, kind: 'refund' });
    await buys({ amount: 3, kind: 'financial' });
    await buys({ amount: 3, network_key: 'early' });
    await client.simulateEarlyReversal({ card_id: cardId, original_network_key: 'early', amount: 3 });
    await client.simulateForcePost({ card_id: cardId, amount: 2 });
    await client.simulateUnlinkedRefund({ card_id: cardId, amount: 2 });
    for (const simulate of [
      client.simulateWebhookAuthorize,
      client.simulateWebhookClearing,
      client.simulateWebhookRefund,
      client.simulateWebhookAuthorize,
      client.simulateWebhookReversal,
    ])
      await simulate({ card_id: cardId, bill_amount: 4 });

    const { challenge } = await client.simulateThreeDsChallenge({ card_id: cardId, amount: 600 });
    await client.listThreeDsChallenges({ card_id: cardId });
    await client.getThreeDsChallenge({ challengeId: challenge.id });
    await hears('CARDS.NOTIFICATION_3DS_AUTHORIZATION.PENDING');
    const code = receiver.requests.find(({ json: { data } }) => data['challenge_id'] === challenge.id)?.json
      .data['code'];
    await client.answerThreeDsChallenge({ cardId, code: String(code) });
    const { challenge: second } = await client.simulateThreeDsChallenge({ card_id: cardId, amount: 7 });
    await client.simulateThreeDsAnswer({ challengeId: second.id, code: '000000' });

    const asked = await client.createCard({ ...aCard, approval_method: 'WEBHOOK' });
    const decided = await client.simulateAuthorization({ card_id: asked.id, amount: 9 });
    assert.equal(decided.approved, true);
    await client.changeCardDecision({ cardId: asked.id, fallback_decision: 'APPROVE', fallback_limit: 10 });

    await client.getCardTransaction({ cardId, ...bought });
    await client.listCardTransactionEntries({ cardId, ...bought });
    await client.listCardTransactionPostings({ cardId, ...bought });
    const operations = ['AUTHORIZATION', 'CLEARING', 'REFUND', 'REVERSAL'] as const;
    const search = { cardId, operations: [...operations], size: 5 };
    assert.ok((await Array.fromAsync(each(client.searchCardTransactions, search))).length > 10);
    assert.ok((await client.getCardStatement({ cardId })).length > 1_000);
    await client.getCardSpending({ cardId });
    await client.getCardStatistics();
    await client.checkLedger();
  }

  /** A card itself, from its first day to its last. */
  async function hold(): Promise<void> {
    const { id: cardId } = await client.createCard({ ...aCard, approval_method: 'NONE', daily_limit: '50' });
    await client.listCards();
    await client.freezeCard({ cardId, freeze: true });
    await client.freezeCard({ cardId, freeze: false });
    await client.changeCardLimits({ cardId, daily_limit: null, monthly_limit: '99.99' });
    await client.setCardPin({ cardId, pin: '2580' });
    await client.changeCardEmail({ cardId, email: 'ada@example.com' });
    await client.changeCardPhone({ cardId, phone_country_code: 1, phone: '2025550123' });
    await client.configureCardThreeDs({ cardId, type: 'FORWARDED' });
    await client.getPanPage({ cardId });
    await client.getPinPage({ cardId });
    await client.getCard({ cardId });
    await client.reissueCard({ cardId });
    await client.deleteCard({ cardId });
  }

  /** Endpoints, what was sent to them, and what is sent again. */
  async function listen(): Promise<void> {
    const types = ['CARDS'];
    const failing = await client.createWebhookEndpoint({
      url: `${receiver.url}/failing`,
      filters: types,
      retry_schedule: [],
    });
    const gone = await client.createWebhookEndpoint({ url: `${receiver.url}/gone`, filters: types });
    const { id: card_id } = await client.createCard({ ...aCard, approval_method: 'NONE' });
    const { event_ids } = await client.simulateAuthorization({ card_id, amount: 1 });
    await hears('WEBHOOKS.ENDPOINT_DISABLED.SUCCESS', 'WEBHOOKS.DELIVERY_EXHAUSTED.FAILED');
    await client.changeWebhookEndpoint({ endpointId: gone.id, url: `${receiver.url}/back` });
    await client.enableWebhookEndpoint({ endpointId: gone.id });
    await client.listUndelivered();
    await client.testWebhookEndpoint({ endpointId });
    await hears('WEBHOOKS.TEST.SUCCESS');
    await client.rotateWebhookSecret({ endpointId: gone.id });
    await client.getWebhookSecret({ endpointId: gone.id });
    await client.getWebhookEndpoint({ endpointId: gone.id });
    assert.equal((await Array.fromAsync(each(client.listWebhookEndpoints, { size: 1 }))).length, 3);
    await client.getWebhookKeys({ endpoint_id: endpointId });

    const [eventId = ''] = event_ids;
    await client.getEvent({ eventId });
    const events = await Array.fromAsync(each(client.listEvents, { size: 50 }));
    assert.ok(events.length > 50);
    const { data: deliveries } = await client.listDeliveries({ endpoint_id: failing.id, event_id: eventId });
    await client.listAttempts({ deliveryId: deliveries[0]!.id });
    await client.replayEvent({ eventId, endpoint_id: endpointId });
    const since = '2020-01-01T00:00:00Z';
    const replay = { endpoint_id: gone.id, since, only: 'all' } as const;
    await client.createReplay({ ...replay, dry_run: true });
    const { id } = await client.createReplay(replay);
    const replayId = id!;
    await client.getReplay({ replayId });
    for (const call of [client.pauseReplay, client.resumeReplay, client.cancelReplay])
      // It may be over by now.
      await call({ replayId }).catch(() => undefined);
    await client.listReplays();
    await client.getDeliveryStatistics();
    const stream = await client.streamEvents({ last_event_id: events.at(-1)!.id });
    const reader = stream.getReader();
    assert.match(new TextDecoder().decode((await reader.read()).value), /^(id|event|data|:)/);
    await reader.cancel();
    await client.setFaults({ endpoint_id: gone.id, delay_ms: 10 });
    await client.listFaults();
    await client.endFaults({ endpoint_id: gone.id });
    await client.subscribeWebhook({ url: `${receiver.url}/default`, webhook_key: 'a-key' });
    await client.setWebhookKey({ key: 'another-key' });
    await client.deleteWebhookEndpoint({ endpointId: failing.id });
    await client.listAudit({ size: 5 });
    const [scenario] = await client.listScenarios();
    await client.getScenario({ name: scenario!.name });
    await client.runScenario({ name: scenario!.name });
    await client.advanceClock({ advance: 'PT1H' });
    for (const call of [operator.isAlive, operator.isReady, operator.getMetrics, operator.getOpenApi])
      await call();
    await client.resetCompany();
  }
}

const aCard = { card_holder_name: 'Ada Lovelace', phone_country_code: 44, phone: '7700900123' } as const;
