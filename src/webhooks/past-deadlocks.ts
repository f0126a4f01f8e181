import { isDeadlock } from '../platform/database.ts';

const mostTries = 5;

/**
 * Runs a unit of work again that was ended since it and another one waited for each other. Whoever changes many deliveries that wait may
 * meet what a process, which stood still for longer than its lease, writes down of the same ones in another order.
 */
export async function pastDeadlocks<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isDeadlock(error) || tries === mostTries) throw error;
    }
  }
}
