import type { Id } from '../../kernel/ids.ts';

/**
 * A delivery is all sends of one event to one endpoint, so its id follows from the two: the event's UUID with the random
 * digits of the endpoint's mixed in (XOR). It keeps the event's time, is as unique as they are, and a replay finds the
 * same delivery without a look-up.
 */
export function deliveryId(event: Id<'event'>, endpoint: Id<'endpoint'>): Id<'delivery'> {
  const time = event.slice(4, 19);
  const variant = event[23] ?? '8';
  return `dlv_${time}${mix(event, endpoint, 19, 22)}-${variant}${mix(event, endpoint, 24, 27)}-${mix(event, endpoint, 28, 34)}${mix(event, endpoint, 34, 40)}`;
}

/** XOR of the hex digits from `start` to `end`; both ids have prefixes of the same length. */
function mix(one: string, other: string, start: number, end: number): string {
  const mixed = parseInt(one.slice(start, end), 16) ^ parseInt(other.slice(start, end), 16);
  return mixed.toString(16).padStart(end - start, '0');
}
