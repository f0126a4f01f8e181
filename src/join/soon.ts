/** Waits for something that may take its time, but no longer than this. */
export async function soon(it: Promise<unknown>, patienceMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, patienceMs);
  await Promise.race([it, promise]);
  clearTimeout(timer);
}
