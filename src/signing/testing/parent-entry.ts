import { silentLog } from '../../platform/log.ts';
import { startLocalSigners } from '../index.ts';
import { signerNumbers } from '../types.ts';

// A parent of three signers that waits to be killed.
const directory = process.argv[2] ?? '';
const entry = new URL('./signer-entry.ts', import.meta.url);
const local = await startLocalSigners({ directory, entry, log: silentLog });
process.stdout.write(`${JSON.stringify(signerNumbers.map((signer) => local.pid(signer)))}\n`);
