import type { JsonSchema } from './schemas.ts';

/**
 * What readers are shown of a text whose schema shows nothing itself, by the name of the member; in front of a dot, of the schema
 * or call in which only there it is this. Null where that is usual.
 */
const texts: Readonly<Record<string, string | null>> = {
  $schema: './docs/scenario.schema.json',
  about: null,
  'getScenario.about': 'The tip comes on top of what was authorized.',
  'runScenario.about': 'The tip comes on top of what was authorized.',
  account: 'card_holding',
  account_id: 'acc_0197f2c0-9a4e-7cc0-8000-0123456789ab',
  action: 'updateKey',
  actor: 'key_0197f2c0-9a4e-7cc0-8000-0123456789ab',
  address: '0x52908400098527886E0F7030069857D2E4169EE7',
  'getCompanyInformation.address': '1 Example Street',
  address2: null,
  alias: 'Operations',
  allowed_ips: '192.0.2.0/24',
  answer: 'POLYGON',
  answered: '91',
  api_key: 'cw_sandbox_…',
  approval_code: '024650',
  asset: 'USD/2',
  'Reconciliation.asset': 'POLYGON:USDC/6',
  blockchain: 'POLYGON',
  body: 'POLYGON',
  business_email: 'cards@acme.example',
  business_name: 'Acme Payments',
  call: 'POST /simulate/authorizations',
  card_design_id: null,
  card_design_url: null,
  card_holder_name: 'Ada Lovelace',
  card_id: 'card_0197f2c0-9a4e-7cc0-8000-0123456789ab',
  challengeId: 'ch_0197f2c0-9a4e-7cc0-8000-0123456789ab',
  city: 'New York',
  client_id: 'cli_0197f2c0-9a4e-7cc0-8000-0123456789ab',
  code: 'M102',
  'answerThreeDsChallenge.code': '493027',
  'simulateThreeDsAnswer.code': '493027',
  'getThreeDsChallenge.code': '493027',
  company_id: 'cmp_0197f2c0-9a4e-7cc0-8000-0123456789ab',
  countries_blocked: 'PRK',
  country: 'USA',
  country_code: 'US',
  currency: 'USD',
  'listFxRates.currency': 'EUR',
  'replaceFxRates.currency': 'EUR',
  cvv: '123',
  decline: 'M201',
  deposit_address: '0x52908400098527886E0F7030069857D2E4169EE7',
  deposit_tokens: '0x61Aa87c1D3298C3E2Ab375Cc9d9B47284C5aAb66',
  description: 'Backend',
  destinations: '0x52908400098527886E0F7030069857D2E4169EE7',
  detail: 'no answer in time',
  detailed_error_message: null,
  detailed_reason: "The card's own balance has less available than the purchase plus its fees.",
  disabled_reason: null,
  email: 'ada@example.com',
  endpoint: 'app',
  endpoint_id: 'whe_0197f2c0-9a4e-7cc0-8000-0123456789ab',
  error_code: 'TOO_MANY_REQUESTS',
  event_id: 'evt_0197f2c0-9a4e-7cc0-8000-0123456789ab',
  event_ids: 'evt_0197f2c0-9a4e-7cc0-8000-0123456789ab',
  event_type: 'CARDS.CLEARING.PENDING',
  events: 'CARDS.CLEARING.PENDING',
  expiry: '09/31',
  field: 'card_holder_name',
  filters: 'CARDS.CLEARING',
  first_name: 'Ada',
  force_response_code: '43',
  from_wallet_address: '0x8617E340B3D01FA5F11F306F4090FD50E238070D',
  halted: null,
  headers: 'value',
  id: 'SIM-0001',
  'listCardTransactionPostings.id': 'le_0197f2c0-9a4e-7cc0-8000-0123456789ab',
  'listCardTransactionPostings.kind': 'clearing',
  'listOperations.id': 'CLEARING',
  keep: 'lunch',
  key: 'cw_sandbox_…',
  'ChainState.key': 'sweep/b838f1d3cb63241c1c7c2bb681f2ab0f',
  keyId: '026bbeb489aef5ee9b4abcf55ddd70a856afda9ae3c8b9fe5733066a47deec92d5',
  key_id: '026bbeb489aef5ee9b4abcf55ddd70a856afda9ae3c8b9fe5733066a47deec92d5',
  keys: 'value',
  kind: 'holding',
  last4: '2462',
  last_error: null,
  last_name: 'Lovelace',
  legacy_key: null,
  link: 'cw_link_…',
  mcc_blocked: '7801',
  mcc_category: 'Groceries and supermarkets',
  mcc_code: '5411',
  meaning: 'The money of the company behind its cards.',
  merchant_name: 'Corner Shop',
  message: 'must not be empty',
  name: 'tip',
  'MovementData.name': 'USD Coin',
  'TokenBalance.name': 'USD Coin',
  'Token.name': 'USD Coin',
  'Merchant.name': 'Corner Shop',
  network_key: 'terminal-7-000123',
  network_transaction_id: null,
  'simulateAuthorization.network_transaction_id': 'network-000123',
  'simulateForcePost.network_transaction_id': 'network-000123',
  'simulateUnlinkedRefund.network_transaction_id': 'network-000123',
  next_cursor: null,
  note: 'The customer comes back two days later.',
  openapi: '3.1.0',
  operation: 'CARDS',
  operationId: 'CLEARING',
  operation_id: 'evt_0197f2c0-9a4e-7cc0-8000-0123456789ab',
  original_network_key: 'terminal-7-000123',
  paging_state_token: null,
  pan: '4000001234567899',
  phone: '2125550123',
  phone_country_code: '1',
  phone_number: '7700900123',
  pin: '4711',
  post_code: '10001',
  prefix: 'cw_sandbox_K',
  public_key: 'whpk_…',
  ramps: 'value',
  reason: null,
  'ChainState.reason': 'nonce too low',
  'HaltedToken.reason': 'a sweep moved 99 of 100',
  'StoredEvent.reason': 'Insufficient funds.',
  'listEventTypes.reason': 'Insufficient funds.',
  received: 'CARDS.CLEARING.PENDING',
  relayer: '0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
  request_headers: 'value',
  response_body: '',
  response_code: '00',
  'DeclineReason.response_code': '51',
  response_headers: 'value',
  secret: 'whsec_…',
  seed: 'tuesday',
  sent: 'A purchase was approved; the money is held.',
  simple_error_message: null,
  simple_reason: 'Insufficient funds.',
  state: 'NY',
  status: 'PENDING',
  sub_operation: 'CLEARING',
  subject: 'key_0197f2c0-9a4e-7cc0-8000-0123456789ab',
  symbol: 'USDC',
  three_ds_challenge_id: 'ch_0197f2c0-9a4e-7cc0-8000-0123456789ab',
  title: 'A tip: 45.00 authorized, 55.00 cleared',
  'listEventTypes.title': 'Card transaction clearing pending',
  to_wallet_address: '0x52908400098527886E0F7030069857D2E4169EE7',
  tokenId: 'POLYGON:USDC',
  token_address: '0x61Aa87c1D3298C3E2Ab375Cc9d9B47284C5aAb66',
  tokens: 'USDC',
  trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
  transactionId: 'tx_0197f2c0-9a4e-7cc0-8000-0123456789ab',
  transaction_currency: 'USD',
  transaction_hash: '0x4b1d052683a3ddbfdeb45047f7cb181c4687f356cc3606e49fb91fe56dfd5d64',
  type: 'CARDS.CLEARING.PENDING',
  unavailable: null,
  url: 'https://example.com/webhooks',
  wallet_address: '0x52908400098527886E0F7030069857D2E4169EE7',
  wallet_id: 'wal_0197f2c0-9a4e-7cc0-8000-0123456789ab',
  wallet_ids: 'vw_0197f2c0-9a4e-7cc0-8000-0123456789ab',
  webhook_key: null,
  'subscribeWebhook.webhook_key': 'a-key-that-you-made-up',
  'updateCompany.webhook_key': 'a-key-that-you-made-up',
  webhook_url: null,
  'subscribeWebhook.webhook_url': 'https://example.com/webhooks',
  'setWebhookKey.webhook_url': 'https://example.com/webhooks',
  zip: '10001',
};

