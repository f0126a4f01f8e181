import { runSignerProcess } from '../signing/index.ts';
import { describeChains } from './describe-chains.ts';

// The program of a signer process that `npm start` brings up; see `signer-role.ts` for one by itself.
await runSignerProcess({ describe: describeChains });
