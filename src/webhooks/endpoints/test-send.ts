import { catalogue, eventType, type EventTypeName, type NewEvent } from '../../events/index.ts';
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

function testEvent(endpoint: Endpoint, name: EventTypeName, now: Date, traceId: string): NewEvent {
  const { operation, subOperation, status, reason, example } = eventType(name);
  const own = { endpoint_id: endpoint.id, created_at: now.toISOString() };
  return {
    company: endpoint.company,
    operation,
    subOperation,
    status,
    ...(reason !== undefined && { reason }),
    data: name === plainTest ? { ...example, ...own } : example,
    subject: 'test',
    traceId,
    createdAt: now,
    to: { only: endpoint.id },
  };
}