/** Bodies that can be sent as they are shown, of calls whose schema shows none as a whole. */
const bodies: Readonly<Record<string, unknown>> = {
  freezeCard: { freeze: true },
  changeCardEmail: { business_email: 'ada@example.com' },
  changeCardPhone: { phone_country_code: 44, phone: '7700900123' },
  changeCardLimits: { daily_limit: '200.00', monthly_limit: '2000.00' },
  changeCardDecision: { fallback_decision: 'APPROVE', fallback_limit: '20.00' },
  answerThreeDsChallenge: { code: '493027', approve: true },
  replaceVelocityRules: {
    rules: [
      { max_authorizations: 5, time_window_seconds: 60 },
      { max_authorizations: 50, time_window_seconds: 86_400 },
    ],
  },
  setVirtualBalance: { virtual_balance: '75.25' },
  testWebhookEndpoint: { event_type: 'CARDS.CLEARING.PENDING' },
  replayEvent: {},
  setWebhookKey: { key: 'a-key-that-you-made-up' },
  simulateIncrement: { amount: '20.00' },
  simulateAdvice: { amount: '37.40' },
  simulateReversal: {},
  simulateClearing: { amount: '55.00' },
  simulateClearingReversal: {},
  simulateRefund: { amount: '5.00' },
  simulateRefundReversal: {},
  simulateExpiry: {},
  simulateCancellation: {},
  simulateThreeDsAnswer: { code: '493027' },
  setFaults: {
    endpoint_id: 'whe_0197f2c0-9a4e-7cc0-8000-0123456789ab',
    drop: 0.3,
    duplicate: 0.2,
    reorder: 0.2,
    delay_ms: 250,
    for_seconds: 600,
  },
  updateCompany: { name: 'Acme Payments', email: 'cards@acme.example' },
  createManagedCompany: { name: 'Acme Payments', email: 'cards@acme.example' },
  createCompany: { name: 'Acme Payments', email: 'cards@acme.example' },
  setContractedProduct: { treasury_wallets: 10, virtual_wallets: 10_000, virtual_cards: null },
  createClient: { first_name: 'Ada', last_name: 'Lovelace', email: 'ada@example.com' },
  updateClient: { first_name: 'Ada', last_name: 'Lovelace', email: 'ada@example.com' },
  createKey: { name: 'Shop', level: 2, products: ['cards'], expires_at: '2031-01-31T12:00:00.000Z' },
  updateKey: { level: 1 },
  openConsoleSession: { api_key: 'cw_sandbox_…' },
};

