import { enableCompileCache } from 'node:module';
import { compileCache } from '../platform/compile-cache.ts';

// The program of a signer process that `npm start` brings up; see `signer-role.ts` for one by itself. It is given no environment that
// could name the cache, and whatever is to be found there is imported after it is known.
enableCompileCache(compileCache);
const { runSignerProcess } = await import('../signing/index.ts');
const { describeChains } = await import('./describe-chains.ts');
await runSignerProcess({ describe: describeChains });
