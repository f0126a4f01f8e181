import { resolve } from 'node:path';
import { Command } from 'commander';
import { print } from '../../terminal/output.ts';

/** `cardwright signer init` */
export function initCommand(): Command {
  return new Command('init')
    .description('create the keys of a signer, the platform or the administrator')
    .argument('<folder>', 'the folder for the keys; existing keys are kept')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Prints the public key, which the others pin. The folder is this party's own: nobody else ever needs it.

Examples:
  npx cardwright signer init /var/lib/cardwright/signer
  npx cardwright signer init ./administrator --json`,
    )
    .action(async (folder: string, { json = false }: { json?: boolean }) => {
      const { createKeys } = await import('../../../signing/index.ts');
      const { publicKey } = await createKeys(resolve(folder));
      print(json, { folder: resolve(folder), public_key: publicKey }, () => [publicKey]);
    });
}
