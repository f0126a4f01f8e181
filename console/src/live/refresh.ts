import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { EventBody } from './body.ts';

const everySoOftenMs = 1_000;

/** What is shown follows the events. */
export interface Refreshing {
  readonly hear: (told: readonly { readonly body: EventBody }[]) => void;
  readonly stop: () => void;
}

/**
 * Asks anew, at most once a second, for what the events that are heard may have changed. What is being asked for at that moment
 * is left to come, and asked for again after: where answers take longer than a second, none would ever come.
 */
export function refreshing(client: QueryClient): Refreshing {
  const stale = new Set<string>();
  /** Hashes of the keys of queries that were under way. */
  const later = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const refresh = (): void => {
    timer = undefined;
    const touched = client.getQueryCache().findAll({
      predicate: ({ queryKey, queryHash }) =>
        later.has(queryHash) || beginningsOf(queryKey).some((beginning) => stale.has(beginning)),
    });
    stale.clear();
    later.clear();
    for (const { queryKey, queryHash, state } of touched)
      if (state.fetchStatus === 'fetching') later.add(queryHash);
      else void client.invalidateQueries({ queryKey, exact: true });
    if (later.size > 0) timer = setTimeout(refresh, everySoOftenMs);
  };
  return {
    hear(told) {
      for (const { body } of told) for (const beginning of touchedBy(body)) stale.add(beginning);
      timer ??= setTimeout(refresh, everySoOftenMs);
    },
    stop: () => clearTimeout(timer),
  };
}

const beginningsOf = (key: QueryKey): readonly string[] =>
  key.map((_, last) => key.slice(0, last + 1).join(' '));

/**
 * How the keys begin of the queries whose answers an event may change; only those: a list of ten thousand cards is not read again
 * for each purchase.
 */
function touchedBy({ operation, sub_operation: sub, data }: EventBody): readonly string[] {
  const { card_id: card, wallet_id: wallet, endpoint_id: endpoint, decline_reason: decline } = data;
  const any = ['deliveries', 'undelivered'];
  for (const subject of [data['transaction_id'], card, wallet, endpoint])
    if (typeof subject === 'string') any.push(`eventsOf ${subject}`);
  // It moved coins on a chain.
  if (data['token'] !== undefined) any.push('eventsOf transfers');
  switch (operation) {
    case 'CARDS': {
      const isBlocked =
        sub === 'CARD_BLOCKED_BY_VELOCITY' || (decline as { code?: unknown } | undefined)?.code === 'C101';
      return [
        ...any,
        'program holding',
        ...(typeof card === 'string' ? [`card ${card}`, `transactions ${card}`] : []),
        ...(isBlocked ? ['cards'] : []),
      ];
    }
    case 'TREASURY':
      return [...any, `wallets treasury ${String(wallet)}`];
    case 'VIRTUAL_WALLETS':
      return [...any, 'wallets virtual sum', 'wallets holding', `wallets virtual ${String(wallet)}`];
    case 'WEBHOOKS':
      return [...any, 'endpoints'];
    default:
      return any;
  }
}
