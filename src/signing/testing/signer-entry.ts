import { runSignerProcess } from '../index.ts';
import { describeTest } from './describe.ts';

// The program of a signer process in tests; the platform's own joins the chain adapter in the same way.
await runSignerProcess({ describe: () => describeTest });
