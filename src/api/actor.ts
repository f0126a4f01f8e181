import type { Actor } from '../companies/index.ts';
import type { Caller, Outsider } from './route.ts';

/** The caller as the audit log names it. */
export function actorOf(caller: Caller | Outsider): Actor {
  const { address, traceId } = caller;
  return { actor: 'key' in caller && caller.key !== undefined ? caller.key : 'operator', address, traceId };
}
