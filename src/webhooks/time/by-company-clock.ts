import type { NewEvent } from '../../events/index.ts';
import type { Queries } from '../../platform/database.ts';
import { selectClocks } from './store.ts';

/** Members of the data of events of webhooks that are moments. */
const moments = ['created_at', 'disabled_at', 'failing_since'];

/**
 * Events of webhooks, whose moments are wall time as deliveries are, by the clocks of their companies, as all events are: what is now
 * is exactly what that clock says, what was before is as long ago.
 */
export async function byCompanyClock(
  queries: Queries,
  told: readonly NewEvent[],
): Promise<readonly NewEvent[]> {
  const companies = [...new Set(told.filter(isOfWebhooks).map(({ company }) => company))];
  if (companies.length === 0) return told;
  const clocks = await selectClocks(queries, companies);
  return told.map((event) => {
    const now = clocks.get(event.company);
    if (now === undefined || !isOfWebhooks(event)) return event;
    const ahead = now.getTime() - event.createdAt.getTime();
    const data: Record<string, unknown> = { ...event.data };
    for (const name of moments) {
      const moment = data[name];
      if (typeof moment === 'string') data[name] = new Date(Date.parse(moment) + ahead).toISOString();
    }
    return { ...event, data, createdAt: now };
  });
}

const isOfWebhooks = ({ operation }: NewEvent): boolean => operation === 'WEBHOOKS';
