import { wallClock } from '../../platform/clock.ts';
import { openDatabase } from '../../platform/database.ts';
import { silentLog } from '../../platform/log.ts';
import { sandboxChain, startSandbox } from '../local/sandbox.ts';

/* A process that gives deposits away and says the hash of each that is mined, until it is killed. */

const database = openDatabase(JSON.parse(process.argv[2] ?? '{}') as object);
const sandbox = await startSandbox({ database, log: silentLog, clock: wallClock, blockMs: 5 });
const token = sandboxChain.tokens[0]?.address ?? null;
for (;;) {
  const hash = await sandbox.deposit('0x00000000000000000000000000000000000000b0', token, 1n);
  process.stdout.write(`${hash}\n`);
}
