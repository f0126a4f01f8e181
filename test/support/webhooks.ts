import { atEnd } from './at-end.ts';
import { stopBefore } from './database.ts';
import { joinWebhooks, type TestOptions, type TestWebhooks } from './joined-webhooks.ts';
import type { Database } from '../../src/platform/database.ts';

export * from './joined-webhooks.ts';

/** The same as {@link joinWebhooks}, started, and stopped when the test ends. */
export async function testWebhooks(database: Database, options: TestOptions = {}): Promise<TestWebhooks> {
  const world = joinWebhooks(database, options);
  atEnd(() => world.webhooks.stop());
  stopBefore(database, () => world.webhooks.stop());
  await world.webhooks.listen();
  if (options.dispatch ?? true) world.webhooks.dispatcher.start();
  return world;
}
