/** Answers which value `share` of the values do not exceed, 0.5 being the median; 0 where there are none. Sorts once. */
export function quantiles(values: readonly number[]): (share: number) => number {
  const sorted = values.toSorted((one, other) => one - other);
  return (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
