import { count } from '../../ui/format.tsx';

/** Live figures come every two seconds for a minute's view, and more slowly for longer ones. */
export const paceOf = (seconds: number): number => Math.min(30_000, Math.max(2_000, seconds * 5));

/** Of what was counted, the moments of every stretch, also of those in which nothing happened. */
export function evenly<Bucket extends { readonly at: string }>(
  {
    seconds,
    bucket_seconds: step,
    buckets,
  }: { readonly seconds: number; readonly bucket_seconds: number; readonly buckets: readonly Bucket[] },
  value: (bucket: Bucket) => number,
): { readonly times: number[]; readonly values: number[] } {
  const found = new Map(
    buckets.map((bucket) => [Math.round(new Date(bucket.at).getTime() / 1_000), value(bucket)]),
  );
  // The stretch that is not over would look like a fall.
  const end = Math.floor(Date.now() / 1_000 / step) * step - step;
  const times = Array.from(
    { length: Math.floor(seconds / step) },
    (_, at, all = Math.floor(seconds / step)) => end - (all - 1 - at) * step,
  );
  return { times, values: times.map((time) => (found.get(time) ?? 0) / step) };
}

/** So many a second, in words. */
export const rate = (total: number, seconds: number): string => {
  const each = total / seconds;
  return each >= 10 ? count(each) : each.toFixed(each >= 1 ? 1 : 2);
};
