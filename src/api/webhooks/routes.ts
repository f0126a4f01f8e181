import type { Companies } from '../../companies/index.ts';
import type { Events } from '../../events/index.ts';
import type { Webhooks } from '../../webhooks/index.ts';
import type { Reads } from '../limits/index.ts';
import type { Route } from '../route.ts';
import { deliveryRoutes } from './deliveries.ts';
import { endpointRoutes } from './endpoints.ts';
import { eventRoutes } from './events.ts';
import { replayRoutes } from './replays.ts';
import { streamRoutes } from './stream.ts';
import { subscribeRoutes } from './subscribe.ts';

export interface WebhookDoors {
  readonly companies: Companies;
  readonly events: Events;
  readonly webhooks: Webhooks;
  readonly reads: Pick<Reads, 'run'>;
}

/** Everything about being told: endpoints, events, deliveries, replays. */
export const webhookRoutes = (doors: WebhookDoors): Route[] => [
  ...endpointRoutes(doors),
  ...streamRoutes(doors),
  ...eventRoutes(doors),
  ...deliveryRoutes(doors),
  ...replayRoutes(doors),
  ...subscribeRoutes(doors),
];
