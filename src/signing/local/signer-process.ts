import type { Log } from '../../platform/log.ts';
import { silentLog } from '../../platform/log.ts';
import { runSigner } from '../signer/run-signer.ts';
import type { Describe } from '../types.ts';

/** What a signer process tells its parent when it listens. */
export interface Ready {
  readonly url: string;
  readonly publicKey: string;
}

/**
 * The whole life of a signer process: `node ENTRY FOLDER [PORT]`. Everything it knows is in its folder; it reads no environment.
 * Started with a channel to a parent (`startLocalSigners`), it ends with the parent, however that ends.
 */
export async function runSignerProcess(options: {
  readonly describe: (settings: unknown) => Describe | Promise<Describe>;
  readonly log?: Log;
}): Promise<void> {
  const [folder, port] = process.argv.slice(2);
  if (folder === undefined) throw new Error('Usage: node ENTRY FOLDER [PORT]');
  const signer = await runSigner({
    folder,
    describe: options.describe,
    log: options.log ?? silentLog,
    port: port === undefined ? undefined : Number(port),
  });
  const stop = (): void => {
    void signer.close().then(() => process.exit(0));
  };
  process.once('SIGTERM', stop);
  process.once('disconnect', stop);
  // Ctrl-C reaches the whole process group; the parent still needs signatures while it drains, and then stops us.
  process.on('SIGINT', process.send === undefined ? stop : () => undefined);
  // A parent that has gone by now has told nobody of it: there was nothing here yet that listened.
  process.send?.({ url: signer.url, publicKey: signer.publicKey } satisfies Ready, (error: Error | null) => {
    if (error !== null) stop();
  });
}
