import type { Log } from '../platform/log.ts';
import { runSigner } from '../signing/index.ts';
import type { RunningSigner } from '../signing/index.ts';
import { describeChains } from './describe-chains.ts';

/**
 * One signer by itself, on a machine of its own: everything it knows is in its folder, and it needs no database.
 *
 * @throws StartupProblem
 */
export const startSigner = (folder: string, log: Log): Promise<RunningSigner> =>
  runSigner({ folder, describe: describeChains, log });