/** The schemas and calls that are named above. */
export const namedInExamples: ReadonlySet<string> = new Set([
  ...Object.keys(texts).flatMap((name) => (name.includes('.') ? [name.replace(/\..*$/, '')] : [])),
  ...Object.keys(bodies),
]);

/** The body that is shown of a call. */
export const bodyOf = (operationId: string): unknown => bodies[operationId];

/**
 * Shows a value of every text in a schema that shows none, so that no reader looks at `"string"`. References are left: what
 * they lead to is illustrated where it stands.
 *
 * @param within the schema's own name, or that of the call it belongs to
 */
export function illustrated(schema: JsonSchema, within: string, member = within): JsonSchema {
  const inside = (value: unknown, name: string): unknown =>
    isSchema(value) ? illustrated(value, within, name) : value;
  const each = (values: unknown): unknown =>
    Array.isArray(values) ? values.map((value) => inside(value, member)) : values;
  const { properties, items, additionalProperties, anyOf, allOf } = schema;
  const found = texts[`${within}.${member}`] ?? texts[member];
  return {
    ...schema,
    ...(isPlainText(schema) && fits(schema, found) && { examples: [found] }),
    ...(isSchema(properties) && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, value]) => [name, inside(value, name)]),
      ),
    }),
    ...(isSchema(items) && { items: inside(items, member) }),
    ...(isSchema(additionalProperties) && { additionalProperties: inside(additionalProperties, member) }),
    ...(Array.isArray(anyOf) && { anyOf: each(anyOf) }),
    ...(Array.isArray(allOf) && { allOf: each(allOf) }),
  };
}

const isSchema = (value: unknown): value is JsonSchema =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A text of which a reader learns nothing. */
function isPlainText(schema: JsonSchema): boolean {
  const says = ['examples', 'default', 'enum', 'const', 'format'].some((name) => name in schema);
  return [schema['type']].flat()[0] === 'string' && !says;
}

/** Null only where it may be. */
function fits({ type, pattern }: JsonSchema, value: string | null | undefined): boolean {
  if (value === null) return Array.isArray(type) && type.includes('null');
  return value !== undefined && (typeof pattern !== 'string' || new RegExp(pattern).test(value));
}
