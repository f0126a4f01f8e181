import { createClient, type Client, type ClientOptions } from '../../sdk/index.ts';

/** A client of the tests. It waits for an answer longer than any machine stands still; what never comes ends with the test's own time. */
export const testClient = (options: ClientOptions): Client =>
  createClient({ timeoutMs: 600_000, ...options });
