// Written from openapi.json by `npm run sdk`: a change here would be lost.

/** What is needed to make a call: members of its input that stand neither in the path nor in `query` are its body. */
export interface CallShape {
  readonly method: string;
  readonly path: string;
  readonly query: readonly string[];
  /** Whether it is refused without an idempotency key. */
  readonly keyed: boolean;
  /** Whether a repeat of what is still under way is answered by 302 `WARNING`. */
  readonly repeats: boolean;
  readonly answer: 'nothing' | 'json' | 'text' | 'bytes' | 'stream';
}

export const calls = {
  addCardBalance: {
    method: 'POST',
    path: '/cards/virtual-cards/{cardId}/virtual-balance/add',
    query: [],
    keyed: true,
    repeats: false,
    answer: 'json',
  },
  advanceClock: {
    method: 'POST',
    path: '/simulate/clock',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  answerThreeDsChallenge: {
    method: 'POST',
    path: '/cards/virtual-cards/{cardId}/3ds-authorization',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  cancelReplay: {
    method: 'POST',
    path: '/webhooks/replays/{replayId}/cancel',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  changeCardDecision: {
    method: 'PATCH',
    path: '/cards/virtual-cards/{cardId}/decision',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  changeCardEmail: {
    method: 'PUT',
    path: '/cards/virtual-cards/{cardId}/email',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'nothing',
  },
  changeCardLimits: {
    method: 'PATCH',
    path: '/cards/virtual-cards/{cardId}/limits',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  changeCardPhone: {
    method: 'PUT',
    path: '/cards/virtual-cards/{cardId}/phone',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'nothing',
  },
  changeCardProgram: {
    method: 'PUT',
    path: '/cards/account/configuration',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  changeWebhookEndpoint: {
    method: 'PATCH',
    path: '/webhooks/endpoints/{endpointId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  checkLedger: {
    method: 'GET',
    path: '/management/ledger',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  configureCardThreeDs: {
    method: 'POST',
    path: '/cards/virtual-cards/{cardId}/3ds-configuration',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  createCard: {
    method: 'POST',
    path: '/cards/virtual-cards/create',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  createClient: {
    method: 'POST',
    path: '/management/clients',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  createCompany: {
    method: 'POST',
    path: '/operator/companies',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  createKey: {
    method: 'POST',
    path: '/management/keys',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  createManagedCompany: {
    method: 'POST',
    path: '/management/companies',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  createReplay: {
    method: 'POST',
    path: '/webhooks/replays',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  createTreasuryAccount: {
    method: 'POST',
    path: '/mpc/accounts/create',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  createTreasuryWallet: {
    method: 'POST',
    path: '/mpc/accounts/{accountId}/wallets/create',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  createVirtualWallet: {
    method: 'POST',
    path: '/virtual-wallets/create',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  createWebhookEndpoint: {
    method: 'POST',
    path: '/webhooks/endpoints',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  creditSuspendedDeposit: {
    method: 'POST',
    path: '/operator/suspended-deposits/{movementId}/credit',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  deleteCard: {
    method: 'DELETE',
    path: '/cards/virtual-cards/{cardId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  deleteClient: {
    method: 'DELETE',
    path: '/management/clients/{id}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  deleteTreasuryAccount: {
    method: 'DELETE',
    path: '/mpc/accounts/{accountId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'nothing',
  },
  deleteTreasuryWallet: {
    method: 'DELETE',
    path: '/mpc/accounts/{accountId}/wallets/{walletId}/delete',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  deleteVirtualWallet: {
    method: 'DELETE',
    path: '/virtual-wallets/{walletId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'nothing',
  },
  deleteWebhookEndpoint: {
    method: 'DELETE',
    path: '/webhooks/endpoints/{endpointId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'nothing',
  },
  disableCompany: {
    method: 'POST',
    path: '/operator/companies/{companyId}/disable',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  disableManagedCompany: {
    method: 'DELETE',
    path: '/management/companies/{companyId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  enableCompany: {
    method: 'POST',
    path: '/operator/companies/{companyId}/enable',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  enableVirtualWallet: {
    method: 'PATCH',
    path: '/virtual-wallets/{walletId}/set-enabled',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  enableWebhookEndpoint: {
    method: 'POST',
    path: '/webhooks/endpoints/{endpointId}/enable',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  endConsoleSession: {
    method: 'DELETE',
    path: '/console/session',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'nothing',
  },
  endFaults: {
    method: 'DELETE',
    path: '/simulate/faults',
    query: ['endpoint_id'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  freezeCard: {
    method: 'PATCH',
    path: '/cards/virtual-cards/{cardId}/frozen',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'nothing',
  },
  getCard: {
    method: 'GET',
    path: '/cards/virtual-cards/{cardId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getCardBalance: {
    method: 'GET',
    path: '/cards/virtual-cards/{cardId}/virtual-balances',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getCardHolding: {
    method: 'GET',
    path: '/cards/holding/balance',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getCardProgram: {
    method: 'GET',
    path: '/cards/account/configuration',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getCardSpending: {
    method: 'GET',
    path: '/cards/transactions/{cardId}/accumulated-spending',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getCardStatement: {
    method: 'GET',
    path: '/cards/transactions/{cardId}/pdf',
    query: ['from_date', 'to_date'],
    keyed: false,
    repeats: false,
    answer: 'bytes',
  },
  getCardStatistics: {
    method: 'GET',
    path: '/cards/statistics',
    query: ['seconds'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getCardTopUp: {
    method: 'GET',
    path: '/cards/virtual-cards/{cardId}/top-up',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getCardTransaction: {
    method: 'GET',
    path: '/cards/transactions/{cardId}/{transactionId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getClient: {
    method: 'GET',
    path: '/management/clients/{id}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getClock: {
    method: 'GET',
    path: '/simulate/clock',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getCompany: {
    method: 'GET',
    path: '/management/companies',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getCompanyInformation: {
    method: 'GET',
    path: '/management/companies/{companyId}/information',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getConsoleSession: {
    method: 'GET',
    path: '/console/session',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getContractedProduct: {
    method: 'GET',
    path: '/management/contracted-product',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getContractedProductUsed: {
    method: 'GET',
    path: '/management/contracted-product/used',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getDeliveryStatistics: {
    method: 'GET',
    path: '/webhooks/statistics',
    query: ['seconds'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getEvent: {
    method: 'GET',
    path: '/webhooks/events/{eventId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getHoldingWallet: {
    method: 'GET',
    path: '/virtual-wallets/holding',
    query: ['blockchain'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getHoldingWalletBalance: {
    method: 'GET',
    path: '/virtual-wallets/holding/balance',
    query: ['blockchain'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getKey: {
    method: 'GET',
    path: '/management/keys/{id}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getMetrics: { method: 'GET', path: '/metrics', query: [], keyed: false, repeats: false, answer: 'text' },
  getOpenApi: {
    method: 'GET',
    path: '/openapi.json',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getOperation: {
    method: 'GET',
    path: '/management/operations/{operationId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getPanPage: {
    method: 'GET',
    path: '/cards/virtual-cards/{cardId}/pan-html',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getPinPage: {
    method: 'GET',
    path: '/cards/virtual-cards/{cardId}/pin-html',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getReplay: {
    method: 'GET',
    path: '/webhooks/replays/{replayId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getScenario: {
    method: 'GET',
    path: '/simulate/scenarios/{name}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getSigningAvailability: {
    method: 'GET',
    path: '/mpc/signers',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getThreeDsChallenge: {
    method: 'GET',
    path: '/simulate/3ds-challenges/{challengeId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getTreasuryWallet: {
    method: 'GET',
    path: '/mpc/accounts/{accountId}/wallets/{walletId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getTreasuryWalletBalance: {
    method: 'GET',
    path: '/mpc/accounts/{accountId}/wallets/{walletId}/balance',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getVelocityRules: {
    method: 'GET',
    path: '/cards/account/configuration/velocity-rules',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getVirtualBalances: {
    method: 'GET',
    path: '/virtual-wallets/virtual-balances',
    query: ['blockchain'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getVirtualWallet: {
    method: 'GET',
    path: '/virtual-wallets/{walletId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getVirtualWalletBalance: {
    method: 'GET',
    path: '/virtual-wallets/{walletId}/balance',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getVirtualWalletSigningAvailability: {
    method: 'GET',
    path: '/virtual-wallets/signers',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getWebhookEndpoint: {
    method: 'GET',
    path: '/webhooks/endpoints/{endpointId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getWebhookKeys: {
    method: 'GET',
    path: '/.well-known/webhooks/jwks.json',
    query: ['endpoint_id'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  getWebhookSecret: {
    method: 'GET',
    path: '/webhooks/endpoints/{endpointId}/secret',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  isAlive: { method: 'GET', path: '/healthz', query: [], keyed: false, repeats: false, answer: 'json' },
  isReady: { method: 'GET', path: '/readyz', query: [], keyed: false, repeats: false, answer: 'json' },
  linkVirtualWalletToClient: {
    method: 'PATCH',
    path: '/virtual-wallets/{walletId}/client/{clientId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'nothing',
  },
  listAttempts: {
    method: 'GET',
    path: '/webhooks/deliveries/{deliveryId}/attempts',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listAudit: {
    method: 'GET',
    path: '/management/audit',
    query: ['actor', 'action', 'subject', 'since', 'until', 'cursor', 'size'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listBlockchains: {
    method: 'GET',
    path: '/management/blockchains/list',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listCardDeposits: {
    method: 'GET',
    path: '/cards/virtual-cards/{cardId}/deposits',
    query: ['cursor', 'size'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listCardHoldingMovements: {
    method: 'GET',
    path: '/cards/holding/movements',
    query: ['paging_state_token', 'sort_order', 'size'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listCardTransactionEntries: {
    method: 'GET',
    path: '/cards/transactions/{cardId}/{transactionId}/entries',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listCardTransactionPostings: {
    method: 'GET',
    path: '/cards/transactions/{cardId}/{transactionId}/ledger',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listCards: {
    method: 'GET',
    path: '/cards/virtual-cards/list',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listChainStates: {
    method: 'GET',
    path: '/operator/chains',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listClients: {
    method: 'GET',
    path: '/management/clients',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listCompanies: {
    method: 'GET',
    path: '/operator/companies',
    query: ['cursor', 'size'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listDeliveries: {
    method: 'GET',
    path: '/webhooks/deliveries',
    query: ['state', 'event_id', 'endpoint_id', 'cursor', 'size'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listEventTypes: {
    method: 'GET',
    path: '/webhooks/event-types',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listEvents: {
    method: 'GET',
    path: '/webhooks/events',
    query: ['types', 'subject', 'since', 'until', 'cursor', 'size'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listFaults: {
    method: 'GET',
    path: '/simulate/faults',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listFxRates: {
    method: 'GET',
    path: '/operator/fx-rates',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listHaltedTokens: {
    method: 'GET',
    path: '/operator/halted-tokens',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listHoldingWalletMovements: {
    method: 'GET',
    path: '/virtual-wallets/holding/movements',
    query: ['paging_state_token', 'sort_order', 'size', 'blockchain'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listKeys: {
    method: 'GET',
    path: '/management/keys',
    query: ['cursor', 'size'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listOperations: {
    method: 'GET',
    path: '/management/operations/list',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listReplays: {
    method: 'GET',
    path: '/webhooks/replays',
    query: ['state', 'endpoint_id', 'cursor', 'size'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listScenarios: {
    method: 'GET',
    path: '/simulate/scenarios',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listSigners: {
    method: 'GET',
    path: '/operator/signers',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listSigningKeys: {
    method: 'GET',
    path: '/operator/signing-keys',
    query: ['cursor', 'size'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listSuspendedDeposits: {
    method: 'GET',
    path: '/operator/suspended-deposits',
    query: ['company_id', 'cursor', 'size'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listThreeDsChallenges: {
    method: 'GET',
    path: '/simulate/3ds-challenges',
    query: ['card_id', 'cursor', 'size'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listTokenStandings: {
    method: 'GET',
    path: '/operator/tokens',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listTokens: {
    method: 'GET',
    path: '/mpc/tokens/list',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listTokensOfBlockchain: {
    method: 'GET',
    path: '/mpc/tokens/{blockchain}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listTreasuryAccounts: {
    method: 'GET',
    path: '/mpc/accounts/list',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listTreasuryWallets: {
    method: 'GET',
    path: '/mpc/accounts/{accountId}/wallets/list',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listUndelivered: {
    method: 'GET',
    path: '/webhooks/undelivered',
    query: ['endpoint_id', 'cursor', 'size'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listVirtualWalletBlockchains: {
    method: 'GET',
    path: '/virtual-wallets/config/blockchains/list',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listVirtualWalletMovements: {
    method: 'GET',
    path: '/virtual-wallets/{walletId}/movements',
    query: ['paging_state_token', 'sort_order', 'size', 'blockchain'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listVirtualWallets: {
    method: 'GET',
    path: '/virtual-wallets/list',
    query: ['blockchain'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  listWebhookEndpoints: {
    method: 'GET',
    path: '/webhooks/endpoints',
    query: ['cursor', 'size'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  openConsoleSession: {
    method: 'POST',
    path: '/console/session',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  pauseReplay: {
    method: 'POST',
    path: '/webhooks/replays/{replayId}/pause',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  reconcile: {
    method: 'GET',
    path: '/operator/reconciliation',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  reenableManagedCompany: {
    method: 'POST',
    path: '/management/companies/{companyId}/re-enable',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  refreshSigningKey: {
    method: 'POST',
    path: '/operator/signing-keys/{keyId}/refresh',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  reissueCard: {
    method: 'PUT',
    path: '/cards/virtual-cards/{cardId}/reissue',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  removeVelocityRules: {
    method: 'DELETE',
    path: '/cards/account/configuration/velocity-rules',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'nothing',
  },
  renameTreasuryAccount: {
    method: 'PUT',
    path: '/mpc/accounts/{accountId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  renameTreasuryWallet: {
    method: 'PUT',
    path: '/mpc/accounts/{accountId}/wallets/{walletId}/update',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  renameVirtualWallet: {
    method: 'PUT',
    path: '/virtual-wallets/{walletId}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  replaceFxRates: {
    method: 'PUT',
    path: '/operator/fx-rates',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  replaceVelocityRules: {
    method: 'PUT',
    path: '/cards/account/configuration/velocity-rules',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  replayEvent: {
    method: 'POST',
    path: '/webhooks/events/{eventId}/replay',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  resetCompany: {
    method: 'POST',
    path: '/simulate/reset',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  resumeChain: {
    method: 'POST',
    path: '/operator/chains/{blockchain}/resume',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  resumeReplay: {
    method: 'POST',
    path: '/webhooks/replays/{replayId}/resume',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  resumeToken: {
    method: 'POST',
    path: '/operator/halted-tokens/{tokenId}/resume',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'nothing',
  },
  retryStuckTransfers: {
    method: 'POST',
    path: '/operator/chains/{blockchain}/retry',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  returnSuspendedDeposit: {
    method: 'POST',
    path: '/operator/suspended-deposits/{movementId}/return',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  revokeKey: {
    method: 'DELETE',
    path: '/management/keys/{id}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  rotateCardDepositWallet: {
    method: 'POST',
    path: '/cards/virtual-cards/{cardId}/deposit-wallet/rotate',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  rotateKey: {
    method: 'POST',
    path: '/management/keys/{id}/rotate',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  rotateWebhookSecret: {
    method: 'POST',
    path: '/webhooks/endpoints/{endpointId}/secret/rotate',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  runScenario: {
    method: 'POST',
    path: '/simulate/scenarios/run',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  searchCardTransactions: {
    method: 'GET',
    path: '/cards/transactions/{cardId}/search',
    query: ['operations', 'from_date', 'to_date', 'size', 'page_number', 'sort_field', 'sort_order'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  searchTreasuryTransactions: {
    method: 'GET',
    path: '/mpc/treasury/transactions/search',
    query: ['wallet_ids', 'operations', 'from_date', 'to_date', 'size', 'page_number'],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  setCardBalance: {
    method: 'PATCH',
    path: '/cards/virtual-cards/{cardId}/virtual-balance',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  setCardPin: {
    method: 'PUT',
    path: '/cards/virtual-cards/{cardId}/pin',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  setContractedProduct: {
    method: 'PUT',
    path: '/operator/companies/{companyId}/contracted-product',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  setFaults: {
    method: 'POST',
    path: '/simulate/faults',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  setVirtualBalance: {
    method: 'PATCH',
    path: '/virtual-wallets/{walletId}/virtual-balance',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  setWebhookKey: {
    method: 'POST',
    path: '/management/companies/webhook/key',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateAdvice: {
    method: 'POST',
    path: '/simulate/transactions/{transactionId}/advices',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateAuthorization: {
    method: 'POST',
    path: '/simulate/authorizations',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateCancellation: {
    method: 'POST',
    path: '/simulate/transactions/{transactionId}/cancellation',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateClearing: {
    method: 'POST',
    path: '/simulate/transactions/{transactionId}/clearings',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateClearingReversal: {
    method: 'POST',
    path: '/simulate/transactions/{transactionId}/clearing-reversals',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateDeposit: {
    method: 'POST',
    path: '/simulate/deposits',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateEarlyReversal: {
    method: 'POST',
    path: '/simulate/reversals',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateExpiry: {
    method: 'POST',
    path: '/simulate/transactions/{transactionId}/expiry',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateForcePost: {
    method: 'POST',
    path: '/simulate/force-posts',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateIncrement: {
    method: 'POST',
    path: '/simulate/transactions/{transactionId}/increments',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateRefund: {
    method: 'POST',
    path: '/simulate/transactions/{transactionId}/refunds',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateRefundReversal: {
    method: 'POST',
    path: '/simulate/transactions/{transactionId}/refund-reversals',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateReorganisation: {
    method: 'POST',
    path: '/simulate/reorgs',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateReversal: {
    method: 'POST',
    path: '/simulate/transactions/{transactionId}/reversals',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateThreeDsAnswer: {
    method: 'POST',
    path: '/simulate/3ds-challenges/{challengeId}/answer',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateThreeDsChallenge: {
    method: 'POST',
    path: '/simulate/3ds-challenges',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateUnlinkedRefund: {
    method: 'POST',
    path: '/simulate/refunds',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  simulateWebhookAuthorize: {
    method: 'POST',
    path: '/cards/webhook/simulate/authorize',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'nothing',
  },
  simulateWebhookClearing: {
    method: 'POST',
    path: '/cards/webhook/simulate/clearing',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'nothing',
  },
  simulateWebhookRefund: {
    method: 'POST',
    path: '/cards/webhook/simulate/refund',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'nothing',
  },
  simulateWebhookReversal: {
    method: 'POST',
    path: '/cards/webhook/simulate/reversal',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'nothing',
  },
  streamEvents: {
    method: 'GET',
    path: '/webhooks/events/stream',
    query: ['last_event_id'],
    keyed: false,
    repeats: false,
    answer: 'stream',
  },
  subscribeWebhook: {
    method: 'POST',
    path: '/management/companies/webhook/subscribe',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  subtractCardBalance: {
    method: 'POST',
    path: '/cards/virtual-cards/{cardId}/virtual-balance/subtract',
    query: [],
    keyed: true,
    repeats: false,
    answer: 'json',
  },
  testWebhookEndpoint: {
    method: 'POST',
    path: '/webhooks/endpoints/{endpointId}/test',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  transferFromTreasury: {
    method: 'POST',
    path: '/mpc/accounts/{accountId}/wallets/{walletId}/transfer',
    query: [],
    keyed: false,
    repeats: true,
    answer: 'json',
  },
  unblockCard: {
    method: 'PATCH',
    path: '/cards/virtual-cards/{cardId}/unblock',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  updateClient: {
    method: 'PUT',
    path: '/management/clients/{id}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  updateCompany: {
    method: 'PUT',
    path: '/management/companies',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  updateKey: {
    method: 'PATCH',
    path: '/management/keys/{id}',
    query: [],
    keyed: false,
    repeats: false,
    answer: 'json',
  },
  withdrawFromCardHolding: {
    method: 'POST',
    path: '/cards/holding/withdraw',
    query: [],
    keyed: false,
    repeats: true,
    answer: 'json',
  },
  withdrawFromHolding: {
    method: 'POST',
    path: '/virtual-wallets/holding/withdraw/{blockchain}',
    query: [],
    keyed: false,
    repeats: true,
    answer: 'json',
  },
  withdrawFromVirtualWallet: {
    method: 'POST',
    path: '/virtual-wallets/{walletId}/withdraw',
    query: [],
    keyed: false,
    repeats: true,
    answer: 'json',
  },
} as const satisfies Record<keyof Operations, CallShape>;

export type GetCardTopUpAnswer = CardDepositWallet[];
export type GetHoldingWalletBalanceAnswer = TokenBalance[];
export type GetTreasuryWalletBalanceAnswer = TokenBalance[];
export type GetVirtualBalancesAnswer = TokenBalance[];
export type GetVirtualWalletBalanceAnswer = TokenBalance[];
/** Such as `POLYGON`. */
export type ListBlockchainsAnswer = string[];
export type ListCardTransactionEntriesAnswer = CardEntry[];
export type ListCardTransactionPostingsAnswer = {
  id: string;
  kind: string;
  at: string;
  /** By how much it changed what is held; null where it touched no hold. */
  hold_change: number | null;
  /** Balanced for each asset; none where it only placed or changed a hold. */
  postings: {
    account: string;
    /** What this ledger account is for. */
    meaning: string;
    asset: string;
    side: 'debit' | 'credit';
    amount: number;
  }[];
}[];
export type ListCardsAnswer = Card[];
export type ListChainStatesAnswer = ChainState[];
export type ListClientsAnswer = Client[];
export type ListHaltedTokensAnswer = HaltedToken[];
export type ListOperationsAnswer = {
  id: string;
  description: string;
}[];
export type ListScenariosAnswer = {
  name: string;
  title: string;
  about: string | null;
  needs_chain: boolean;
}[];
export type ListSignersAnswer = Signer[];
export type ListTokenStandingsAnswer = TokenStanding[];
export type ListTokensAnswer = Token[];
export type ListTokensOfBlockchainAnswer = Token[];
export type ListTreasuryAccountsAnswer = TreasuryAccount[];
export type ListTreasuryWalletsAnswer = TreasuryWallet[];
/** Such as `POLYGON`. */
export type ListVirtualWalletBlockchainsAnswer = string[];
export type ListVirtualWalletsAnswer = VirtualWallet[];
export type ReconcileAnswer = Reconciliation[];
export type WebhookEvent =
  | CardsAuthorizationPending
  | CardsDeclinedFailed
  | CardsClearingPending
  | CardsClearingSuccess
  | CardsClearingFailed
  | CardsRefundSuccess
  | CardsRefundCancelled
  | CardsReversalSuccess
  | CardsReversalCancelled
  | CardsNotification3DsAuthorizationPending
  | CardsCardBlockedByVelocitySuccess
  | CardsDepositSuccess
  | CardsDepositPending
  | CardsDepositCancelled
  | CardsVirtualBalanceSuccess
  | CardsWarrantyWithdrawSuccess
  | CardsWarrantyWithdrawFailed
  | TreasuryDepositSuccess
  | TreasuryDepositPending
  | TreasuryDepositCancelled
  | TreasuryTransferSuccess
  | TreasuryTransferFailed
  | VirtualWalletsDepositSuccess
  | VirtualWalletsDepositPending
  | VirtualWalletsDepositCancelled
  | VirtualWalletsWithdrawSuccess
  | VirtualWalletsWithdrawFailed
  | VirtualWalletsVirtualBalanceSuccess
  | WebhooksTestSuccess
  | WebhooksEndpointDisabledSuccess
  | WebhooksDeliveryExhaustedFailed;

export interface Contract {
  operations: Operations;
  failure: Failure;
  event: WebhookEvent;
}
export interface Operations {
  /**
   * Add to the balance of a card
   *
   * The holding does not change.
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  addCardBalance: {
    input: AddCardBalanceInput;
    /** What the card then has available, in USD. */
    answer: number;
  };
  /**
   * Move your company's clock forward
   *
   * Everything that falls due on the way happens in order, each at its own time: holds expire, challenges time out, pending webhook retries are brought forward. Returns when all of that is done. The clock cannot be moved back.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  advanceClock: {
    input: AdvanceClockInput;
    answer: AdvanceClockAnswer;
  };
  /**
   * Pass on the cardholder's answer to a 3-D Secure challenge
   *
   * The code from the event identifies the challenge. A challenge is decided once: the same answer again changes nothing, the opposite one gets 409.
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  answerThreeDsChallenge: {
    input: AnswerThreeDsChallengeInput;
    answer: AnswerThreeDsChallengeAnswer;
  };
  /**
   * Cancel a replay
   *
   * Requires an API key of level 2 (operational) or above with the product `webhooks`.
   */
  cancelReplay: {
    input: CancelReplayInput;
    answer: Replay;
  };
  /**
   * Set what happens when your decision endpoint does not answer
   *
   * Fields left out stay as they are.
   *
   * Requires an API key of level 3 (admin) with the product `cards`.
   */
  changeCardDecision: {
    input: ChangeCardDecisionInput;
    answer: Card;
  };
  /**
   * Change the cardholder's e-mail address
   *
   * null removes the address.
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  changeCardEmail: {
    input: ChangeCardEmailInput;
    answer: void;
  };
  /**
   * Replace the limits of a card
   *
   * Replaces all of them: a limit that is left out is removed. What has already been spent in the current day, week and month counts.
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  changeCardLimits: {
    input: ChangeCardLimitsInput;
    answer: ChangeCardLimitsAnswer;
  };
  /**
   * Change the cardholder's phone number
   *
   * Fields left out stay as they are.
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  changeCardPhone: {
    input: ChangeCardPhoneInput;
    answer: void;
  };
  /**
   * Change the configuration of the card program
   *
   * Fields left out stay as they are; a list is replaced as a whole. Applies to purchases decided from then on; authorized purchases keep their fees.
   *
   * Requires an API key of level 3 (admin) with the product `cards`.
   */
  changeCardProgram: {
    input: ChangeCardProgramInput;
    answer: ChangeCardProgramAnswer;
  };
  /**
   * Change a webhook endpoint
   *
   * Fields left out stay as they are. `enabled: false` cancels its pending deliveries.
   *
   * Requires an API key of level 3 (admin) with the product `webhooks`.
   */
  changeWebhookEndpoint: {
    input: ChangeWebhookEndpointInput;
    answer: WebhookEndpoint;
  };
  /**
   * Check that the books balance
   *
   * Sums of all ledger accounts of the company, which must be equal for each asset. `cardwright ledger verify` recomputes them from every posting and seal.
   *
   * Requires an API key of level 1 (read) with the product `management`.
   */
  checkLedger: {
    input: CheckLedgerInput;
    answer: CheckLedgerAnswer;
  };
  /**
   * Set who asks the cardholder in 3-D Secure
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  configureCardThreeDs: {
    input: ConfigureCardThreeDsInput;
    answer: ConfigureCardThreeDsAnswer;
  };
  /**
   * Issue a virtual card
   *
   * The card can be used at once. Its number is shown only by `pan-html`.
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  createCard: {
    input: CreateCardInput;
    answer: Card;
  };
  /**
   * Create a client
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  createClient: {
    input: CreateClientInput;
    answer: Client;
  };
  /**
   * Create a company
   *
   * Creates a company with its first API key, which is shown only in this response.
   *
   * Requires the operator key.
   */
  createCompany: {
    input: CreateCompanyInput;
    answer: CreateCompanyAnswer;
  };
  /**
   * Create a key
   *
   * A key cannot be more powerful than the one it is created with: its level, products, addresses and lifetime must stay within those of that key.
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  createKey: {
    input: CreateKeyInput;
    answer: NewApiKey;
  };
  /**
   * Create a company
   *
   * Creates a company with its first API key, which is shown only in this response.
   *
   * Requires the operator key.
   */
  createManagedCompany: {
    input: CreateManagedCompanyInput;
    answer: CreateManagedCompanyAnswer;
  };
  /**
   * Send many events again
   *
   * Replayed messages have the header `X-Webhook-Replay: true` and their original `operation_id`.
   *
   * Requires an API key of level 2 (operational) or above with the product `webhooks`.
   */
  createReplay: {
    input: CreateReplayInput;
    answer: CreateReplayAnswer;
  };
  /**
   * Create a treasury account
   *
   * A named group of wallets. The coins are held in its wallets.
   *
   * Requires an API key of level 2 (operational) or above with the product `treasury`.
   */
  createTreasuryAccount: {
    input: CreateTreasuryAccountInput;
    answer: TreasuryAccount;
  };
  /**
   * Create a treasury wallet
   *
   * The signers generate a key together, of which none of them holds more than a share. The response has the address of the account that the key controls. The account itself is deployed with its first transfer.
   *
   * Requires an API key of level 2 (operational) or above with the product `treasury`.
   */
  createTreasuryWallet: {
    input: CreateTreasuryWalletInput;
    answer: TreasuryWallet;
  };
  /**
   * Create a virtual wallet
   *
   * A dedicated deposit address for a client. Deposits to it are booked to this wallet and moved to your holding wallet, which is created with the first virtual wallet on a blockchain.
   *
   * Requires an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  createVirtualWallet: {
    input: CreateVirtualWalletInput;
    answer: VirtualWallet;
  };
  /**
   * Create a webhook endpoint
   *
   * The response contains the secret that signs its messages. A company can have at most 1,000 endpoints.
   *
   * Requires an API key of level 3 (admin) with the product `webhooks`.
   */
  createWebhookEndpoint: {
    input: CreateWebhookEndpointInput;
    answer: CreateWebhookEndpointAnswer;
  };
  /**
   * Credit a deposit that was below the minimum
   *
   * Credits whoever it was sent to, with the event it would have caused. Also works for a deposit to a card that was `not_for_cards`, once its token is listed as funding cards.
   *
   * Requires the operator key.
   */
  creditSuspendedDeposit: {
    input: CreditSuspendedDepositInput;
    answer: WalletMovement;
  };
  /**
   * Delete a card
   *
   * The card can no longer be used. Its available balance is given up, which leaves the holding unchanged; held amounts stay until they clear or expire, and later refunds go to the holding.
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  deleteCard: {
    input: DeleteCardInput;
    answer: DeleteCardAnswer;
  };
  /**
   * Delete a client
   *
   * Its wallets stay. The response is the client as it was when deleted.
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  deleteClient: {
    input: DeleteClientInput;
    answer: Client;
  };
  /**
   * Delete a treasury account
   *
   * The account must have no wallets.
   *
   * Requires an API key of level 2 (operational) or above with the product `treasury`.
   */
  deleteTreasuryAccount: {
    input: DeleteTreasuryAccountInput;
    answer: void;
  };
  /**
   * Delete a treasury wallet
   *
   * The wallet must be empty. Its address stays watched for ever: later deposits are still booked and reported, and can be sent on by the wallet’s id. The response is the wallet as it was when deleted.
   *
   * Requires an API key of level 2 (operational) or above with the product `treasury`.
   */
  deleteTreasuryWallet: {
    input: DeleteTreasuryWalletInput;
    answer: TreasuryWallet;
  };
  /**
   * Delete a virtual wallet
   *
   * The wallet must be empty. Its address stays watched for ever: later deposits are still booked and reported, and can be withdrawn by the wallet’s id.
   *
   * Requires an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  deleteVirtualWallet: {
    input: DeleteVirtualWalletInput;
    answer: void;
  };
  /**
   * Delete a webhook endpoint
   *
   * Its pending deliveries are cancelled.
   *
   * Requires an API key of level 3 (admin) with the product `webhooks`.
   */
  deleteWebhookEndpoint: {
    input: DeleteWebhookEndpointInput;
    answer: void;
  };
  /**
   * Disable a company
   *
   * Within a second its keys get 401 and its cards decline with M103. Its events are still sent, and nothing is removed.
   *
   * Requires the operator key.
   */
  disableCompany: {
    input: DisableCompanyInput;
    answer: DisableCompanyAnswer;
  };
  /**
   * Disable a company
   *
   * Within a second its keys get 401 and its cards decline with M103. Its events are still sent, and nothing is removed.
   *
   * Requires the operator key.
   */
  disableManagedCompany: {
    input: DisableManagedCompanyInput;
    answer: DisableManagedCompanyAnswer;
  };
  /**
   * Enable a company again
   *
   * Requires the operator key.
   */
  enableCompany: {
    input: EnableCompanyInput;
    answer: EnableCompanyAnswer;
  };
  /**
   * Disable or enable a virtual wallet
   *
   * Nothing can be sent from a disabled wallet. Deposits to it are still booked.
   *
   * Requires an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  enableVirtualWallet: {
    input: EnableVirtualWalletInput;
    answer: VirtualWallet;
  };
  /**
   * Enable a webhook endpoint again
   *
   * Events it missed are not sent automatically: replay what is missing.
   *
   * Requires an API key of level 3 (admin) with the product `webhooks`.
   */
  enableWebhookEndpoint: {
    input: EnableWebhookEndpointInput;
    answer: WebhookEndpoint;
  };
  /**
   * Sign out of the console
   *
   * Ends the session of the cookie; it works nowhere within a second.
   *
   * Requires no key.
   */
  endConsoleSession: {
    input: EndConsoleSessionInput;
    answer: void;
  };
  /**
   * End faults
   *
   * Of one endpoint, or of all endpoints and the chain. Returns those that are left.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  endFaults: {
    input: EndFaultsInput;
    answer: EndFaultsAnswer;
  };
  /**
   * Freeze or unfreeze a card
   *
   * A frozen card declines purchases with C202. To lift a block set by the system, use `unblock`.
   *
   * Requires an API key of level 3 (admin) with the product `cards`.
   */
  freezeCard: {
    input: FreezeCardInput;
    answer: void;
  };
  /**
   * Show a card
   *
   * Requires an API key of level 1 (read) with the product `cards`.
   */
  getCard: {
    input: GetCardInput;
    answer: Card;
  };
  /**
   * Show what a TOP_UP card has available
   *
   * Requires an API key of level 1 (read) with the product `cards`.
   */
  getCardBalance: {
    input: GetCardBalanceInput;
    answer: GetCardBalanceAnswer;
  };
  /**
   * Show the holding of the card program
   *
   * What is available for purchases on all cards, what is held, and the address that funds it: one USD for each token.
   *
   * Requires an API key of level 1 (read) with the product `cards`.
   */
  getCardHolding: {
    input: GetCardHoldingInput;
    answer: GetCardHoldingAnswer;
  };
  /**
   * Show the configuration of the card program
   *
   * Requires an API key of level 1 (read) with the product `cards`.
   */
  getCardProgram: {
    input: GetCardProgramInput;
    answer: GetCardProgramAnswer;
  };
  /**
   * Show what counts against the limits of a card
   *
   * Spending in the current day, week (from Monday) and month, in UTC, fees included.
   *
   * Requires an API key of level 1 (read) with the product `cards`.
   */
  getCardSpending: {
    input: GetCardSpendingInput;
    answer: GetCardSpendingAnswer;
  };
  /**
   * Get the statement of a card as PDF
   *
   * What was posted in a period, and what is held now. Without `from_date` it begins with the first movement, without `to_date` it ends now; `to_date` is exclusive.
   *
   * Requires an API key of level 1 (read) with the product `cards`.
   */
  getCardStatement: {
    input: GetCardStatementInput;
    answer: Uint8Array;
  };
  /**
   * Count purchases of the last minutes
   *
   * Of the latest 20,000 at most.
   *
   * Requires an API key of level 1 (read) with the product `cards`.
   */
  getCardStatistics: {
    input: GetCardStatisticsInput;
    answer: GetCardStatisticsAnswer;
  };
  /**
   * Show the deposit address of a TOP_UP card
   *
   * The address is created by the first call and stays until it is rotated. Once confirmed, each token sent to it credits the card with one USD, less your commission; the minimum deposit is 10 USD.
   *
   * Requires an API key of level 1 (read) with the product `cards`.
   */
  getCardTopUp: {
    input: GetCardTopUpInput;
    answer: GetCardTopUpAnswer;
  };
  /**
   * Get a card transaction
   *
   * The current state of a purchase: totals, fees, and who decided.
   *
   * Requires an API key of level 1 (read) with the product `cards`.
   */
  getCardTransaction: {
    input: GetCardTransactionInput;
    answer: CardTransaction;
  };
  /**
   * Get a client
   *
   * Requires an API key of level 1 (read) with the product `management`.
   */
  getClient: {
    input: GetClientInput;
    answer: Client;
  };
  /**
   * Read your company's clock
   *
   * It governs `created_at`, expiry, limits, velocity rules and 3-D Secure challenges; signatures and decision deadlines use real time.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  getClock: {
    input: GetClockInput;
    answer: GetClockAnswer;
  };
  /**
   * Get your company
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  getCompany: {
    input: GetCompanyInput;
    answer: GetCompanyAnswer;
  };
  /**
   * Get your company profile
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  getCompanyInformation: {
    input: GetCompanyInformationInput;
    answer: GetCompanyInformationAnswer;
  };
  /**
   * Who is signed in at the console
   *
   * By the cookie of the session, which counts only together with the header `x-console: 1`.
   *
   * Requires no key.
   */
  getConsoleSession: {
    input: GetConsoleSessionInput;
    answer: GetConsoleSessionAnswer;
  };
  /**
   * Get the limits of your contract
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  getContractedProduct: {
    input: GetContractedProductInput;
    answer: GetContractedProductAnswer;
  };
  /**
   * Get the usage of your contract
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  getContractedProductUsed: {
    input: GetContractedProductUsedInput;
    answer: GetContractedProductUsedAnswer;
  };
  /**
   * Count deliveries of the last minutes
   *
   * Of the latest 20,000 attempts at most, on events of that time.
   *
   * Requires an API key of level 1 (read) with the product `webhooks`.
   */
  getDeliveryStatistics: {
    input: GetDeliveryStatisticsInput;
    answer: GetDeliveryStatisticsAnswer;
  };
  /**
   * Show an event
   *
   * Requires an API key of level 1 (read) with the product `webhooks`.
   */
  getEvent: {
    input: GetEventInput;
    answer: StoredEvent;
  };
  /**
   * Show the holding wallet
   *
   * It holds the coins of all virtual wallets on a blockchain, and is created with the first of them.
   *
   * Requires an API key of level 1 (read) with the product `virtual_wallets`.
   */
  getHoldingWallet: {
    input: GetHoldingWalletInput;
    answer: HoldingWallet;
  };
  /**
   * Show the balances of the holding wallet
   *
   * Coins on the blockchain. Coins still at deposit addresses arrive with the next sweep. Lists every token, including zero balances.
   *
   * Requires an API key of level 1 (read) with the product `virtual_wallets`.
   */
  getHoldingWalletBalance: {
    input: GetHoldingWalletBalanceInput;
    answer: GetHoldingWalletBalanceAnswer;
  };
  /**
   * Get a key
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  getKey: {
    input: GetKeyInput;
    answer: ApiKey;
  };
  /**
   * Show the metrics of this process
   *
   * In the Prometheus format. Each process reports only itself.
   *
   * Requires the operator key.
   */
  getMetrics: {
    input: GetMetricsInput;
    answer: string;
  };
  /**
   * This document
   *
   * Requires no key.
   */
  getOpenApi: {
    input: GetOpenApiInput;
    answer: GetOpenApiAnswer;
  };
  /**
   * Get an operation type
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  getOperation: {
    input: GetOperationInput;
    answer: GetOperationAnswer;
  };
  /**
   * Get a page that shows the card number, expiry date and CVV once
   *
   * The URL is valid for 60 seconds and can be opened once. Open it in the cardholder’s browser or web view.
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  getPanPage: {
    input: GetPanPageInput;
    answer: GetPanPageAnswer;
  };
  /**
   * Get a page that shows the PIN once
   *
   * The URL is valid for 60 seconds and can be opened once. Open it in the cardholder’s browser or web view.
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  getPinPage: {
    input: GetPinPageInput;
    answer: GetPinPageAnswer;
  };
  /**
   * Show a replay
   *
   * Requires an API key of level 1 (read) with the product `webhooks`.
   */
  getReplay: {
    input: GetReplayInput;
    answer: Replay;
  };
  /**
   * Show a built-in scenario
   *
   * As its file contains it: change it and run it as your own.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  getScenario: {
    input: GetScenarioInput;
    answer: GetScenarioAnswer;
  };
  /**
   * Show whether transfers can be signed
   *
   * How many signers are up and allowed to sign. If there are fewer than needed, transfers wait and are signed as soon as enough are back. At most a second old.
   *
   * Requires an API key of level 1 (read) with the product `treasury`.
   */
  getSigningAvailability: {
    input: GetSigningAvailabilityInput;
    answer: SigningAvailability;
  };
  /**
   * Look at the cardholder’s phone
   *
   * What the phone shows of a challenge: the merchant, the amount, the attempts and time left, and the code while the challenge is open. In a sandbox you play the cardholder; in production only the endpoint gets the code.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  getThreeDsChallenge: {
    input: GetThreeDsChallengeInput;
    answer: GetThreeDsChallengeAnswer;
  };
  /**
   * Show a treasury wallet
   *
   * Requires an API key of level 1 (read) with the product `treasury`.
   */
  getTreasuryWallet: {
    input: GetTreasuryWalletInput;
    answer: TreasuryWallet;
  };
  /**
   * Show the balances of a treasury wallet
   *
   * What can be sent: confirmed deposits less outgoing transfers in flight. Lists every token, including zero balances.
   *
   * Requires an API key of level 1 (read) with the product `treasury`.
   */
  getTreasuryWalletBalance: {
    input: GetTreasuryWalletBalanceInput;
    answer: GetTreasuryWalletBalanceAnswer;
  };
  /**
   * Show the velocity rules
   *
   * Requires an API key of level 1 (read) with the product `cards`.
   */
  getVelocityRules: {
    input: GetVelocityRulesInput;
    answer: GetVelocityRulesAnswer;
  };
  /**
   * Show the total balances of all virtual wallets
   *
   * What you owe your clients on a blockchain, token by token.
   *
   * Requires an API key of level 1 (read) with the product `virtual_wallets`.
   */
  getVirtualBalances: {
    input: GetVirtualBalancesInput;
    answer: GetVirtualBalancesAnswer;
  };
  /**
   * Show a virtual wallet
   *
   * Requires an API key of level 1 (read) with the product `virtual_wallets`.
   */
  getVirtualWallet: {
    input: GetVirtualWalletInput;
    answer: VirtualWallet;
  };
  /**
   * Show the balances of a virtual wallet
   *
   * What you owe its client. Lists every token, including zero balances.
   *
   * Requires an API key of level 1 (read) with the product `virtual_wallets`.
   */
  getVirtualWalletBalance: {
    input: GetVirtualWalletBalanceInput;
    answer: GetVirtualWalletBalanceAnswer;
  };
  /**
   * Show whether transfers can be signed
   *
   * How many signers are up and allowed to sign. If there are fewer than needed, transfers wait and are signed as soon as enough are back. At most a second old.
   *
   * Requires an API key of level 1 (read) with the product `virtual_wallets`.
   */
  getVirtualWalletSigningAvailability: {
    input: GetVirtualWalletSigningAvailabilityInput;
    answer: SigningAvailability;
  };
  /**
   * Show a webhook endpoint
   *
   * Requires an API key of level 1 (read) with the product `webhooks`.
   */
  getWebhookEndpoint: {
    input: GetWebhookEndpointInput;
    answer: WebhookEndpoint;
  };
  /**
   * Show the public keys that sign webhooks
   *
   * A JSON Web Key Set (RFC 7517) of the ed25519 keys of `v1a` signatures.
   *
   * Requires no key.
   */
  getWebhookKeys: {
    input: GetWebhookKeysInput;
    answer: GetWebhookKeysAnswer;
  };
  /**
   * Reveal the secret of a webhook endpoint
   *
   * Requires an API key of level 3 (admin) with the product `webhooks`.
   */
  getWebhookSecret: {
    input: GetWebhookSecretInput;
    answer: GetWebhookSecretAnswer;
  };
  /**
   * Whether the process answers
   *
   * Requires no key.
   */
  isAlive: {
    input: IsAliveInput;
    answer: IsAliveAnswer;
  };
  /**
   * Whether the process can do its work
   *
   * Checks the database. Answers 503 while the process starts or stops or cannot reach the database, and for 15 seconds after the database refused a write because its disk is full or it is read-only.
   *
   * Requires no key.
   */
  isReady: {
    input: IsReadyInput;
    answer: IsReadyAnswer;
  };
  /**
   * Assign a virtual wallet to a client
   *
   * Can be done once: a wallet that already belongs to another client is refused.
   *
   * Requires an API key of level 3 (admin) with the product `virtual_wallets`.
   */
  linkVirtualWalletToClient: {
    input: LinkVirtualWalletToClientInput;
    answer: void;
  };
  /**
   * List the attempts of a delivery
   *
   * The latest 200, in order. Values of secret headers are shown as [redacted].
   *
   * Requires an API key of level 1 (read) with the product `webhooks`.
   */
  listAttempts: {
    input: ListAttemptsInput;
    answer: ListAttemptsAnswer;
  };
  /**
   * List the audit log
   *
   * Administrative actions, newest first. No record is ever changed or removed.
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  listAudit: {
    input: ListAuditInput;
    answer: ListAuditAnswer;
  };
  /**
   * List blockchains
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  listBlockchains: {
    input: ListBlockchainsInput;
    answer: ListBlockchainsAnswer;
  };
  /**
   * List the deposits to the addresses of a card
   *
   * Newest first, including deposits seen in a block that still wait for confirmations. `amount` is in the token; `data.net_amount` is what was credited to the card, in USD.
   *
   * Requires an API key of level 1 (read) with the product `cards`.
   */
  listCardDeposits: {
    input: ListCardDepositsInput;
    answer: ListCardDepositsAnswer;
  };
  /**
   * List direct deposits to the card holding and withdrawals from it
   *
   * Movements on the blockchain. Deposits to card addresses are listed with their card.
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  listCardHoldingMovements: {
    input: ListCardHoldingMovementsInput;
    answer: ListCardHoldingMovementsAnswer;
  };
  /**
   * List the entries of a card transaction
   *
   * Everything that happened to one purchase, in order; no entry ever changes.
   *
   * Requires an API key of level 1 (read) with the product `cards`.
   */
  listCardTransactionEntries: {
    input: ListCardTransactionEntriesInput;
    answer: ListCardTransactionEntriesAnswer;
  };
  /**
   * List the ledger entries of a card transaction
   *
   * Oldest first, each with its postings.
   *
   * Requires an API key of level 1 (read) with the product `cards`.
   */
  listCardTransactionPostings: {
    input: ListCardTransactionPostingsInput;
    answer: ListCardTransactionPostingsAnswer;
  };
  /**
   * List all cards
   *
   * In the order in which they were issued, including deleted ones.
   *
   * Requires an API key of level 1 (read) with the product `cards`.
   */
  listCards: {
    input: ListCardsInput;
    answer: ListCardsAnswer;
  };
  /**
   * Show the state of the blockchains
   *
   * How far each one has been read, and whether anything on it is halted or stuck.
   *
   * Requires the operator key.
   */
  listChainStates: {
    input: ListChainStatesInput;
    answer: ListChainStatesAnswer;
  };
  /**
   * List clients
   *
   * Oldest first.
   *
   * Requires an API key of level 1 (read) with the product `management`.
   */
  listClients: {
    input: ListClientsInput;
    answer: ListClientsAnswer;
  };
  /**
   * List companies
   *
   * Newest first.
   *
   * Requires the operator key.
   */
  listCompanies: {
    input: ListCompaniesInput;
    answer: ListCompaniesAnswer;
  };
  /**
   * List deliveries
   *
   * A delivery is all attempts to send one event to one endpoint. Newest event first.
   *
   * Requires an API key of level 1 (read) with the product `webhooks`.
   */
  listDeliveries: {
    input: ListDeliveriesInput;
    answer: ListDeliveriesAnswer;
  };
  /**
   * List all event types
   *
   * For each: when it is sent, the JSON Schema of its body, and an example.
   *
   * Requires an API key of level 1 (read) with the product `webhooks`.
   */
  listEventTypes: {
    input: ListEventTypesInput;
    answer: ListEventTypesAnswer;
  };
  /**
   * List events
   *
   * Newest first.
   *
   * Requires an API key of level 1 (read) with the product `webhooks`.
   */
  listEvents: {
    input: ListEventsInput;
    answer: ListEventsAnswer;
  };
  /**
   * List active faults
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  listFaults: {
    input: ListFaultsInput;
    answer: ListFaultsAnswer;
  };
  /**
   * Show the exchange rates
   *
   * Requires the operator key.
   */
  listFxRates: {
    input: ListFxRatesInput;
    answer: ListFxRatesAnswer;
  };
  /**
   * List tokens whose deposits are not credited
   *
   * A sweep or trial of these tokens moved a different amount than its logs said. Deposits since then wait as suspended deposits. Compare the books with the chain. If the token takes a fee or changes balances by itself, list it as inexact: waiting deposits are then credited with what was actually gained.
   *
   * Requires the operator key.
   */
  listHaltedTokens: {
    input: ListHaltedTokensInput;
    answer: ListHaltedTokensAnswer;
  };
  /**
   * List direct deposits to the holding wallet and withdrawals from it
   *
   * Requires an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  listHoldingWalletMovements: {
    input: ListHoldingWalletMovementsInput;
    answer: ListHoldingWalletMovementsAnswer;
  };
  /**
   * List keys
   *
   * Newest first, including revoked ones.
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  listKeys: {
    input: ListKeysInput;
    answer: ListKeysAnswer;
  };
  /**
   * List operation types
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  listOperations: {
    input: ListOperationsInput;
    answer: ListOperationsAnswer;
  };
  /**
   * List replays
   *
   * Newest first, running and finished, whoever created them.
   *
   * Requires an API key of level 1 (read) with the product `webhooks`.
   */
  listReplays: {
    input: ListReplaysInput;
    answer: ListReplaysAnswer;
  };
  /**
   * List the built-in scenarios
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  listScenarios: {
    input: ListScenariosInput;
    answer: ListScenariosAnswer;
  };
  /**
   * Show the state of the signers
   *
   * For each of the three: whether it is up, what its policy allows, and what it has signed today. Policies are changed with the administrator’s key, which the platform does not have.
   *
   * Requires the operator key.
   */
  listSigners: {
    input: ListSignersInput;
    answer: ListSignersAnswer;
  };
  /**
   * List wallet keys
   *
   * The keys of all companies. Each is shared among the three signers, and nobody holds it whole.
   *
   * Requires the operator key.
   */
  listSigningKeys: {
    input: ListSigningKeysInput;
    answer: ListSigningKeysAnswer;
  };
  /**
   * List suspended deposits
   *
   * Deposits credited to nobody: below the minimum, in a token that funds no cards, on their way back (`returning`), or waiting until their token is proved (`unproved`, `halted`) or swept (`inexact`). Newest first.
   *
   * Requires the operator key.
   */
  listSuspendedDeposits: {
    input: ListSuspendedDepositsInput;
    answer: ListSuspendedDepositsAnswer;
  };
  /**
   * List challenges
   *
   * Newest first, for all cards or one.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  listThreeDsChallenges: {
    input: ListThreeDsChallengesInput;
    answer: ListThreeDsChallengesAnswer;
  };
  /**
   * Show whether tokens move what their logs say
   *
   * Every listed token with the trial that proves it. Deposits of a token listed as exact are credited only once it is proved.
   *
   * Requires the operator key.
   */
  listTokenStandings: {
    input: ListTokenStandingsInput;
    answer: ListTokenStandingsAnswer;
  };
  /**
   * List tokens
   *
   * Tokens of all blockchains. The native coin of each comes last.
   *
   * Requires an API key of level 1 (read) with the product `treasury`.
   */
  listTokens: {
    input: ListTokensInput;
    answer: ListTokensAnswer;
  };
  /**
   * List the tokens of a blockchain
   *
   * Requires an API key of level 1 (read) with the product `treasury`.
   */
  listTokensOfBlockchain: {
    input: ListTokensOfBlockchainInput;
    answer: ListTokensOfBlockchainAnswer;
  };
  /**
   * List treasury accounts
   *
   * Oldest first.
   *
   * Requires an API key of level 1 (read) with the product `treasury`.
   */
  listTreasuryAccounts: {
    input: ListTreasuryAccountsInput;
    answer: ListTreasuryAccountsAnswer;
  };
  /**
   * List the wallets of a treasury account
   *
   * Oldest first.
   *
   * Requires an API key of level 1 (read) with the product `treasury`.
   */
  listTreasuryWallets: {
    input: ListTreasuryWalletsInput;
    answer: ListTreasuryWalletsAnswer;
  };
  /**
   * List what was not delivered
   *
   * Every event an endpoint has not accepted, with the reason and the time of the next attempt. Newest event first.
   *
   * Requires an API key of level 1 (read) with the product `webhooks`.
   */
  listUndelivered: {
    input: ListUndeliveredInput;
    answer: ListUndeliveredAnswer;
  };
  /**
   * List the blockchains available for virtual wallets
   *
   * Requires an API key of level 1 (read) with the product `virtual_wallets`.
   */
  listVirtualWalletBlockchains: {
    input: ListVirtualWalletBlockchainsInput;
    answer: ListVirtualWalletBlockchainsAnswer;
  };
  /**
   * List the movements of a virtual wallet
   *
   * Deposits, withdrawals and manual balance changes, newest first by default.
   *
   * Requires an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  listVirtualWalletMovements: {
    input: ListVirtualWalletMovementsInput;
    answer: ListVirtualWalletMovementsAnswer;
  };
  /**
   * List virtual wallets
   *
   * On one blockchain, oldest first.
   *
   * Requires an API key of level 1 (read) with the product `virtual_wallets`.
   */
  listVirtualWallets: {
    input: ListVirtualWalletsInput;
    answer: ListVirtualWalletsAnswer;
  };
  /**
   * List webhook endpoints
   *
   * Oldest first.
   *
   * Requires an API key of level 1 (read) with the product `webhooks`.
   */
  listWebhookEndpoints: {
    input: ListWebhookEndpointsInput;
    answer: ListWebhookEndpointsAnswer;
  };
  /**
   * Sign in at the console
   *
   * Exchanges an API key, the operator key, or a one-time link for a session of twelve hours in a cookie that no script can read (`HttpOnly`, `SameSite=Strict`). The session opens what the key opens, and ends with it.
   *
   * Requires no key.
   */
  openConsoleSession: {
    input: OpenConsoleSessionInput;
    answer: OpenConsoleSessionAnswer;
  };
  /**
   * Pause a replay
   *
   * Requires an API key of level 2 (operational) or above with the product `webhooks`.
   */
  pauseReplay: {
    input: PauseReplayInput;
    answer: Replay;
  };
  /**
   * Compare the books with the chains
   *
   * Compares custody with every chain at a confirmed block, wallet by wallet and token by token. This asks a node about each pair, so thousands of them take seconds. A chain that cannot be read is reported next to the others; 503 only if none can be read.
   *
   * Requires the operator key.
   */
  reconcile: {
    input: ReconcileInput;
    answer: ReconcileAnswer;
  };
  /**
   * Enable a company again
   *
   * Requires the operator key.
   */
  reenableManagedCompany: {
    input: ReenableManagedCompanyInput;
    answer: ReenableManagedCompanyAnswer;
  };
  /**
   * Give the signers new shares of a key
   *
   * Key and address stay the same. A share stolen before the refresh is worthless together with a new one. All three signers must be up; back up their folders again afterwards. Two shares stolen from the same generation can still sign for ever: in that case, move the funds.
   *
   * Requires the operator key.
   */
  refreshSigningKey: {
    input: RefreshSigningKeyInput;
    answer: SigningKey;
  };
  /**
   * Give a card a new number
   *
   * Also issues a new CVV and expiry date; the old number stops working at once. Id, balance, limits, PIN and status stay, and held or uncleared purchases are unaffected.
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  reissueCard: {
    input: ReissueCardInput;
    answer: ReissueCardAnswer;
  };
  /**
   * Remove all velocity rules
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  removeVelocityRules: {
    input: RemoveVelocityRulesInput;
    answer: void;
  };
  /**
   * Rename a treasury account
   *
   * Requires an API key of level 2 (operational) or above with the product `treasury`.
   */
  renameTreasuryAccount: {
    input: RenameTreasuryAccountInput;
    answer: TreasuryAccount;
  };
  /**
   * Rename a treasury wallet
   *
   * Requires an API key of level 2 (operational) or above with the product `treasury`.
   */
  renameTreasuryWallet: {
    input: RenameTreasuryWalletInput;
    answer: TreasuryWallet;
  };
  /**
   * Rename a virtual wallet
   *
   * Requires an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  renameVirtualWallet: {
    input: RenameVirtualWalletInput;
    answer: VirtualWallet;
  };
  /**
   * Replace exchange rates
   *
   * Replaces the named rates together, effective at once; all others stay. `null` restores the built-in rate. Purchases already authorized keep their rate.
   *
   * Requires the operator key.
   */
  replaceFxRates: {
    input: ReplaceFxRatesInput;
    answer: ReplaceFxRatesAnswer;
  };
  /**
   * Replace the velocity rules
   *
   * At most five, each with a different window. Each card’s approvals are counted in a sliding window; one more than a rule allows is declined with M210 and blocks the card until it is unblocked.
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  replaceVelocityRules: {
    input: ReplaceVelocityRulesInput;
    answer: ReplaceVelocityRulesAnswer;
  };
  /**
   * Send one event again
   *
   * Requires an API key of level 2 (operational) or above with the product `webhooks`.
   */
  replayEvent: {
    input: ReplayEventInput;
    answer: ReplayEventAnswer;
  };
  /**
   * Reset your company
   *
   * Removes cards, purchases, clients, wallets, events and deliveries. The card program is that of a new company again, the clock shows real time, and the holding has its starting balance. API keys, webhook endpoints, the audit log and the books stay: closing entries are added to the ledger, and `cardwright ledger verify` still finds it sound. Coins stay on the chain, and a removed address is still watched.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  resetCompany: {
    input: ResetCompanyInput;
    answer: ResetCompanyAnswer;
  };
  /**
   * Resume a chain after a deep reorganisation
   *
   * For a chain that was halted because it was reorganised deeper than the platform remembers. Everything above `block`, which must be on the chain, is reversed and read again. Find out what happened first.
   *
   * Requires the operator key.
   */
  resumeChain: {
    input: ResumeChainInput;
    answer: ResumeChainAnswer;
  };
  /**
   * Resume a replay
   *
   * Requires an API key of level 2 (operational) or above with the product `webhooks`.
   */
  resumeReplay: {
    input: ResumeReplayInput;
    answer: Replay;
  };
  /**
   * Try a token again
   *
   * Its next sweep is a trial. If that succeeds, deposits made in the meantime are credited automatically; otherwise the token is halted again.
   *
   * Requires the operator key.
   */
  resumeToken: {
    input: ResumeTokenInput;
    answer: void;
  };
  /**
   * Retry transfers that could not be booked
   *
   * Retries every transfer in `stuck` of this blockchain in the watcher’s next round instead of after half a minute. Returns how many there are; shortly afterwards `GET /operator/chains` shows which are still waiting.
   *
   * Requires the operator key.
   */
  retryStuckTransfers: {
    input: RetryStuckTransfersInput;
    answer: RetryStuckTransfersAnswer;
  };
  /**
   * Send a suspended deposit back
   *
   * For a deposit that was below the minimum, or that came to a card in a token that funds no cards. The amount is sent to `to_wallet_address`, signed and paid for like a withdrawal, and the deposit ends as FAILED, `returned`. Ask the sender for the address: a deposit from an exchange must not go back to the address it came from. No event is sent. Returns the movement that sends it; if that fails, the deposit waits as before.
   *
   * Requires the operator key.
   */
  returnSuspendedDeposit: {
    input: ReturnSuspendedDepositInput;
    answer: WalletMovement;
  };
  /**
   * Revoke a key
   *
   * It stops working everywhere within a second, for good.
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  revokeKey: {
    input: RevokeKeyInput;
    answer: ApiKey;
  };
  /**
   * Give a TOP_UP card a new deposit address
   *
   * Deposits to an old address are still credited to the card.
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  rotateCardDepositWallet: {
    input: RotateCardDepositWalletInput;
    answer: CardDepositWallet;
  };
  /**
   * Rotate a key
   *
   * Issues a new value for the key. The old value keeps working for `overlap_seconds`, so you can switch over without a gap.
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  rotateKey: {
    input: RotateKeyInput;
    answer: NewApiKey;
  };
  /**
   * Give a webhook endpoint a new secret
   *
   * While the secrets overlap, every message carries a signature by each of them, five at most.
   *
   * Requires an API key of level 3 (admin) with the product `webhooks`.
   */
  rotateWebhookSecret: {
    input: RotateWebhookSecretInput;
    answer: RotateWebhookSecretAnswer;
  };
  /**
   * Run a scenario
   *
   * Runs in its own throwaway company, whose clock starts where the scenario says and stands still between advances. Returns when it is done; `passed` says whether it succeeded. Steps after a failed one are not run.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  runScenario: {
    input: RunScenarioInput;
    answer: RunScenarioAnswer;
  };
  /**
   * Search the movements of a card
   *
   * One page of the authorizations, clearings, refunds and reversals of a card. The first page is 0. `from_date` is inclusive, `to_date` exclusive; a date alone means its start, in UTC.
   *
   * Requires an API key of level 1 (read) with the product `cards`.
   */
  searchCardTransactions: {
    input: SearchCardTransactionsInput;
    answer: SearchCardTransactionsAnswer;
  };
  /**
   * Search the movements of treasury wallets
   *
   * One page, newest first. The first page is 0. `to_date` is exclusive.
   *
   * Requires an API key of level 1 (read) with the product `treasury`.
   */
  searchTreasuryTransactions: {
    input: SearchTreasuryTransactionsInput;
    answer: SearchTreasuryTransactionsAnswer;
  };
  /**
   * Set the balance of a card
   *
   * Makes exactly this amount available, in addition to what is held. The balances of all cards together never exceed what the holding has available.
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  setCardBalance: {
    input: SetCardBalanceInput;
    /** What the card then has available, in USD. */
    answer: number;
  };
  /**
   * Set the PIN of a card
   *
   * Resets the count of wrong attempts. The response does not repeat the PIN.
   *
   * Requires an API key of level 3 (admin) with the product `cards`.
   */
  setCardPin: {
    input: SetCardPinInput;
    answer: SetCardPinAnswer;
  };
  /**
   * Set the limits of a company's contract
   *
   * Requires the operator key.
   */
  setContractedProduct: {
    input: SetContractedProductInput;
    answer: SetContractedProductAnswer;
  };
  /**
   * Inject delivery faults
   *
   * For a while, drops, delays, duplicates or reorders deliveries to an endpoint, in the dispatcher that really sends them. Replaces the endpoint’s previous faults and returns all active ones. Decision requests are not affected. With `chain`, your next outgoing transfer fails on the chain.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  setFaults: {
    input: SetFaultsInput;
    answer: SetFaultsAnswer;
  };
  /**
   * Set the balance of a virtual wallet
   *
   * No coins move: you owe the client more or less than before, and your holding wallet must cover it. Without `token_address` it sets the USDC balance.
   *
   * Requires an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  setVirtualBalance: {
    input: SetVirtualBalanceInput;
    /** The new balance. */
    answer: number | string;
  };
  /**
   * Change the key of the company's webhook
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  setWebhookKey: {
    input: SetWebhookKeyInput;
    answer: SetWebhookKeyAnswer;
  };
  /**
   * Complete a purchase with its final amount
   *
   * A completion advice, as a fuel pump sends it: the hold is set to this amount, and it cannot be refused.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateAdvice: {
    input: SimulateAdviceInput;
    answer: PlayedMessage;
  };
  /**
   * Swipe a card
   *
   * Sends an authorization request for a card, named by its id or number, as a terminal would.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateAuthorization: {
    input: SimulateAuthorizationInput;
    answer: PlayedMessage;
  };
  /**
   * Cancel an approved purchase before its clearing
   *
   * The network withdraws the approval: what is held is released, and `CLEARING/FAILED` is sent.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateCancellation: {
    input: SimulateCancellationInput;
    answer: PlayedMessage;
  };
  /**
   * Clear a purchase
   *
   * Sends a presentment: the amount is posted whatever the status of the card.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateClearing: {
    input: SimulateClearingInput;
    answer: PlayedMessage;
  };
  /**
   * Reverse a clearing
   *
   * The network takes back a clearing it has posted.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateClearingReversal: {
    input: SimulateClearingReversalInput;
    answer: PlayedMessage;
  };
  /**
   * Send a deposit on the local chain
   *
   * Sends a real transfer from the faucet. Returns once it has been seen in a block; its confirmations, and with them the `DEPOSIT/SUCCESS` event, follow in about half a second.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateDeposit: {
    input: SimulateDepositInput;
    answer: SimulateDepositAnswer;
  };
  /**
   * Reverse a purchase by its network key
   *
   * What a terminal does when it gets no answer. If the purchase has not arrived yet, no money moves (N001), and for 31 days the purchase is declined with N006 if it arrives.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateEarlyReversal: {
    input: SimulateEarlyReversalInput;
    answer: PlayedMessage;
  };
  /**
   * Let a hold expire
   *
   * Releases what is held, as if no clearing had come in time. Moving the clock forward does the same.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateExpiry: {
    input: SimulateExpiryInput;
    answer: PlayedMessage;
  };
  /**
   * Clear without an authorization
   *
   * Sends a presentment without a prior authorization. It is posted whatever the rules say.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateForcePost: {
    input: SimulateForcePostInput;
    answer: PlayedMessage;
  };
  /**
   * Increase a purchase
   *
   * Asks for more on top of what is authorized, as a hotel or car rental does.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateIncrement: {
    input: SimulateIncrementInput;
    answer: PlayedMessage;
  };
  /**
   * Refund a purchase
   *
   * The merchant gives money back, possibly more than was cleared; fees are not returned.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateRefund: {
    input: SimulateRefundInput;
    answer: PlayedMessage;
  };
  /**
   * Reverse a refund
   *
   * The merchant takes a refund back: `REFUND/CANCELLED` is sent.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateRefundReversal: {
    input: SimulateRefundReversalInput;
    answer: PlayedMessage;
  };
  /**
   * Reorganise the local chain
   *
   * Replaces the last `depth` blocks with others that do not contain your own deposits; everything else is mined again. Credited deposits are reversed, with `DEPOSIT/CANCELLED`.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateReorganisation: {
    input: SimulateReorganisationInput;
    answer: SimulateReorganisationAnswer;
  };
  /**
   * Reverse a purchase
   *
   * Releases all or part of what is held, or takes back a single message.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateReversal: {
    input: SimulateReversalInput;
    answer: PlayedMessage;
  };
  /**
   * Answer a challenge as its cardholder
   *
   * The cardholder has three attempts and five minutes. With `approve` false, the cardholder denies the purchase.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateThreeDsAnswer: {
    input: SimulateThreeDsAnswerInput;
    answer: SimulateThreeDsAnswerAnswer;
  };
  /**
   * Ask the cardholder to confirm a purchase
   *
   * What an online shop does before it asks for the money. The code is sent in `NOTIFICATION_3DS_AUTHORIZATION/PENDING`; once it is confirmed, pass the challenge as `three_ds_challenge_id` of the authorization.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateThreeDsChallenge: {
    input: SimulateThreeDsChallengeInput;
    answer: SimulateThreeDsChallengeAnswer;
  };
  /**
   * Refund without a purchase
   *
   * The merchant gives money back for a purchase that is not known here. This makes a transaction of its own.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateUnlinkedRefund: {
    input: SimulateUnlinkedRefundInput;
    answer: PlayedMessage;
  };
  /**
   * Swipe a card (short form)
   *
   * Authorizes a purchase in USD. The response is empty, even if the purchase is declined.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateWebhookAuthorize: {
    input: SimulateWebhookAuthorizeInput;
    answer: void;
  };
  /**
   * Clear the latest purchase of a card (short form)
   *
   * Acts on the latest matching purchase of the card; without an amount, on all that is left.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateWebhookClearing: {
    input: SimulateWebhookClearingInput;
    answer: void;
  };
  /**
   * Refund the latest purchase of a card (short form)
   *
   * Acts on the latest matching purchase of the card; without an amount, on all that is left.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateWebhookRefund: {
    input: SimulateWebhookRefundInput;
    answer: void;
  };
  /**
   * Reverse the latest purchase of a card (short form)
   *
   * Acts on the latest matching purchase of the card; without an amount, on all that is left.
   *
   * Requires an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Available only in the sandbox.
   */
  simulateWebhookReversal: {
    input: SimulateWebhookReversalInput;
    answer: void;
  };
  /**
   * Follow events as they happen
   *
   * Server-sent events: `event` is the type, `id` the event’s id, `data` the body as endpoints receive it. Resumes after `Last-Event-ID`; the last few seconds of events may be repeated.
   *
   * Requires an API key of level 1 (read) with the product `webhooks`.
   */
  streamEvents: {
    input: StreamEventsInput;
    answer: ReadableStream<Uint8Array>;
  };
  /**
   * Set the company's webhook
   *
   * Creates or changes the default endpoint. It is asked for decisions, and receives `webhook_key` in the header `X-Webhook-Key`.
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  subscribeWebhook: {
    input: SubscribeWebhookInput;
    answer: SubscribeWebhookAnswer;
  };
  /**
   * Take from the balance of a card
   *
   * The holding does not change.
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  subtractCardBalance: {
    input: SubtractCardBalanceInput;
    /** What the card then has available, in USD. */
    answer: number;
  };
  /**
   * Send a test to a webhook endpoint
   *
   * Sends the example of an event type to this endpoint only, whatever its filters, with the header `X-Webhook-Test: true`.
   *
   * Requires an API key of level 2 (operational) or above with the product `webhooks`.
   */
  testWebhookEndpoint: {
    input: TestWebhookEndpointInput;
    answer: TestWebhookEndpointAnswer;
  };
  /**
   * Send from a treasury wallet
   *
   * Two of the three signers sign it, then it is sent. The event TREASURY / TRANSFER reports the outcome. Without `token_address` it sends the native coin. Repeating the same idempotency key does not send twice: it returns 302 `WARNING` while the transfer is under way, and its outcome afterwards.
   *
   * Requires an API key of level 2 (operational) or above with the product `treasury`.
   */
  transferFromTreasury: {
    input: TransferFromTreasuryInput;
    answer: Transfer;
  };
  /**
   * Unblock a card that the system blocked
   *
   * Resets the velocity counts and the counts of wrong CVV and PIN attempts. To lift a freeze, use `frozen`.
   *
   * Requires an API key of level 2 (operational) or above with the product `cards`.
   */
  unblockCard: {
    input: UnblockCardInput;
    answer: UnblockCardAnswer;
  };
  /**
   * Change a client
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  updateClient: {
    input: UpdateClientInput;
    answer: Client;
  };
  /**
   * Change your company
   *
   * Fields left out, or sent back unchanged, stay as they are. A new `webhook_url` or `webhook_key` changes the default endpoint; null removes it.
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  updateCompany: {
    input: UpdateCompanyInput;
    answer: UpdateCompanyAnswer;
  };
  /**
   * Change what a key may do
   *
   * Fields left out stay as they are. Takes effect everywhere within a second. At least one key that can administer keys and never expires must still work from the address you call from.
   *
   * Requires an API key of level 3 (admin) with the product `management`.
   */
  updateKey: {
    input: UpdateKeyInput;
    answer: ApiKey;
  };
  /**
   * Withdraw from the card holding
   *
   * In USD with two decimals, paid as one token for each USD. The card balances and a locked floor cannot be withdrawn. The event CARDS / WARRANTY_WITHDRAW reports the outcome. Repeating the same idempotency key does not send twice: it returns 302 `WARNING` while the transfer is under way, and its outcome afterwards.
   *
   * Requires an API key of level 3 (admin) with the product `cards`.
   */
  withdrawFromCardHolding: {
    input: WithdrawFromCardHoldingInput;
    answer: WithdrawFromCardHoldingAnswer;
  };
  /**
   * Withdraw from the holding wallet
   *
   * Only the excess over the sum of all virtual balances can be withdrawn. The event VIRTUAL_WALLETS / WITHDRAW reports the outcome. Repeating the same idempotency key does not send twice: it returns 302 `WARNING` while the transfer is under way, and its outcome afterwards.
   *
   * Requires an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  withdrawFromHolding: {
    input: WithdrawFromHoldingInput;
    answer: Transfer;
  };
  /**
   * Withdraw from a virtual wallet
   *
   * Either to an address on the blockchain, paid by your holding wallet, or to another of your virtual wallets, which is immediate and off-chain: the hash is then `internal`. The event VIRTUAL_WALLETS / WITHDRAW reports the outcome. Repeating the same idempotency key does not send twice: it returns 302 `WARNING` while the transfer is under way, and its outcome afterwards.
   *
   * Requires an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  withdrawFromVirtualWallet: {
    input: WithdrawFromVirtualWalletInput;
    answer: Transfer;
  };
}
export interface AddCardBalanceInput {
  cardId: string;
  /** An amount with at most 2 decimals, as a number or a decimal string. */
  amount: number | string;
}
export interface AdvanceClockInput {
  advance: string;
}
export interface AdvanceClockAnswer {
  now: string;
  expired_holds: number;
  expired_challenges: number;
  retries_brought_forward: number;
}
export interface AnswerThreeDsChallengeInput {
  cardId: string;
  /** Six digits, as in the event. */
  code: string;
  /** Whether the cardholder confirms the purchase. */
  approve?: boolean;
}
export interface AnswerThreeDsChallengeAnswer {
  code: string;
  approve: boolean;
}
export interface CancelReplayInput {
  replayId: string;
}
export interface Replay {
  id: string;
  state: 'running' | 'paused' | 'done' | 'cancelled';
  /** Deliveries found when the replay was created. */
  matched: number;
  /** Accepted at the first attempt. */
  sent: number;
  /**
   * Not accepted at the first attempt; retried on the schedule. Deliveries cancelled with their endpoint are counted when the replay is done.
   */
  failed: number;
  /** Null means all enabled endpoints. */
  endpoint_id: string | null;
  only: 'failed' | 'missing' | 'all';
  since: string;
  until: string;
  filters: string[];
  created_at: string;
}
export interface ChangeCardDecisionInput {
  cardId: string;
  /** What happens to a purchase if the decision endpoint does not answer; default DECLINE. */
  fallback_decision?: ('DECLINE' | 'APPROVE') | null;
  /** The largest amount that fallback APPROVE approves, in USD; null means no limit. */
  fallback_limit?: (number | string) | null;
  /** Whether answers of the decision endpoint must be signed to count; default false. */
  require_signed_answer?: boolean | null;
}
export interface Card {
  id: string;
  card_holder_name: string;
  type: 'VIRTUAL';
  last4: string;
  /** FROZEN is set by the company, BLOCKED by the system; only ACTIVE cards can make purchases. */
  status: 'ACTIVE' | 'INACTIVE' | 'FROZEN' | 'BLOCKED' | 'EXPIRED' | 'DELETED';
  approval_method: 'TOP_UP' | 'WEBHOOK' | 'NONE';
  /** In USD; null means no limit. */
  daily_limit: number | null;
  /** In USD; null means no limit. */
  weekly_limit: number | null;
  /** In USD; null means no limit. */
  monthly_limit: number | null;
  /** In USD; null means no limit. */
  per_transaction_limit: number | null;
  forwarded_3ds_type: 'AUTOMATIC' | 'FORWARDED' | 'DISABLED';
  fallback_decision: 'DECLINE' | 'APPROVE';
  fallback_limit: number | null;
  require_signed_answer: boolean;
  meta: {
    email: string | null;
    otp_phone_number: {
      dial_code: number;
      phone_number: string;
    };
  };
  /** Your own data, as you gave it. */
  metadata: {
    [k: string]: unknown;
  };
  created_at: string;
}
export interface ChangeCardEmailInput {
  cardId: string;
  business_email?: string | null;
  email?: string | null;
}
export interface ChangeCardLimitsInput {
  cardId: string;
  /** The most the card may spend in a day, fees included, in USD; no limit if null or left out. */
  daily_limit?: (number | string) | null;
  /**
   * The most the card may spend in a week, fees included, in USD; no limit if null or left out.
   */
  weekly_limit?: (number | string) | null;
  /**
   * The most the card may spend in a month, fees included, in USD; no limit if null or left out.
   */
  monthly_limit?: (number | string) | null;
  /** The most the card may spend at once, fees included, in USD; no limit if null or left out. */
  per_transaction_limit?: (number | string) | null;
}
export interface ChangeCardLimitsAnswer {
  id: string;
  /** In USD; null means no limit. */
  daily_limit: number | null;
  /** In USD; null means no limit. */
  weekly_limit: number | null;
  /** In USD; null means no limit. */
  monthly_limit: number | null;
  /** In USD; null means no limit. */
  per_transaction_limit: number | null;
}
export interface ChangeCardPhoneInput {
  cardId: string;
  /** An integer or digits: `44`. */
  phone_country_code?: number | string;
  phone?: string;
}
export interface ChangeCardProgramInput {
  /** While false, every purchase is declined with M103. */
  program_enabled?: boolean;
  /** Merchant categories (ISO 18245) in which purchases are declined with C011. */
  mcc_blocked?: (string | number)[];
  /** Merchant countries (ISO 3166 alpha-3) in which purchases are declined with C012. */
  countries_blocked?: string[];
  /**
   * E-commerce purchases above this amount in USD need a passed 3-D Secure challenge; null means never.
   */
  three_ds_threshold?: (number | string) | null;
  /** The most any card may spend in one purchase, in USD; null means no limit. */
  per_transaction_limit?: (number | string) | null;
  /** An amount with at most 4 decimals, as a number or a decimal string. */
  fx_fee_percent?: number | string;
  /** The fee for each cash withdrawal, in USD. */
  atm_fee?: number | string;
  /** An amount with at most 4 decimals, as a number or a decimal string. */
  deposit_commission_percent?: number | string;
}
export interface ChangeCardProgramAnswer {
  program_enabled: boolean;
  mcc_blocked: string[];
  countries_blocked: string[];
  three_ds_threshold: number | null;
  per_transaction_limit: number | null;
  fx_fee_percent: number;
  atm_fee: number;
  deposit_commission_percent: number;
}
export interface ChangeWebhookEndpointInput {
  endpointId: string;
  /** An HTTPS URL; in the sandbox also plain HTTP and the local machine. */
  url?: string;
  description?: string;
  /**
   * Event types, or their first one or two parts: `CARDS`, `CARDS.CLEARING`, `CARDS.CLEARING.SUCCESS`. An empty list means all except `DEPOSIT.PENDING` and `VIRTUAL_BALANCE.SUCCESS`.
   */
  filters?: string[];
  format?: 'operation' | 'product';
  /** Whether events of one card transaction or wallet are sent strictly one after the other. */
  ordered?: boolean;
  /**
   * Whether this endpoint is asked to decide on card purchases. Only one can be: setting it here clears it on the previous one. The endpoint must be enabled.
   */
  decision?: boolean;
  /**
   * Extra headers sent with every message: at most 20, with 4,096 characters in all, and none that the platform or HTTP itself sets. Values are shown as [redacted].
   */
  headers?: {
    [k: string]: string;
  };
  /** Messages per second; null means no limit. */
  rate_limit?: number | null;
  timeout_ms?: number;
  /**
   * The waits before each retry, in seconds: n entries make n + 1 attempts. Null means the default schedule.
   */
  retry_schedule?: number[] | null;
  /** Sent in plain text as `X-Webhook-Key`; null turns it off. */
  legacy_key?: string | null;
  /**
   * `v1` is HMAC-SHA256, `v1a` ed25519, whose public keys are at `/.well-known/webhooks/jwks.json`.
   */
  signatures?: ('v1' | 'v1a')[];
  enabled?: boolean;
}
export interface WebhookEndpoint {
  id: string;
  url: string;
  description: string;
  enabled: boolean;
  disabled_reason: string | null;
  disabled_at: string | null;
  filters: string[];
  format: 'operation' | 'product';
  ordered: boolean;
  decision: boolean;
  /** Values are shown as [redacted]. */
  headers: {
    [k: string]: string;
  };
  rate_limit: number | null;
  timeout_ms: number;
  retry_schedule: number[] | null;
  legacy_key: string | null;
  signatures: ('v1' | 'v1a')[];
  created_at: string;
}
export interface CheckLedgerInput {}
export interface CheckLedgerAnswer {
  balanced: boolean;
  assets: {
    asset: string;
    debits: number | string;
    credits: number | string;
    held: number | string;
    accounts: number;
  }[];
  /** The last sealed block of the platform; null before the first. */
  sealed: {
    block: number;
    entries: number;
    at: string;
  } | null;
}
export interface ConfigureCardThreeDsInput {
  cardId: string;
  /**
   * AUTOMATIC (also `sms`) or FORWARDED (also `webhook`): you relay the code to the cardholder. DISABLED: purchases that need a challenge are declined with C301.
   */
  type: 'AUTOMATIC' | 'FORWARDED' | 'DISABLED' | 'sms' | 'webhook';
}
export interface ConfigureCardThreeDsAnswer {
  type: 'AUTOMATIC' | 'FORWARDED' | 'DISABLED';
}
export interface CreateCardInput {
  card_holder_name: string;
  email?: string | null;
  /**
   * Fixed for the life of the card. TOP_UP: pays from its own balance, which is a claim on the holding. WEBHOOK: your endpoint decides, the holding pays. NONE: the holding pays. TOPUP is accepted as TOP_UP; DEFI is not offered.
   */
  approval_method: 'TOP_UP' | 'TOPUP' | 'WEBHOOK' | 'NONE' | 'DEFI';
  /** An integer or digits: `44`. */
  phone_country_code: number | string;
  phone: string;
  /** The most the card may spend in a day, fees included, in USD; no limit if null or left out. */
  daily_limit?: (number | string) | null;
  /**
   * The most the card may spend in a week, fees included, in USD; no limit if null or left out.
   */
  weekly_limit?: (number | string) | null;
  /**
   * The most the card may spend in a month, fees included, in USD; no limit if null or left out.
   */
  monthly_limit?: (number | string) | null;
  /** The most the card may spend at once, fees included, in USD; no limit if null or left out. */
  per_transaction_limit?: (number | string) | null;
  /** What happens to a purchase if the decision endpoint does not answer; default DECLINE. */
  fallback_decision?: ('DECLINE' | 'APPROVE') | null;
  /** The largest amount that fallback APPROVE approves, in USD; null means no limit. */
  fallback_limit?: (number | string) | null;
  /** Whether answers of the decision endpoint must be signed to count; default false. */
  require_signed_answer?: boolean | null;
  /** Your own data; returned in the card's webhooks. */
  metadata?: {
    [k: string]: unknown;
  } | null;
}
export interface CreateClientInput {
  first_name: string;
  last_name: string;
  email?: string | null;
  type?: 'individual' | 'business';
}
export interface Client {
  id: string;
  company_id: string;
  type: 'individual' | 'business';
  status: 'ACTIVE' | 'DELETED';
  first_name: string;
  last_name: string;
  email: string | null;
  /** The virtual wallets assigned to the client. */
  wallet_ids: string[];
  created_at: string;
  updated_at: string;
}
export interface CreateCompanyInput {
  name: string;
  email?: string | null;
  webhook_url?: string | null;
  /**
   * The starting balance of the card holding in USD, in the sandbox only; 1,000,000.00 if left out.
   */
  initial_holding?: (number | string) | null;
}
export interface CreateCompanyAnswer {
  id: string;
  name: string;
  email: string | null;
  webhook_url: string | null;
  /** The first key: level 3, all products. Shown only this once. */
  api_key: string;
}
export interface CreateKeyInput {
  name: string;
  /** 1 can read, 2 can also move money and issue cards, 3 can also administer. */
  level: 1 | 2 | 3;
  /** The products the key can be used for. */
  products?: ('treasury' | 'virtual_wallets' | 'cards' | 'management' | 'webhooks' | 'simulate')[];
  /** Addresses and networks (CIDR) it may be used from; empty means any. */
  allowed_ips?: string[];
  /** When it stops working; null means never. */
  expires_at?: string | null;
}
export interface NewApiKey {
  id: string;
  name: string;
  /** The first 12 characters of the key. */
  prefix: string;
  /** 1 can read, 2 can also move money and issue cards, 3 can also administer. */
  level: 1 | 2 | 3;
  products: ('treasury' | 'virtual_wallets' | 'cards' | 'management' | 'webhooks' | 'simulate')[];
  allowed_ips: string[];
  expires_at: string | null;
  created_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
  /** The key itself; shown only this once. */
  key: string;
}
export interface CreateManagedCompanyInput {
  name: string;
  email?: string | null;
  webhook_url?: string | null;
  /**
   * The starting balance of the card holding in USD, in the sandbox only; 1,000,000.00 if left out.
   */
  initial_holding?: (number | string) | null;
}
export interface CreateManagedCompanyAnswer {
  id: string;
  name: string;
  email: string | null;
  webhook_url: string | null;
  /** The first key: level 3, all products. Shown only this once. */
  api_key: string;
}
export interface CreateReplayInput {
  /** All enabled endpoints if left out. */
  endpoint_id?: string;
  /**
   * The earliest time the events were stored, in real time, even if the company's own clock was moved.
   */
  since: string;
  /** The latest time. Now if left out; for `missing`, a second later. */
  until?: string;
  /**
   * `failed`: deliveries that were never accepted; `missing`: also events that were never sent, for example while the endpoint was disabled; `all`: everything.
   */
  only?: 'failed' | 'missing' | 'all';
  filters?: string[];
  /** Only counts. */
  dry_run?: boolean;
}
export interface CreateReplayAnswer {
  /** Null for a dry run. */
  id: string | null;
  state: 'running' | 'paused' | 'done' | 'cancelled';
  /** Deliveries found when the replay was created. */
  matched: number;
  /** Accepted at the first attempt. */
  sent: number;
  /**
   * Not accepted at the first attempt; retried on the schedule. Deliveries cancelled with their endpoint are counted when the replay is done.
   */
  failed: number;
  /** Null means all enabled endpoints. */
  endpoint_id: string | null;
  only: 'failed' | 'missing' | 'all';
  since: string;
  until: string;
  filters: string[];
  /** Null for a dry run. */
  created_at: string | null;
}
export interface CreateTreasuryAccountInput {
  alias: string;
}
export interface TreasuryAccount {
  id: string;
  alias: string;
  /** Oldest first. */
  wallets: TreasuryWallet[];
}
export interface TreasuryWallet {
  id: string;
  alias: string;
  wallet_address: string;
  blockchain: string;
  enabled: boolean;
}
export interface CreateTreasuryWalletInput {
  accountId: string;
  alias: string;
  /** The name of the blockchain, from `/virtual-wallets/config/blockchains/list`. */
  blockchain: string;
}
export interface CreateVirtualWalletInput {
  alias: string;
  /** The name of the blockchain, from `/virtual-wallets/config/blockchains/list`. */
  blockchain: string;
}
export interface VirtualWallet {
  id: string;
  alias: string;
  /** The client it is assigned to. */
  client_id: string | null;
  wallet_address: string;
  blockchain: string;
  /** A disabled wallet cannot send; deposits to it are still booked. */
  enabled: boolean;
}
export interface CreateWebhookEndpointInput {
  /** An HTTPS URL; in the sandbox also plain HTTP and the local machine. */
  url: string;
  description?: string;
  /**
   * Event types, or their first one or two parts: `CARDS`, `CARDS.CLEARING`, `CARDS.CLEARING.SUCCESS`. An empty list means all except `DEPOSIT.PENDING` and `VIRTUAL_BALANCE.SUCCESS`.
   */
  filters?: string[];
  format?: 'operation' | 'product';
  /** Whether events of one card transaction or wallet are sent strictly one after the other. */
  ordered?: boolean;
  /**
   * Whether this endpoint is asked to decide on card purchases. Only one can be: setting it here clears it on the previous one. The endpoint must be enabled.
   */
  decision?: boolean;
  /**
   * Extra headers sent with every message: at most 20, with 4,096 characters in all, and none that the platform or HTTP itself sets. Values are shown as [redacted].
   */
  headers?: {
    [k: string]: string;
  };
  /** Messages per second; null means no limit. */
  rate_limit?: number | null;
  timeout_ms?: number;
  /**
   * The waits before each retry, in seconds: n entries make n + 1 attempts. Null means the default schedule.
   */
  retry_schedule?: number[] | null;
  /** Sent in plain text as `X-Webhook-Key`; null turns it off. */
  legacy_key?: string | null;
  /**
   * `v1` is HMAC-SHA256, `v1a` ed25519, whose public keys are at `/.well-known/webhooks/jwks.json`.
   */
  signatures?: ('v1' | 'v1a')[];
  enabled?: boolean;
}
export interface CreateWebhookEndpointAnswer {
  id: string;
  url: string;
  description: string;
  enabled: boolean;
  disabled_reason: string | null;
  disabled_at: string | null;
  filters: string[];
  format: 'operation' | 'product';
  ordered: boolean;
  decision: boolean;
  /** Values are shown as [redacted]. */
  headers: {
    [k: string]: string;
  };
  rate_limit: number | null;
  timeout_ms: number;
  retry_schedule: number[] | null;
  legacy_key: string | null;
  signatures: ('v1' | 'v1a')[];
  created_at: string;
  /** `whsec_…`; signs every message. */
  secret: string;
}
export interface CreditSuspendedDepositInput {
  movementId: string;
  company_id: string;
}
export interface WalletMovement {
  id: string;
  date: string;
  operation: 'DEPOSIT' | 'WITHDRAWAL' | 'USER_WITHDRAWAL' | 'OVERRIDE_VIRTUAL_BALANCE';
  /** The id of the latest event about it; null before the first. */
  operation_id: string | null;
  /**
   * PENDING waits for the chain. PROCESSING: a deposit that is credited to nobody (`data.reason`), or a withdrawal that takes longer than it should. FAILED: a withdrawal that did not happen, or a deposit that was sent back. CANCELLED: a deposit that left the chain.
   */
  status: 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  wallet_id: string;
  blockchain: string;
  /**
   * Null until it is sent, and for off-chain movements; `internal` between two virtual wallets.
   */
  transaction_hash: string | null;
  /** For a manual balance change, the difference; negative if the balance fell. */
  amount: number | string;
  data: MovementData;
  /** The block that contains it; null while none does, and for off-chain movements. */
  block_number: number | null;
  /**
   * How many blocks confirm it, its own included. Rises while it waits (from 0 for outgoing transfers), then stays at the count it was decided with; 0 if it left the chain. Null for off-chain movements, and for transfers that failed without ever reaching the chain.
   */
  confirmations: number | null;
  /** How many confirmations it needs. Null whenever `confirmations` is. */
  confirmations_required: number | null;
}
export interface MovementData {
  token: {
    name: string;
    symbol: string;
    /** Null for the native coin. */
    address: string | null;
  };
  from_wallet_address: string | null;
  to_wallet_address: string | null;
  /** For a deposit, the amount credited. For a manual balance change, the new balance. */
  net_amount: number | string | null;
  /**
   * Why it did not simply complete, as one word: `below_minimum`, `unproved`, `halted`, `inexact`, `not_for_cards`, `returning`, `returned`, `reorg`; `refused`, `failed`, `replaced`, `expired`.
   */
  reason: string | null;
}
export interface DeleteCardInput {
  cardId: string;
}
export interface DeleteCardAnswer {
  id: string;
  card_holder_name: string;
  last4: string;
  /** FROZEN is set by the company, BLOCKED by the system; only ACTIVE cards can make purchases. */
  status: 'ACTIVE' | 'INACTIVE' | 'FROZEN' | 'BLOCKED' | 'EXPIRED' | 'DELETED';
}
export interface DeleteClientInput {
  id: string;
}
export interface DeleteTreasuryAccountInput {
  accountId: string;
}
export interface DeleteTreasuryWalletInput {
  accountId: string;
  walletId: string;
}
export interface DeleteVirtualWalletInput {
  walletId: string;
}
export interface DeleteWebhookEndpointInput {
  endpointId: string;
}
export interface DisableCompanyInput {
  companyId: string;
}
export interface DisableCompanyAnswer {
  id: string;
  name: string;
  email: string | null;
  enabled: boolean;
  created_at: string;
}
export interface DisableManagedCompanyInput {
  companyId: string;
}
export interface DisableManagedCompanyAnswer {
  id: string;
  name: string;
  email: string | null;
  enabled: boolean;
  created_at: string;
}
export interface EnableCompanyInput {
  companyId: string;
}
export interface EnableCompanyAnswer {
  id: string;
  name: string;
  email: string | null;
  enabled: boolean;
  created_at: string;
}
export interface EnableVirtualWalletInput {
  walletId: string;
  enabled: boolean;
}
export interface EnableWebhookEndpointInput {
  endpointId: string;
}
export interface EndConsoleSessionInput {}
export interface EndFaultsInput {
  /** Only the faults of this endpoint; all faults if left out. */
  endpoint_id?: string;
}
export interface EndFaultsAnswer {
  faults: {
    endpoint_id: string;
    drop: number;
    duplicate: number;
    reorder: number;
    delay_ms: number;
    seed: string;
    ends_at: string;
  }[];
  chain: 'fail_next' | null;
}
export interface FreezeCardInput {
  cardId: string;
  freeze?: boolean;
  frozen?: boolean;
}
export interface GetCardInput {
  cardId: string;
}
export interface GetCardBalanceInput {
  cardId: string;
}
export interface GetCardBalanceAnswer {
  available_credit: number;
}
export interface GetCardHoldingInput {}
export interface GetCardHoldingAnswer {
  warranty_balance: number;
  blockchain: string | null;
  /** Null until it can be created, which needs the blockchain to be reachable. */
  deposit_address: string | null;
  /** Token symbol to deposit address. */
  deposit_tokens: {
    [k: string]: string;
  };
}
export interface GetCardProgramInput {}
export interface GetCardProgramAnswer {
  program_enabled: boolean;
  mcc_blocked: string[];
  countries_blocked: string[];
  three_ds_threshold: number | null;
  per_transaction_limit: number | null;
  fx_fee_percent: number;
  atm_fee: number;
  deposit_commission_percent: number;
}
export interface GetCardSpendingInput {
  cardId: string;
}
export interface GetCardSpendingAnswer {
  daily_spending: number;
  weekly_spending: number;
  monthly_spending: number;
}
export interface GetCardStatementInput {
  cardId: string;
  /** Only what happened at or after this time; a date alone means its start, in UTC. */
  from_date?: string;
  /** Only what happened before this time (exclusive). */
  to_date?: string;
}
export interface GetCardStatisticsInput {
  /** How far back, by wall time; told in 60 stretches. */
  seconds?: number;
}
export interface GetCardStatisticsAnswer {
  seconds: number;
  bucket_seconds: number;
  approved: number;
  declined: number;
  /** How long the company took where it was asked; null where it was not. */
  decision_ms: {
    p50: number | null;
    p95: number | null;
  };
  /** Oldest first; stretches in which no purchase began are left out. */
  buckets: {
    at: string;
    approved: number;
    declined: number;
  }[];
}
export interface GetCardTopUpInput {
  cardId: string;
}
export interface CardDepositWallet {
  address: string;
  blockchain: string;
  /** The symbols of the tokens that can be sent to it. */
  tokens: string[];
  /** Always empty: there are no fiat ramps. */
  ramps: unknown[];
}
export interface GetCardTransactionInput {
  cardId: string;
  transactionId: string;
}
export interface CardTransaction {
  id: string;
  card_id: string;
  state:
    | 'deciding'
    | 'declined'
    | 'authorized'
    | 'partially_cleared'
    | 'cleared'
    | 'reversed'
    | 'expired'
    | 'cancelled'
    | 'refunded'
    | 'verified';
  purpose: 'purchase' | 'atm' | 'verification' | 'balance_inquiry' | 'financial' | 'refund';
  channel: 'POS' | 'ATM' | 'ECOMMERCE' | 'MOTO';
  /** The currency at the merchant, ISO 4217. */
  currency: string;
  merchant_data: Merchant;
  /** Sums of all entries so far, in USD, without fees. */
  totals: {
    /** USD */
    authorized: number;
    /** USD */
    reversed: number;
    /** USD */
    cleared: number;
    /** USD */
    refunded: number;
    /** USD */
    held: number;
  };
  fees_held: {
    /** USD */
    atm_fees: number;
    /** USD */
    fx_fees: number;
  };
  fees_posted: {
    /** USD */
    atm_fees: number;
    /** USD */
    fx_fees: number;
  };
  /** Who decided, how long it took, and what was wrong with the answer. */
  decision: {
    by: 'rules' | 'webhook' | 'fallback' | 'network';
    /** How long your endpoint took to answer. */
    duration_ms?: number;
    /** The answer of your endpoint. */
    http_status?: number;
    /** The response code you gave, if a different one was passed on. */
    answered?: string;
    /** What was wrong with the answer. */
    detail?: string;
    /** When an answer came after the deadline and so changed nothing. */
    late_answer_at?: string;
  };
  approval_code: string | null;
  network_transaction_id: string | null;
  /** When the hold expires; meaningless once nothing is held. */
  expires_at: string | null;
  created_at: string;
}
export interface Merchant {
  id: string | null;
  name: string;
  city: string | null;
  post_code: string | null;
  state: string | null;
  /** ISO 3166 alpha-3. */
  country: string | null;
  /** The meaning of `mcc_code`. */
  mcc_category: string;
  /** ISO 18245, four digits. */
  mcc_code: string;
}
export interface GetClientInput {
  id: string;
}
export interface GetClockInput {}
export interface GetClockAnswer {
  now: string;
}
export interface GetCompanyInput {}
export interface GetCompanyAnswer {
  name: string;
  email: string | null;
  /** The URL of the default endpoint. */
  webhook_url: string | null;
  /** The key sent to the default endpoint in `X-Webhook-Key`. */
  webhook_key: string | null;
}
export interface GetCompanyInformationInput {
  companyId: string;
}
export interface GetCompanyInformationAnswer {
  business_name: string;
  business_email: string | null;
  address: string | null;
  address2: string | null;
  city: string | null;
  state: string | null;
  zip: string | null;
  country: string | null;
  country_code: string | null;
  phone_country_code: string | null;
  phone: string | null;
  card_design_id: string | null;
  card_design_url: string | null;
}
export interface GetConsoleSessionInput {}
export interface GetConsoleSessionAnswer {
  environment: 'sandbox' | 'production';
  /** Null when nobody is signed in with this browser. */
  signed_in: {
    as: 'company' | 'operator';
    company: {
      id: string;
      name: string;
    } | null;
    key: {
      id: string;
      name: string;
      level: 1 | 2 | 3;
      products: ('treasury' | 'virtual_wallets' | 'cards' | 'management' | 'webhooks' | 'simulate')[];
    } | null;
    ends_at: string;
  } | null;
}
export interface GetContractedProductInput {}
export interface GetContractedProductAnswer {
  /** Null means no limit. */
  treasury_wallets: number | null;
  /** Null means no limit. */
  virtual_wallets: number | null;
  /** Null means no limit. */
  virtual_cards: number | null;
}
export interface GetContractedProductUsedInput {}
export interface GetContractedProductUsedAnswer {
  treasury_wallets: {
    /** Null means no limit. */
    contracted: number | null;
    used: number;
  };
  virtual_wallets: {
    /** Null means no limit. */
    contracted: number | null;
    used: number;
  };
  virtual_cards: {
    /** Null means no limit. */
    contracted: number | null;
    used: number;
  };
}
export interface GetDeliveryStatisticsInput {
  /** How far back, by wall time; told in 60 stretches. */
  seconds?: number;
}
export interface GetDeliveryStatisticsAnswer {
  seconds: number;
  bucket_seconds: number;
  delivered: number;
  failed: number;
  /** From the event to the answer of the endpoint. */
  latency_ms: {
    p50: number | null;
    p99: number | null;
  };
  /** Due or to be tried again; 10,000 stands for as many or more. */
  waiting: number;
  /** The oldest event that is not delivered and still tried. */
  oldest_waiting_at: string | null;
  /** Attempts, oldest first. */
  buckets: {
    at: string;
    delivered: number;
    failed: number;
  }[];
  endpoints: {
    endpoint_id: string;
    delivered: number;
    failed: number;
    waiting: number;
  }[];
}
export interface GetEventInput {
  eventId: string;
}
export interface StoredEvent {
  id: string;
  operation: string;
  sub_operation: string;
  status: string;
  created_at: string;
  trace_id: string;
  /** Whether this is an example sent to test an endpoint: what it reports never happened. */
  test: boolean;
  /** The body that endpoints receive, without its secrets. */
  body: {
    operation: string;
    sub_operation: string;
    /** The id of the event. */
    operation_id: string;
    status: 'SUCCESS' | 'PENDING' | 'FAILED' | 'CANCELLED';
    /** The reason, if it is FAILED or CANCELLED. */
    reason?: string;
    /** Depends on the event type: see the event catalogue. */
    data: {
      [k: string]: unknown;
    };
  };
}
export interface GetHoldingWalletInput {
  /** The name of the blockchain, from `/virtual-wallets/config/blockchains/list`. */
  blockchain: string;
}
export interface HoldingWallet {
  id: string;
  alias: string;
  wallet_address: string;
  blockchain: string;
}
export interface GetHoldingWalletBalanceInput {
  /** The name of the blockchain, from `/virtual-wallets/config/blockchains/list`. */
  blockchain: string;
}
export interface TokenBalance {
  name: string;
  symbol: string;
  balance: number | string;
  /** Null for the native coin. */
  token_address: string | null;
}
export interface GetKeyInput {
  id: string;
}
export interface ApiKey {
  id: string;
  name: string;
  /** The first 12 characters of the key. */
  prefix: string;
  /** 1 can read, 2 can also move money and issue cards, 3 can also administer. */
  level: 1 | 2 | 3;
  products: ('treasury' | 'virtual_wallets' | 'cards' | 'management' | 'webhooks' | 'simulate')[];
  allowed_ips: string[];
  expires_at: string | null;
  created_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
}
export interface GetMetricsInput {}
export interface GetOpenApiInput {}
export interface GetOpenApiAnswer {
  openapi: string;
  [k: string]: unknown;
}
export interface GetOperationInput {
  operationId: string;
}
export interface GetOperationAnswer {
  id: string;
  description: string;
}
export interface GetPanPageInput {
  cardId: string;
}
export interface GetPanPageAnswer {
  url: string;
}
export interface GetPinPageInput {
  cardId: string;
}
export interface GetPinPageAnswer {
  url: string;
}
export interface GetReplayInput {
  replayId: string;
}
export interface GetScenarioInput {
  name: string;
}
export interface GetScenarioAnswer {
  /** For editors: where to find the JSON Schema of this format. */
  $schema?: string;
  name: string;
  title: string;
  /** What the scenario shows; for readers. */
  about?: string;
  /** Where the company's clock starts; only `advance` moves it. */
  starts_at?: string;
  /** The same seed gives the same event bodies, except for ids, hashes and keys. */
  seed?: number | string;
  /** The starting balance of the company's holding; 1000000.00 by default. */
  holding?: string;
  /** As in PUT /cards/account/configuration. */
  program?: {
    [k: string]: unknown;
  };
  /** By name, at most 50. By default, one TOP_UP card named `card` with 1000.00. */
  cards?: {
    /** A card; other members are those of POST /cards/virtual-cards/create. */
    [k: string]: {
      approval_method?: 'TOP_UP' | 'WEBHOOK' | 'NONE';
      /** The starting balance of a TOP_UP card; 1000.00 by default. */
      balance?: string;
      pin?: string;
      [k: string]: unknown;
    };
  };
  /** By name, at most 20. None by default. */
  endpoints?: {
    /**
     * A webhook endpoint with its own receiver inside the server; other members are those of POST /webhooks/endpoints.
     */
    [k: string]: {
      /** How requests are answered, in order; the last answer also serves all later requests. */
      answers?:
        | (
            | number
            | {
                status?: number;
                /** Sent as JSON. */
                body?: unknown;
                headers?: {
                  [k: string]: string;
                };
                /** How much later to answer, in milliseconds. */
                delay_ms?: number;
                /** Closes the connection without an answer. */
                hang_up?: boolean;
              }
          )
        | (
            | number
            | {
                status?: number;
                /** Sent as JSON. */
                body?: unknown;
                headers?: {
                  [k: string]: string;
                };
                /** How much later to answer, in milliseconds. */
                delay_ms?: number;
                /** Closes the connection without an answer. */
                hang_up?: boolean;
              }
          )[];
      /** How decision requests (`AUTHORIZATION/PENDING`) are answered; `00` by default. */
      decides?:
        | (
            | number
            | {
                status?: number;
                /** Sent as JSON. */
                body?: unknown;
                headers?: {
                  [k: string]: string;
                };
                /** How much later to answer, in milliseconds. */
                delay_ms?: number;
                /** Closes the connection without an answer. */
                hang_up?: boolean;
              }
          )
        | (
            | number
            | {
                status?: number;
                /** Sent as JSON. */
                body?: unknown;
                headers?: {
                  [k: string]: string;
                };
                /** How much later to answer, in milliseconds. */
                delay_ms?: number;
                /** Closes the connection without an answer. */
                hang_up?: boolean;
              }
          )[];
      [k: string]: unknown;
    };
  };
  /**
   *
   * Items: One action (`call`, `advance`, `endpoint` or `company`), or only a check.
   */
  steps: {
    title: string;
    /** An explanation for readers. */
    note?: string;
    /** A call of this API, made as the company of the scenario. */
    call?: string;
    body?: {
      [k: string]: unknown;
    };
    headers?: {
      [k: string]: string;
    };
    /** A name to refer to: `{name.id}`. */
    keep?: string;
    /** Moves the company's clock. */
    advance?: string;
    /** An endpoint whose receiver answers differently from now on. */
    endpoint?: string;
    /** How requests are answered, in order; the last answer also serves all later requests. */
    answers?:
      | (
          | number
          | {
              status?: number;
              /** Sent as JSON. */
              body?: unknown;
              headers?: {
                [k: string]: string;
              };
              /** How much later to answer, in milliseconds. */
              delay_ms?: number;
              /** Closes the connection without an answer. */
              hang_up?: boolean;
            }
        )
      | (
          | number
          | {
              status?: number;
              /** Sent as JSON. */
              body?: unknown;
              headers?: {
                [k: string]: string;
              };
              /** How much later to answer, in milliseconds. */
              delay_ms?: number;
              /** Closes the connection without an answer. */
              hang_up?: boolean;
            }
        )[];
    /** How requests are answered, in order; the last answer also serves all later requests. */
    decides?:
      | (
          | number
          | {
              status?: number;
              /** Sent as JSON. */
              body?: unknown;
              headers?: {
                [k: string]: string;
              };
              /** How much later to answer, in milliseconds. */
              delay_ms?: number;
              /** Closes the connection without an answer. */
              hang_up?: boolean;
            }
        )
      | (
          | number
          | {
              status?: number;
              /** Sent as JSON. */
              body?: unknown;
              headers?: {
                [k: string]: string;
              };
              /** How much later to answer, in milliseconds. */
              delay_ms?: number;
              /** Closes the connection without an answer. */
              hang_up?: boolean;
            }
        )[];
    /** What the operator does to the company; its cards can still be swiped. */
    company?: 'disable' | 'enable';
    /** What must be true after the step. */
    expect?: {
      /** The HTTP status of the answer; any success by default. */
      status?: number;
      /**
       * What the answer must contain: objects may have further members, lists must match whole. Decimal strings and numbers of the same value are equal; `"*"` matches any value.
       */
      answer?: unknown;
      /**
       * The code with which the message must be declined; if nothing is stored of it, its response code is compared.
       */
      decline?: string;
      /** What each must have after the step, by the name of the card, or `holding`. */
      balances?: {
        [k: string]: {
          available?: string;
          held?: string;
          /**
           * What has been posted since the scenario began: purchases are negative, refunds and deposits positive.
           */
          posted?: string;
        };
      };
      /**
       * All events caused by the step, in order.
       *
       *
       * Items: An event by its type, or with the contents it must have.
       */
      events?: (
        | string
        | {
            type: string;
            reason?: string;
            /** Members that `data` must have; others are allowed. */
            data?: {
              [k: string]: unknown;
            };
          }
      )[];
      /** All requests each endpoint got during the step, by its name; in order if it is `ordered`. */
      received?: {
        /**
         *
         * Items: A request that the receiver got.
         */
        [k: string]: (
          | string
          | {
              type: string;
              attempt?: number;
              replay?: boolean;
              data?: {
                [k: string]: unknown;
              };
            }
        )[];
      };
    };
  }[];
}
export interface GetSigningAvailabilityInput {}
export interface SigningAvailability {
  /** Whether enough signers are available to sign a transfer now. */
  ready: boolean;
  available: number;
  /** How many must sign a transfer. Creating a wallet needs all of them. */
  needed: number;
  total: number;
}
export interface GetThreeDsChallengeInput {
  challengeId: string;
}
export interface GetThreeDsChallengeAnswer {
  challenge: ThreeDsChallenge;
  /** Six digits; null once it is decided or expired. */
  code: string | null;
  /** By your company’s clock; 0 once it is decided or expired. */
  seconds_left: number;
}
export interface ThreeDsChallenge {
  id: string;
  card_id: string;
  state: 'pending' | 'passed' | 'failed' | 'expired';
  /** The largest amount it confirms, in `currency`. */
  amount: number;
  currency: string;
  merchant_data: Merchant;
  tries_left: number;
  created_at: string;
  expires_at: string;
  decided_at: string | null;
}
export interface GetTreasuryWalletInput {
  accountId: string;
  walletId: string;
}
export interface GetTreasuryWalletBalanceInput {
  accountId: string;
  walletId: string;
}
export interface GetVelocityRulesInput {}
export interface GetVelocityRulesAnswer {
  rules: {
    max_authorizations: number;
    time_window_seconds: number;
  }[];
}
export interface GetVirtualBalancesInput {
  /** The name of the blockchain, from `/virtual-wallets/config/blockchains/list`. */
  blockchain: string;
}
export interface GetVirtualWalletInput {
  walletId: string;
}
export interface GetVirtualWalletBalanceInput {
  walletId: string;
}
export interface GetVirtualWalletSigningAvailabilityInput {}
export interface GetWebhookEndpointInput {
  endpointId: string;
}
export interface GetWebhookKeysInput {
  /** Only the keys of this endpoint; of all endpoints if left out. */
  endpoint_id?: string;
}
export interface GetWebhookKeysAnswer {
  keys: {
    [k: string]: string;
  }[];
}
export interface GetWebhookSecretInput {
  endpointId: string;
}
export interface GetWebhookSecretAnswer {
  /** `whsec_…` */
  secret: string;
  /** `whpk_…`, for `v1a` signatures. */
  public_key: string;
}
export interface IsAliveInput {}
export interface IsAliveAnswer {
  status: 'ok';
}
export interface IsReadyInput {}
export interface IsReadyAnswer {
  status: 'ok';
}
export interface LinkVirtualWalletToClientInput {
  walletId: string;
  clientId: string;
}
export interface ListAttemptsInput {
  deliveryId: string;
}
export interface ListAttemptsAnswer {
  data: DeliveryAttempt[];
}
export interface DeliveryAttempt {
  number: number;
  started_at: string;
  duration_ms: number;
  status_code: number | null;
  /** null: accepted. */
  error: ('timeout' | 'connect' | 'tls' | 'dns' | 'blocked_address' | 'redirect' | 'status') | null;
  /** The error as a sentence. */
  detail: string | null;
  request_headers: {
    [k: string]: string;
  };
  response_headers: {
    [k: string]: string | string[];
  } | null;
  /** At most its first 16 KiB. */
  response_body: string | null;
}
export interface ListAuditInput {
  /** Who did it: the id of a key, `operator` or `system`. */
  actor?: string;
  /** The operation, such as `revokeKey`. */
  action?: string;
  /** The id of what was changed. */
  subject?: string;
  /** Only what was done at or after this time. */
  since?: string;
  /** Only what was done before this time (exclusive). */
  until?: string;
  /** `next_cursor` of the previous page; leave it out for the first page. */
  cursor?: string;
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
}
export interface ListAuditAnswer {
  data: AuditedAction[];
  /** Send it as `cursor` to get the next page; null on the last page. */
  next_cursor: string | null;
}
export interface AuditedAction {
  id: string;
  at: string;
  /** The id of the key, `operator`, or `system`. */
  actor: string;
  address: string | null;
  trace_id: string | null;
  /** The operation as named in this reference, such as `revokeKey`. */
  action: string;
  /** The id of what was changed; null for the platform itself. */
  subject: string | null;
  /** The changed fields before. Secrets are left out. */
  before: unknown;
  /** The changed fields after. Secrets are left out. */
  after: unknown;
}
export interface ListBlockchainsInput {}
export interface ListCardDepositsInput {
  cardId: string;
  /** `next_cursor` of the previous page; leave it out for the first page. */
  cursor?: string;
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
}
export interface ListCardDepositsAnswer {
  data: WalletMovement[];
  /** Send it as `cursor` to get the next page; null on the last page. */
  next_cursor: string | null;
}
export interface ListCardHoldingMovementsInput {
  /** The `paging_state_token` of the previous page. */
  paging_state_token?: string;
  /** `asc` starts with the smallest or oldest, `desc` with the largest or newest. */
  sort_order?: 'asc' | 'desc' | 'ASC' | 'DESC';
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
}
export interface ListCardHoldingMovementsAnswer {
  movements: WalletMovement[];
  /** Send it as `paging_state_token` to get the next page; null on the last page. */
  paging_state_token: string | null;
}
export interface ListCardTransactionEntriesInput {
  cardId: string;
  transactionId: string;
}
export interface CardEntry {
  id: string;
  transaction_id: string;
  /** 1, 2, 3 … within its transaction. */
  number: number;
  kind:
    | 'authorization'
    | 'authorization_advice'
    | 'incremental_authorization'
    | 'reversal'
    | 'expiry'
    | 'cancellation'
    | 'clearing'
    | 'clearing_reversal'
    | 'financial'
    | 'financial_reversal'
    | 'refund_authorization'
    | 'refund'
    | 'refund_reversal'
    | 'decline'
    | 'balance_inquiry'
    | 'account_verification';
  /** USD */
  bill_amount: number;
  /** In `transaction_currency`. */
  transaction_amount: number;
  /** The currency at the merchant, ISO 4217. */
  transaction_currency: string;
  /** Null if nothing was converted. */
  exchange_rate: number | null;
  fees: {
    /** USD */
    atm_fees: number;
    /** USD */
    fx_fees: number;
  };
  /** The change in what is held, in USD, without fees. */
  held_change: number;
  decline_reason: DeclineReason | null;
  /** ISO 8583 field 39. */
  response_code: string;
  /** For a clearing: whether it is the last one. */
  final: boolean;
  /** What was posted beyond the hold. */
  over_posted: number;
  /**
   * Available before the entry, in USD: the card’s own balance for a TOP_UP card, otherwise the holding.
   */
  original_balance: number;
  /** Available after the entry, in USD. */
  new_balance: number;
  trace_id: string;
  created_at: string;
}
export interface DeclineReason {
  /** A code from the table of declines, such as `M101`. */
  code: string;
  /** ISO 8583 field 39. */
  response_code: string;
  /** Text for the cardholder. */
  simple_reason: string;
  /** For you. */
  detailed_reason: string;
}
export interface ListCardTransactionPostingsInput {
  cardId: string;
  transactionId: string;
}
export interface ListCardsInput {}
export interface ListChainStatesInput {}
export interface ChainState {
  blockchain: string;
  /** Whether this process has reached the chain and a node answered its last request. */
  reachable: boolean;
  confirmations: number;
  /** The newest block that was read. */
  block: number | null;
  /**
   * Why nothing is credited or sent: the chain was reorganised deeper than the platform remembers.
   */
  halted: string | null;
  /** The account that pays for gas. */
  relayer: string | null;
  /**
   * Transfers that keep failing to get onto the chain, and transfers waiting to be signed; the oldest hundred.
   */
  put_off: {
    /** As named in the log: `sweep/…`, or the movement. */
    key: string;
    tries: number;
    /** Why the last attempt failed. */
    reason: string;
  }[];
  /**
   * Transfers that cannot be booked, the oldest hundred. They wait, along with everything else to or from the same addresses; all other transfers continue. They are retried every half minute, or at once by `POST /operator/chains/{blockchain}/retry`.
   */
  stuck: {
    transaction_hash: string;
    /**
     * A transfer of a token or of native coin, a wallet’s use of a nonce, or gas paid by the relayer.
     */
    kind: 'token' | 'coin' | 'executed' | 'gas';
    /** Its index among the logs, or coin movements, of that transaction. */
    ordinal: number;
    /** Null for `gas` that was paid. */
    block_number: number | null;
    /** The token, or the wallet; null for native coin and for `gas`. */
    contract: string | null;
    from_wallet_address: string | null;
    to_wallet_address: string | null;
    /** In the smallest units, as a string, since it may exceed what a number can hold. */
    amount: string | null;
    /**
     * `confirmed`: waiting to be booked. `left`: it left the chain after it was seen or booked, and waits to be reversed.
     */
    state: 'confirmed' | 'left';
    tries: number;
    /** Why the last attempt failed. */
    reason: string;
    since: string;
  }[];
}
export interface ListClientsInput {}
export interface ListCompaniesInput {
  /** `next_cursor` of the previous page; leave it out for the first page. */
  cursor?: string;
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
}
export interface ListCompaniesAnswer {
  data: {
    id: string;
    name: string;
    email: string | null;
    enabled: boolean;
    created_at: string;
  }[];
  /** Send it as `cursor` to get the next page; null on the last page. */
  next_cursor: string | null;
}
export interface ListDeliveriesInput {
  /** Only those in one of these states. */
  state?: ('pending' | 'delivered' | 'exhausted' | 'cancelled')[];
  /** Only deliveries of this event. */
  event_id?: string;
  /** Only deliveries to this endpoint. */
  endpoint_id?: string;
  /** `next_cursor` of the previous page; leave it out for the first page. */
  cursor?: string;
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
}
export interface ListDeliveriesAnswer {
  data: Delivery[];
  /**
   * Where the next page starts; null at the end. A page may be short even if there is a next one.
   */
  next_cursor: string | null;
}
export interface Delivery {
  id: string;
  event_id: string;
  /** `OPERATION.SUB_OPERATION.STATUS`, as in filters; null once the event is no longer kept. */
  event_type: string | null;
  endpoint_id: string;
  state: 'pending' | 'delivered' | 'exhausted' | 'cancelled';
  attempts: number;
  /**
   * Null while it is being sent, and once it is delivered, exhausted or cancelled. A time in the past means as soon as the endpoint can take it.
   */
  next_attempt_at: string | null;
  last_error: string | null;
}
export interface ListEventTypesInput {}
export interface ListEventTypesAnswer {
  data: {
    /** `OPERATION.SUB_OPERATION.STATUS`, as in filters. */
    name: string;
    title: string;
    /** When the event is sent. */
    sent: string;
    retried: 'yes' | 'no' | 'until it expires';
    /** JSON Schema of the whole body. */
    schema: {
      [k: string]: unknown;
    };
    example: {
      operation: string;
      sub_operation: string;
      /** The id of the event. */
      operation_id: string;
      status: 'SUCCESS' | 'PENDING' | 'FAILED' | 'CANCELLED';
      /** The reason, if it is FAILED or CANCELLED. */
      reason?: string;
      /** Depends on the event type: see the event catalogue. */
      data: {
        [k: string]: unknown;
      };
    };
  }[];
}
export interface ListEventsInput {
  /** Event types, or their first one or two parts. */
  types?: string[];
  /** Only events of this card transaction or wallet. */
  subject?: string;
  /**
   * The earliest time they were stored, in real time, even if the company's own clock was moved.
   */
  since?: string;
  /** The latest time they were stored (inclusive). */
  until?: string;
  /** `next_cursor` of the previous page; leave it out for the first page. */
  cursor?: string;
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
}
export interface ListEventsAnswer {
  data: StoredEvent[];
  /**
   * Where the next page starts; null at the end. A page may be short even if there is a next one.
   */
  next_cursor: string | null;
}
export interface ListFaultsInput {}
export interface ListFaultsAnswer {
  faults: {
    endpoint_id: string;
    drop: number;
    duplicate: number;
    reorder: number;
    delay_ms: number;
    seed: string;
    ends_at: string;
  }[];
  chain: 'fail_next' | null;
}
export interface ListFxRatesInput {}
export interface ListFxRatesAnswer {
  base: 'USD';
  rates: {
    /** ISO 4217. */
    currency: string;
    units_per_usd: number;
    as_of: string;
    source: 'default' | 'operator';
  }[];
}
export interface ListHaltedTokensInput {}
export interface HaltedToken {
  id: string;
  since: string;
  /** What was observed. */
  reason: string;
}
export interface ListHoldingWalletMovementsInput {
  /** The `paging_state_token` of the previous page. */
  paging_state_token?: string;
  /** `asc` starts with the smallest or oldest, `desc` with the largest or newest. */
  sort_order?: 'asc' | 'desc' | 'ASC' | 'DESC';
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
  /** The name of the blockchain, from `/virtual-wallets/config/blockchains/list`. */
  blockchain: string;
}
export interface ListHoldingWalletMovementsAnswer {
  movements: WalletMovement[];
  /** Send it as `paging_state_token` to get the next page; null on the last page. */
  paging_state_token: string | null;
}
export interface ListKeysInput {
  /** `next_cursor` of the previous page; leave it out for the first page. */
  cursor?: string;
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
}
export interface ListKeysAnswer {
  data: ApiKey[];
  /** Send it as `cursor` to get the next page; null on the last page. */
  next_cursor: string | null;
}
export interface ListOperationsInput {}
export interface ListReplaysInput {
  /** Only those in one of these states. */
  state?: ('running' | 'paused' | 'done' | 'cancelled')[];
  /** Only replays that send to this endpoint: those for it and those for all. */
  endpoint_id?: string;
  /** `next_cursor` of the previous page; leave it out for the first page. */
  cursor?: string;
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
}
export interface ListReplaysAnswer {
  data: Replay[];
  /** Send it as `cursor` to get the next page; null on the last page. */
  next_cursor: string | null;
}
export interface ListScenariosInput {}
export interface ListSignersInput {}
export interface Signer {
  number: 1 | 2 | 3;
  url: string;
  up: boolean;
  /** Null if the signer has none, and so signs nothing, or is not up. */
  policy: {
    version: number;
    /** Null means any. */
    destinations: string[] | null;
    /** The most it signs per day (UTC), by asset; null means any amount. */
    per_day: {
      [k: string]: number | string;
    } | null;
  } | null;
  /** What it has signed since midnight UTC on its own clock. */
  spent_today: {
    [k: string]: number | string;
  };
}
export interface ListSigningKeysInput {
  /** `next_cursor` of the previous page; leave it out for the first page. */
  cursor?: string;
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
}
export interface ListSigningKeysAnswer {
  data: SigningKey[];
  /** Send it as `cursor` to get the next page; null on the last page. */
  next_cursor: string | null;
}
export interface SigningKey {
  /** The public key itself, compressed, in hexadecimal digits. */
  key_id: string;
  company_id: string;
  wallet_id: string;
  kind: 'treasury' | 'holding' | 'program';
  blockchain: string;
  wallet_address: string;
}
export interface ListSuspendedDepositsInput {
  /** Only deposits of this company. */
  company_id?: string;
  /** `next_cursor` of the previous page; leave it out for the first page. */
  cursor?: string;
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
}
export interface ListSuspendedDepositsAnswer {
  data: {
    company_id: string;
    movement: WalletMovement;
  }[];
  /** Send it as `cursor` to get the next page; null on the last page. */
  next_cursor: string | null;
}
export interface ListThreeDsChallengesInput {
  /** Only challenges of this card. */
  card_id?: string;
  /** `next_cursor` of the previous page; leave it out for the first page. */
  cursor?: string;
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
}
export interface ListThreeDsChallengesAnswer {
  data: ThreeDsChallenge[];
  /** Send it as `cursor` to get the next page; null on the last page. */
  next_cursor: string | null;
}
export interface ListTokenStandingsInput {}
export interface TokenStanding {
  id: string;
  address: string;
  /**
   * `proved`: a transfer by one of our accounts was compared with the resulting balances, so deposits are credited at once. `unproved`: deposits wait for the first such transfer, which is the next sweep. `mismatched`: a transfer moved a different amount than its logs said, so none of it is credited. `inexact`: listed as inexact, and credited after the sweep with what was actually gained.
   */
  state: 'inexact' | 'unproved' | 'proved' | 'mismatched';
  /** The transfer that proved the token, or is meant to. */
  transaction_hash: string | null;
  since: string | null;
  /** What was observed on a mismatched token. */
  reason: string | null;
}
export interface ListTokensInput {}
export interface Token {
  id: string;
  name: string;
  symbol: string;
  /** Null for the native coin. */
  address: string | null;
  blockchain: string;
  decimals: number;
  usd_price: number;
}
export interface ListTokensOfBlockchainInput {
  blockchain: string;
}
export interface ListTreasuryAccountsInput {}
export interface ListTreasuryWalletsInput {
  accountId: string;
}
export interface ListUndeliveredInput {
  /** Only deliveries to this endpoint. */
  endpoint_id?: string;
  /** `next_cursor` of the previous page; leave it out for the first page. */
  cursor?: string;
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
}
export interface ListUndeliveredAnswer {
  data: Delivery[];
  /**
   * Where the next page starts; null at the end. A page may be short even if there is a next one.
   */
  next_cursor: string | null;
}
export interface ListVirtualWalletBlockchainsInput {}
export interface ListVirtualWalletMovementsInput {
  walletId: string;
  /** The `paging_state_token` of the previous page. */
  paging_state_token?: string;
  /** `asc` starts with the smallest or oldest, `desc` with the largest or newest. */
  sort_order?: 'asc' | 'desc' | 'ASC' | 'DESC';
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
  /** Only movements on this blockchain. */
  blockchain?: string;
}
export interface ListVirtualWalletMovementsAnswer {
  movements: WalletMovement[];
  /** Send it as `paging_state_token` to get the next page; null on the last page. */
  paging_state_token: string | null;
}
export interface ListVirtualWalletsInput {
  /** The name of the blockchain, from `/virtual-wallets/config/blockchains/list`. */
  blockchain: string;
}
export interface ListWebhookEndpointsInput {
  /** `next_cursor` of the previous page; leave it out for the first page. */
  cursor?: string;
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
}
export interface ListWebhookEndpointsAnswer {
  data: WebhookEndpoint[];
  /**
   * Where the next page starts; null at the end. A page may be short even if there is a next one.
   */
  next_cursor: string | null;
}
export interface OpenConsoleSessionInput {
  /** An API key of a company, or the operator key. */
  api_key?: string;
  /** The last part of the address that start-up prints. */
  link?: string;
}
export interface OpenConsoleSessionAnswer {
  environment: 'sandbox' | 'production';
  /** Null when nobody is signed in with this browser. */
  signed_in: {
    as: 'company' | 'operator';
    company: {
      id: string;
      name: string;
    } | null;
    key: {
      id: string;
      name: string;
      level: 1 | 2 | 3;
      products: ('treasury' | 'virtual_wallets' | 'cards' | 'management' | 'webhooks' | 'simulate')[];
    } | null;
    ends_at: string;
  } | null;
}
export interface PauseReplayInput {
  replayId: string;
}
export interface ReconcileInput {}
export interface Reconciliation {
  blockchain: string;
  /** Why this chain could not be read and compared; everything else is then empty. */
  unavailable: string | null;
  /** The confirmed block at which both sides were compared. */
  block: number | null;
  /** How many pairs of wallet and asset were compared. */
  compared: number;
  /** The chain was compared, and nothing differs. */
  reconciled: boolean;
  totals: {
    asset: string;
    /** What the books say. */
    ledger: number | string;
    /** What the chain says. */
    on_chain: number | string;
  }[];
  differences: {
    company_id: string;
    wallet_id: string;
    kind: string;
    wallet_address: string;
    asset: string;
    /** What the books say. */
    ledger: number | string;
    /** What the chain says. */
    on_chain: number | string;
  }[];
}
export interface ReenableManagedCompanyInput {
  companyId: string;
}
export interface ReenableManagedCompanyAnswer {
  id: string;
  name: string;
  email: string | null;
  enabled: boolean;
  created_at: string;
}
export interface RefreshSigningKeyInput {
  keyId: string;
}
export interface ReissueCardInput {
  cardId: string;
}
export interface ReissueCardAnswer {
  id: string;
  card_holder_name: string;
  last4: string;
  /** FROZEN is set by the company, BLOCKED by the system; only ACTIVE cards can make purchases. */
  status: 'ACTIVE' | 'INACTIVE' | 'FROZEN' | 'BLOCKED' | 'EXPIRED' | 'DELETED';
}
export interface RemoveVelocityRulesInput {}
export interface RenameTreasuryAccountInput {
  accountId: string;
  alias: string;
}
export interface RenameTreasuryWalletInput {
  accountId: string;
  walletId: string;
  alias: string;
}
export interface RenameVirtualWalletInput {
  walletId: string;
  alias: string;
}
export interface ReplaceFxRatesInput {
  /** The day the rates are for; today if left out. */
  as_of?: string;
  /** Units of each currency per USD, with up to 12 decimals. */
  rates: {
    [k: string]: number | string | null;
  };
}
export interface ReplaceFxRatesAnswer {
  base: 'USD';
  rates: {
    /** ISO 4217. */
    currency: string;
    units_per_usd: number;
    as_of: string;
    source: 'default' | 'operator';
  }[];
}
export interface ReplaceVelocityRulesInput {
  rules: {
    max_authorizations: number;
    time_window_seconds: number;
  }[];
}
export interface ReplaceVelocityRulesAnswer {
  rules: {
    max_authorizations: number;
    time_window_seconds: number;
  }[];
}
export interface ReplayEventInput {
  eventId: string;
  /** All enabled endpoints that subscribe to it, if left out. */
  endpoint_id?: string;
}
export interface ReplayEventAnswer {
  /** How many endpoints it is sent to. */
  deliveries: number;
}
export interface ResetCompanyInput {}
export interface ResetCompanyAnswer {
  now: string;
  /** The balance of the holding, in USD. */
  holding: number;
  removed: {
    cards: number;
    card_transactions: number;
    clients: number;
    events: number;
  };
}
export interface ResumeChainInput {
  blockchain: string;
  block: number;
}
export interface ResumeChainAnswer {
  blockchain: string;
  block: number;
}
export interface ResumeReplayInput {
  replayId: string;
}
export interface ResumeTokenInput {
  tokenId: string;
}
export interface RetryStuckTransfersInput {
  blockchain: string;
}
export interface RetryStuckTransfersAnswer {
  blockchain: string;
  tried: number;
}
export interface ReturnSuspendedDepositInput {
  movementId: string;
  company_id: string;
  to_wallet_address: string;
}
export interface RevokeKeyInput {
  id: string;
}
export interface RotateCardDepositWalletInput {
  cardId: string;
}
export interface RotateKeyInput {
  id: string;
  /** How long the old value keeps working; 0 ends it at once. */
  overlap_seconds?: number;
}
export interface RotateWebhookSecretInput {
  endpointId: string;
  overlap_seconds?: number;
}
export interface RotateWebhookSecretAnswer {
  /** `whsec_…` */
  secret: string;
  /** `whpk_…`, for `v1a` signatures. */
  public_key: string;
}
export interface RunScenarioInput {
  /** For editors: where to find the JSON Schema of this format. */
  $schema?: string;
  name?: string;
  title?: string;
  /** What the scenario shows; for readers. */
  about?: string;
  /** Where the company's clock starts; only `advance` moves it. */
  starts_at?: string;
  /** The same seed gives the same event bodies, except for ids, hashes and keys. */
  seed?: number | string;
  /** The starting balance of the company's holding; 1000000.00 by default. */
  holding?: string;
  /** As in PUT /cards/account/configuration. */
  program?: {
    [k: string]: unknown;
  };
  /** By name, at most 50. By default, one TOP_UP card named `card` with 1000.00. */
  cards?: {
    /** A card; other members are those of POST /cards/virtual-cards/create. */
    [k: string]: {
      approval_method?: 'TOP_UP' | 'WEBHOOK' | 'NONE';
      /** The starting balance of a TOP_UP card; 1000.00 by default. */
      balance?: string;
      pin?: string;
      [k: string]: unknown;
    };
  };
  /** By name, at most 20. None by default. */
  endpoints?: {
    /**
     * A webhook endpoint with its own receiver inside the server; other members are those of POST /webhooks/endpoints.
     */
    [k: string]: {
      /** How requests are answered, in order; the last answer also serves all later requests. */
      answers?:
        | (
            | number
            | {
                status?: number;
                /** Sent as JSON. */
                body?: unknown;
                headers?: {
                  [k: string]: string;
                };
                /** How much later to answer, in milliseconds. */
                delay_ms?: number;
                /** Closes the connection without an answer. */
                hang_up?: boolean;
              }
          )
        | (
            | number
            | {
                status?: number;
                /** Sent as JSON. */
                body?: unknown;
                headers?: {
                  [k: string]: string;
                };
                /** How much later to answer, in milliseconds. */
                delay_ms?: number;
                /** Closes the connection without an answer. */
                hang_up?: boolean;
              }
          )[];
      /** How decision requests (`AUTHORIZATION/PENDING`) are answered; `00` by default. */
      decides?:
        | (
            | number
            | {
                status?: number;
                /** Sent as JSON. */
                body?: unknown;
                headers?: {
                  [k: string]: string;
                };
                /** How much later to answer, in milliseconds. */
                delay_ms?: number;
                /** Closes the connection without an answer. */
                hang_up?: boolean;
              }
          )
        | (
            | number
            | {
                status?: number;
                /** Sent as JSON. */
                body?: unknown;
                headers?: {
                  [k: string]: string;
                };
                /** How much later to answer, in milliseconds. */
                delay_ms?: number;
                /** Closes the connection without an answer. */
                hang_up?: boolean;
              }
          )[];
      [k: string]: unknown;
    };
  };
  /**
   *
   * Items: One action (`call`, `advance`, `endpoint` or `company`), or only a check.
   */
  steps?: {
    title: string;
    /** An explanation for readers. */
    note?: string;
    /** A call of this API, made as the company of the scenario. */
    call?: string;
    body?: {
      [k: string]: unknown;
    };
    headers?: {
      [k: string]: string;
    };
    /** A name to refer to: `{name.id}`. */
    keep?: string;
    /** Moves the company's clock. */
    advance?: string;
    /** An endpoint whose receiver answers differently from now on. */
    endpoint?: string;
    /** How requests are answered, in order; the last answer also serves all later requests. */
    answers?:
      | (
          | number
          | {
              status?: number;
              /** Sent as JSON. */
              body?: unknown;
              headers?: {
                [k: string]: string;
              };
              /** How much later to answer, in milliseconds. */
              delay_ms?: number;
              /** Closes the connection without an answer. */
              hang_up?: boolean;
            }
        )
      | (
          | number
          | {
              status?: number;
              /** Sent as JSON. */
              body?: unknown;
              headers?: {
                [k: string]: string;
              };
              /** How much later to answer, in milliseconds. */
              delay_ms?: number;
              /** Closes the connection without an answer. */
              hang_up?: boolean;
            }
        )[];
    /** How requests are answered, in order; the last answer also serves all later requests. */
    decides?:
      | (
          | number
          | {
              status?: number;
              /** Sent as JSON. */
              body?: unknown;
              headers?: {
                [k: string]: string;
              };
              /** How much later to answer, in milliseconds. */
              delay_ms?: number;
              /** Closes the connection without an answer. */
              hang_up?: boolean;
            }
        )
      | (
          | number
          | {
              status?: number;
              /** Sent as JSON. */
              body?: unknown;
              headers?: {
                [k: string]: string;
              };
              /** How much later to answer, in milliseconds. */
              delay_ms?: number;
              /** Closes the connection without an answer. */
              hang_up?: boolean;
            }
        )[];
    /** What the operator does to the company; its cards can still be swiped. */
    company?: 'disable' | 'enable';
    /** What must be true after the step. */
    expect?: {
      /** The HTTP status of the answer; any success by default. */
      status?: number;
      /**
       * What the answer must contain: objects may have further members, lists must match whole. Decimal strings and numbers of the same value are equal; `"*"` matches any value.
       */
      answer?: unknown;
      /**
       * The code with which the message must be declined; if nothing is stored of it, its response code is compared.
       */
      decline?: string;
      /** What each must have after the step, by the name of the card, or `holding`. */
      balances?: {
        [k: string]: {
          available?: string;
          held?: string;
          /**
           * What has been posted since the scenario began: purchases are negative, refunds and deposits positive.
           */
          posted?: string;
        };
      };
      /**
       * All events caused by the step, in order.
       *
       *
       * Items: An event by its type, or with the contents it must have.
       */
      events?: (
        | string
        | {
            type: string;
            reason?: string;
            /** Members that `data` must have; others are allowed. */
            data?: {
              [k: string]: unknown;
            };
          }
      )[];
      /** All requests each endpoint got during the step, by its name; in order if it is `ordered`. */
      received?: {
        /**
         *
         * Items: A request that the receiver got.
         */
        [k: string]: (
          | string
          | {
              type: string;
              attempt?: number;
              replay?: boolean;
              data?: {
                [k: string]: unknown;
              };
            }
        )[];
      };
    };
  }[];
}
export interface RunScenarioAnswer {
  name: string;
  passed: boolean;
  steps: {
    title: string;
    expected: unknown;
    /** Null for a step that was not run because an earlier one failed. */
    actual: unknown;
    passed: boolean;
  }[];
}
export interface SearchCardTransactionsInput {
  cardId: string;
  /** The operations to list, one or more. */
  operations: ('AUTHORIZATION' | 'CLEARING' | 'REFUND' | 'REVERSAL')[];
  /** Only what happened at or after this time; a date alone means its start, in UTC. */
  from_date?: string;
  /** Only what happened before this time (exclusive). */
  to_date?: string;
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
  /** The first page is 0; the response names the next one as `next_page`. */
  page_number?: number;
  /** The field to sort by. */
  sort_field?: 'datetime' | 'bill_amount' | 'transaction_amount' | 'operation' | 'merchant_name';
  /** `asc` starts with the smallest or oldest, `desc` with the largest or newest. */
  sort_order?: 'asc' | 'desc' | 'ASC' | 'DESC';
}
export interface SearchCardTransactionsAnswer {
  number_of_elements: number;
  next_page: number | null;
  total_pages: number;
  total_elements: number;
  movements: CardMovement[];
}
export interface CardMovement {
  id: string;
  transaction_id: string;
  datetime: string;
  operation: 'AUTHORIZATION' | 'CLEARING' | 'REFUND' | 'REVERSAL';
  bill_amount: number;
  bill_currency: 'USD';
  transaction_amount: number;
  transaction_currency: string;
  exchange_rate: number | null;
  fee_fx_provider: number;
  fee_fx_client: number;
  fee_atm_provider: number;
  fee_atm_client: number;
  fee_deposit_provider: number;
  fee_deposit_client: number;
  merchant_name: string;
  original_balance: number;
  new_balance: number;
  status: 'SUCCESS' | 'PENDING' | 'FAILED' | 'CANCELLED';
  decline_reason: DeclineReason | null;
}
export interface SearchTreasuryTransactionsInput {
  /** The wallets to search, one or more. */
  wallet_ids: string[];
  /** The operations to list, one or more. */
  operations: ('TRANSFER' | 'DEPOSIT' | 'WITHDRAWAL' | 'RAMP_ON_TRANSFER' | 'RAMP_OFF_TRANSFER')[];
  /** Only what happened at or after this time; a date alone means its start, in UTC. */
  from_date?: string;
  /** Only what happened before this time (exclusive). */
  to_date?: string;
  /** Items per page; values above 100 are treated as 100. */
  size?: number;
  /** The first page is 0; the response names the next one as `next_page`. */
  page_number?: number;
}
export interface SearchTreasuryTransactionsAnswer {
  number_of_elements: number;
  next_page: number | null;
  total_pages: number;
  total_elements: number;
  movements: TreasuryMovement[];
}
export interface TreasuryMovement {
  id: string;
  account_id: string;
  wallet_id: string;
  amount: number | string;
  operation: 'TRANSFER' | 'DEPOSIT' | 'WITHDRAWAL' | 'RAMP_ON_TRANSFER' | 'RAMP_OFF_TRANSFER';
  datetime: string;
  blockchain: string;
  /**
   * Null until it is sent, and for off-chain movements; `internal` between two virtual wallets.
   */
  transaction_hash: string | null;
  data: MovementData;
  /**
   * For a deposit, PENDING waits for confirmations, PROCESSING has arrived but is credited to nobody (`data.reason`), FAILED was sent back, CANCELLED left the chain. MANUAL_CHECK takes longer than it should and may still succeed.
   */
  status: 'PENDING' | 'PROCESSING' | 'SUCCESS' | 'FAILED' | 'CANCELLED' | 'MANUAL_CHECK';
  /** The id of the latest event about it; null before the first. */
  operation_id: string | null;
  /** The block that contains it; null while none does, and for off-chain movements. */
  block_number: number | null;
  /**
   * How many blocks confirm it, its own included. Rises while it waits (from 0 for outgoing transfers), then stays at the count it was decided with; 0 if it left the chain. Null for off-chain movements, and for transfers that failed without ever reaching the chain.
   */
  confirmations: number | null;
  /** How many confirmations it needs. Null whenever `confirmations` is. */
  confirmations_required: number | null;
}
export interface SetCardBalanceInput {
  cardId: string;
  /** An amount with at most 2 decimals, as a number or a decimal string. */
  virtual_balance: number | string;
}
export interface SetCardPinInput {
  cardId: string;
  pin: string;
}
export interface SetCardPinAnswer {
  pin: '****';
}
export interface SetContractedProductInput {
  companyId: string;
  /** Null means no limit. */
  treasury_wallets: number | null;
  /** Null means no limit. */
  virtual_wallets: number | null;
  /** Null means no limit. */
  virtual_cards: number | null;
}
export interface SetContractedProductAnswer {
  /** Null means no limit. */
  treasury_wallets: number | null;
  /** Null means no limit. */
  virtual_wallets: number | null;
  /** Null means no limit. */
  virtual_cards: number | null;
}
export interface SetFaultsInput {
  /** The webhook endpoint whose deliveries are disturbed. */
  endpoint_id?: string;
  /**
   * The share of attempts that are lost on the way and retried on the endpoint’s schedule: 0 none, 1 each.
   */
  drop?: number;
  /** The share that are sent twice: 0 none, 1 each. */
  duplicate?: number;
  /** The share that wait until the next one was sent, for a second at most: 0 none, 1 each. */
  reorder?: number;
  /** How much later each is sent. */
  delay_ms?: number;
  /** How long the faults last, in real time. */
  for_seconds?: number;
  /** Instead of the other fields: your next transfer fails on the chain. */
  chain?: 'fail_next';
  /** The same seed affects the same attempts, counted from this call. Random if left out. */
  seed?: string;
}
export interface SetFaultsAnswer {
  faults: {
    endpoint_id: string;
    drop: number;
    duplicate: number;
    reorder: number;
    delay_ms: number;
    seed: string;
    ends_at: string;
  }[];
  chain: 'fail_next' | null;
}
export interface SetVirtualBalanceInput {
  walletId: string;
  /** An amount with no more decimals than the token has, as a number or a decimal string. */
  virtual_balance: number | string;
  token_address?: string | null;
}
export interface SetWebhookKeyInput {
  key: string;
}
export interface SetWebhookKeyAnswer {
  name: string;
  email: string | null;
  webhook_url: string;
  webhook_key: string | null;
}
export interface SimulateAdviceInput {
  transactionId: string;
  currency?: string;
  /** A message with the same id again is a duplicate, as on a real network. */
  network_key?: string;
  /** An amount with no more decimals than its currency has, as a number or a decimal string. */
  amount: number | string;
}
export interface PlayedMessage {
  /** Null if nothing is stored because the card does not exist. */
  transaction: CardTransaction | null;
  entry: CardEntry | null;
  event_ids: string[];
  approved: boolean;
  /** ISO 8583 field 39. */
  response_code: string;
  /** USD */
  approved_amount: number;
}
export interface SimulateAuthorizationInput {
  currency?: string;
  /** A message with the same id again is a duplicate, as on a real network. */
  network_key?: string;
  card_id?: string;
  /** The card number, instead of `card_id`. */
  pan?: string;
  /** Fields left out default to those of a corner shop in New York. */
  merchant?: {
    id?: string;
    name?: string;
    city?: string | null;
    post_code?: string | null;
    state?: string | null;
    country?: string | null;
    mcc_code?: string;
  };
  channel?: 'POS' | 'ATM' | 'ECOMMERCE' | 'MOTO';
  /** Links the messages of one purchase, in whatever order they arrive. */
  network_transaction_id?: string;
  /**
   * An amount with no more decimals than its currency has. May be left out of a verification or balance inquiry, where it is 0.
   */
  amount?: number | string;
  /** `financial` is a single message: it authorizes and posts at once. */
  kind?: 'purchase' | 'atm' | 'verification' | 'balance_inquiry' | 'financial' | 'refund';
  /** The fee charged by the cash machine’s operator; part of the billed amount. */
  surcharge?: number | string;
  cvv?: string;
  expiry?: string;
  pin?: string;
  /** The terminal accepts a partial approval. */
  partial_approval?: boolean;
  /** One of a series the cardholder has agreed to: exempt from 3-D Secure. */
  recurring?: boolean;
  /** The merchant charges without the cardholder present: exempt from 3-D Secure. */
  merchant_initiated?: boolean;
  /**
   * The challenge in which the cardholder confirmed this purchase; see `/simulate/3ds-challenges`.
   */
  three_ds_challenge_id?: string;
  /**
   * Stand-in processing: the network approved on our behalf, in an advice that cannot be refused.
   */
  stand_in?: boolean;
  /** The outcome to force, whatever the rules say. */
  force_decline?:
    | 'M101'
    | 'M102'
    | 'M103'
    | 'M201'
    | 'M202'
    | 'M203'
    | 'M204'
    | 'M210'
    | 'M211'
    | 'M212'
    | 'C011'
    | 'C012'
    | 'C101'
    | 'C102'
    | 'C103'
    | 'C201'
    | 'C202'
    | 'C203'
    | 'C204'
    | 'C205'
    | 'C206'
    | 'C207'
    | 'C208'
    | 'C209'
    | 'C210'
    | 'C211'
    | 'C212'
    | 'C301'
    | 'C302'
    | 'C303'
    | 'W001'
    | 'W002'
    | 'W003'
    | 'W004'
    | 'N001'
    | 'N002'
    | 'N003'
    | 'N004'
    | 'N005'
    | 'N006'
    | 'M000';
  /**
   * The response code to use with `force_decline`, if it has several: C212 is 41 (lost) or 43 (stolen).
   */
  force_response_code?: string;
}
export interface SimulateCancellationInput {
  transactionId: string;
  currency?: string;
  /** A message with the same id again is a duplicate, as on a real network. */
  network_key?: string;
  /** By default, all that is left. */
  amount?: number | string;
  /** For clearings only: whether this is the last one. */
  final?: boolean;
}
export interface SimulateClearingInput {
  transactionId: string;
  currency?: string;
  /** A message with the same id again is a duplicate, as on a real network. */
  network_key?: string;
  /** By default, all that is left. */
  amount?: number | string;
  /** For clearings only: whether this is the last one. */
  final?: boolean;
}
export interface SimulateClearingReversalInput {
  transactionId: string;
  currency?: string;
  /** A message with the same id again is a duplicate, as on a real network. */
  network_key?: string;
  /** By default, all that is left. */
  amount?: number | string;
  /** For clearings only: whether this is the last one. */
  final?: boolean;
}
export interface SimulateDepositInput {
  /**
   * A wallet of any kind, to receive the deposit. Give exactly one of `wallet_id`, `card_id` and `address`.
   */
  wallet_id?: string;
  /** A `TOP_UP` card, to receive the deposit at its own address. */
  card_id?: string;
  /** Any address of yours, such as the `deposit_address` of the card holding. */
  address?: string;
  /** Symbol or address; the first listed token by default. */
  token?: string;
  /**
   * An amount above zero with no more decimals than the token has, as a number or a decimal string.
   */
  amount: number | string;
}
export interface SimulateDepositAnswer {
  movement: WalletMovement;
  /** The events it has caused so far. */
  event_ids: string[];
}
export interface SimulateEarlyReversalInput {
  currency?: string;
  /** A message with the same id again is a duplicate, as on a real network. */
  network_key?: string;
  card_id?: string;
  /** The card number, instead of `card_id`. */
  pan?: string;
  /** The `network_key` of the purchase. */
  original_network_key: string;
  /** By default, all that is left. */
  amount?: number | string;
}
export interface SimulateExpiryInput {
  transactionId: string;
  currency?: string;
  /** A message with the same id again is a duplicate, as on a real network. */
  network_key?: string;
  /** By default, all that is left. */
  amount?: number | string;
  /** For clearings only: whether this is the last one. */
  final?: boolean;
}
export interface SimulateForcePostInput {
  currency?: string;
  /** A message with the same id again is a duplicate, as on a real network. */
  network_key?: string;
  card_id?: string;
  /** The card number, instead of `card_id`. */
  pan?: string;
  /** Fields left out default to those of a corner shop in New York. */
  merchant?: {
    id?: string;
    name?: string;
    city?: string | null;
    post_code?: string | null;
    state?: string | null;
    country?: string | null;
    mcc_code?: string;
  };
  channel?: 'POS' | 'ATM' | 'ECOMMERCE' | 'MOTO';
  /** Links the messages of one purchase, in whatever order they arrive. */
  network_transaction_id?: string;
  /** An amount with no more decimals than its currency has, as a number or a decimal string. */
  amount: number | string;
}
export interface SimulateIncrementInput {
  transactionId: string;
  currency?: string;
  /** A message with the same id again is a duplicate, as on a real network. */
  network_key?: string;
  /** An amount with no more decimals than its currency has, as a number or a decimal string. */
  amount: number | string;
}
export interface SimulateRefundInput {
  transactionId: string;
  currency?: string;
  /** A message with the same id again is a duplicate, as on a real network. */
  network_key?: string;
  /** By default, all that is left. */
  amount?: number | string;
  /** For clearings only: whether this is the last one. */
  final?: boolean;
}
export interface SimulateRefundReversalInput {
  transactionId: string;
  currency?: string;
  /** A message with the same id again is a duplicate, as on a real network. */
  network_key?: string;
  /** By default, all that is left. */
  amount?: number | string;
  /** For clearings only: whether this is the last one. */
  final?: boolean;
}
export interface SimulateReorganisationInput {
  /** By default deep enough to remove your newest deposit; at most 64. */
  depth?: number;
}
export interface SimulateReorganisationAnswer {
  depth: number;
  /** The deposits that are no longer on the chain. */
  movements: WalletMovement[];
  /** The events it has caused so far. */
  event_ids: string[];
}
export interface SimulateReversalInput {
  transactionId: string;
  currency?: string;
  /** A message with the same id again is a duplicate, as on a real network. */
  network_key?: string;
  /** By default, all that is left. */
  amount?: number | string;
  /** For clearings only: whether this is the last one. */
  final?: boolean;
  /**
   * The amount that remains of the original (field 95); use instead of `amount`, which is the amount released.
   */
  remaining?: number | string;
}
export interface SimulateThreeDsAnswerInput {
  challengeId: string;
  code: string;
  approve?: boolean;
}
export interface SimulateThreeDsAnswerAnswer {
  challenge: ThreeDsChallenge;
  event_ids: string[];
}
export interface SimulateThreeDsChallengeInput {
  card_id: string;
  /** An amount with no more decimals than its currency has, as a number or a decimal string. */
  amount: number | string;
  currency?: string;
  /** Fields left out default to those of a corner shop in New York. */
  merchant?: {
    id?: string;
    name?: string;
    city?: string | null;
    post_code?: string | null;
    state?: string | null;
    country?: string | null;
    mcc_code?: string;
  };
}
export interface SimulateThreeDsChallengeAnswer {
  challenge: ThreeDsChallenge;
  event_ids: string[];
}
export interface SimulateUnlinkedRefundInput {
  currency?: string;
  /** A message with the same id again is a duplicate, as on a real network. */
  network_key?: string;
  card_id?: string;
  /** The card number, instead of `card_id`. */
  pan?: string;
  /** Fields left out default to those of a corner shop in New York. */
  merchant?: {
    id?: string;
    name?: string;
    city?: string | null;
    post_code?: string | null;
    state?: string | null;
    country?: string | null;
    mcc_code?: string;
  };
  channel?: 'POS' | 'ATM' | 'ECOMMERCE' | 'MOTO';
  /** Links the messages of one purchase, in whatever order they arrive. */
  network_transaction_id?: string;
  /** An amount with no more decimals than its currency has, as a number or a decimal string. */
  amount: number | string;
}
export interface SimulateWebhookAuthorizeInput {
  card_id: string;
  /** An amount with at most 2 decimals, as a number or a decimal string. */
  bill_amount: number | string;
}
export interface SimulateWebhookClearingInput {
  card_id: string;
  /** An amount with at most 2 decimals, as a number or a decimal string. */
  bill_amount?: number | string;
}
export interface SimulateWebhookRefundInput {
  card_id: string;
  /** An amount with at most 2 decimals, as a number or a decimal string. */
  bill_amount?: number | string;
}
export interface SimulateWebhookReversalInput {
  card_id: string;
  /** An amount with at most 2 decimals, as a number or a decimal string. */
  bill_amount?: number | string;
}
export interface StreamEventsInput {
  /** Alternative to the header `Last-Event-ID`. */
  last_event_id?: string;
}
export interface SubscribeWebhookInput {
  url: string;
  webhook_key: string;
}
export interface SubscribeWebhookAnswer {
  name: string;
  email: string | null;
  webhook_url: string;
  webhook_key: string | null;
}
export interface SubtractCardBalanceInput {
  cardId: string;
  /** An amount with at most 2 decimals, as a number or a decimal string. */
  amount: number | string;
}
export interface TestWebhookEndpointInput {
  endpointId: string;
  /** `OPERATION.SUB_OPERATION.STATUS`; by default WEBHOOKS.TEST.SUCCESS. */
  event_type?: string;
}
export interface TestWebhookEndpointAnswer {
  event_id: string;
}
export interface TransferFromTreasuryInput {
  accountId: string;
  walletId: string;
  to: string;
  token_address?: string | null;
  /**
   * An amount above zero with no more decimals than the token has, as a number or a decimal string.
   */
  amount: number | string;
}
export interface Transfer {
  /**
   * The hash of the chain transfer; null until it is sent, `internal` between two virtual wallets.
   */
  transaction_hash: string | null;
  /**
   * PENDING: an event will report the outcome. MANUAL_CHECK: it takes longer than it should and may still succeed.
   */
  status: 'PENDING' | 'SUCCESS' | 'FAILED' | 'MANUAL_CHECK';
}
export interface UnblockCardInput {
  cardId: string;
}
export interface UnblockCardAnswer {
  blocked: boolean;
}
export interface UpdateClientInput {
  id: string;
  first_name: string;
  last_name: string;
  email?: string | null;
  type?: 'individual' | 'business';
}
export interface UpdateCompanyInput {
  name?: string;
  email?: string | null;
  webhook_url?: string | null;
  webhook_key?: string | null;
}
export interface UpdateCompanyAnswer {
  name: string;
  email: string | null;
  /** The URL of the default endpoint. */
  webhook_url: string | null;
  /** The key sent to the default endpoint in `X-Webhook-Key`. */
  webhook_key: string | null;
}
export interface UpdateKeyInput {
  id: string;
  name?: string;
  /** 1 can read, 2 can also move money and issue cards, 3 can also administer. */
  level?: 1 | 2 | 3;
  /** The products the key can be used for. */
  products?: ('treasury' | 'virtual_wallets' | 'cards' | 'management' | 'webhooks' | 'simulate')[];
  /** Addresses and networks (CIDR) it may be used from; empty means any. */
  allowed_ips?: string[];
  /** When it stops working; null means never. */
  expires_at?: string | null;
}
export interface WithdrawFromCardHoldingInput {
  to_wallet_address: string;
  /**
   * An amount above zero with no more decimals than the token has, as a number or a decimal string.
   */
  amount: number | string;
}
export interface WithdrawFromCardHoldingAnswer {
  /**
   * The hash of the chain transfer; null until it is sent, `internal` between two virtual wallets.
   */
  transaction_hash: string | null;
  /**
   * PENDING: an event will report the outcome. MANUAL_CHECK: it takes longer than it should and may still succeed.
   */
  status: 'PENDING' | 'SUCCESS' | 'FAILED' | 'MANUAL_CHECK';
  /** The failure reason as one word. */
  simple_error_message: string | null;
  /** The failure reason as a sentence. */
  detailed_error_message: string | null;
}
export interface WithdrawFromHoldingInput {
  blockchain: string;
  to_wallet_address: string;
  /** Null for the native coin. */
  token_address: string | null;
  /**
   * An amount above zero with no more decimals than the token has, as a number or a decimal string.
   */
  amount: number | string;
}
export interface WithdrawFromVirtualWalletInput {
  walletId: string;
  to_wallet_address: string;
  /** Null for the native coin. */
  token_address: string | null;
  /**
   * An amount above zero with no more decimals than the token has, as a number or a decimal string.
   */
  amount: number | string;
}
export interface Failure {
  code:
    | 'VALIDATION_ERROR'
    | 'MALFORMED_JSON'
    | 'APP_ERROR'
    | 'VELOCITY_RULES_LIMIT_EXCEEDED'
    | 'VELOCITY_RULES_DUPLICATE_WINDOW'
    | 'API_ERROR'
    | 'NOT_FOUND'
    | 'METHOD_NOT_ALLOWED'
    | 'REQUEST_TIMEOUT'
    | 'IDEMPOTENCY_KEY_REUSED'
    | 'IDEMPOTENCY_IN_PROGRESS'
    | 'CHALLENGE_DECISION_CONFLICT'
    | 'CONFLICT'
    | 'VAL'
    | 'BODY_TOO_LARGE'
    | 'UNSUPPORTED_MEDIA_TYPE'
    | 'TOO_MANY_REQUESTS'
    | 'HEADERS_TOO_LARGE'
    | 'WARNING'
    | 'INTERNAL_ERROR'
    | 'UNAVAILABLE';
  /** What is wrong, and what to do about it. */
  message: string;
  /** Every wrong field of a VALIDATION_ERROR; the first hundred if there are more. */
  details?: {
    field: string;
    message: string;
  }[];
  trace_id: string;
  /** The same as `code`; only on TOO_MANY_REQUESTS. */
  error_code?: string;
}
/**
 * Card transaction approval
 *
 * A decision on a purchase is wanted now. Answer within 1,200 ms; see the guide to decisions.
 */
export interface CardsAuthorizationPending {
  operation: 'CARDS';
  sub_operation: 'AUTHORIZATION';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'PENDING';
  data: {
    card_id: string;
    /** The same on every event of one purchase, refunds included */
    transaction_id: string;
    /** 1, 2, 3 … within one `transaction_id`, in the order in which things happened */
    sequence: number;
    /** In US dollars, without fees */
    bill_amount: string;
    bill_currency_number: '840';
    bill_currency_code: 'USD';
    /** As at the merchant, with the decimals of its currency */
    transaction_amount: string;
    transaction_currency_number: string;
    transaction_currency_code: string;
    /** null when there was no conversion */
    exchange_rate: string | null;
    /** Your fees of this step: posted with it; else those that were held, or freed, with it */
    fees: {
      /** US dollars, two decimals */
      atm_fees: string;
      /** US dollars, two decimals */
      fx_fees: string;
    };
    channel: 'POS' | 'ATM' | 'ECOMMERCE' | 'MOTO';
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    merchant_data: {
      id: string | null;
      name: string | null;
      city: string | null;
      post_code: string | null;
      state: string | null;
      /** ISO 3166 alpha-3 */
      country: string | null;
      mcc_category: string | null;
      /** ISO 18245 */
      mcc_code: string | null;
    };
    decline_reason: null;
    /** Sums over the purchase so far, without fees */
    totals: {
      /** US dollars, two decimals */
      authorized: string;
      /** US dollars, two decimals */
      reversed: string;
      /** US dollars, two decimals */
      cleared: string;
      /** US dollars, two decimals */
      refunded: string;
      /** US dollars, two decimals */
      held: string;
    };
    /** Your fees of the purchase so far: those inside the hold, and those that were posted */
    fee_totals: {
      /** US dollars, two decimals */
      held: string;
      /** US dollars, two decimals */
      posted: string;
    };
    /** How the purchase stands after it */
    state:
      | 'deciding'
      | 'declined'
      | 'authorized'
      | 'partially_cleared'
      | 'cleared'
      | 'reversed'
      | 'expired'
      | 'cancelled'
      | 'refunded'
      | 'verified';
    /** The card's own */
    metadata: {
      [k: string]: unknown;
    };
    /** What was asked for, where less than that would be approved */
    requested_amount?: string;
    /** An answer after it is too late */
    deadline: string;
  };
}
/**
 * Card transaction declined
 *
 * A purchase was refused, by whomever; `reason` and `data.decline_reason` say why.
 */
export interface CardsDeclinedFailed {
  operation: 'CARDS';
  sub_operation: 'DECLINED';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'FAILED';
  /** Why, in one plain sentence */
  reason: string;
  data: {
    card_id: string;
    /** The same on every event of one purchase, refunds included */
    transaction_id: string;
    /** 1, 2, 3 … within one `transaction_id`, in the order in which things happened */
    sequence: number;
    /** In US dollars, without fees */
    bill_amount: string;
    bill_currency_number: '840';
    bill_currency_code: 'USD';
    /** As at the merchant, with the decimals of its currency */
    transaction_amount: string;
    transaction_currency_number: string;
    transaction_currency_code: string;
    /** null when there was no conversion */
    exchange_rate: string | null;
    /** Your fees of this step: posted with it; else those that were held, or freed, with it */
    fees: {
      /** US dollars, two decimals */
      atm_fees: string;
      /** US dollars, two decimals */
      fx_fees: string;
    };
    channel: 'POS' | 'ATM' | 'ECOMMERCE' | 'MOTO';
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    merchant_data: {
      id: string | null;
      name: string | null;
      city: string | null;
      post_code: string | null;
      state: string | null;
      /** ISO 3166 alpha-3 */
      country: string | null;
      mcc_category: string | null;
      /** ISO 18245 */
      mcc_code: string | null;
    };
    decline_reason: {
      code: string;
      /** ISO 8583 field 39 */
      response_code: string;
      simple_reason: string;
      detailed_reason: string;
    };
    /** Sums over the purchase so far, without fees */
    totals: {
      /** US dollars, two decimals */
      authorized: string;
      /** US dollars, two decimals */
      reversed: string;
      /** US dollars, two decimals */
      cleared: string;
      /** US dollars, two decimals */
      refunded: string;
      /** US dollars, two decimals */
      held: string;
    };
    /** Your fees of the purchase so far: those inside the hold, and those that were posted */
    fee_totals: {
      /** US dollars, two decimals */
      held: string;
      /** US dollars, two decimals */
      posted: string;
    };
    /** How the purchase stands after it */
    state:
      | 'deciding'
      | 'declined'
      | 'authorized'
      | 'partially_cleared'
      | 'cleared'
      | 'reversed'
      | 'expired'
      | 'cancelled'
      | 'refunded'
      | 'verified';
    /** The card's own */
    metadata: {
      [k: string]: unknown;
    };
  };
}
/**
 * Card transaction clearing pending
 *
 * A purchase was approved and its money is held; the clearing is still to come.
 */
export interface CardsClearingPending {
  operation: 'CARDS';
  sub_operation: 'CLEARING';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'PENDING';
  data: {
    card_id: string;
    /** The same on every event of one purchase, refunds included */
    transaction_id: string;
    /** 1, 2, 3 … within one `transaction_id`, in the order in which things happened */
    sequence: number;
    /** In US dollars, without fees */
    bill_amount: string;
    bill_currency_number: '840';
    bill_currency_code: 'USD';
    /** As at the merchant, with the decimals of its currency */
    transaction_amount: string;
    transaction_currency_number: string;
    transaction_currency_code: string;
    /** null when there was no conversion */
    exchange_rate: string | null;
    /** Your fees of this step: posted with it; else those that were held, or freed, with it */
    fees: {
      /** US dollars, two decimals */
      atm_fees: string;
      /** US dollars, two decimals */
      fx_fees: string;
    };
    channel: 'POS' | 'ATM' | 'ECOMMERCE' | 'MOTO';
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    merchant_data: {
      id: string | null;
      name: string | null;
      city: string | null;
      post_code: string | null;
      state: string | null;
      /** ISO 3166 alpha-3 */
      country: string | null;
      mcc_category: string | null;
      /** ISO 18245 */
      mcc_code: string | null;
    };
    decline_reason: null;
    /** Sums over the purchase so far, without fees */
    totals: {
      /** US dollars, two decimals */
      authorized: string;
      /** US dollars, two decimals */
      reversed: string;
      /** US dollars, two decimals */
      cleared: string;
      /** US dollars, two decimals */
      refunded: string;
      /** US dollars, two decimals */
      held: string;
    };
    /** Your fees of the purchase so far: those inside the hold, and those that were posted */
    fee_totals: {
      /** US dollars, two decimals */
      held: string;
      /** US dollars, two decimals */
      posted: string;
    };
    /** How the purchase stands after it */
    state:
      | 'deciding'
      | 'declined'
      | 'authorized'
      | 'partially_cleared'
      | 'cleared'
      | 'reversed'
      | 'expired'
      | 'cancelled'
      | 'refunded'
      | 'verified';
    /** The card's own */
    metadata: {
      [k: string]: unknown;
    };
  };
}
/**
 * Card transaction cleared
 *
 * A clearing was posted; one event for each piece, `data.final` is true on the last.
 */
export interface CardsClearingSuccess {
  operation: 'CARDS';
  sub_operation: 'CLEARING';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'SUCCESS';
  data: {
    card_id: string;
    /** The same on every event of one purchase, refunds included */
    transaction_id: string;
    /** 1, 2, 3 … within one `transaction_id`, in the order in which things happened */
    sequence: number;
    /** In US dollars, without fees */
    bill_amount: string;
    bill_currency_number: '840';
    bill_currency_code: 'USD';
    /** As at the merchant, with the decimals of its currency */
    transaction_amount: string;
    transaction_currency_number: string;
    transaction_currency_code: string;
    /** null when there was no conversion */
    exchange_rate: string | null;
    /** Your fees of this step: posted with it; else those that were held, or freed, with it */
    fees: {
      /** US dollars, two decimals */
      atm_fees: string;
      /** US dollars, two decimals */
      fx_fees: string;
    };
    channel: 'POS' | 'ATM' | 'ECOMMERCE' | 'MOTO';
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    merchant_data: {
      id: string | null;
      name: string | null;
      city: string | null;
      post_code: string | null;
      state: string | null;
      /** ISO 3166 alpha-3 */
      country: string | null;
      mcc_category: string | null;
      /** ISO 18245 */
      mcc_code: string | null;
    };
    decline_reason: null;
    /** Sums over the purchase so far, without fees */
    totals: {
      /** US dollars, two decimals */
      authorized: string;
      /** US dollars, two decimals */
      reversed: string;
      /** US dollars, two decimals */
      cleared: string;
      /** US dollars, two decimals */
      refunded: string;
      /** US dollars, two decimals */
      held: string;
    };
    /** Your fees of the purchase so far: those inside the hold, and those that were posted */
    fee_totals: {
      /** US dollars, two decimals */
      held: string;
      /** US dollars, two decimals */
      posted: string;
    };
    /** How the purchase stands after it */
    state:
      | 'deciding'
      | 'declined'
      | 'authorized'
      | 'partially_cleared'
      | 'cleared'
      | 'reversed'
      | 'expired'
      | 'cancelled'
      | 'refunded'
      | 'verified';
    /** The card's own */
    metadata: {
      [k: string]: unknown;
    };
    /** No further clearing is expected */
    final: boolean;
    /** How much of it was not held; absent where all of it was, or nothing */
    over_posted?: string;
  };
}
/**
 * Card transaction clearing failed
 *
 * An approved purchase was cancelled before its clearing; what was held is released.
 */
export interface CardsClearingFailed {
  operation: 'CARDS';
  sub_operation: 'CLEARING';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'FAILED';
  /** Why, in one plain sentence */
  reason: string;
  data: {
    card_id: string;
    /** The same on every event of one purchase, refunds included */
    transaction_id: string;
    /** 1, 2, 3 … within one `transaction_id`, in the order in which things happened */
    sequence: number;
    /** In US dollars, without fees */
    bill_amount: string;
    bill_currency_number: '840';
    bill_currency_code: 'USD';
    /** As at the merchant, with the decimals of its currency */
    transaction_amount: string;
    transaction_currency_number: string;
    transaction_currency_code: string;
    /** null when there was no conversion */
    exchange_rate: string | null;
    /** Your fees of this step: posted with it; else those that were held, or freed, with it */
    fees: {
      /** US dollars, two decimals */
      atm_fees: string;
      /** US dollars, two decimals */
      fx_fees: string;
    };
    channel: 'POS' | 'ATM' | 'ECOMMERCE' | 'MOTO';
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    merchant_data: {
      id: string | null;
      name: string | null;
      city: string | null;
      post_code: string | null;
      state: string | null;
      /** ISO 3166 alpha-3 */
      country: string | null;
      mcc_category: string | null;
      /** ISO 18245 */
      mcc_code: string | null;
    };
    decline_reason: null;
    /** Sums over the purchase so far, without fees */
    totals: {
      /** US dollars, two decimals */
      authorized: string;
      /** US dollars, two decimals */
      reversed: string;
      /** US dollars, two decimals */
      cleared: string;
      /** US dollars, two decimals */
      refunded: string;
      /** US dollars, two decimals */
      held: string;
    };
    /** Your fees of the purchase so far: those inside the hold, and those that were posted */
    fee_totals: {
      /** US dollars, two decimals */
      held: string;
      /** US dollars, two decimals */
      posted: string;
    };
    /** How the purchase stands after it */
    state:
      | 'deciding'
      | 'declined'
      | 'authorized'
      | 'partially_cleared'
      | 'cleared'
      | 'reversed'
      | 'expired'
      | 'cancelled'
      | 'refunded'
      | 'verified';
    /** The card's own */
    metadata: {
      [k: string]: unknown;
    };
  };
}
/**
 * Card transaction refund
 *
 * The merchant gave money back.
 */
export interface CardsRefundSuccess {
  operation: 'CARDS';
  sub_operation: 'REFUND';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'SUCCESS';
  data: {
    card_id: string;
    /** The same on every event of one purchase, refunds included */
    transaction_id: string;
    /** 1, 2, 3 … within one `transaction_id`, in the order in which things happened */
    sequence: number;
    /** In US dollars, without fees */
    bill_amount: string;
    bill_currency_number: '840';
    bill_currency_code: 'USD';
    /** As at the merchant, with the decimals of its currency */
    transaction_amount: string;
    transaction_currency_number: string;
    transaction_currency_code: string;
    /** null when there was no conversion */
    exchange_rate: string | null;
    /** Your fees of this step: posted with it; else those that were held, or freed, with it */
    fees: {
      /** US dollars, two decimals */
      atm_fees: string;
      /** US dollars, two decimals */
      fx_fees: string;
    };
    channel: 'POS' | 'ATM' | 'ECOMMERCE' | 'MOTO';
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    merchant_data: {
      id: string | null;
      name: string | null;
      city: string | null;
      post_code: string | null;
      state: string | null;
      /** ISO 3166 alpha-3 */
      country: string | null;
      mcc_category: string | null;
      /** ISO 18245 */
      mcc_code: string | null;
    };
    decline_reason: null;
    /** Sums over the purchase so far, without fees */
    totals: {
      /** US dollars, two decimals */
      authorized: string;
      /** US dollars, two decimals */
      reversed: string;
      /** US dollars, two decimals */
      cleared: string;
      /** US dollars, two decimals */
      refunded: string;
      /** US dollars, two decimals */
      held: string;
    };
    /** Your fees of the purchase so far: those inside the hold, and those that were posted */
    fee_totals: {
      /** US dollars, two decimals */
      held: string;
      /** US dollars, two decimals */
      posted: string;
    };
    /** How the purchase stands after it */
    state:
      | 'deciding'
      | 'declined'
      | 'authorized'
      | 'partially_cleared'
      | 'cleared'
      | 'reversed'
      | 'expired'
      | 'cancelled'
      | 'refunded'
      | 'verified';
    /** The card's own */
    metadata: {
      [k: string]: unknown;
    };
    /** How much more than was cleared came back by now; absent where it was not more */
    over_posted?: string;
  };
}
/**
 * Card transaction refund taken back
 *
 * The merchant took a refund back.
 */
export interface CardsRefundCancelled {
  operation: 'CARDS';
  sub_operation: 'REFUND';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'CANCELLED';
  /** Why, in one plain sentence */
  reason: string;
  data: {
    card_id: string;
    /** The same on every event of one purchase, refunds included */
    transaction_id: string;
    /** 1, 2, 3 … within one `transaction_id`, in the order in which things happened */
    sequence: number;
    /** In US dollars, without fees */
    bill_amount: string;
    bill_currency_number: '840';
    bill_currency_code: 'USD';
    /** As at the merchant, with the decimals of its currency */
    transaction_amount: string;
    transaction_currency_number: string;
    transaction_currency_code: string;
    /** null when there was no conversion */
    exchange_rate: string | null;
    /** Your fees of this step: posted with it; else those that were held, or freed, with it */
    fees: {
      /** US dollars, two decimals */
      atm_fees: string;
      /** US dollars, two decimals */
      fx_fees: string;
    };
    channel: 'POS' | 'ATM' | 'ECOMMERCE' | 'MOTO';
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    merchant_data: {
      id: string | null;
      name: string | null;
      city: string | null;
      post_code: string | null;
      state: string | null;
      /** ISO 3166 alpha-3 */
      country: string | null;
      mcc_category: string | null;
      /** ISO 18245 */
      mcc_code: string | null;
    };
    decline_reason: null;
    /** Sums over the purchase so far, without fees */
    totals: {
      /** US dollars, two decimals */
      authorized: string;
      /** US dollars, two decimals */
      reversed: string;
      /** US dollars, two decimals */
      cleared: string;
      /** US dollars, two decimals */
      refunded: string;
      /** US dollars, two decimals */
      held: string;
    };
    /** Your fees of the purchase so far: those inside the hold, and those that were posted */
    fee_totals: {
      /** US dollars, two decimals */
      held: string;
      /** US dollars, two decimals */
      posted: string;
    };
    /** How the purchase stands after it */
    state:
      | 'deciding'
      | 'declined'
      | 'authorized'
      | 'partially_cleared'
      | 'cleared'
      | 'reversed'
      | 'expired'
      | 'cancelled'
      | 'refunded'
      | 'verified';
    /** The card's own */
    metadata: {
      [k: string]: unknown;
    };
  };
}
/**
 * Card transaction reversal
 *
 * The network released all or part of what was held, or took a clearing back (`data.posted` is true).
 */
export interface CardsReversalSuccess {
  operation: 'CARDS';
  sub_operation: 'REVERSAL';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'SUCCESS';
  data: {
    card_id: string;
    /** The same on every event of one purchase, refunds included */
    transaction_id: string;
    /** 1, 2, 3 … within one `transaction_id`, in the order in which things happened */
    sequence: number;
    /** In US dollars, without fees */
    bill_amount: string;
    bill_currency_number: '840';
    bill_currency_code: 'USD';
    /** As at the merchant, with the decimals of its currency */
    transaction_amount: string;
    transaction_currency_number: string;
    transaction_currency_code: string;
    /** null when there was no conversion */
    exchange_rate: string | null;
    /** Your fees of this step: posted with it; else those that were held, or freed, with it */
    fees: {
      /** US dollars, two decimals */
      atm_fees: string;
      /** US dollars, two decimals */
      fx_fees: string;
    };
    channel: 'POS' | 'ATM' | 'ECOMMERCE' | 'MOTO';
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    merchant_data: {
      id: string | null;
      name: string | null;
      city: string | null;
      post_code: string | null;
      state: string | null;
      /** ISO 3166 alpha-3 */
      country: string | null;
      mcc_category: string | null;
      /** ISO 18245 */
      mcc_code: string | null;
    };
    decline_reason: null;
    /** Sums over the purchase so far, without fees */
    totals: {
      /** US dollars, two decimals */
      authorized: string;
      /** US dollars, two decimals */
      reversed: string;
      /** US dollars, two decimals */
      cleared: string;
      /** US dollars, two decimals */
      refunded: string;
      /** US dollars, two decimals */
      held: string;
    };
    /** Your fees of the purchase so far: those inside the hold, and those that were posted */
    fee_totals: {
      /** US dollars, two decimals */
      held: string;
      /** US dollars, two decimals */
      posted: string;
    };
    /** How the purchase stands after it */
    state:
      | 'deciding'
      | 'declined'
      | 'authorized'
      | 'partially_cleared'
      | 'cleared'
      | 'reversed'
      | 'expired'
      | 'cancelled'
      | 'refunded'
      | 'verified';
    /** The card's own */
    metadata: {
      [k: string]: unknown;
    };
    /** true when posted money came back, not held money */
    posted?: boolean;
  };
}
/**
 * Card transaction expired
 *
 * A hold expired without a clearing and was released; `reason` says so.
 */
export interface CardsReversalCancelled {
  operation: 'CARDS';
  sub_operation: 'REVERSAL';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'CANCELLED';
  /** Why, in one plain sentence */
  reason: string;
  data: {
    card_id: string;
    /** The same on every event of one purchase, refunds included */
    transaction_id: string;
    /** 1, 2, 3 … within one `transaction_id`, in the order in which things happened */
    sequence: number;
    /** In US dollars, without fees */
    bill_amount: string;
    bill_currency_number: '840';
    bill_currency_code: 'USD';
    /** As at the merchant, with the decimals of its currency */
    transaction_amount: string;
    transaction_currency_number: string;
    transaction_currency_code: string;
    /** null when there was no conversion */
    exchange_rate: string | null;
    /** Your fees of this step: posted with it; else those that were held, or freed, with it */
    fees: {
      /** US dollars, two decimals */
      atm_fees: string;
      /** US dollars, two decimals */
      fx_fees: string;
    };
    channel: 'POS' | 'ATM' | 'ECOMMERCE' | 'MOTO';
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    merchant_data: {
      id: string | null;
      name: string | null;
      city: string | null;
      post_code: string | null;
      state: string | null;
      /** ISO 3166 alpha-3 */
      country: string | null;
      mcc_category: string | null;
      /** ISO 18245 */
      mcc_code: string | null;
    };
    decline_reason: null;
    /** Sums over the purchase so far, without fees */
    totals: {
      /** US dollars, two decimals */
      authorized: string;
      /** US dollars, two decimals */
      reversed: string;
      /** US dollars, two decimals */
      cleared: string;
      /** US dollars, two decimals */
      refunded: string;
      /** US dollars, two decimals */
      held: string;
    };
    /** Your fees of the purchase so far: those inside the hold, and those that were posted */
    fee_totals: {
      /** US dollars, two decimals */
      held: string;
      /** US dollars, two decimals */
      posted: string;
    };
    /** How the purchase stands after it */
    state:
      | 'deciding'
      | 'declined'
      | 'authorized'
      | 'partially_cleared'
      | 'cleared'
      | 'reversed'
      | 'expired'
      | 'cancelled'
      | 'refunded'
      | 'verified';
    /** The card's own */
    metadata: {
      [k: string]: unknown;
    };
  };
}
/**
 * Card 3DS challenge
 *
 * The cardholder must be asked to confirm an e-commerce purchase. Not sent again after `data.expires_at`.
 */
export interface CardsNotification3DsAuthorizationPending {
  operation: 'CARDS';
  sub_operation: 'NOTIFICATION_3DS_AUTHORIZATION';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'PENDING';
  data: {
    challenge_id: string;
    /** Six digits; shown in the event itself only */
    code: string;
    card_id: string;
    merchant_name: string;
    merchant_country: string | null;
    /** A decimal amount */
    transaction_amount: string;
    transaction_currency: string;
    /** RFC 3339, UTC, milliseconds */
    transaction_timestamp: string;
    /** RFC 3339, UTC, milliseconds */
    expires_at: string;
  };
}
/**
 * Card blocked by velocity
 *
 * A velocity rule blocked a card; once for each change from ACTIVE to BLOCKED.
 */
export interface CardsCardBlockedByVelocitySuccess {
  operation: 'CARDS';
  sub_operation: 'CARD_BLOCKED_BY_VELOCITY';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'SUCCESS';
  data: {
    card_id: string;
    company_id: string;
    /** RFC 3339, UTC, milliseconds */
    blocked_at: string;
    triggered_rule: {
      max_authorizations: number;
      time_window_seconds: number;
    };
    last_transaction_id: string;
  };
}
/**
 * New deposit received (Card)
 *
 * A deposit to a card's deposit wallet reached its confirmations; `net_amount` was credited.
 */
export interface CardsDepositSuccess {
  operation: 'CARDS';
  sub_operation: 'DEPOSIT';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'SUCCESS';
  data: {
    /** The same on every event of one movement, and in the lists of movements */
    movement_id: string;
    /** Grows within one `movement_id`: of two events of it, the one with the larger is what holds */
    sequence: number;
    wallet_id: string;
    wallet_address: string;
    /** Such as `POLYGON` */
    blockchain: string;
    transaction_hash: string;
    /** null for a transfer of the native coin */
    log_index: number | null;
    /** null between two virtual wallets */
    block_number: number | null;
    confirmations: number;
    /** null where the chain does not tell, for some transfers of the native coin */
    from_wallet_address: string | null;
    /** A decimal amount */
    amount: string;
    /** What was credited, after commissions */
    net_amount: string;
    token: {
      name: string;
      symbol: string;
      /** null for the native coin of the chain */
      address: string | null;
    };
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    /** null where it came straight to the holding of all cards */
    card_id: string | null;
    /**
     * By how much the holding grew, or fell again: `net_amount`, and whole cents that had gathered from the parts of a cent of earlier deposits. Absent where nothing was credited
     */
    holding_amount?: string;
  };
}
/**
 * Deposit seen (Card)
 *
 * A deposit was seen in a block and is not yet confirmed. Only to endpoints whose filter names it in full.
 */
export interface CardsDepositPending {
  operation: 'CARDS';
  sub_operation: 'DEPOSIT';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'PENDING';
  data: {
    /** The same on every event of one movement, and in the lists of movements */
    movement_id: string;
    /** Grows within one `movement_id`: of two events of it, the one with the larger is what holds */
    sequence: number;
    wallet_id: string;
    wallet_address: string;
    /** Such as `POLYGON` */
    blockchain: string;
    transaction_hash: string;
    /** null for a transfer of the native coin */
    log_index: number | null;
    /** null between two virtual wallets */
    block_number: number | null;
    confirmations: number;
    /** null where the chain does not tell, for some transfers of the native coin */
    from_wallet_address: string | null;
    /** A decimal amount */
    amount: string;
    /** What was credited, after commissions */
    net_amount: string;
    token: {
      name: string;
      symbol: string;
      /** null for the native coin of the chain */
      address: string | null;
    };
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    /** null where it came straight to the holding of all cards */
    card_id: string | null;
    /**
     * By how much the holding grew, or fell again: `net_amount`, and whole cents that had gathered from the parts of a cent of earlier deposits. Absent where nothing was credited
     */
    holding_amount?: string;
  };
}
/**
 * Deposit taken back (Card)
 *
 * A deposit left the chain in a reorganisation. To the endpoints that were told of the deposit.
 */
export interface CardsDepositCancelled {
  operation: 'CARDS';
  sub_operation: 'DEPOSIT';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'CANCELLED';
  /** Why, in one plain sentence */
  reason: string;
  data: {
    /** The same on every event of one movement, and in the lists of movements */
    movement_id: string;
    /** Grows within one `movement_id`: of two events of it, the one with the larger is what holds */
    sequence: number;
    wallet_id: string;
    wallet_address: string;
    /** Such as `POLYGON` */
    blockchain: string;
    transaction_hash: string;
    /** null for a transfer of the native coin */
    log_index: number | null;
    /** null between two virtual wallets */
    block_number: number | null;
    confirmations: number;
    /** null where the chain does not tell, for some transfers of the native coin */
    from_wallet_address: string | null;
    /** A decimal amount */
    amount: string;
    /** What was credited, after commissions */
    net_amount: string;
    token: {
      name: string;
      symbol: string;
      /** null for the native coin of the chain */
      address: string | null;
    };
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    /** null where it came straight to the holding of all cards */
    card_id: string | null;
    /**
     * By how much the holding grew, or fell again: `net_amount`, and whole cents that had gathered from the parts of a cent of earlier deposits. Absent where nothing was credited
     */
    holding_amount?: string;
  };
}
/**
 * Balance of a card changed by hand
 *
 * The balance of a `TOP_UP` card was set, added to or taken from, or ended with the card; the holding does not move. Only to endpoints whose filter names it in full.
 */
export interface CardsVirtualBalanceSuccess {
  operation: 'CARDS';
  sub_operation: 'VIRTUAL_BALANCE';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'SUCCESS';
  data: {
    card_id: string;
    /**
     * `deleted`: the balance ended with the card; what is booked on it later moves the holding only
     */
    change: 'set' | 'add' | 'subtract' | 'deleted';
    /** By how much it changed, below zero where it fell */
    amount: string;
    /** What the card has available after it */
    available: string;
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    /** The card's own */
    metadata: {
      [k: string]: unknown;
    };
  };
}
/**
 * Withdrawal from the card holding
 *
 * A withdrawal from the card holding was confirmed.
 */
export interface CardsWarrantyWithdrawSuccess {
  operation: 'CARDS';
  sub_operation: 'WARRANTY_WITHDRAW';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'SUCCESS';
  data: {
    /** The same on every event of one movement, and in the lists of movements */
    movement_id: string;
    /** Grows within one `movement_id`: of two events of it, the one with the larger is what holds */
    sequence: number;
    wallet_id: string;
    wallet_address: string;
    /** Such as `POLYGON` */
    blockchain: string;
    /** `internal` between two virtual wallets of one company; null when nothing was sent */
    transaction_hash: string | null;
    to_wallet_address: string;
    /** A decimal amount */
    amount: string;
    token: {
      name: string;
      symbol: string;
      /** null for the native coin of the chain */
      address: string | null;
    };
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    client_id?: string;
  };
}
/**
 * Withdrawal from the card holding failed
 *
 * A withdrawal from the card holding failed; nothing has left.
 */
export interface CardsWarrantyWithdrawFailed {
  operation: 'CARDS';
  sub_operation: 'WARRANTY_WITHDRAW';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'FAILED';
  /** Why, in one plain sentence */
  reason: string;
  data: {
    /** The same on every event of one movement, and in the lists of movements */
    movement_id: string;
    /** Grows within one `movement_id`: of two events of it, the one with the larger is what holds */
    sequence: number;
    wallet_id: string;
    wallet_address: string;
    /** Such as `POLYGON` */
    blockchain: string;
    /** `internal` between two virtual wallets of one company; null when nothing was sent */
    transaction_hash: string | null;
    to_wallet_address: string;
    /** A decimal amount */
    amount: string;
    token: {
      name: string;
      symbol: string;
      /** null for the native coin of the chain */
      address: string | null;
    };
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    client_id?: string;
  };
}
/**
 * New deposit received (General)
 *
 * A deposit to a wallet (General) reached its confirmations and is booked.
 */
export interface TreasuryDepositSuccess {
  operation: 'TREASURY';
  sub_operation: 'DEPOSIT';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'SUCCESS';
  data: {
    /** The same on every event of one movement, and in the lists of movements */
    movement_id: string;
    /** Grows within one `movement_id`: of two events of it, the one with the larger is what holds */
    sequence: number;
    wallet_id: string;
    wallet_address: string;
    /** Such as `POLYGON` */
    blockchain: string;
    transaction_hash: string;
    /** null for a transfer of the native coin */
    log_index: number | null;
    /** null between two virtual wallets */
    block_number: number | null;
    confirmations: number;
    /** null where the chain does not tell, for some transfers of the native coin */
    from_wallet_address: string | null;
    /** A decimal amount */
    amount: string;
    /** What was credited, after commissions */
    net_amount: string;
    token: {
      name: string;
      symbol: string;
      /** null for the native coin of the chain */
      address: string | null;
    };
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    account_id: string;
  };
}
/**
 * Deposit seen (General)
 *
 * A deposit was seen in a block and is not yet confirmed. Only to endpoints whose filter names it in full.
 */
export interface TreasuryDepositPending {
  operation: 'TREASURY';
  sub_operation: 'DEPOSIT';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'PENDING';
  data: {
    /** The same on every event of one movement, and in the lists of movements */
    movement_id: string;
    /** Grows within one `movement_id`: of two events of it, the one with the larger is what holds */
    sequence: number;
    wallet_id: string;
    wallet_address: string;
    /** Such as `POLYGON` */
    blockchain: string;
    transaction_hash: string;
    /** null for a transfer of the native coin */
    log_index: number | null;
    /** null between two virtual wallets */
    block_number: number | null;
    confirmations: number;
    /** null where the chain does not tell, for some transfers of the native coin */
    from_wallet_address: string | null;
    /** A decimal amount */
    amount: string;
    /** What was credited, after commissions */
    net_amount: string;
    token: {
      name: string;
      symbol: string;
      /** null for the native coin of the chain */
      address: string | null;
    };
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    account_id: string;
  };
}
/**
 * Deposit taken back (General)
 *
 * A deposit left the chain in a reorganisation. To the endpoints that were told of the deposit.
 */
export interface TreasuryDepositCancelled {
  operation: 'TREASURY';
  sub_operation: 'DEPOSIT';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'CANCELLED';
  /** Why, in one plain sentence */
  reason: string;
  data: {
    /** The same on every event of one movement, and in the lists of movements */
    movement_id: string;
    /** Grows within one `movement_id`: of two events of it, the one with the larger is what holds */
    sequence: number;
    wallet_id: string;
    wallet_address: string;
    /** Such as `POLYGON` */
    blockchain: string;
    transaction_hash: string;
    /** null for a transfer of the native coin */
    log_index: number | null;
    /** null between two virtual wallets */
    block_number: number | null;
    confirmations: number;
    /** null where the chain does not tell, for some transfers of the native coin */
    from_wallet_address: string | null;
    /** A decimal amount */
    amount: string;
    /** What was credited, after commissions */
    net_amount: string;
    token: {
      name: string;
      symbol: string;
      /** null for the native coin of the chain */
      address: string | null;
    };
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    account_id: string;
  };
}
/**
 * Treasury transfer
 *
 * It was confirmed.
 */
export interface TreasuryTransferSuccess {
  operation: 'TREASURY';
  sub_operation: 'TRANSFER';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'SUCCESS';
  data: {
    /** The same on every event of one movement, and in the lists of movements */
    movement_id: string;
    /** Grows within one `movement_id`: of two events of it, the one with the larger is what holds */
    sequence: number;
    wallet_id: string;
    wallet_address: string;
    /** Such as `POLYGON` */
    blockchain: string;
    /** `internal` between two virtual wallets of one company; null when nothing was sent */
    transaction_hash: string | null;
    to_wallet_address: string;
    /** A decimal amount */
    amount: string;
    token: {
      name: string;
      symbol: string;
      /** null for the native coin of the chain */
      address: string | null;
    };
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    client_id?: string;
  };
}
/**
 * Treasury transfer, failed
 *
 * It failed; nothing has left.
 */
export interface TreasuryTransferFailed {
  operation: 'TREASURY';
  sub_operation: 'TRANSFER';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'FAILED';
  /** Why, in one plain sentence */
  reason: string;
  data: {
    /** The same on every event of one movement, and in the lists of movements */
    movement_id: string;
    /** Grows within one `movement_id`: of two events of it, the one with the larger is what holds */
    sequence: number;
    wallet_id: string;
    wallet_address: string;
    /** Such as `POLYGON` */
    blockchain: string;
    /** `internal` between two virtual wallets of one company; null when nothing was sent */
    transaction_hash: string | null;
    to_wallet_address: string;
    /** A decimal amount */
    amount: string;
    token: {
      name: string;
      symbol: string;
      /** null for the native coin of the chain */
      address: string | null;
    };
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    client_id?: string;
  };
}
/**
 * New deposit received (Virtual Wallets)
 *
 * A deposit to a wallet (Virtual Wallets) reached its confirmations and is booked.
 */
export interface VirtualWalletsDepositSuccess {
  operation: 'VIRTUAL_WALLETS';
  sub_operation: 'DEPOSIT';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'SUCCESS';
  data: {
    /** The same on every event of one movement, and in the lists of movements */
    movement_id: string;
    /** Grows within one `movement_id`: of two events of it, the one with the larger is what holds */
    sequence: number;
    wallet_id: string;
    wallet_address: string;
    /** Such as `POLYGON` */
    blockchain: string;
    transaction_hash: string;
    /** null for a transfer of the native coin */
    log_index: number | null;
    /** null between two virtual wallets */
    block_number: number | null;
    confirmations: number;
    /** null where the chain does not tell, for some transfers of the native coin */
    from_wallet_address: string | null;
    /** A decimal amount */
    amount: string;
    /** What was credited, after commissions */
    net_amount: string;
    token: {
      name: string;
      symbol: string;
      /** null for the native coin of the chain */
      address: string | null;
    };
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    client_id?: string;
  };
}
/**
 * Deposit seen (Virtual Wallets)
 *
 * A deposit was seen in a block and is not yet confirmed. Only to endpoints whose filter names it in full.
 */
export interface VirtualWalletsDepositPending {
  operation: 'VIRTUAL_WALLETS';
  sub_operation: 'DEPOSIT';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'PENDING';
  data: {
    /** The same on every event of one movement, and in the lists of movements */
    movement_id: string;
    /** Grows within one `movement_id`: of two events of it, the one with the larger is what holds */
    sequence: number;
    wallet_id: string;
    wallet_address: string;
    /** Such as `POLYGON` */
    blockchain: string;
    transaction_hash: string;
    /** null for a transfer of the native coin */
    log_index: number | null;
    /** null between two virtual wallets */
    block_number: number | null;
    confirmations: number;
    /** null where the chain does not tell, for some transfers of the native coin */
    from_wallet_address: string | null;
    /** A decimal amount */
    amount: string;
    /** What was credited, after commissions */
    net_amount: string;
    token: {
      name: string;
      symbol: string;
      /** null for the native coin of the chain */
      address: string | null;
    };
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    client_id?: string;
  };
}
/**
 * Deposit taken back (Virtual Wallets)
 *
 * A deposit left the chain in a reorganisation. To the endpoints that were told of the deposit.
 */
export interface VirtualWalletsDepositCancelled {
  operation: 'VIRTUAL_WALLETS';
  sub_operation: 'DEPOSIT';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'CANCELLED';
  /** Why, in one plain sentence */
  reason: string;
  data: {
    /** The same on every event of one movement, and in the lists of movements */
    movement_id: string;
    /** Grows within one `movement_id`: of two events of it, the one with the larger is what holds */
    sequence: number;
    wallet_id: string;
    wallet_address: string;
    /** Such as `POLYGON` */
    blockchain: string;
    transaction_hash: string;
    /** null for a transfer of the native coin */
    log_index: number | null;
    /** null between two virtual wallets */
    block_number: number | null;
    confirmations: number;
    /** null where the chain does not tell, for some transfers of the native coin */
    from_wallet_address: string | null;
    /** A decimal amount */
    amount: string;
    /** What was credited, after commissions */
    net_amount: string;
    token: {
      name: string;
      symbol: string;
      /** null for the native coin of the chain */
      address: string | null;
    };
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    client_id?: string;
  };
}
/**
 * Withdraw completed (Virtual Wallets)
 *
 * It was confirmed.
 */
export interface VirtualWalletsWithdrawSuccess {
  operation: 'VIRTUAL_WALLETS';
  sub_operation: 'WITHDRAW';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'SUCCESS';
  data: {
    /** The same on every event of one movement, and in the lists of movements */
    movement_id: string;
    /** Grows within one `movement_id`: of two events of it, the one with the larger is what holds */
    sequence: number;
    wallet_id: string;
    wallet_address: string;
    /** Such as `POLYGON` */
    blockchain: string;
    /** `internal` between two virtual wallets of one company; null when nothing was sent */
    transaction_hash: string | null;
    to_wallet_address: string;
    /** A decimal amount */
    amount: string;
    token: {
      name: string;
      symbol: string;
      /** null for the native coin of the chain */
      address: string | null;
    };
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    client_id?: string;
  };
}
/**
 * Withdraw completed (Virtual Wallets), failed
 *
 * It failed; nothing has left.
 */
export interface VirtualWalletsWithdrawFailed {
  operation: 'VIRTUAL_WALLETS';
  sub_operation: 'WITHDRAW';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'FAILED';
  /** Why, in one plain sentence */
  reason: string;
  data: {
    /** The same on every event of one movement, and in the lists of movements */
    movement_id: string;
    /** Grows within one `movement_id`: of two events of it, the one with the larger is what holds */
    sequence: number;
    wallet_id: string;
    wallet_address: string;
    /** Such as `POLYGON` */
    blockchain: string;
    /** `internal` between two virtual wallets of one company; null when nothing was sent */
    transaction_hash: string | null;
    to_wallet_address: string;
    /** A decimal amount */
    amount: string;
    token: {
      name: string;
      symbol: string;
      /** null for the native coin of the chain */
      address: string | null;
    };
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    client_id?: string;
  };
}
/**
 * Balance set by hand (Virtual Wallets)
 *
 * The balance of a virtual wallet was set by hand; no coin moved. Only to endpoints whose filter names it in full.
 */
export interface VirtualWalletsVirtualBalanceSuccess {
  operation: 'VIRTUAL_WALLETS';
  sub_operation: 'VIRTUAL_BALANCE';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'SUCCESS';
  data: {
    /** The same on every event of one movement, and in the lists of movements */
    movement_id: string;
    /** Grows within one `movement_id`: of two events of it, the one with the larger is what holds */
    sequence: number;
    wallet_id: string;
    wallet_address: string;
    /** Such as `POLYGON` */
    blockchain: string;
    /** By how much it changed, below zero where it fell */
    amount: string;
    /** What the wallet has of the token after it */
    available: string;
    token: {
      name: string;
      symbol: string;
      /** null for the native coin of the chain */
      address: string | null;
    };
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
    client_id?: string;
  };
}
/**
 * Test send
 *
 * Somebody asked for a test send to this endpoint.
 */
export interface WebhooksTestSuccess {
  operation: 'WEBHOOKS';
  sub_operation: 'TEST';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'SUCCESS';
  data: {
    endpoint_id: string;
    message: string;
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
  };
}
/**
 * Endpoint switched off
 *
 * An endpoint was switched off. To the company's other endpoints.
 */
export interface WebhooksEndpointDisabledSuccess {
  operation: 'WEBHOOKS';
  sub_operation: 'ENDPOINT_DISABLED';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'SUCCESS';
  data: {
    endpoint_id: string;
    url: string;
    disabled_reason: string;
    /** RFC 3339, UTC, milliseconds */
    disabled_at: string;
    failing_since: string | null;
    what_to_do: string;
  };
}
/**
 * Delivery out of tries
 *
 * An event was not accepted by an endpoint in all its tries. To the company's other endpoints.
 */
export interface WebhooksDeliveryExhaustedFailed {
  operation: 'WEBHOOKS';
  sub_operation: 'DELIVERY_EXHAUSTED';
  /** The same on every retry and replay: the key to deduplicate on */
  operation_id: string;
  status: 'FAILED';
  /** Why, in one plain sentence */
  reason: string;
  data: {
    endpoint_id: string;
    event_id: string;
    event_type: string;
    attempts: number;
    last_error: string | null;
    /** RFC 3339, UTC, milliseconds */
    created_at: string;
  };
}
