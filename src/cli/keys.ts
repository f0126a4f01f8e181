import { Command } from 'commander';
import { fields, print } from './output.ts';
import { runningSandbox } from './server.ts';

/** `cardwright keys` */
export function keysCommand(): Command {
  return new Command('keys')
    .description('show the address and the keys of the sandbox that runs in DATA_DIR')
    .option('--json', 'print JSON')
    .option('--env', 'print lines for a shell to read: CARDWRIGHT_URL and CARDWRIGHT_API_KEY')
    .addHelpText(
      'after',
      `
They follow from the master key in DATA_DIR, so every start has the same. In production there are no such keys: the
operator makes companies, each with its first key (POST /operator/companies).

Examples:
  npx cardwright keys
  eval "$(npx cardwright keys --env)"`,
    )
    .action(async ({ json = false, env = false }: { json?: boolean; env?: boolean }) => {
      const { url, api_key, operator_key } = await runningSandbox();
      if (env) {
        process.stdout.write(`export CARDWRIGHT_URL=${url}\nexport CARDWRIGHT_API_KEY=${api_key}\n`);
        return;
      }
      print(json, { url, api_key, operator_key }, () =>
        fields({ Address: url, 'API key': api_key, 'Operator key': operator_key }),
      );
    });
}
