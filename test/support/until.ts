/** No machine is slow for so long; what has not come by then never comes, and must not hold up the run. */
const longestMs = 120_000;
/** A machine that stands still lets nobody get on: a look that took longer counts as this. */
const longestLookMs = 1_000;

/** Asks again until it is so. Fails after two minutes, with what was asked. */
export async function until(isSo: () => Promise<boolean>): Promise<void> {
  let waitedMs = 0;
  for (let at = performance.now(); !(await isSo());) {
    if (waitedMs > longestMs) throw new Error(`still not so after ${longestMs} ms: ${isSo.toString()}`);
    // Whoever is waited for has to answer, too: what has taken long is asked for less often.
    await new Promise((resolve) => setTimeout(resolve, Math.min(25, Math.max(5, waitedMs / 20))));
    const now = performance.now();
    waitedMs += Math.min(now - at, longestLookMs);
    at = now;
  }
}
