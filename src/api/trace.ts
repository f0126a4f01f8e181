import { newTraceId } from '../platform/trace-id.ts';

// Neither id may be all zeros; what follows the flags is for versions after 00.
const traceparent =
  /^(?!ff)(?!00-.{52}-)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;

/** Ids of traces that began elsewhere are taken over (W3C Trace Context, section 3.2); all others are random. */
export function traceIdOf(header: string | string[] | undefined): string {
  const given = typeof header === 'string' ? traceparent.exec(header)?.[1] : undefined;
  return given ?? newTraceId();
}
