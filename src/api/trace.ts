import { newTraceId } from '../platform/trace-id.ts';

const traceparent = /^(?!ff)[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}(?:-|$)/;

/** Ids of traces that began elsewhere are taken over (W3C Trace Context, section 3.2); all others are random. */
export function traceIdOf(header: string | string[] | undefined): string {
  if (typeof header === 'string') {
    const [, given] = traceparent.exec(header) ?? [];
    if (given !== undefined && given !== '0'.repeat(32)) return given;
  }
  return newTraceId();
}
