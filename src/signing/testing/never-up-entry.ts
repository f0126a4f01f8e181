import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// A signer that runs and never comes up; it says which process it is.
const folder = process.argv[2] ?? '';
writeFileSync(join(folder, 'pid.half'), String(process.pid));
renameSync(join(folder, 'pid.half'), join(folder, 'pid'));
setInterval(() => undefined, 60_000);
