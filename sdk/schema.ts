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
   * The holding does not move.
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  addCardBalance: {
    input: AddCardBalanceInput;
    /** What the card has available then, in USD. */
    answer: number;
  };
  /**
   * Move your company's clock forward
   *
   * Runs what falls due on the way, in order and each as of its own moment: holds expire, challenges time out, pending webhook retries come forward. Answers when that is done. The clock never goes back.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  advanceClock: {
    input: AdvanceClockInput;
    answer: AdvanceClockAnswer;
  };
  /**
   * Pass on the cardholder's answer to a 3-D Secure challenge
   *
   * The code of the event says which challenge. It is decided once: the same answer again changes nothing, the opposite one is a 409.
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  answerThreeDsChallenge: {
    input: AnswerThreeDsChallengeInput;
    answer: AnswerThreeDsChallengeAnswer;
  };
  /**
   * Cancel a replay
   *
   * Takes an API key of level 2 (operational) or above with the product `webhooks`.
   */
  cancelReplay: {
    input: CancelReplayInput;
    answer: Replay;
  };
  /**
   * Say what becomes of a purchase without an answer of your decision endpoint
   *
   * What is left out stays as it is.
   *
   * Takes an API key of level 3 (admin) with the product `cards`.
   */
  changeCardDecision: {
    input: ChangeCardDecisionInput;
    answer: Card;
  };
  /**
   * Change the cardholder's e-mail address
   *
   * null removes it.
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  changeCardEmail: {
    input: ChangeCardEmailInput;
    answer: void;
  };
  /**
   * Replace the limits of a card
   *
   * All of them: a limit that is left out is removed. What was spent already in the open windows counts.
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  changeCardLimits: {
    input: ChangeCardLimitsInput;
    answer: ChangeCardLimitsAnswer;
  };
  /**
   * Change the cardholder's phone number
   *
   * What is left out stays as it is.
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  changeCardPhone: {
    input: ChangeCardPhoneInput;
    answer: void;
  };
  /**
   * Change the configuration of the card program
   *
   * What is left out stays as it is; a list is replaced as a whole. Holds for purchases that are decided from then on; those that are authorized keep their fees.
   *
   * Takes an API key of level 3 (admin) with the product `cards`.
   */
  changeCardProgram: {
    input: ChangeCardProgramInput;
    answer: ChangeCardProgramAnswer;
  };
  /**
   * Change a webhook endpoint
   *
   * What is left out stays as it is. `enabled: false` cancels what is on its way to it.
   *
   * Takes an API key of level 3 (admin) with the product `webhooks`.
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
   * Takes an API key of level 1 (read) with the product `management`.
   */
  checkLedger: {
    input: CheckLedgerInput;
    answer: CheckLedgerAnswer;
  };
  /**
   * Say who asks the cardholder in 3-D Secure
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  configureCardThreeDs: {
    input: ConfigureCardThreeDsInput;
    answer: ConfigureCardThreeDsAnswer;
  };
  /**
   * Issue a virtual card
   *
   * The card can be used at once. Its number is shown by `pan-html` only.
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  createCard: {
    input: CreateCardInput;
    answer: Card;
  };
  /**
   * Create a client
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  createClient: {
    input: CreateClientInput;
    answer: Client;
  };
  /**
   * Create a company
   *
   * Creates a company with its first API key, which is shown in this answer only.
   *
   * Takes the operator key.
   */
  createCompany: {
    input: CreateCompanyInput;
    answer: CreateCompanyAnswer;
  };
  /**
   * Create a key
   *
   * A key can be no more powerful than the one it is created with: of no higher level, for no other product or address, and for no longer.
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  createKey: {
    input: CreateKeyInput;
    answer: NewApiKey;
  };
  /**
   * Create a company
   *
   * Creates a company with its first API key, which is shown in this answer only.
   *
   * Takes the operator key.
   */
  createManagedCompany: {
    input: CreateManagedCompanyInput;
    answer: CreateManagedCompanyAnswer;
  };
  /**
   * Send many events again
   *
   * Replayed messages have the header `X-Webhook-Replay: true` and their first `operation_id`.
   *
   * Takes an API key of level 2 (operational) or above with the product `webhooks`.
   */
  createReplay: {
    input: CreateReplayInput;
    answer: CreateReplayAnswer;
  };
  /**
   * Create a treasury account
   *
   * A group of wallets under a name. The coins are in its wallets.
   *
   * Takes an API key of level 2 (operational) or above with the product `treasury`.
   */
  createTreasuryAccount: {
    input: CreateTreasuryAccountInput;
    answer: TreasuryAccount;
  };
  /**
   * Create a treasury wallet
   *
   * The signers make a key together, of which nobody has more than a part, and the address of the account that obeys it is the answer. The account itself is put on the chain with its first transfer.
   *
   * Takes an API key of level 2 (operational) or above with the product `treasury`.
   */
  createTreasuryWallet: {
    input: CreateTreasuryWalletInput;
    answer: TreasuryWallet;
  };
  /**
   * Create a virtual wallet
   *
   * A deposit address of its own for a client. What comes to it is booked for this wallet and moved to your holding wallet, which is made with the first virtual wallet on a blockchain.
   *
   * Takes an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  createVirtualWallet: {
    input: CreateVirtualWalletInput;
    answer: VirtualWallet;
  };
  /**
   * Create a webhook endpoint
   *
   * The answer has the secret that signs its messages. A company has at most 1,000 endpoints.
   *
   * Takes an API key of level 3 (admin) with the product `webhooks`.
   */
  createWebhookEndpoint: {
    input: CreateWebhookEndpointInput;
    answer: CreateWebhookEndpointAnswer;
  };
  /**
   * Credit a deposit that was below the minimum
   *
   * To whom it was sent, with the event that it would have had. Also one to a card that was `not_for_cards`, once its token is listed as funding cards.
   *
   * Takes the operator key.
   */
  creditSuspendedDeposit: {
    input: CreditSuspendedDepositInput;
    answer: WalletMovement;
  };
  /**
   * Delete a card
   *
   * It buys nothing more. Its free balance ends and the holding does not move; what is held stays until it clears or expires, and later refunds go to the holding.
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  deleteCard: {
    input: DeleteCardInput;
    answer: DeleteCardAnswer;
  };
  /**
   * Delete a client
   *
   * Its wallets stay. The answer is the client as it was left.
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  deleteClient: {
    input: DeleteClientInput;
    answer: Client;
  };
  /**
   * Delete a treasury account
   *
   * Only one without wallets.
   *
   * Takes an API key of level 2 (operational) or above with the product `treasury`.
   */
  deleteTreasuryAccount: {
    input: DeleteTreasuryAccountInput;
    answer: void;
  };
  /**
   * Delete a treasury wallet
   *
   * Only one that has nothing left. Its address stays watched for ever: what comes to it afterwards is booked and told as before, and can be sent on by its id. The answer is the wallet as it was left.
   *
   * Takes an API key of level 2 (operational) or above with the product `treasury`.
   */
  deleteTreasuryWallet: {
    input: DeleteTreasuryWalletInput;
    answer: TreasuryWallet;
  };
  /**
   * Delete a virtual wallet
   *
   * Only one that has nothing left. Its address stays watched for ever: what comes to it afterwards is booked and told as before, and can be withdrawn by its id.
   *
   * Takes an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  deleteVirtualWallet: {
    input: DeleteVirtualWalletInput;
    answer: void;
  };
  /**
   * Delete a webhook endpoint
   *
   * What is on its way to it is cancelled.
   *
   * Takes an API key of level 3 (admin) with the product `webhooks`.
   */
  deleteWebhookEndpoint: {
    input: DeleteWebhookEndpointInput;
    answer: void;
  };
  /**
   * Disable a company
   *
   * Its keys answer 401 within a second, its cards decline with M103; its events still go out. Nothing is removed.
   *
   * Takes the operator key.
   */
  disableCompany: {
    input: DisableCompanyInput;
    answer: DisableCompanyAnswer;
  };
  /**
   * Disable a company
   *
   * Its keys answer 401 within a second, its cards decline with M103; its events still go out. Nothing is removed.
   *
   * Takes the operator key.
   */
  disableManagedCompany: {
    input: DisableManagedCompanyInput;
    answer: DisableManagedCompanyAnswer;
  };
  /**
   * Enable a company again
   *
   * Takes the operator key.
   */
  enableCompany: {
    input: EnableCompanyInput;
    answer: EnableCompanyAnswer;
  };
  /**
   * Disable a virtual wallet, or enable it again
   *
   * From a disabled wallet nothing is sent. What comes to it is booked all the same.
   *
   * Takes an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  enableVirtualWallet: {
    input: EnableVirtualWalletInput;
    answer: VirtualWallet;
  };
  /**
   * Enable a webhook endpoint again
   *
   * Events that it missed are not sent by themselves: replay what is missing.
   *
   * Takes an API key of level 3 (admin) with the product `webhooks`.
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
   * Needs no key.
   */
  endConsoleSession: {
    input: EndConsoleSessionInput;
    answer: void;
  };
  /**
   * End faults
   *
   * Of one endpoint; or of all, and of the chain. Answers those that are left.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  endFaults: {
    input: EndFaultsInput;
    answer: EndFaultsAnswer;
  };
  /**
   * Freeze a card, or lift that
   *
   * A frozen card declines with C202. A block by the system is lifted by `unblock`, not here.
   *
   * Takes an API key of level 3 (admin) with the product `cards`.
   */
  freezeCard: {
    input: FreezeCardInput;
    answer: void;
  };
  /**
   * Show a card
   *
   * Takes an API key of level 1 (read) with the product `cards`.
   */
  getCard: {
    input: GetCardInput;
    answer: Card;
  };
  /**
   * Show what a TOP_UP card has available
   *
   * Takes an API key of level 1 (read) with the product `cards`.
   */
  getCardBalance: {
    input: GetCardBalanceInput;
    answer: GetCardBalanceAnswer;
  };
  /**
   * Show the holding of the card program
   *
   * What is available for purchases of all cards, beside what is held, and where it is funded: one USD for each token.
   *
   * Takes an API key of level 1 (read) with the product `cards`.
   */
  getCardHolding: {
    input: GetCardHoldingInput;
    answer: GetCardHoldingAnswer;
  };
  /**
   * Show the configuration of the card program
   *
   * Takes an API key of level 1 (read) with the product `cards`.
   */
  getCardProgram: {
    input: GetCardProgramInput;
    answer: GetCardProgramAnswer;
  };
  /**
   * Show what counts against the limits of a card
   *
   * In the present day, week (from Monday) and month, in UTC, fees included.
   *
   * Takes an API key of level 1 (read) with the product `cards`.
   */
  getCardSpending: {
    input: GetCardSpendingInput;
    answer: GetCardSpendingAnswer;
  };
  /**
   * Get the statement of a card as PDF
   *
   * What was posted in a period, and what is held now. Without `from_date` it begins with the first movement, without `to_date` it ends now; `to_date` itself is not in it.
   *
   * Takes an API key of level 1 (read) with the product `cards`.
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
   * Takes an API key of level 1 (read) with the product `cards`.
   */
  getCardStatistics: {
    input: GetCardStatisticsInput;
    answer: GetCardStatisticsAnswer;
  };
  /**
   * Show where a TOP_UP card is topped up
   *
   * The address is made with the first call and stays until it is rotated. A token sent there counts as one USD for the card, less your commission, once it is confirmed; the least is 10 USD.
   *
   * Takes an API key of level 1 (read) with the product `cards`.
   */
  getCardTopUp: {
    input: GetCardTopUpInput;
    answer: GetCardTopUpAnswer;
  };
  /**
   * Get a card transaction
   *
   * One purchase as it stands: state, totals, fees, and who decided.
   *
   * Takes an API key of level 1 (read) with the product `cards`.
   */
  getCardTransaction: {
    input: GetCardTransactionInput;
    answer: CardTransaction;
  };
  /**
   * Get a client
   *
   * Takes an API key of level 1 (read) with the product `management`.
   */
  getClient: {
    input: GetClientInput;
    answer: Client;
  };
  /**
   * Read your company's clock
   *
   * It governs `created_at`, expiry, limits, velocity rules and 3-D Secure challenges; signatures and deadlines of decisions are wall time.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  getClock: {
    input: GetClockInput;
    answer: GetClockAnswer;
  };
  /**
   * Get your company
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  getCompany: {
    input: GetCompanyInput;
    answer: GetCompanyAnswer;
  };
  /**
   * Get what is known of your company
   *
   * Takes an API key of level 3 (admin) with the product `management`.
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
   * Needs no key.
   */
  getConsoleSession: {
    input: GetConsoleSessionInput;
    answer: GetConsoleSessionAnswer;
  };
  /**
   * Get what your contract allows
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  getContractedProduct: {
    input: GetContractedProductInput;
    answer: GetContractedProductAnswer;
  };
  /**
   * Get what of your contract is used
   *
   * Takes an API key of level 3 (admin) with the product `management`.
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
   * Takes an API key of level 1 (read) with the product `webhooks`.
   */
  getDeliveryStatistics: {
    input: GetDeliveryStatisticsInput;
    answer: GetDeliveryStatisticsAnswer;
  };
  /**
   * Show an event
   *
   * Takes an API key of level 1 (read) with the product `webhooks`.
   */
  getEvent: {
    input: GetEventInput;
    answer: StoredEvent;
  };
  /**
   * Show the holding wallet
   *
   * It has the coins of all virtual wallets of a blockchain, and is made with the first of them.
   *
   * Takes an API key of level 1 (read) with the product `virtual_wallets`.
   */
  getHoldingWallet: {
    input: GetHoldingWalletInput;
    answer: HoldingWallet;
  };
  /**
   * Show what the holding wallet has
   *
   * Coins on the blockchain. What is still on deposit addresses comes here with the next sweep. All listed tokens, zeros too.
   *
   * Takes an API key of level 1 (read) with the product `virtual_wallets`.
   */
  getHoldingWalletBalance: {
    input: GetHoldingWalletBalanceInput;
    answer: GetHoldingWalletBalanceAnswer;
  };
  /**
   * Get a key
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  getKey: {
    input: GetKeyInput;
    answer: ApiKey;
  };
  /**
   * What this process measures
   *
   * For Prometheus. Each process answers for itself.
   *
   * Takes the operator key.
   */
  getMetrics: {
    input: GetMetricsInput;
    answer: string;
  };
  /**
   * This document
   *
   * Needs no key.
   */
  getOpenApi: {
    input: GetOpenApiInput;
    answer: GetOpenApiAnswer;
  };
  /**
   * Get a kind of operation
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  getOperation: {
    input: GetOperationInput;
    answer: GetOperationAnswer;
  };
  /**
   * Get a page that shows the card number, expiry date and CVV once
   *
   * The address is valid for 60 seconds and can be opened once. Open it in the cardholder’s browser or web view.
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  getPanPage: {
    input: GetPanPageInput;
    answer: GetPanPageAnswer;
  };
  /**
   * Get a page that shows the PIN once
   *
   * The address is valid for 60 seconds and can be opened once. Open it in the cardholder’s browser or web view.
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  getPinPage: {
    input: GetPinPageInput;
    answer: GetPinPageAnswer;
  };
  /**
   * Show a replay
   *
   * Takes an API key of level 1 (read) with the product `webhooks`.
   */
  getReplay: {
    input: GetReplayInput;
    answer: Replay;
  };
  /**
   * Read a scenario that ships
   *
   * As its file has it: change it, and run it as your own.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  getScenario: {
    input: GetScenarioInput;
    answer: GetScenarioAnswer;
  };
  /**
   * Show whether transfers can be signed
   *
   * How many of the signers are there and may sign. With fewer than are needed, what is asked for waits; it is signed as soon as they are back. Of a second ago at most.
   *
   * Takes an API key of level 1 (read) with the product `treasury`.
   */
  getSigningAvailability: {
    input: GetSigningAvailabilityInput;
    answer: SigningAvailability;
  };
  /**
   * Look at the cardholder’s phone
   *
   * What it shows of a challenge: the merchant, the amount, the tries and the time that are left, and the code while the challenge is open. In a sandbox you play the cardholder; in production nobody but the endpoint gets the code.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  getThreeDsChallenge: {
    input: GetThreeDsChallengeInput;
    answer: GetThreeDsChallengeAnswer;
  };
  /**
   * Show a treasury wallet
   *
   * Takes an API key of level 1 (read) with the product `treasury`.
   */
  getTreasuryWallet: {
    input: GetTreasuryWalletInput;
    answer: TreasuryWallet;
  };
  /**
   * Show what a treasury wallet has
   *
   * What can be sent: confirmed deposits, less what is on its way out. All listed tokens, zeros too.
   *
   * Takes an API key of level 1 (read) with the product `treasury`.
   */
  getTreasuryWalletBalance: {
    input: GetTreasuryWalletBalanceInput;
    answer: GetTreasuryWalletBalanceAnswer;
  };
  /**
   * Show the velocity rules
   *
   * Takes an API key of level 1 (read) with the product `cards`.
   */
  getVelocityRules: {
    input: GetVelocityRulesInput;
    answer: GetVelocityRulesAnswer;
  };
  /**
   * Show what all virtual wallets have together
   *
   * What you owe your clients on a blockchain, token by token.
   *
   * Takes an API key of level 1 (read) with the product `virtual_wallets`.
   */
  getVirtualBalances: {
    input: GetVirtualBalancesInput;
    answer: GetVirtualBalancesAnswer;
  };
  /**
   * Show a virtual wallet
   *
   * Takes an API key of level 1 (read) with the product `virtual_wallets`.
   */
  getVirtualWallet: {
    input: GetVirtualWalletInput;
    answer: VirtualWallet;
  };
  /**
   * Show what a virtual wallet has
   *
   * What you owe its client. All listed tokens, zeros too.
   *
   * Takes an API key of level 1 (read) with the product `virtual_wallets`.
   */
  getVirtualWalletBalance: {
    input: GetVirtualWalletBalanceInput;
    answer: GetVirtualWalletBalanceAnswer;
  };
  /**
   * Show whether transfers can be signed
   *
   * How many of the signers are there and may sign. With fewer than are needed, what is asked for waits; it is signed as soon as they are back. Of a second ago at most.
   *
   * Takes an API key of level 1 (read) with the product `virtual_wallets`.
   */
  getVirtualWalletSigningAvailability: {
    input: GetVirtualWalletSigningAvailabilityInput;
    answer: SigningAvailability;
  };
  /**
   * Show a webhook endpoint
   *
   * Takes an API key of level 1 (read) with the product `webhooks`.
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
   * Needs no key.
   */
  getWebhookKeys: {
    input: GetWebhookKeysInput;
    answer: GetWebhookKeysAnswer;
  };
  /**
   * Reveal the secret of a webhook endpoint
   *
   * Takes an API key of level 3 (admin) with the product `webhooks`.
   */
  getWebhookSecret: {
    input: GetWebhookSecretInput;
    answer: GetWebhookSecretAnswer;
  };
  /**
   * Whether the process answers
   *
   * Needs no key.
   */
  isAlive: {
    input: IsAliveInput;
    answer: IsAliveAnswer;
  };
  /**
   * Whether the process can do its work
   *
   * Asks the database. Answers 503 while the process starts, stops, or cannot reach it, and for 15 seconds after it has refused a write because its disk is full or it can only be read.
   *
   * Needs no key.
   */
  isReady: {
    input: IsReadyInput;
    answer: IsReadyAnswer;
  };
  /**
   * Tie a virtual wallet to a client
   *
   * Once: a wallet that belongs to another client is refused.
   *
   * Takes an API key of level 3 (admin) with the product `virtual_wallets`.
   */
  linkVirtualWalletToClient: {
    input: LinkVirtualWalletToClientInput;
    answer: void;
  };
  /**
   * List the attempts of a delivery
   *
   * The latest 200, in their order. Values of secret headers are shown as [redacted].
   *
   * Takes an API key of level 1 (read) with the product `webhooks`.
   */
  listAttempts: {
    input: ListAttemptsInput;
    answer: ListAttemptsAnswer;
  };
  /**
   * List what was administered
   *
   * Newest first. Nothing in it is ever changed or removed.
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  listAudit: {
    input: ListAuditInput;
    answer: ListAuditAnswer;
  };
  /**
   * List blockchains
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  listBlockchains: {
    input: ListBlockchainsInput;
    answer: ListBlockchainsAnswer;
  };
  /**
   * List what came to the addresses of a card
   *
   * Newest first: what is seen in a block and waits for its confirmations, too. `amount` is in the token; `data.net_amount` is what the card was credited, in USD.
   *
   * Takes an API key of level 1 (read) with the product `cards`.
   */
  listCardDeposits: {
    input: ListCardDepositsInput;
    answer: ListCardDepositsAnswer;
  };
  /**
   * List what came straight to the card holding and was withdrawn from it
   *
   * On the blockchain. Deposits to the addresses of cards are movements of those.
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
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
   * Takes an API key of level 1 (read) with the product `cards`.
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
   * Takes an API key of level 1 (read) with the product `cards`.
   */
  listCardTransactionPostings: {
    input: ListCardTransactionPostingsInput;
    answer: ListCardTransactionPostingsAnswer;
  };
  /**
   * List all cards
   *
   * In the order in which they were issued, deleted ones too.
   *
   * Takes an API key of level 1 (read) with the product `cards`.
   */
  listCards: {
    input: ListCardsInput;
    answer: ListCardsAnswer;
  };
  /**
   * How the blockchains are
   *
   * How far each one is read, and whether anything on it was stopped.
   *
   * Takes the operator key.
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
   * Takes an API key of level 1 (read) with the product `management`.
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
   * Takes the operator key.
   */
  listCompanies: {
    input: ListCompaniesInput;
    answer: ListCompaniesAnswer;
  };
  /**
   * List deliveries
   *
   * All sends of one event to one endpoint are a delivery. Newest event first.
   *
   * Takes an API key of level 1 (read) with the product `webhooks`.
   */
  listDeliveries: {
    input: ListDeliveriesInput;
    answer: ListDeliveriesAnswer;
  };
  /**
   * List all event types
   *
   * Each with when it is sent, the JSON Schema of its body, and an example.
   *
   * Takes an API key of level 1 (read) with the product `webhooks`.
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
   * Takes an API key of level 1 (read) with the product `webhooks`.
   */
  listEvents: {
    input: ListEventsInput;
    answer: ListEventsAnswer;
  };
  /**
   * List the faults that last
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  listFaults: {
    input: ListFaultsInput;
    answer: ListFaultsAnswer;
  };
  /**
   * Show the exchange rates
   *
   * Takes the operator key.
   */
  listFxRates: {
    input: ListFxRatesInput;
    answer: ListFxRatesAnswer;
  };
  /**
   * Tokens of which nothing is credited
   *
   * A sweep or trial moved other than their logs had said. Deposits since then wait as suspended deposits. Compare the books with the chain, and list the token as inexact if it takes a fee or changes balances by itself: then what waits is credited by what was gained.
   *
   * Takes the operator key.
   */
  listHaltedTokens: {
    input: ListHaltedTokensInput;
    answer: ListHaltedTokensAnswer;
  };
  /**
   * List what came straight to the holding wallet and left it
   *
   * Takes an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  listHoldingWalletMovements: {
    input: ListHoldingWalletMovementsInput;
    answer: ListHoldingWalletMovementsAnswer;
  };
  /**
   * List keys
   *
   * Newest first, revoked ones too.
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  listKeys: {
    input: ListKeysInput;
    answer: ListKeysAnswer;
  };
  /**
   * List kinds of operations
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  listOperations: {
    input: ListOperationsInput;
    answer: ListOperationsAnswer;
  };
  /**
   * List replays
   *
   * Newest first: whoever made them, under way and over.
   *
   * Takes an API key of level 1 (read) with the product `webhooks`.
   */
  listReplays: {
    input: ListReplaysInput;
    answer: ListReplaysAnswer;
  };
  /**
   * List the scenarios that ship
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  listScenarios: {
    input: ListScenariosInput;
    answer: ListScenariosAnswer;
  };
  /**
   * Show how the signers are
   *
   * All three: whether each is up, what its policy lets it sign, and what it has signed today. Policies are changed under the administrator’s key, which the platform does not have.
   *
   * Takes the operator key.
   */
  listSigners: {
    input: ListSignersInput;
    answer: ListSignersAnswer;
  };
  /**
   * List the keys of wallets
   *
   * Of all companies. Each is shared among the three signers, and nobody has it.
   *
   * Takes the operator key.
   */
  listSigningKeys: {
    input: ListSigningKeysInput;
    answer: ListSigningKeysAnswer;
  };
  /**
   * Deposits that are credited to nobody
   *
   * Below the minimum, of a token that funds no cards, on their way back (`returning`), or waiting until their token is proved (`unproved`, `halted`) or swept (`inexact`). Newest first.
   *
   * Takes the operator key.
   */
  listSuspendedDeposits: {
    input: ListSuspendedDepositsInput;
    answer: ListSuspendedDepositsAnswer;
  };
  /**
   * List challenges
   *
   * Newest first, of all cards or of one.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  listThreeDsChallenges: {
    input: ListThreeDsChallengesInput;
    answer: ListThreeDsChallengesAnswer;
  };
  /**
   * Whether tokens move what their logs say
   *
   * Every listed token, and the trial that proves it. A token that is listed as exact is credited only once it is proved.
   *
   * Takes the operator key.
   */
  listTokenStandings: {
    input: ListTokenStandingsInput;
    answer: ListTokenStandingsAnswer;
  };
  /**
   * List tokens
   *
   * Of all blockchains. The native coin of each comes last.
   *
   * Takes an API key of level 1 (read) with the product `treasury`.
   */
  listTokens: {
    input: ListTokensInput;
    answer: ListTokensAnswer;
  };
  /**
   * List the tokens of a blockchain
   *
   * Takes an API key of level 1 (read) with the product `treasury`.
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
   * Takes an API key of level 1 (read) with the product `treasury`.
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
   * Takes an API key of level 1 (read) with the product `treasury`.
   */
  listTreasuryWallets: {
    input: ListTreasuryWalletsInput;
    answer: ListTreasuryWalletsAnswer;
  };
  /**
   * List what was not delivered
   *
   * Every event that an endpoint has not accepted, why, and when it is tried next. Newest event first.
   *
   * Takes an API key of level 1 (read) with the product `webhooks`.
   */
  listUndelivered: {
    input: ListUndeliveredInput;
    answer: ListUndeliveredAnswer;
  };
  /**
   * List the blockchains that virtual wallets can be on
   *
   * Takes an API key of level 1 (read) with the product `virtual_wallets`.
   */
  listVirtualWalletBlockchains: {
    input: ListVirtualWalletBlockchainsInput;
    answer: ListVirtualWalletBlockchainsAnswer;
  };
  /**
   * List the movements of a virtual wallet
   *
   * Deposits, withdrawals and balances set by hand, newest first where nothing else is asked for.
   *
   * Takes an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  listVirtualWalletMovements: {
    input: ListVirtualWalletMovementsInput;
    answer: ListVirtualWalletMovementsAnswer;
  };
  /**
   * List virtual wallets
   *
   * Of one blockchain, oldest first.
   *
   * Takes an API key of level 1 (read) with the product `virtual_wallets`.
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
   * Takes an API key of level 1 (read) with the product `webhooks`.
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
   * Needs no key.
   */
  openConsoleSession: {
    input: OpenConsoleSessionInput;
    answer: OpenConsoleSessionAnswer;
  };
  /**
   * Pause a replay
   *
   * Takes an API key of level 2 (operational) or above with the product `webhooks`.
   */
  pauseReplay: {
    input: PauseReplayInput;
    answer: Replay;
  };
  /**
   * Compare the books with the chains
   *
   * Custody against every chain at a confirmed block, wallet by wallet, token by token. It asks a node for each of them: seconds where there are thousands. A chain that cannot be read says so beside the others; 503 only where none can.
   *
   * Takes the operator key.
   */
  reconcile: {
    input: ReconcileInput;
    answer: ReconcileAnswer;
  };
  /**
   * Enable a company again
   *
   * Takes the operator key.
   */
  reenableManagedCompany: {
    input: ReenableManagedCompanyInput;
    answer: ReenableManagedCompanyAnswer;
  };
  /**
   * Give the signers new shares of a key
   *
   * Key and address stay. A share that was stolen before is worth nothing with a new one. All three signers must be up; afterwards back their folders up again. Two stolen shares of the same time still sign for ever: then move the funds.
   *
   * Takes the operator key.
   */
  refreshSigningKey: {
    input: RefreshSigningKeyInput;
    answer: SigningKey;
  };
  /**
   * Give a card a new number
   *
   * With a new CVV and expiry date; the old number is dead at once. Id, balance, limits, PIN and status stay, and what is held or still to clear goes on.
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  reissueCard: {
    input: ReissueCardInput;
    answer: ReissueCardAnswer;
  };
  /**
   * Remove all velocity rules
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  removeVelocityRules: {
    input: RemoveVelocityRulesInput;
    answer: void;
  };
  /**
   * Rename a treasury account
   *
   * Takes an API key of level 2 (operational) or above with the product `treasury`.
   */
  renameTreasuryAccount: {
    input: RenameTreasuryAccountInput;
    answer: TreasuryAccount;
  };
  /**
   * Rename a treasury wallet
   *
   * Takes an API key of level 2 (operational) or above with the product `treasury`.
   */
  renameTreasuryWallet: {
    input: RenameTreasuryWalletInput;
    answer: TreasuryWallet;
  };
  /**
   * Rename a virtual wallet
   *
   * Takes an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  renameVirtualWallet: {
    input: RenameVirtualWalletInput;
    answer: VirtualWallet;
  };
  /**
   * Replace exchange rates
   *
   * Takes the place of the rates that are named, at once and all together; the others stay. `null` brings a checked-in rate back. Purchases that are authorized already keep theirs.
   *
   * Takes the operator key.
   */
  replaceFxRates: {
    input: ReplaceFxRatesInput;
    answer: ReplaceFxRatesAnswer;
  };
  /**
   * Replace the velocity rules
   *
   * At most five, each with a window of its own. For each card its approvals are counted in a window that slides with the clock; one more than a rule allows declines with M210 and blocks the card until it is unblocked.
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  replaceVelocityRules: {
    input: ReplaceVelocityRulesInput;
    answer: ReplaceVelocityRulesAnswer;
  };
  /**
   * Send one event again
   *
   * Takes an API key of level 2 (operational) or above with the product `webhooks`.
   */
  replayEvent: {
    input: ReplayEventInput;
    answer: ReplayEventAnswer;
  };
  /**
   * Empty your company to its first state
   *
   * Cards, purchases, clients, wallets, events and deliveries go; the card program is that of a new company, the clock runs with the wall again, the holding has what it started with. API keys, webhook endpoints, the audit log and the books stay: the ledger is closed by entries of its own, and `cardwright ledger verify` finds it sound. Coins stay on the chain; a deleted address is still watched.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  resetCompany: {
    input: ResetCompanyInput;
    answer: ResetCompanyAnswer;
  };
  /**
   * Go on after a deep reorganisation
   *
   * For a chain that was halted because it changed deeper than it is remembered. All above `block`, which must be on the chain, is taken back and read again. Look first.
   *
   * Takes the operator key.
   */
  resumeChain: {
    input: ResumeChainInput;
    answer: ResumeChainAnswer;
  };
  /**
   * Resume a replay
   *
   * Takes an API key of level 2 (operational) or above with the product `webhooks`.
   */
  resumeReplay: {
    input: ResumeReplayInput;
    answer: Replay;
  };
  /**
   * Try a token again
   *
   * Its next sweep is a trial. When that goes well, deposits that came meanwhile are credited by themselves; otherwise it is halted again.
   *
   * Takes the operator key.
   */
  resumeToken: {
    input: ResumeTokenInput;
    answer: void;
  };
  /**
   * Try again what could not be booked
   *
   * All transfers in `stuck` of this blockchain are tried with the next round of its watcher, in place of after half a minute. Answers how many there are; `GET /operator/chains` shows a moment later what still waits.
   *
   * Takes the operator key.
   */
  retryStuckTransfers: {
    input: RetryStuckTransfersInput;
    answer: RetryStuckTransfersAnswer;
  };
  /**
   * Send a deposit back that is credited to nobody
   *
   * One that was below the minimum, or came to a card in a token that funds no cards: what came in is sent to `to_wallet_address`, signed and paid as a withdrawal is, and the deposit ends as FAILED, `returned`. Ask the sender for the address: what comes from an exchange must not go back to where it came from. Nobody is told. Answers the movement that sends it; if that fails the deposit waits as before.
   *
   * Takes the operator key.
   */
  returnSuspendedDeposit: {
    input: ReturnSuspendedDepositInput;
    answer: WalletMovement;
  };
  /**
   * Revoke a key
   *
   * It works nowhere within a second, and never again.
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  revokeKey: {
    input: RevokeKeyInput;
    answer: ApiKey;
  };
  /**
   * Give a TOP_UP card another deposit address
   *
   * What is sent to an old one is credited to the card all the same.
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  rotateCardDepositWallet: {
    input: RotateCardDepositWalletInput;
    answer: CardDepositWallet;
  };
  /**
   * Give a key a new text
   *
   * The old text works on for `overlap_seconds`, so that it can be exchanged without a gap.
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  rotateKey: {
    input: RotateKeyInput;
    answer: NewApiKey;
  };
  /**
   * Give a webhook endpoint a new secret
   *
   * While the secrets overlap, every message has a signature by each of them: five at most.
   *
   * Takes an API key of level 3 (admin) with the product `webhooks`.
   */
  rotateWebhookSecret: {
    input: RotateWebhookSecretInput;
    answer: RotateWebhookSecretAnswer;
  };
  /**
   * Run a scenario
   *
   * In a throwaway company of its own, whose clock starts where the scenario says and stands still between advances. Answers when it is done; `passed` says how it went. Steps after one that failed are not run.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  runScenario: {
    input: RunScenarioInput;
    answer: RunScenarioAnswer;
  };
  /**
   * Search the movements of a card
   *
   * One page of the authorizations, clearings, refunds and reversals of a card. The first page is 0. `from_date` is in it, `to_date` is not: a bare date is its first moment, in UTC.
   *
   * Takes an API key of level 1 (read) with the product `cards`.
   */
  searchCardTransactions: {
    input: SearchCardTransactionsInput;
    answer: SearchCardTransactionsAnswer;
  };
  /**
   * Search the movements of treasury wallets
   *
   * One page, newest first. The first page is 0. `to_date` itself is not in it.
   *
   * Takes an API key of level 1 (read) with the product `treasury`.
   */
  searchTreasuryTransactions: {
    input: SearchTreasuryTransactionsInput;
    answer: SearchTreasuryTransactionsAnswer;
  };
  /**
   * Set the balance of a card
   *
   * Makes this amount available, beside what is held. The balances of all cards together never exceed what the holding has available.
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  setCardBalance: {
    input: SetCardBalanceInput;
    /** What the card has available then, in USD. */
    answer: number;
  };
  /**
   * Set the PIN of a card
   *
   * Its tries begin anew. The answer does not repeat it.
   *
   * Takes an API key of level 3 (admin) with the product `cards`.
   */
  setCardPin: {
    input: SetCardPinInput;
    answer: SetCardPinAnswer;
  };
  /**
   * Set what a company's contract allows
   *
   * Takes the operator key.
   */
  setContractedProduct: {
    input: SetContractedProductInput;
    answer: SetContractedProductAnswer;
  };
  /**
   * Let deliveries go astray
   *
   * Drops, delays, duplicates or reorders deliveries to an endpoint, in the dispatcher that really sends them, for a while. Takes the place of what the endpoint had; answers all that last. Questions for decisions are not touched. With `chain`, your next outgoing transfer fails on the chain.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  setFaults: {
    input: SetFaultsInput;
    answer: SetFaultsAnswer;
  };
  /**
   * Set the balance of a virtual wallet
   *
   * No coin moves: the difference is what you have yet to bring in to your holding wallet, or have to spare there. Without `token_address` it is USDC.
   *
   * Takes an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  setVirtualBalance: {
    input: SetVirtualBalanceInput;
    /** The new balance. */
    answer: number;
  };
  /**
   * Change the key of the company's webhook
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  setWebhookKey: {
    input: SetWebhookKeyInput;
    answer: SetWebhookKeyAnswer;
  };
  /**
   * State what a purchase came to
   *
   * A completion advice, as a fuel pump sends it: what is held becomes this amount, and nobody can refuse.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateAdvice: {
    input: SimulateAdviceInput;
    answer: PlayedMessage;
  };
  /**
   * Swipe a card
   *
   * Sends an authorization request for a card, by its id or its number, as a terminal would.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateAuthorization: {
    input: SimulateAuthorizationInput;
    answer: PlayedMessage;
  };
  /**
   * Cancel an approved purchase before its clearing
   *
   * The network takes its approval back: what is held is released, and `CLEARING/FAILED` is sent.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateCancellation: {
    input: SimulateCancellationInput;
    answer: PlayedMessage;
  };
  /**
   * Clear a purchase
   *
   * Sends a presentment: what clears is posted, whatever the status of the card.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateClearing: {
    input: SimulateClearingInput;
    answer: PlayedMessage;
  };
  /**
   * Take a clearing back
   *
   * The network takes back what it has posted.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateClearingReversal: {
    input: SimulateClearingReversalInput;
    answer: PlayedMessage;
  };
  /**
   * Send a deposit on the local chain
   *
   * A real transfer from the faucet. Answers once it was seen in a block; its confirmations, and with them the `DEPOSIT/SUCCESS` event, follow in about half a second.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateDeposit: {
    input: SimulateDepositInput;
    answer: SimulateDepositAnswer;
  };
  /**
   * Reverse a purchase by its network key
   *
   * As a terminal that has had no answer does. Where the purchase has not come yet, nothing moves (N001), and it is declined with N006 when it comes, for 31 days.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateEarlyReversal: {
    input: SimulateEarlyReversalInput;
    answer: PlayedMessage;
  };
  /**
   * Let a hold expire
   *
   * Releases what is held, as when no clearing came in time. The clock does the same by itself.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateExpiry: {
    input: SimulateExpiryInput;
    answer: PlayedMessage;
  };
  /**
   * Clear without an authorization
   *
   * Sends a presentment that no authorization came before. It posts whatever the rules say.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateForcePost: {
    input: SimulateForcePostInput;
    answer: PlayedMessage;
  };
  /**
   * Add to a purchase
   *
   * Asks for more on top of what is authorized, as a hotel or car rental does.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateIncrement: {
    input: SimulateIncrementInput;
    answer: PlayedMessage;
  };
  /**
   * Refund a purchase
   *
   * The merchant gives money back, more than was cleared too; fees are not returned.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateRefund: {
    input: SimulateRefundInput;
    answer: PlayedMessage;
  };
  /**
   * Take a refund back
   *
   * The merchant takes back what it has refunded: `REFUND/CANCELLED` is sent.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateRefundReversal: {
    input: SimulateRefundReversalInput;
    answer: PlayedMessage;
  };
  /**
   * Make the local chain take another branch
   *
   * Replaces the last `depth` blocks by others without your own deposits in them; everything else is mined again. Credited deposits are booked back, with `DEPOSIT/CANCELLED`.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateReorganisation: {
    input: SimulateReorganisationInput;
    answer: SimulateReorganisationAnswer;
  };
  /**
   * Reverse a purchase
   *
   * Releases all or part of what is held; takes a single message back.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateReversal: {
    input: SimulateReversalInput;
    answer: PlayedMessage;
  };
  /**
   * Answer a challenge as its cardholder
   *
   * The cardholder has three tries and five minutes. `approve` false: the purchase is not theirs.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateThreeDsAnswer: {
    input: SimulateThreeDsAnswerInput;
    answer: SimulateThreeDsAnswerAnswer;
  };
  /**
   * Ask the cardholder to confirm a purchase
   *
   * As a shop on the internet does before it asks for the money. The code goes out in `NOTIFICATION_3DS_AUTHORIZATION/PENDING`; once it is confirmed, name the challenge in `three_ds_challenge_id` of the authorization.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateThreeDsChallenge: {
    input: SimulateThreeDsChallengeInput;
    answer: SimulateThreeDsChallengeAnswer;
  };
  /**
   * Refund without a purchase
   *
   * The merchant gives money back, and there is no purchase of it here: a transaction of its own.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateUnlinkedRefund: {
    input: SimulateUnlinkedRefundInput;
    answer: PlayedMessage;
  };
  /**
   * Swipe a card (short form)
   *
   * Authorizes a purchase in USD. The answer is empty, also when the purchase is declined.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateWebhookAuthorize: {
    input: SimulateWebhookAuthorizeInput;
    answer: void;
  };
  /**
   * Clear the latest purchase of a card (short form)
   *
   * Acts on the latest purchase of the card that it fits; without an amount, on all that is left.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateWebhookClearing: {
    input: SimulateWebhookClearingInput;
    answer: void;
  };
  /**
   * Refund the latest purchase of a card (short form)
   *
   * Acts on the latest purchase of the card that it fits; without an amount, on all that is left.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateWebhookRefund: {
    input: SimulateWebhookRefundInput;
    answer: void;
  };
  /**
   * Reverse the latest purchase of a card (short form)
   *
   * Acts on the latest purchase of the card that it fits; without an amount, on all that is left.
   *
   * Takes an API key of level 2 (operational) or above with the product `simulate`.
   *
   * Exists in the sandbox only.
   */
  simulateWebhookReversal: {
    input: SimulateWebhookReversalInput;
    answer: void;
  };
  /**
   * Follow events as they happen
   *
   * Server-sent events: `event` is the type, `id` the event, `data` the body as endpoints receive it. Resumes after `Last-Event-ID`; events of its last seconds may come again.
   *
   * Takes an API key of level 1 (read) with the product `webhooks`.
   */
  streamEvents: {
    input: StreamEventsInput;
    answer: ReadableStream<Uint8Array>;
  };
  /**
   * Set the company's webhook
   *
   * Makes or changes the default endpoint. It is asked for decisions, and gets `webhook_key` in the header `X-Webhook-Key`.
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  subscribeWebhook: {
    input: SubscribeWebhookInput;
    answer: SubscribeWebhookAnswer;
  };
  /**
   * Take from the balance of a card
   *
   * The holding does not move.
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  subtractCardBalance: {
    input: SubtractCardBalanceInput;
    /** What the card has available then, in USD. */
    answer: number;
  };
  /**
   * Send a test to a webhook endpoint
   *
   * Sends the example of an event type to this endpoint alone, whatever its filters, with the header `X-Webhook-Test: true`.
   *
   * Takes an API key of level 2 (operational) or above with the product `webhooks`.
   */
  testWebhookEndpoint: {
    input: TestWebhookEndpointInput;
    answer: TestWebhookEndpointAnswer;
  };
  /**
   * Send from a treasury wallet
   *
   * Two of the three signers sign it, and it is sent. How it ends is told by the event TREASURY / TRANSFER. Without `token_address` it is the native coin. The same idempotency key asks for the same transfer again: 302 `WARNING` while it is under way, then how it ended.
   *
   * Takes an API key of level 2 (operational) or above with the product `treasury`.
   */
  transferFromTreasury: {
    input: TransferFromTreasuryInput;
    answer: Transfer;
  };
  /**
   * Unblock a card that the system blocked
   *
   * Velocity counts and wrong CVV and PIN tries begin anew. A freeze is lifted by `frozen`, not here.
   *
   * Takes an API key of level 2 (operational) or above with the product `cards`.
   */
  unblockCard: {
    input: UnblockCardInput;
    answer: UnblockCardAnswer;
  };
  /**
   * Change a client
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  updateClient: {
    input: UpdateClientInput;
    answer: Client;
  };
  /**
   * Change your company
   *
   * What is left out stays, and what is sent back as it was. A new `webhook_url` or `webhook_key` changes the default endpoint; null stands for none.
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  updateCompany: {
    input: UpdateCompanyInput;
    answer: UpdateCompanyAnswer;
  };
  /**
   * Change what a key may do
   *
   * What is left out stays. It is true everywhere within a second. One key that administers keys and never expires must still work from the address that you call from.
   *
   * Takes an API key of level 3 (admin) with the product `management`.
   */
  updateKey: {
    input: UpdateKeyInput;
    answer: ApiKey;
  };
  /**
   * Withdraw from the card holding
   *
   * In USD, with two decimals; paid as one token for each USD. The balances of the cards and a locked floor stay. How it ends is told by the event CARDS / WARRANTY_WITHDRAW. The same idempotency key asks for the same transfer again: 302 `WARNING` while it is under way, then how it ended.
   *
   * Takes an API key of level 3 (admin) with the product `cards`.
   */
  withdrawFromCardHolding: {
    input: WithdrawFromCardHoldingInput;
    answer: WithdrawFromCardHoldingAnswer;
  };
  /**
   * Withdraw from the holding wallet
   *
   * Only what is beyond the sum of all virtual balances. How it ends is told by the event VIRTUAL_WALLETS / WITHDRAW. The same idempotency key asks for the same transfer again: 302 `WARNING` while it is under way, then how it ended.
   *
   * Takes an API key of level 2 (operational) or above with the product `virtual_wallets`.
   */
  withdrawFromHolding: {
    input: WithdrawFromHoldingInput;
    answer: Transfer;
  };
  /**
   * Withdraw from a virtual wallet
   *
   * To an address on the blockchain, paid by your holding wallet; or to another virtual wallet of yours, at once and on no blockchain: then the hash is `internal`. How it ends is told by the event VIRTUAL_WALLETS / WITHDRAW. The same idempotency key asks for the same transfer again: 302 `WARNING` while it is under way, then how it ended.
   *
   * Takes an API key of level 2 (operational) or above with the product `virtual_wallets`.
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
  /** Whether the purchase is the cardholder’s. */
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
  /** Deliveries that were found when it was made. */
  matched: number;
  /** Accepted at their first try. */
  sent: number;
  /**
   * Not accepted at their first try; tried again by the schedule. What is cancelled with its endpoint is counted when the replay is done.
   */
  failed: number;
  /** null: all enabled endpoints. */
  endpoint_id: string | null;
  only: 'failed' | 'missing' | 'all';
  since: string;
  until: string;
  filters: string[];
  created_at: string;
}
export interface ChangeCardDecisionInput {
  cardId: string;
  /** What becomes of a purchase that the decision endpoint does not answer; default DECLINE. */
  fallback_decision?: ('DECLINE' | 'APPROVE') | null;
  /** The most that the fallback APPROVE approves, in USD; null is no limit. */
  fallback_limit?: (number | string) | null;
  /** Answers of the decision endpoint count only if they are signed; default false. */
  require_signed_answer?: boolean | null;
}
export interface Card {
  id: string;
  card_holder_name: string;
  type: 'VIRTUAL';
  last4: string;
  /** FROZEN by the company, BLOCKED by the system; only ACTIVE cards buy. */
  status: 'ACTIVE' | 'INACTIVE' | 'FROZEN' | 'BLOCKED' | 'EXPIRED' | 'DELETED';
  approval_method: 'TOP_UP' | 'WEBHOOK' | 'NONE';
  /** USD; null is no limit. */
  daily_limit: number | null;
  /** USD; null is no limit. */
  weekly_limit: number | null;
  /** USD; null is no limit. */
  monthly_limit: number | null;
  /** USD; null is no limit. */
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
  /** Yours, as it was given. */
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
  /**
   * The most that the card may spend in a day, fees included, in USD; left out or null: no limit.
   */
  daily_limit?: (number | string) | null;
  /**
   * The most that the card may spend in a week, fees included, in USD; left out or null: no limit.
   */
  weekly_limit?: (number | string) | null;
  /**
   * The most that the card may spend in a month, fees included, in USD; left out or null: no limit.
   */
  monthly_limit?: (number | string) | null;
  /**
   * The most that the card may spend at once, fees included, in USD; left out or null: no limit.
   */
  per_transaction_limit?: (number | string) | null;
}
export interface ChangeCardLimitsAnswer {
  id: string;
  /** USD; null is no limit. */
  daily_limit: number | null;
  /** USD; null is no limit. */
  weekly_limit: number | null;
  /** USD; null is no limit. */
  monthly_limit: number | null;
  /** USD; null is no limit. */
  per_transaction_limit: number | null;
}
export interface ChangeCardPhoneInput {
  cardId: string;
  /** An integer or digits: `44`. */
  phone_country_code?: number | string;
  phone?: string;
}
export interface ChangeCardProgramInput {
  /** While false every purchase declines with M103. */
  program_enabled?: boolean;
  /** Merchant categories (ISO 18245) that decline with C011. */
  mcc_blocked?: (string | number)[];
  /** Merchant countries (ISO 3166 alpha-3) that decline with C012. */
  countries_blocked?: string[];
  /**
   * E-commerce purchases above this amount in USD need a passed 3-D Secure challenge; null is never.
   */
  three_ds_threshold?: (number | string) | null;
  /** The most that any card may spend at once, in USD; null is no limit. */
  per_transaction_limit?: (number | string) | null;
  /** An amount with at most 4 decimals, as a number or a decimal string. */
  fx_fee_percent?: number | string;
  /** For each cash withdrawal, in USD. */
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
  /** HTTPS; in the sandbox also plain HTTP and this machine itself. */
  url?: string;
  description?: string;
  /**
   * Event types, or their first one or two parts: `CARDS`, `CARDS.CLEARING`, `CARDS.CLEARING.SUCCESS`. None: all but `DEPOSIT.PENDING` and `VIRTUAL_BALANCE.SUCCESS`.
   */
  filters?: string[];
  format?: 'operation' | 'product';
  /** Events of one card transaction or wallet are sent one after the other. */
  ordered?: boolean;
  /**
   * This endpoint is asked for decisions on card purchases; taken from the one that was before. Not for one that is switched off.
   */
  decision?: boolean;
  /**
   * Sent with every message: at most 20, of 4,096 characters in all, none of the platform or the connection. Values are shown as [redacted].
   */
  headers?: {
    [k: string]: string;
  };
  /** Messages a second; null is no limit. */
  rate_limit?: number | null;
  timeout_ms?: number;
  /**
   * Waits in seconds before each retry: n entries are n + 1 attempts. null is the default schedule.
   */
  retry_schedule?: number[] | null;
  /** Sent in clear as `X-Webhook-Key`; null is off. */
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
    debits: number;
    credits: number;
    held: number;
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
   * AUTOMATIC (also `sms`), FORWARDED (also `webhook`): you relay the code to the cardholder; DISABLED: purchases that need a challenge decline with C301.
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
   * Fixed for the life of the card. TOP_UP: buys from its own balance, a claim inside the holding. WEBHOOK: your endpoint decides, the holding pays. NONE: the holding pays. TOPUP is taken as TOP_UP; DEFI is not offered.
   */
  approval_method: 'TOP_UP' | 'TOPUP' | 'WEBHOOK' | 'NONE' | 'DEFI';
  /** An integer or digits: `44`. */
  phone_country_code: number | string;
  phone: string;
  /**
   * The most that the card may spend in a day, fees included, in USD; left out or null: no limit.
   */
  daily_limit?: (number | string) | null;
  /**
   * The most that the card may spend in a week, fees included, in USD; left out or null: no limit.
   */
  weekly_limit?: (number | string) | null;
  /**
   * The most that the card may spend in a month, fees included, in USD; left out or null: no limit.
   */
  monthly_limit?: (number | string) | null;
  /**
   * The most that the card may spend at once, fees included, in USD; left out or null: no limit.
   */
  per_transaction_limit?: (number | string) | null;
  /** What becomes of a purchase that the decision endpoint does not answer; default DECLINE. */
  fallback_decision?: ('DECLINE' | 'APPROVE') | null;
  /** The most that the fallback APPROVE approves, in USD; null is no limit. */
  fallback_limit?: (number | string) | null;
  /** Answers of the decision endpoint count only if they are signed; default false. */
  require_signed_answer?: boolean | null;
  /** Anything of yours; it comes back in the card's webhooks. */
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
  /** The virtual wallets that are tied to the client. */
  wallet_ids: string[];
  created_at: string;
  updated_at: string;
}
export interface CreateCompanyInput {
  name: string;
  email?: string | null;
  webhook_url?: string | null;
  /**
   * USD that the card holding starts with, in the sandbox only; 1,000,000.00 where it is left out.
   */
  initial_holding?: (number | string) | null;
}
export interface CreateCompanyAnswer {
  id: string;
  name: string;
  email: string | null;
  webhook_url: string | null;
  /** The first key: level 3, all products. Shown this once. */
  api_key: string;
}
export interface CreateKeyInput {
  name: string;
  /** 1 reads, 2 moves money and issues cards, 3 administers. */
  level: 1 | 2 | 3;
  /** The parts of the product that the key is for. */
  products?: ('treasury' | 'virtual_wallets' | 'cards' | 'management' | 'webhooks' | 'simulate')[];
  /** Addresses and networks (CIDR) it may be used from; empty is any. */
  allowed_ips?: string[];
  /** When it stops working; null is never. */
  expires_at?: string | null;
}
export interface NewApiKey {
  id: string;
  name: string;
  /** The first 12 characters. */
  prefix: string;
  /** 1 reads, 2 moves money and issues cards, 3 administers. */
  level: 1 | 2 | 3;
  products: ('treasury' | 'virtual_wallets' | 'cards' | 'management' | 'webhooks' | 'simulate')[];
  allowed_ips: string[];
  expires_at: string | null;
  created_at: string;
  last_used_at: string | null;
  revoked_at: string | null;
  /** The key itself; shown this once. */
  key: string;
}
export interface CreateManagedCompanyInput {
  name: string;
  email?: string | null;
  webhook_url?: string | null;
  /**
   * USD that the card holding starts with, in the sandbox only; 1,000,000.00 where it is left out.
   */
  initial_holding?: (number | string) | null;
}
export interface CreateManagedCompanyAnswer {
  id: string;
  name: string;
  email: string | null;
  webhook_url: string | null;
  /** The first key: level 3, all products. Shown this once. */
  api_key: string;
}
export interface CreateReplayInput {
  /** Left out: all enabled endpoints. */
  endpoint_id?: string;
  /**
   * When the events were stored, by the wall clock, also where the company's own clock was moved.
   */
  since: string;
  /** Left out: now; of what is missing, a second later. */
  until?: string;
  /**
   * `failed`: what was not accepted in the end; `missing`: also what was never sent, as while an endpoint was disabled; `all`: everything.
   */
  only?: 'failed' | 'missing' | 'all';
  filters?: string[];
  /** Only counts. */
  dry_run?: boolean;
}
export interface CreateReplayAnswer {
  /** null for a dry run. */
  id: string | null;
  state: 'running' | 'paused' | 'done' | 'cancelled';
  /** Deliveries that were found when it was made. */
  matched: number;
  /** Accepted at their first try. */
  sent: number;
  /**
   * Not accepted at their first try; tried again by the schedule. What is cancelled with its endpoint is counted when the replay is done.
   */
  failed: number;
  /** null: all enabled endpoints. */
  endpoint_id: string | null;
  only: 'failed' | 'missing' | 'all';
  since: string;
  until: string;
  filters: string[];
  /** null for a dry run. */
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
  /** Its name, as `/virtual-wallets/config/blockchains/list` has it. */
  blockchain: string;
}
export interface CreateVirtualWalletInput {
  alias: string;
  /** Its name, as `/virtual-wallets/config/blockchains/list` has it. */
  blockchain: string;
}
export interface VirtualWallet {
  id: string;
  alias: string;
  /** The client that it is tied to. */
  client_id: string | null;
  wallet_address: string;
  blockchain: string;
  /** A disabled wallet sends nothing; what comes in is still booked. */
  enabled: boolean;
}
export interface CreateWebhookEndpointInput {
  /** HTTPS; in the sandbox also plain HTTP and this machine itself. */
  url: string;
  description?: string;
  /**
   * Event types, or their first one or two parts: `CARDS`, `CARDS.CLEARING`, `CARDS.CLEARING.SUCCESS`. None: all but `DEPOSIT.PENDING` and `VIRTUAL_BALANCE.SUCCESS`.
   */
  filters?: string[];
  format?: 'operation' | 'product';
  /** Events of one card transaction or wallet are sent one after the other. */
  ordered?: boolean;
  /**
   * This endpoint is asked for decisions on card purchases; taken from the one that was before. Not for one that is switched off.
   */
  decision?: boolean;
  /**
   * Sent with every message: at most 20, of 4,096 characters in all, none of the platform or the connection. Values are shown as [redacted].
   */
  headers?: {
    [k: string]: string;
  };
  /** Messages a second; null is no limit. */
  rate_limit?: number | null;
  timeout_ms?: number;
  /**
   * Waits in seconds before each retry: n entries are n + 1 attempts. null is the default schedule.
   */
  retry_schedule?: number[] | null;
  /** Sent in clear as `X-Webhook-Key`; null is off. */
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
  /** `whsec_…`, signs every message. */
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
  /** Of the event that told of it last; null before one did. */
  operation_id: string | null;
  /**
   * PENDING waits for the chain. PROCESSING: a deposit that is credited to nobody (`data.reason`), or a withdrawal that takes longer than it should. FAILED: a withdrawal that did not happen, or a deposit that was sent back. CANCELLED: a deposit that left the chain.
   */
  status: 'PENDING' | 'PROCESSING' | 'COMPLETED' | 'FAILED' | 'CANCELLED';
  wallet_id: string;
  blockchain: string;
  /**
   * Null until it was sent, and for what is on no chain; `internal` between two virtual wallets.
   */
  transaction_hash: string | null;
  /** Of a balance set by hand: by how much it changed, below zero when it fell. */
  amount: number;
  data: MovementData;
  /** The block that it is in; null while it is in none, and for what is on no chain. */
  block_number: number | null;
  /**
   * The blocks on top of it, its own included. Counts up while it waits, what leaves from 0, and then stays at what it was decided with; 0 when it left the chain. Null for what is on no chain, and for what failed without ever being on it.
   */
  confirmations: number | null;
  /** With so many confirmations it counts. Null where `confirmations` is. */
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
  /** Of a deposit: what was credited. Of a balance set by hand: the new balance. */
  net_amount: number | null;
  /**
   * One word for why it is not simply done: `below_minimum`, `unproved`, `halted`, `inexact`, `not_for_cards`, `returning`, `returned`, `reorg`; `refused`, `failed`, `replaced`, `expired`.
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
  /** FROZEN by the company, BLOCKED by the system; only ACTIVE cards buy. */
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
  /** Only those of this endpoint; left out: all faults. */
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
  /** Null as long as it could not be made, because the blockchain is not reached. */
  deposit_address: string | null;
  /** Symbol to address. */
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
  /** What happened then or later; a bare date is its first moment, in UTC. */
  from_date?: string;
  /** What happened before that moment, which is not in it. */
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
  /** The symbols of the tokens that can be sent there. */
  tokens: string[];
  /** Empty: there are no fiat ramps. */
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
  /** As at the merchant, ISO 4217. */
  currency: string;
  merchant_data: Merchant;
  /** Sums over the entries so far, in USD, without fees. */
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
  /** Who decided, how long it took, what was wrong with an answer. */
  decision: {
    by: 'rules' | 'webhook' | 'fallback' | 'network';
    /** How long your endpoint took. */
    duration_ms?: number;
    /** What your endpoint answered with. */
    http_status?: number;
    /** The response code that you gave, where another was sent on. */
    answered?: string;
    /** What was wrong with an answer. */
    detail?: string;
    /** When an answer came after the deadline; it changed nothing. */
    late_answer_at?: string;
  };
  approval_code: string | null;
  network_transaction_id: string | null;
  /** When what is held runs out; says nothing any more once nothing is held. */
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
  /** What `mcc_code` means. */
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
  /** Of the default endpoint. */
  webhook_url: string | null;
  /** What the default endpoint gets in `X-Webhook-Key`. */
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
  /** Null is no limit. */
  treasury_wallets: number | null;
  /** Null is no limit. */
  virtual_wallets: number | null;
  /** Null is no limit. */
  virtual_cards: number | null;
}
export interface GetContractedProductUsedInput {}
export interface GetContractedProductUsedAnswer {
  treasury_wallets: {
    /** Null is no limit. */
    contracted: number | null;
    used: number;
  };
  virtual_wallets: {
    /** Null is no limit. */
    contracted: number | null;
    used: number;
  };
  virtual_cards: {
    /** Null is no limit. */
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
  /** An example that was sent to try an endpoint: what it tells of never happened. */
  test: boolean;
  /** What endpoints receive, less what is secret in it. */
  body: {
    operation: string;
    sub_operation: string;
    /** The id of the event. */
    operation_id: string;
    status: 'SUCCESS' | 'PENDING' | 'FAILED' | 'CANCELLED';
    /** Why, where it is FAILED or CANCELLED. */
    reason?: string;
    /** By its type: see the catalogue of events. */
    data: {
      [k: string]: unknown;
    };
  };
}
export interface GetHoldingWalletInput {
  /** Its name, as `/virtual-wallets/config/blockchains/list` has it. */
  blockchain: string;
}
export interface HoldingWallet {
  id: string;
  alias: string;
  wallet_address: string;
  blockchain: string;
}
export interface GetHoldingWalletBalanceInput {
  /** Its name, as `/virtual-wallets/config/blockchains/list` has it. */
  blockchain: string;
}
export interface TokenBalance {
  name: string;
  symbol: string;
  balance: number;
  /** Null for the native coin. */
  token_address: string | null;
}
export interface GetKeyInput {
  id: string;
}
export interface ApiKey {
  id: string;
  name: string;
  /** The first 12 characters. */
  prefix: string;
  /** 1 reads, 2 moves money and issues cards, 3 administers. */
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
  /** For editors: where the JSON Schema of this form is. */
  $schema?: string;
  name: string;
  title: string;
  /** What it shows; for readers. */
  about?: string;
  /** Where the company's clock starts; it stands still but for `advance`. */
  starts_at?: string;
  /** The same seed makes the same event bodies, but for ids, hashes and keys. */
  seed?: number | string;
  /** What the company's holding starts with; 1000000.00 unless said. */
  holding?: string;
  /** As in PUT /cards/account/configuration. */
  program?: {
    [k: string]: unknown;
  };
  /** By name, at most 50. One TOP_UP card named `card` with 1000.00 unless said. */
  cards?: {
    /** A card; other members as in POST /cards/virtual-cards/create. */
    [k: string]: {
      approval_method?: 'TOP_UP' | 'WEBHOOK' | 'NONE';
      /** What a TOP_UP card is set to; 1000.00 unless said. */
      balance?: string;
      pin?: string;
      [k: string]: unknown;
    };
  };
  /** By name, at most 20. None unless said. */
  endpoints?: {
    /**
     * A webhook endpoint with a receiver of its own inside the server; other members as in POST /webhooks/endpoints.
     */
    [k: string]: {
      /** How requests are answered: one after the other, the last answer for all that follow. */
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
                /** Answers so much later. */
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
                /** Answers so much later. */
                delay_ms?: number;
                /** Closes the connection without an answer. */
                hang_up?: boolean;
              }
          )[];
      /** How questions (`AUTHORIZATION/PENDING`) are answered; `00` unless said. */
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
                /** Answers so much later. */
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
                /** Answers so much later. */
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
   * Items: One thing that is done (`call`, `advance`, `endpoint` or `company`), or just a look.
   */
  steps: {
    title: string;
    /** Why it is so; for readers. */
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
    /** An endpoint whose receiver behaves otherwise from now on. */
    endpoint?: string;
    /** How requests are answered: one after the other, the last answer for all that follow. */
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
              /** Answers so much later. */
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
              /** Answers so much later. */
              delay_ms?: number;
              /** Closes the connection without an answer. */
              hang_up?: boolean;
            }
        )[];
    /** How requests are answered: one after the other, the last answer for all that follow. */
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
              /** Answers so much later. */
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
              /** Answers so much later. */
              delay_ms?: number;
              /** Closes the connection without an answer. */
              hang_up?: boolean;
            }
        )[];
    /** What the operator does with the company; its cards go on being swiped. */
    company?: 'disable' | 'enable';
    /** What must be after the step. */
    expect?: {
      /** Of the answer; by default any that means success. */
      status?: number;
      /**
       * What the answer must have in it: members of objects among others, lists whole. Decimal strings and numbers of the same value are alike; `"*"` is anything that is there.
       */
      answer?: unknown;
      /**
       * The code with which the message must be declined; where nothing is stored of it, by its response code.
       */
      decline?: string;
      /** By the name of a card, or `holding`: what it must have after the step. */
      balances?: {
        [k: string]: {
          available?: string;
          held?: string;
          /**
           * What was posted since the scenario began: purchases below zero, refunds and deposits above.
           */
          posted?: string;
        };
      };
      /**
       * All events that the step made, in order.
       *
       *
       * Items: An event by its type, or with what it must say.
       */
      events?: (
        | string
        | {
            type: string;
            reason?: string;
            /** Members that `data` must have, among others. */
            data?: {
              [k: string]: unknown;
            };
          }
      )[];
      /**
       * By the name of an endpoint: all requests that it got in the step; in order where it is `ordered`.
       */
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
  /** Whether enough are there for a transfer to be signed now. */
  ready: boolean;
  available: number;
  /** So many sign a transfer. A new wallet needs all. */
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
  /** The most that it confirms, in `currency`. */
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
  /** Its name, as `/virtual-wallets/config/blockchains/list` has it. */
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
  /** Only the keys of this one; left out: of all endpoints. */
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
  /** The error in words. */
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
  /** The name of the call: `revokeKey`. */
  action?: string;
  /** The id of what it was done to. */
  subject?: string;
  /** What was done then or later. */
  since?: string;
  /** What was done before that moment, which is not in it. */
  until?: string;
  /** `next_cursor` of the page before; left out: the first page. */
  cursor?: string;
  /** Items of a page; more than 100 are cut to 100. */
  size?: number;
}
export interface ListAuditAnswer {
  data: AuditedAction[];
  /** Send it as `cursor` for the next page; null on the last. */
  next_cursor: string | null;
}
export interface AuditedAction {
  id: string;
  at: string;
  /** The id of the key, `operator`, or `system`. */
  actor: string;
  address: string | null;
  trace_id: string | null;
  /** The name of the call in this reference: `revokeKey`. */
  action: string;
  /** The id of what it was done to; null where that is the platform. */
  subject: string | null;
  /** What was changed, as it was. Secrets are left out. */
  before: unknown;
  /** What was changed, as it is since. Secrets are left out. */
  after: unknown;
}
export interface ListBlockchainsInput {}
export interface ListCardDepositsInput {
  cardId: string;
  /** `next_cursor` of the page before; left out: the first page. */
  cursor?: string;
  /** Items of a page; more than 100 are cut to 100. */
  size?: number;
}
export interface ListCardDepositsAnswer {
  data: WalletMovement[];
  /** Send it as `cursor` for the next page; null on the last. */
  next_cursor: string | null;
}
export interface ListCardHoldingMovementsInput {
  /** From the page before. */
  paging_state_token?: string;
  /** `asc` begins with the least or oldest, `desc` with the greatest or newest. */
  sort_order?: 'asc' | 'desc' | 'ASC' | 'DESC';
  /** Items of a page; more than 100 are cut to 100. */
  size?: number;
}
export interface ListCardHoldingMovementsAnswer {
  movements: WalletMovement[];
  /** Send it as `paging_state_token` for the next page; null on the last. */
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
  /** As at the merchant, ISO 4217. */
  transaction_currency: string;
  /** Null where nothing was converted. */
  exchange_rate: number | null;
  fees: {
    /** USD */
    atm_fees: number;
    /** USD */
    fx_fees: number;
  };
  /** By how much it changed what is held, in USD, without fees. */
  held_change: number;
  decline_reason: DeclineReason | null;
  /** ISO 8583 field 39. */
  response_code: string;
  /** Of a clearing: nothing more is expected. */
  final: boolean;
  /** What a posting took beyond the hold. */
  over_posted: number;
  /** Available before it, in USD: of a TOP_UP card its own, else the holding. */
  original_balance: number;
  /** Available after it, in USD. */
  new_balance: number;
  trace_id: string;
  created_at: string;
}
export interface DeclineReason {
  /** Of the table of declines: `M101`. */
  code: string;
  /** ISO 8583 field 39. */
  response_code: string;
  /** For the cardholder. */
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
  /** Whether this process has found it, and a node of it did what it was asked for last. */
  reachable: boolean;
  confirmations: number;
  /** The newest block that was read. */
  block: number | null;
  /** Why nothing is credited and nothing sent: the chain changed deeper than it is remembered. */
  halted: string | null;
  /** Who pays for gas. */
  relayer: string | null;
  /**
   * What is tried again and again and does not get onto the chain, and transfers that wait to be signed, the oldest hundred.
   */
  put_off: {
    /** As the log names it: `sweep/…`, or the movement. */
    key: string;
    tries: number;
    /** Why the last try was none. */
    reason: string;
  }[];
  /**
   * What cannot be booked, the oldest hundred. It waits, with what comes to or from the same addresses; everything else goes on. It is tried every half minute, and at once by `POST /operator/chains/{blockchain}/retry`.
   */
  stuck: {
    transaction_hash: string;
    /**
     * A transfer of a token or of native coin, a wallet’s use of a nonce, or what the relayer has paid.
     */
    kind: 'token' | 'coin' | 'executed' | 'gas';
    /** Its place among the logs, or movements of coin, of that transaction. */
    ordinal: number;
    /** Null of `gas` that has left. */
    block_number: number | null;
    /** The token, or the wallet; null of native coin and of `gas`. */
    contract: string | null;
    from_wallet_address: string | null;
    to_wallet_address: string | null;
    /** In the smallest units, as text: it may be more than a number holds. */
    amount: string | null;
    /**
     * `confirmed`: to be booked. `left`: it has left the chain after it was seen or booked, and is to be booked back.
     */
    state: 'confirmed' | 'left';
    tries: number;
    /** Why the last try was none. */
    reason: string;
    since: string;
  }[];
}
export interface ListClientsInput {}
export interface ListCompaniesInput {
  /** `next_cursor` of the page before; left out: the first page. */
  cursor?: string;
  /** Items of a page; more than 100 are cut to 100. */
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
  /** Send it as `cursor` for the next page; null on the last. */
  next_cursor: string | null;
}
export interface ListDeliveriesInput {
  /** Only those in one of these states. */
  state?: ('pending' | 'delivered' | 'exhausted' | 'cancelled')[];
  /** Only those of this event. */
  event_id?: string;
  /** Only those to this endpoint. */
  endpoint_id?: string;
  /** `next_cursor` of the page before; left out: the first page. */
  cursor?: string;
  /** Items of a page; more than 100 are cut to 100. */
  size?: number;
}
export interface ListDeliveriesAnswer {
  data: Delivery[];
  /**
   * Where the next page starts; null at the end. A page may be short while there is a next one.
   */
  next_cursor: string | null;
}
export interface Delivery {
  id: string;
  event_id: string;
  /** `OPERATION.SUB_OPERATION.STATUS`, as in filters; null where the event is kept no longer. */
  event_type: string | null;
  endpoint_id: string;
  state: 'pending' | 'delivered' | 'exhausted' | 'cancelled';
  attempts: number;
  /**
   * null while it is being sent, and once it is delivered, exhausted or cancelled. A moment that has passed: as soon as the endpoint can take it.
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
    /** When it is sent. */
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
      /** Why, where it is FAILED or CANCELLED. */
      reason?: string;
      /** By its type: see the catalogue of events. */
      data: {
        [k: string]: unknown;
      };
    };
  }[];
}
export interface ListEventsInput {
  /** Event types, or their first one or two parts. */
  types?: string[];
  /** A card transaction or wallet. */
  subject?: string;
  /** When they were stored, by the wall clock, also where the company's own clock was moved. */
  since?: string;
  /** The last moment that is listed. */
  until?: string;
  /** `next_cursor` of the page before; left out: the first page. */
  cursor?: string;
  /** Items of a page; more than 100 are cut to 100. */
  size?: number;
}
export interface ListEventsAnswer {
  data: StoredEvent[];
  /**
   * Where the next page starts; null at the end. A page may be short while there is a next one.
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
  /** What was seen. */
  reason: string;
}
export interface ListHoldingWalletMovementsInput {
  /** From the page before. */
  paging_state_token?: string;
  /** `asc` begins with the least or oldest, `desc` with the greatest or newest. */
  sort_order?: 'asc' | 'desc' | 'ASC' | 'DESC';
  /** Items of a page; more than 100 are cut to 100. */
  size?: number;
  /** Its name, as `/virtual-wallets/config/blockchains/list` has it. */
  blockchain: string;
}
export interface ListHoldingWalletMovementsAnswer {
  movements: WalletMovement[];
  /** Send it as `paging_state_token` for the next page; null on the last. */
  paging_state_token: string | null;
}
export interface ListKeysInput {
  /** `next_cursor` of the page before; left out: the first page. */
  cursor?: string;
  /** Items of a page; more than 100 are cut to 100. */
  size?: number;
}
export interface ListKeysAnswer {
  data: ApiKey[];
  /** Send it as `cursor` for the next page; null on the last. */
  next_cursor: string | null;
}
export interface ListOperationsInput {}
export interface ListReplaysInput {
  /** Only those in one of these states. */
  state?: ('running' | 'paused' | 'done' | 'cancelled')[];
  /** Those that send to this endpoint: made for it, or for all. */
  endpoint_id?: string;
  /** `next_cursor` of the page before; left out: the first page. */
  cursor?: string;
  /** Items of a page; more than 100 are cut to 100. */
  size?: number;
}
export interface ListReplaysAnswer {
  data: Replay[];
  /** Send it as `cursor` for the next page; null on the last. */
  next_cursor: string | null;
}
export interface ListScenariosInput {}
export interface ListSignersInput {}
export interface Signer {
  number: 1 | 2 | 3;
  url: string;
  up: boolean;
  /** Null when it has none, and signs nothing; and when it is not up. */
  policy: {
    version: number;
    /** Null is any. */
    destinations: string[] | null;
    /** The most that it signs in a day (UTC), by asset; null is any. */
    per_day: {
      [k: string]: number;
    } | null;
  } | null;
  /** What it has signed since midnight UTC, by its own clock. */
  spent_today: {
    [k: string]: number;
  };
}
export interface ListSigningKeysInput {
  /** `next_cursor` of the page before; left out: the first page. */
  cursor?: string;
  /** Items of a page; more than 100 are cut to 100. */
  size?: number;
}
export interface ListSigningKeysAnswer {
  data: SigningKey[];
  /** Send it as `cursor` for the next page; null on the last. */
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
  /** Only those of this company. */
  company_id?: string;
  /** `next_cursor` of the page before; left out: the first page. */
  cursor?: string;
  /** Items of a page; more than 100 are cut to 100. */
  size?: number;
}
export interface ListSuspendedDepositsAnswer {
  data: {
    company_id: string;
    movement: WalletMovement;
  }[];
  /** Send it as `cursor` for the next page; null on the last. */
  next_cursor: string | null;
}
export interface ListThreeDsChallengesInput {
  /** Only those of this card. */
  card_id?: string;
  /** `next_cursor` of the page before; left out: the first page. */
  cursor?: string;
  /** Items of a page; more than 100 are cut to 100. */
  size?: number;
}
export interface ListThreeDsChallengesAnswer {
  data: ThreeDsChallenge[];
  /** Send it as `cursor` for the next page; null on the last. */
  next_cursor: string | null;
}
export interface ListTokenStandingsInput {}
export interface TokenStanding {
  id: string;
  address: string;
  /**
   * `proved`: a transfer by an account of ours was compared with the balances that it left, and deposits are credited at once. `unproved`: deposits wait for the first such transfer, which is the next sweep. `mismatched`: it moved other than its logs said, and nothing of it is credited. `inexact`: listed so, and credited after the sweep by what was gained.
   */
  state: 'inexact' | 'unproved' | 'proved' | 'mismatched';
  /** The transfer that proves it, or is to. */
  transaction_hash: string | null;
  since: string | null;
  /** What was seen of a mismatched one. */
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
  /** Only those to this endpoint. */
  endpoint_id?: string;
  /** `next_cursor` of the page before; left out: the first page. */
  cursor?: string;
  /** Items of a page; more than 100 are cut to 100. */
  size?: number;
}
export interface ListUndeliveredAnswer {
  data: Delivery[];
  /**
   * Where the next page starts; null at the end. A page may be short while there is a next one.
   */
  next_cursor: string | null;
}
export interface ListVirtualWalletBlockchainsInput {}
export interface ListVirtualWalletMovementsInput {
  walletId: string;
  /** From the page before. */
  paging_state_token?: string;
  /** `asc` begins with the least or oldest, `desc` with the greatest or newest. */
  sort_order?: 'asc' | 'desc' | 'ASC' | 'DESC';
  /** Items of a page; more than 100 are cut to 100. */
  size?: number;
  /** Only what happened on this one. */
  blockchain?: string;
}
export interface ListVirtualWalletMovementsAnswer {
  movements: WalletMovement[];
  /** Send it as `paging_state_token` for the next page; null on the last. */
  paging_state_token: string | null;
}
export interface ListVirtualWalletsInput {
  /** Its name, as `/virtual-wallets/config/blockchains/list` has it. */
  blockchain: string;
}
export interface ListWebhookEndpointsInput {
  /** `next_cursor` of the page before; left out: the first page. */
  cursor?: string;
  /** Items of a page; more than 100 are cut to 100. */
  size?: number;
}
export interface ListWebhookEndpointsAnswer {
  data: WebhookEndpoint[];
  /**
   * Where the next page starts; null at the end. A page may be short while there is a next one.
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
  /** Why this one could not be compared, as it cannot be read now; all else is empty then. */
  unavailable: string | null;
  /** The confirmed block that both sides are of. */
  block: number | null;
  /** How many pairs of wallet and asset were compared. */
  compared: number;
  /** It was compared, and nothing differs. */
  reconciled: boolean;
  totals: {
    asset: string;
    /** What the books say. */
    ledger: number;
    /** What the chain says. */
    on_chain: number;
  }[];
  differences: {
    company_id: string;
    wallet_id: string;
    kind: string;
    wallet_address: string;
    asset: string;
    /** What the books say. */
    ledger: number;
    /** What the chain says. */
    on_chain: number;
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
  /** FROZEN by the company, BLOCKED by the system; only ACTIVE cards buy. */
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
  /** The day that the rates are of; today where it is left out. */
  as_of?: string;
  /** Units of each currency for one USD, with up to 12 decimals. */
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
  /** Left out: all enabled endpoints that want it. */
  endpoint_id?: string;
}
export interface ReplayEventAnswer {
  /** To how many endpoints it is sent. */
  deliveries: number;
}
export interface ResetCompanyInput {}
export interface ResetCompanyAnswer {
  now: string;
  /** What the holding has, USD. */
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
  /** How long the old text works on; 0 ends it at once. */
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
  /** For editors: where the JSON Schema of this form is. */
  $schema?: string;
  name?: string;
  title?: string;
  /** What it shows; for readers. */
  about?: string;
  /** Where the company's clock starts; it stands still but for `advance`. */
  starts_at?: string;
  /** The same seed makes the same event bodies, but for ids, hashes and keys. */
  seed?: number | string;
  /** What the company's holding starts with; 1000000.00 unless said. */
  holding?: string;
  /** As in PUT /cards/account/configuration. */
  program?: {
    [k: string]: unknown;
  };
  /** By name, at most 50. One TOP_UP card named `card` with 1000.00 unless said. */
  cards?: {
    /** A card; other members as in POST /cards/virtual-cards/create. */
    [k: string]: {
      approval_method?: 'TOP_UP' | 'WEBHOOK' | 'NONE';
      /** What a TOP_UP card is set to; 1000.00 unless said. */
      balance?: string;
      pin?: string;
      [k: string]: unknown;
    };
  };
  /** By name, at most 20. None unless said. */
  endpoints?: {
    /**
     * A webhook endpoint with a receiver of its own inside the server; other members as in POST /webhooks/endpoints.
     */
    [k: string]: {
      /** How requests are answered: one after the other, the last answer for all that follow. */
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
                /** Answers so much later. */
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
                /** Answers so much later. */
                delay_ms?: number;
                /** Closes the connection without an answer. */
                hang_up?: boolean;
              }
          )[];
      /** How questions (`AUTHORIZATION/PENDING`) are answered; `00` unless said. */
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
                /** Answers so much later. */
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
                /** Answers so much later. */
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
   * Items: One thing that is done (`call`, `advance`, `endpoint` or `company`), or just a look.
   */
  steps?: {
    title: string;
    /** Why it is so; for readers. */
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
    /** An endpoint whose receiver behaves otherwise from now on. */
    endpoint?: string;
    /** How requests are answered: one after the other, the last answer for all that follow. */
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
              /** Answers so much later. */
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
              /** Answers so much later. */
              delay_ms?: number;
              /** Closes the connection without an answer. */
              hang_up?: boolean;
            }
        )[];
    /** How requests are answered: one after the other, the last answer for all that follow. */
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
              /** Answers so much later. */
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
              /** Answers so much later. */
              delay_ms?: number;
              /** Closes the connection without an answer. */
              hang_up?: boolean;
            }
        )[];
    /** What the operator does with the company; its cards go on being swiped. */
    company?: 'disable' | 'enable';
    /** What must be after the step. */
    expect?: {
      /** Of the answer; by default any that means success. */
      status?: number;
      /**
       * What the answer must have in it: members of objects among others, lists whole. Decimal strings and numbers of the same value are alike; `"*"` is anything that is there.
       */
      answer?: unknown;
      /**
       * The code with which the message must be declined; where nothing is stored of it, by its response code.
       */
      decline?: string;
      /** By the name of a card, or `holding`: what it must have after the step. */
      balances?: {
        [k: string]: {
          available?: string;
          held?: string;
          /**
           * What was posted since the scenario began: purchases below zero, refunds and deposits above.
           */
          posted?: string;
        };
      };
      /**
       * All events that the step made, in order.
       *
       *
       * Items: An event by its type, or with what it must say.
       */
      events?: (
        | string
        | {
            type: string;
            reason?: string;
            /** Members that `data` must have, among others. */
            data?: {
              [k: string]: unknown;
            };
          }
      )[];
      /**
       * By the name of an endpoint: all requests that it got in the step; in order where it is `ordered`.
       */
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
    /** Null for a step that was not run, since one before it failed. */
    actual: unknown;
    passed: boolean;
  }[];
}
export interface SearchCardTransactionsInput {
  cardId: string;
  /** What is listed; one or several. */
  operations: ('AUTHORIZATION' | 'CLEARING' | 'REFUND' | 'REVERSAL')[];
  /** What happened then or later; a bare date is its first moment, in UTC. */
  from_date?: string;
  /** What happened before that moment, which is not in it. */
  to_date?: string;
  /** Items of a page; more than 100 are cut to 100. */
  size?: number;
  /** The first page is 0; `next_page` of an answer is the next one. */
  page_number?: number;
  /** By what they are sorted. */
  sort_field?: 'datetime' | 'bill_amount' | 'transaction_amount' | 'operation' | 'merchant_name';
  /** `asc` begins with the least or oldest, `desc` with the greatest or newest. */
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
  /** Of which wallets; one or several. */
  wallet_ids: string[];
  /** What is listed; one or several. */
  operations: ('TRANSFER' | 'DEPOSIT' | 'WITHDRAWAL' | 'RAMP_ON_TRANSFER' | 'RAMP_OFF_TRANSFER')[];
  /** What happened then or later; a bare date is its first moment, in UTC. */
  from_date?: string;
  /** What happened before that moment, which is not in it. */
  to_date?: string;
  /** Items of a page; more than 100 are cut to 100. */
  size?: number;
  /** The first page is 0; `next_page` of an answer is the next one. */
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
  amount: number;
  operation: 'TRANSFER' | 'DEPOSIT' | 'WITHDRAWAL' | 'RAMP_ON_TRANSFER' | 'RAMP_OFF_TRANSFER';
  datetime: string;
  blockchain: string;
  /**
   * Null until it was sent, and for what is on no chain; `internal` between two virtual wallets.
   */
  transaction_hash: string | null;
  data: MovementData;
  /**
   * Of a deposit, PENDING waits for confirmations, PROCESSING came in and is credited to nobody (`data.reason`), FAILED was sent back, CANCELLED left the chain. MANUAL_CHECK takes longer than it should, and may still happen.
   */
  status: 'PENDING' | 'PROCESSING' | 'SUCCESS' | 'FAILED' | 'CANCELLED' | 'MANUAL_CHECK';
  /** Of the event that told of it last; null before one did. */
  operation_id: string | null;
  /** The block that it is in; null while it is in none, and for what is on no chain. */
  block_number: number | null;
  /**
   * The blocks on top of it, its own included. Counts up while it waits, what leaves from 0, and then stays at what it was decided with; 0 when it left the chain. Null for what is on no chain, and for what failed without ever being on it.
   */
  confirmations: number | null;
  /** With so many confirmations it counts. Null where `confirmations` is. */
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
  /** Null is no limit. */
  treasury_wallets: number | null;
  /** Null is no limit. */
  virtual_wallets: number | null;
  /** Null is no limit. */
  virtual_cards: number | null;
}
export interface SetContractedProductAnswer {
  /** Null is no limit. */
  treasury_wallets: number | null;
  /** Null is no limit. */
  virtual_wallets: number | null;
  /** Null is no limit. */
  virtual_cards: number | null;
}
export interface SetFaultsInput {
  /** The webhook endpoint whose deliveries go astray. */
  endpoint_id?: string;
  /**
   * How many attempts are lost on the way; they are tried again as the schedule says: 0 none, 1 each.
   */
  drop?: number;
  /** How many are sent twice: 0 none, 1 each. */
  duplicate?: number;
  /** How many wait until the next was sent, a second at most: 0 none, 1 each. */
  reorder?: number;
  /** Each is sent so much later. */
  delay_ms?: number;
  /** Wall time; then all is well again. */
  for_seconds?: number;
  /** In place of all others: your next transfer fails on the chain. */
  chain?: 'fail_next';
  /** The same seed hits the same attempts, counted from this call. Drawn unless given. */
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
  /** An amount with at most as many decimals as the token has, as a number or a decimal string. */
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
  /** The same one twice is a duplicate, as on a real network. */
  network_key?: string;
  /**
   * An amount with at most as many decimals as its currency has, as a number or a decimal string.
   */
  amount: number | string;
}
export interface PlayedMessage {
  /** Null where nothing is stored: the card does not exist. */
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
  /** The same one twice is a duplicate, as on a real network. */
  network_key?: string;
  card_id?: string;
  /** In place of `card_id`. */
  pan?: string;
  /** What is left out is that of a corner shop in New York. */
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
  /** Joins messages of one purchase in any order. */
  network_transaction_id?: string;
  /**
   * An amount with at most as many decimals as its currency has. A verification or a balance inquiry may leave it out: it is 0 then.
   */
  amount?: number | string;
  /** `financial` is a single message: it authorizes and posts at once. */
  kind?: 'purchase' | 'atm' | 'verification' | 'balance_inquiry' | 'financial' | 'refund';
  /** What the operator of the cash machine takes; part of what is billed. */
  surcharge?: number | string;
  cvv?: string;
  expiry?: string;
  pin?: string;
  /** The terminal takes less than it asks for. */
  partial_approval?: boolean;
  /** Of a series that the cardholder agreed to before: exempt from 3-D Secure. */
  recurring?: boolean;
  /** The merchant charges on its own: exempt from 3-D Secure. */
  merchant_initiated?: boolean;
  /**
   * The challenge by which the cardholder has confirmed this purchase; see `/simulate/3ds-challenges`.
   */
  three_ds_challenge_id?: string;
  /** The network approved in our stead: an advice that cannot be refused. */
  stand_in?: boolean;
  /** What becomes of it, whatever the rules say. */
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
  /** With `force_decline`, where it has several: C212 is 41 (lost) or 43 (stolen). */
  force_response_code?: string;
}
export interface SimulateCancellationInput {
  transactionId: string;
  currency?: string;
  /** The same one twice is a duplicate, as on a real network. */
  network_key?: string;
  /** By default what is left. */
  amount?: number | string;
  /** Clearings only: nothing more is expected. */
  final?: boolean;
}
export interface SimulateClearingInput {
  transactionId: string;
  currency?: string;
  /** The same one twice is a duplicate, as on a real network. */
  network_key?: string;
  /** By default what is left. */
  amount?: number | string;
  /** Clearings only: nothing more is expected. */
  final?: boolean;
}
export interface SimulateClearingReversalInput {
  transactionId: string;
  currency?: string;
  /** The same one twice is a duplicate, as on a real network. */
  network_key?: string;
  /** By default what is left. */
  amount?: number | string;
  /** Clearings only: nothing more is expected. */
  final?: boolean;
}
export interface SimulateDepositInput {
  /** A wallet of any kind. Give exactly one of `wallet_id`, `card_id` and `address`. */
  wallet_id?: string;
  /** A `TOP_UP` card, for its own deposit wallet. */
  card_id?: string;
  /** Any address of yours, such as the `deposit_address` of the card holding. */
  address?: string;
  /** Symbol or address; by default the first listed token. */
  token?: string;
  /**
   * An amount above zero with at most as many decimals as the token has, as a number or a decimal string.
   */
  amount: number | string;
}
export interface SimulateDepositAnswer {
  movement: WalletMovement;
  /** The events that it caused so far. */
  event_ids: string[];
}
export interface SimulateEarlyReversalInput {
  currency?: string;
  /** The same one twice is a duplicate, as on a real network. */
  network_key?: string;
  card_id?: string;
  /** In place of `card_id`. */
  pan?: string;
  /** The `network_key` of the purchase. */
  original_network_key: string;
  /** By default what is left. */
  amount?: number | string;
}
export interface SimulateExpiryInput {
  transactionId: string;
  currency?: string;
  /** The same one twice is a duplicate, as on a real network. */
  network_key?: string;
  /** By default what is left. */
  amount?: number | string;
  /** Clearings only: nothing more is expected. */
  final?: boolean;
}
export interface SimulateForcePostInput {
  currency?: string;
  /** The same one twice is a duplicate, as on a real network. */
  network_key?: string;
  card_id?: string;
  /** In place of `card_id`. */
  pan?: string;
  /** What is left out is that of a corner shop in New York. */
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
  /** Joins messages of one purchase in any order. */
  network_transaction_id?: string;
  /**
   * An amount with at most as many decimals as its currency has, as a number or a decimal string.
   */
  amount: number | string;
}
export interface SimulateIncrementInput {
  transactionId: string;
  currency?: string;
  /** The same one twice is a duplicate, as on a real network. */
  network_key?: string;
  /**
   * An amount with at most as many decimals as its currency has, as a number or a decimal string.
   */
  amount: number | string;
}
export interface SimulateRefundInput {
  transactionId: string;
  currency?: string;
  /** The same one twice is a duplicate, as on a real network. */
  network_key?: string;
  /** By default what is left. */
  amount?: number | string;
  /** Clearings only: nothing more is expected. */
  final?: boolean;
}
export interface SimulateRefundReversalInput {
  transactionId: string;
  currency?: string;
  /** The same one twice is a duplicate, as on a real network. */
  network_key?: string;
  /** By default what is left. */
  amount?: number | string;
  /** Clearings only: nothing more is expected. */
  final?: boolean;
}
export interface SimulateReorganisationInput {
  /** By default as deep as your newest deposit, at most 64. */
  depth?: number;
}
export interface SimulateReorganisationAnswer {
  depth: number;
  /** The deposits that have left the chain. */
  movements: WalletMovement[];
  /** The events that it caused so far. */
  event_ids: string[];
}
export interface SimulateReversalInput {
  transactionId: string;
  currency?: string;
  /** The same one twice is a duplicate, as on a real network. */
  network_key?: string;
  /** By default what is left. */
  amount?: number | string;
  /** Clearings only: nothing more is expected. */
  final?: boolean;
  /** What stays of the original (field 95), in place of `amount`, which is what goes. */
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
  /**
   * An amount with at most as many decimals as its currency has, as a number or a decimal string.
   */
  amount: number | string;
  currency?: string;
  /** What is left out is that of a corner shop in New York. */
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
  /** The same one twice is a duplicate, as on a real network. */
  network_key?: string;
  card_id?: string;
  /** In place of `card_id`. */
  pan?: string;
  /** What is left out is that of a corner shop in New York. */
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
  /** Joins messages of one purchase in any order. */
  network_transaction_id?: string;
  /**
   * An amount with at most as many decimals as its currency has, as a number or a decimal string.
   */
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
  /** In place of the header `Last-Event-ID`. */
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
  /** `OPERATION.SUB_OPERATION.STATUS`; left out: WEBHOOKS.TEST.SUCCESS. */
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
   * An amount above zero with at most as many decimals as the token has, as a number or a decimal string.
   */
  amount: number | string;
}
export interface Transfer {
  /** Of the chain transfer; null until it was sent, `internal` between two virtual wallets. */
  transaction_hash: string | null;
  /**
   * PENDING: the event tells how it ends. MANUAL_CHECK: it takes longer than it should, and may still happen.
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
  /** Of the default endpoint. */
  webhook_url: string | null;
  /** What the default endpoint gets in `X-Webhook-Key`. */
  webhook_key: string | null;
}
export interface UpdateKeyInput {
  id: string;
  name?: string;
  /** 1 reads, 2 moves money and issues cards, 3 administers. */
  level?: 1 | 2 | 3;
  /** The parts of the product that the key is for. */
  products?: ('treasury' | 'virtual_wallets' | 'cards' | 'management' | 'webhooks' | 'simulate')[];
  /** Addresses and networks (CIDR) it may be used from; empty is any. */
  allowed_ips?: string[];
  /** When it stops working; null is never. */
  expires_at?: string | null;
}
export interface WithdrawFromCardHoldingInput {
  to_wallet_address: string;
  /**
   * An amount above zero with at most as many decimals as the token has, as a number or a decimal string.
   */
  amount: number | string;
}
export interface WithdrawFromCardHoldingAnswer {
  /** Of the chain transfer; null until it was sent, `internal` between two virtual wallets. */
  transaction_hash: string | null;
  /**
   * PENDING: the event tells how it ends. MANUAL_CHECK: it takes longer than it should, and may still happen.
   */
  status: 'PENDING' | 'SUCCESS' | 'FAILED' | 'MANUAL_CHECK';
  /** One word for why it failed. */
  simple_error_message: string | null;
  /** The same as a sentence. */
  detailed_error_message: string | null;
}
export interface WithdrawFromHoldingInput {
  blockchain: string;
  to_wallet_address: string;
  /** Null for the native coin. */
  token_address: string | null;
  /**
   * An amount above zero with at most as many decimals as the token has, as a number or a decimal string.
   */
  amount: number | string;
}
export interface WithdrawFromVirtualWalletInput {
  walletId: string;
  to_wallet_address: string;
  /** Null for the native coin. */
  token_address: string | null;
  /**
   * An amount above zero with at most as many decimals as the token has, as a number or a decimal string.
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
  /** What is wrong and what to do. */
  message: string;
  /** Every wrong field, on VALIDATION_ERROR; of more than a hundred the first hundred. */
  details?: {
    field: string;
    message: string;
  }[];
  trace_id: string;
  /** The same as `code`, on TOO_MANY_REQUESTS only. */
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
