import { catalogue, eventType, testSubject, type EventTypeName, type NewEvent } from '../../events/index.ts';
import { present } from '../../kernel/assert.ts';
import { Failure } from '../../kernel/failures.ts';
import type { Id } from '../../kernel/ids.ts';
import type { Endpoint } from '../types.ts';
import { lockEndpoint, type Ground } from './ground.ts';

const plainTest = 'WEBHOOKS.TEST.SUCCESS';

/**
 * Sends the example of an event type to this endpoint alone, whatever its filters; without a type a `WEBHOOKS/TEST`. Answers
 * the event. @throws Failure NOT_FOUND, VAL
 */
export async function sendTest(
  ground: Ground,
  company: Id<'company'>,
  id: string,
  type: string | undefined,
  traceId: string,
): Promise<Id<'event'>> {
  const name = (type ?? plainTest) as EventTypeName;
  if (!catalogue.has(name))
    throw new Failure('VAL', 'There is no such event type; see GET /webhooks/event-types.');
  const [stored] = await ground.database.work(async (tx) => {
    const endpoint = await lockEndpoint(ground, tx, company, id);
    if (!endpoint.enabled) throw new Failure('VAL', 'The endpoint is disabled; enable it first.');
    return ground.appendEvents(tx, [testEvent(endpoint, name, ground.clock.now(), traceId)]);
  });
  return present(stored, 'the stored test').id;
}

/** Ends that lie in the past would keep an example from being sent, or its receiver from looking at it. */
const lastsMs = { expires_at: 300_000, deadline: 1_200 };

function testEvent(endpoint: Endpoint, name: EventTypeName, now: Date, traceId: string): NewEvent {
  const { operation, subOperation, status, reason, example } = eventType(name);
  const own = name === plainTest ? { endpoint_id: endpoint.id, created_at: now.toISOString() } : {};
  const until = Object.entries(lastsMs)
    .filter(([member]) => member in example)
    .map(([member, ms]) => [member, new Date(now.getTime() + ms).toISOString()]);
  return {
    company: endpoint.company,
    operation,
    subOperation,
    status,
    ...(reason !== undefined && { reason }),
    data: { ...example, ...own, ...Object.fromEntries(until) },
    subject: testSubject,
    traceId,
    createdAt: now,
    to: { only: endpoint.id },
  };
}
