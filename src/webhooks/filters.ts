import { catalogue, eventType, type EventTypeName } from '../events/index.ts';

/** `OPERATION`, `OPERATION.SUB_OPERATION` or `OPERATION.SUB_OPERATION.STATUS`, of the catalogue. */
export function isFilter(text: string): boolean {
  for (const name of catalogue.keys()) if (name === text || name.startsWith(`${text}.`)) return true;
  return false;
}

/** Whether an endpoint is told of events of this type because its filters are these; what takes others back follows those. */
export function wants(filters: readonly string[], type: EventTypeName): boolean {
  const { audience } = eventType(type);
  if (audience === 'decision' || audience === 'told') return false;
  if (audience === 'named') return filters.includes(type);
  return matches(filters, type);
}

/** Whether a type, or its first parts, is among these; none means all. */
export const matches = (filters: readonly string[], type: EventTypeName): boolean =>
  filters.length === 0 || filters.some((filter) => type === filter || type.startsWith(`${filter}.`));
