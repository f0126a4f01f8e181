/** Ids made by the wall clock sort by time (UUID version 7), so a stretch of time is a stretch of ids. */

const hex = (at: Date): string => {
  const text = Math.max(0, at.getTime()).toString(16).padStart(12, '0');
  return `${text.slice(0, 8)}-${text.slice(8)}`;
};

/** Every id made at `at` or later is greater. */
export const firstIdAt = (prefix: string, at: Date): string => `${prefix}_${hex(at)}`;

/** Every id made at `at` or earlier is smaller. */
export const lastIdAt = (prefix: string, at: Date): string => `${prefix}_${hex(at)}~`;

/** When an id was made. */
export function momentOf(id: string): Date {
  const start = id.indexOf('_') + 1;
  return new Date(parseInt(id.slice(start, start + 8) + id.slice(start + 9, start + 13), 16));
}
