import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api.ts';

/** The company's own time. */
export const clockQuery = queryOptions({ queryKey: ['clock'], queryFn: () => api.getClock() });
