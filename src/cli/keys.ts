import { Command } from 'commander';
import { fields, print } from './output.ts';
import { runningSandbox } from './server.ts';

/** `cardwright keys` */
export function keysCommand(): Command {
  return new Command('keys')
    .description('show the address and the keys of the sandbox that runs in DATA_DIR')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
They follow from the master key in DATA_DIR, so every start has the same. In production there are no such keys: the
operator makes companies, each with its first key (POST /operator/companies).

Examples:
  npx cardwright keys
  curl -H "x-api-key: $(npx cardwright keys --json | jq -r .api_key)" …`,
    )
    .action(async ({ json = false }: { json?: boolean }) => {
      const { url, api_key, operator_key } = await runningSandbox();
      print(json, { url, api_key, operator_key }, () =>
        fields({ Address: url, 'API key': api_key, 'Operator key': operator_key }),
      );
    });
}
