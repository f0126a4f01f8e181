import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

export const chainsQuery = queryOptions({
  queryKey: ['chains'],
  queryFn: () => api.listChainStates(),
  refetchInterval: 3_000,
});

export const signersQuery = queryOptions({
  queryKey: ['signers'],
  queryFn: () => api.listSigners(),
  refetchInterval: 5_000,
});
