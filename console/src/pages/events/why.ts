import type { Answer } from '../../api.ts';
import { moment } from '../../ui/format.tsx';
import type { Endpoint } from '../endpoints/queries.ts';
import { letsThrough } from './filtered.ts';
import type { Delivery } from './undelivered.tsx';

type Event = Answer<'getEvent'>;

export interface Reason {
  readonly tone: 'good' | 'warn' | 'bad' | 'quiet' | 'info';
  readonly sentence: string;
}

/** Why an endpoint has an event, or does not have it, and what to do about it. */
export function reasonFor(event: Event, endpoint: Endpoint, delivery: Delivery | undefined): Reason {
  return delivery === undefined ? whyNot(event, endpoint) : soFar(delivery, endpoint);
}

function soFar(
  { state, attempts, last_error: error, next_attempt_at: next }: Delivery,
  endpoint: Endpoint,
): Reason {
  const times = attempts === 1 ? 'once' : `${attempts} times`;
  switch (state) {
    case 'delivered':
      return {
        tone: 'good',
        sentence: attempts === 1 ? 'Delivered at the first attempt.' : `Delivered at attempt ${attempts}.`,
      };
    case 'exhausted':
      return {
        tone: 'bad',
        sentence: `Tried ${times}, and given up: ${error ?? 'no reason was kept'}. Replay it when the endpoint is well again.`,
      };
    case 'cancelled':
      return {
        tone: 'warn',
        sentence: endpoint.enabled
          ? `Cancelled after ${attempts} attempts, when the endpoint was disabled. It is enabled again: replay what is missing.`
          : 'Cancelled when the endpoint was disabled. Enable it, then replay what is missing.',
      };
    case 'pending':
      return attempts === 0
        ? { tone: 'info', sentence: 'On its way; not tried yet.' }
        : {
            tone: 'warn',
            sentence: `Tried ${times}, last: ${error ?? 'failed'}. ${next === null ? 'It is being sent now.' : `Next try: ${new Date(next) < new Date() ? 'as soon as it is its turn' : moment(next)}.`}`,
          };
    default:
      return state satisfies never;
  }
}

/** There is no delivery: the rules of the catalogue, in the order in which they apply. */
function whyNot(event: Event, endpoint: Endpoint): Reason {
  const quiet = (sentence: string): Reason => ({ tone: 'quiet', sentence });
  const type = `${event.operation}.${event.sub_operation}.${event.status}`;
  if (endpoint.created_at > event.created_at)
    return quiet(
      'Not sent: the endpoint was created after this event. A replay of everything since then brings it.',
    );
  if (type === 'CARDS.AUTHORIZATION.PENDING')
    return quiet(
      endpoint.decision
        ? 'It is a question that is asked once, in real time, and never delivered later; see the decision of the purchase.'
        : 'Not sent: it is a question, which goes to the endpoint with the decision role only.',
    );
  if (
    event.operation === 'WEBHOOKS' &&
    (event.body['data'] as { endpoint_id?: string } | undefined)?.endpoint_id === endpoint.id
  )
    return quiet('Not sent: it tells of this endpoint itself.');
  const { filters } = endpoint;
  if (filters.length === 0 && event.sub_operation === 'DEPOSIT' && event.status === 'PENDING')
    return quiet(`Not sent: pending deposits go only to endpoints with the filter ${type}.`);
  if (filters.length > 0 && !filters.some((filter) => letsThrough(filter, type)))
    return quiet(`Not sent: none of its filters (${filters.join(', ')}) lets ${type} through.`);
  if (!endpoint.enabled)
    return {
      tone: 'warn',
      sentence: `Not sent: the endpoint was disabled${endpoint.disabled_reason === null ? '' : ` (${endpoint.disabled_reason})`}. Enable it, then replay what is missing.`,
    };
  return quiet(
    'Not sent: when it happened, the endpoint was disabled or its filters were others. Replay it to send it now.',
  );
}
