/** No machine is slow for so long; what has not come by then never comes, and must not hold up the run. */
const longestMs = 120_000;

/** Asks again until it is so. Fails after two minutes, with what was asked. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  const endsAt = performance.now() + longestMs;
  while (!(await isSo())) {
    if (performance.now() > endsAt) throw new Error(`still not so after ${longestMs} ms: ${isSo.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
