import { z } from 'zod';
import type { EventType } from './entry.ts';
import { exampleEndpoint, exampleEvent, exampleMoment } from './examples.ts';
import { moment } from './shapes.ts';

const operational = { operation: 'WEBHOOKS', audience: 'filtered', retried: 'yes' } as const;

export const webhookEvents: readonly EventType[] = [
  {
    ...operational,
    subOperation: 'TEST',
    status: 'SUCCESS',
    title: 'Test send',
    sent: 'Somebody asked for a test send to this endpoint.',
    data: z.object({ endpoint_id: z.string(), message: z.string(), created_at: moment }),
    example: {
      endpoint_id: exampleEndpoint,
      message: 'This is a test. Your endpoint received it.',
      created_at: exampleMoment,
    },
  },
  {
    ...operational,
    subOperation: 'ENDPOINT_DISABLED',
    status: 'SUCCESS',
    title: 'Endpoint switched off',
    sent: "An endpoint was switched off. To the company's other endpoints.",
    data: z.object({
      endpoint_id: z.string(),
      url: z.string(),
      disabled_reason: z.string(),
      disabled_at: moment,
      failing_since: moment.nullable(),
      what_to_do: z.string(),
    }),
    example: {
      endpoint_id: exampleEndpoint,
      url: 'https://example.com/webhooks',
      disabled_reason: 'Every delivery of the last 5 days failed.',
      disabled_at: exampleMoment,
      failing_since: '2025-07-13T09:20:11.000Z',
      what_to_do: 'Mend the receiver, enable the endpoint, then replay what is missing.',
    },
  },
  {
    ...operational,
    subOperation: 'DELIVERY_EXHAUSTED',
    status: 'FAILED',
    title: 'Delivery out of tries',
    sent: "An event was not accepted by an endpoint in all its tries. To the company's other endpoints.",
    reason: 'The endpoint did not accept the event in 13 attempts.',
    data: z.object({
      endpoint_id: z.string(),
      event_id: z.string(),
      event_type: z.string(),
      attempts: z.int(),
      last_error: z.string().nullable(),
      created_at: moment,
    }),
    example: {
      endpoint_id: exampleEndpoint,
      event_id: exampleEvent,
      event_type: 'CARDS.CLEARING.SUCCESS',
      attempts: 13,
      last_error: 'answered 500',
      created_at: exampleMoment,
    },
  },
];
