import { fileURLToPath } from 'node:url';

/** Where `npm start` and `npx cardwright` keep what was compiled (`NODE_COMPILE_CACHE`): who finds it there starts with two thirds of the CPU. */
export const compileCache = fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url));
