export type * from './types.ts';
export type { EndpointWish } from './endpoints/wanted.ts';
export type { Endpoints, WithSecret } from './endpoints/endpoints.ts';
export { createWebhooks, type Webhooks, type WebhooksOptions } from './webhooks.ts';
export type { CompanyAnswer, Question } from './decision/types.ts';
export type { AttemptRecord, Deliveries } from './reading/deliveries.ts';
export { readDeliveryStatistics, type DeliveryStatistics } from './reading/statistics.ts';
export type { Replays } from './replay/replays.ts';
export type { ReplayJob, ReplayOnly, ReplayState, ReplayWish } from './replay/types.ts';
