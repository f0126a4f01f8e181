import { queryOptions, useQuery } from '@tanstack/react-query';
import { api, each } from '../../api.ts';
import type { Answer } from '../../api.ts';

export type Endpoint = Answer<'listWebhookEndpoints'>['data'][number];

/** All of them: a company has a thousand at most. */
export const endpointsQuery = queryOptions({
  queryKey: ['endpoints'],
  queryFn: () => Array.fromAsync(each(api.listWebhookEndpoints, { size: 100 })),
});

/** The catalogue of events; it changes with the server only. */
export const eventTypesQuery = queryOptions({
  queryKey: ['eventTypes'],
  queryFn: () => api.listEventTypes(),
  staleTime: Infinity,
});

/** What endpoints are called in lists: by what they are for, where that was written down. */
export const endpointName = ({ url, description }: Pick<Endpoint, 'url' | 'description'>): string =>
  description === '' ? url : description;

/** Names of endpoints by their ids; the id itself of one that is gone, or not known yet. */
export function useEndpointNames(): (id: string) => string {
  const known = useQuery(endpointsQuery).data;
  return (id) => {
    const found = known?.find((endpoint) => endpoint.id === id);
    return found === undefined ? id : endpointName(found);
  };
}
