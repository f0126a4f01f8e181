import { chain, signers } from './chain.ts';
import type { Check } from './check.ts';
import { postgres } from './database.ts';
import { dataFolder, disk, port } from './folder.ts';
import { node, packages, programs } from './installation.ts';
import { server } from './server.ts';

/** Everything that is looked at, in this order. */
export const checks: readonly Check[] = [
  node,
  packages,
  programs,
  dataFolder,
  disk,
  port,
  postgres,
  server,
  chain,
  signers,
];
