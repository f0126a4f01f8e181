import { createKeys } from '../signer/configuration.ts';

await createKeys(process.argv[2] ?? '');
