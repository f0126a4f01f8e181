/**
 * A typed client of Cardwright for Node 20.3 and later, browsers and workers: it needs `fetch` and nothing else.
 *
 *     const cardwright = createClient({ url: 'http://127.0.0.1:8080', apiKey: 'cw_sandbox_…' });
 *     const card = await cardwright.createCard({ card_holder_name: 'Ada Lovelace', … });
 */
export { createClient } from './client.ts';
export type { CallOptions, Client, ClientOptions } from './client.ts';
export { ApiError, NoAnswer } from './errors.ts';
export type { ErrorCode, ErrorDetail } from './errors.ts';
export { each } from './pages.ts';
export { digitsOf, parseExactly } from './exact-json.ts';
// Inputs, answers and things by their names: `Card`, `CardTransaction`, `CreateCardInput`, `WebhookEvent` …
export type * from './schema.ts';
export { SignatureMismatch, verifyWebhook } from './webhooks.ts';
export type { WebhookHeaders } from './webhooks.ts';
