import { Argument, Command, Option } from 'commander';
import { each } from '../../../sdk/index.ts';
import type { Operations } from '../../../sdk/index.ts';
import type { Product } from '../../companies/index.ts';
import { fields, print, styled } from '../terminal/output.ts';
import { wholeNumber } from '../terminal/read-options.ts';
import { CliProblem } from '../run.ts';
import { clientFor, runningServer, withServer } from '../server.ts';
import type { ServerOptions } from '../server.ts';

/** All there are, as the compiler sees to: from the folder that lists them the database would come along with every command. */
const products = Object.keys({
  treasury: true,
  virtual_wallets: true,
  cards: true,
  management: true,
  webhooks: true,
  simulate: true,
} satisfies Record<Product, true>);

type NewKey = Operations['createKey']['input'];
type Key = Operations['listKeys']['answer']['data'][number];

/** `cardwright keys`, and what administers them */
export function keysCommand(): Command {
  const keys = new Command('keys')
    .description('show the address and keys of the sandbox running in DATA_DIR; create and revoke keys')
    .option('--json', 'print JSON')
    .option('--env', 'print shell commands that set CARDWRIGHT_URL and CARDWRIGHT_API_KEY')
    .addHelpText(
      'after',
      `
The two keys that are shown follow from the master key in DATA_DIR, so every start has the same. In production there are
no such keys: the operator makes companies, each with its first key (POST /operator/companies).

Examples:
  npx cardwright keys
  eval "$(npx cardwright keys --env)"
  npx cardwright keys create "shop" --level 2 --product cards
  npx cardwright keys list`,
    )
    .action(show);

  withServer(keys.command('list'))
    .description('list the keys of the company')
    .addHelpText('after', '\nExamples:\n  npx cardwright keys list\n  npx cardwright keys list --json')
    .action(list);
  withServer(keys.command('create'))
    .description('create a key; it is shown only this once')
    .argument('<name>', 'what the key is for')
    .addOption(
      new Option(
        '--level <level>',
        '1 can read, 2 can also move money and issue cards, 3 can also administer',
      )
        .choices(['1', '2', '3'])
        .makeOptionMandatory(),
    )
    .addOption(
      new Option('--product <product...>', 'the products it is limited to; default: all').choices(products),
    )
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright keys create "shop" --level 2 --product cards webhooks
  npx cardwright keys create "reports" --level 1 --json | jq -r .key`,
    )
    .action(create);
  withServer(keys.command('rotate'))
    .description('give a key a new value; the old one keeps working for an hour')
    .addArgument(new Argument('<key>', 'its id'))
    .option('--overlap <seconds>', 'how long the old value keeps working', wholeNumber)
    .addHelpText(
      'after',
      `
Examples:
  npx cardwright keys rotate key_0197…
  npx cardwright keys rotate key_0197… --overlap 0`,
    )
    .action(rotate);
  withServer(keys.command('revoke'))
    .description('revoke a key at once')
    .addArgument(new Argument('<key>', 'its id'))
    .addHelpText('after', '\nExamples:\n  npx cardwright keys revoke key_0197…')
    .action(revoke);
  return keys;
}

async function show({
  json = false,
  env = false,
}: {
  readonly json?: boolean;
  readonly env?: boolean;
}): Promise<void> {
  const { url, api_key, operator_key } = await runningServer();
  if (api_key === null || operator_key === null)
    throw new CliProblem(
      `The Cardwright running at ${url} is not a sandbox, and does not show its keys.`,
      'The operator creates companies, each with its first key: POST /operator/companies.',
    );
  if (env) {
    process.stdout.write(`export CARDWRIGHT_URL=${url}\nexport CARDWRIGHT_API_KEY=${api_key}\n`);
    return;
  }
  print(json, { url, api_key, operator_key }, () =>
    fields({ Address: url, 'API key': api_key, 'Operator key': operator_key }),
  );
}

async function list(_: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ServerOptions>();
  const client = await clientFor(options);
  const found: Key[] = await Array.fromAsync(each(client.listKeys, { size: 100 }));
  print(options.json === true, found, () =>
    found.map((key) => `${styled('bold', key.name)}\n${told(key).join('\n')}\n`),
  );
}

async function create(
  name: string,
  { level, product }: { readonly level: '1' | '2' | '3'; readonly product?: NewKey['products'] },
  command: Command,
): Promise<void> {
  const options = command.optsWithGlobals<ServerOptions>();
  const client = await clientFor(options);
  const key = await client.createKey({
    name,
    level: Number(level) as NewKey['level'],
    products: product,
  });
  print(options.json === true, key, () => [...fields({ 'API key': key.key }), ...told(key)]);
}

async function rotate(
  id: string,
  { overlap }: { readonly overlap?: number },
  command: Command,
): Promise<void> {
  const options = command.optsWithGlobals<ServerOptions>();
  const key = await (await clientFor(options)).rotateKey({ id, overlap_seconds: overlap });
  print(options.json === true, key, () => [...fields({ 'API key': key.key }), ...told(key)]);
}

async function revoke(id: string, _: unknown, command: Command): Promise<void> {
  const options = command.optsWithGlobals<ServerOptions>();
  const key = await (await clientFor(options)).revokeKey({ id });
  print(options.json === true, key, () => told(key));
}

const told = (key: Key): string[] =>
  fields({
    Id: key.id,
    Begins: key.prefix,
    Level: String(key.level),
    Products: key.products.join(', '),
    'Last used': key.last_used_at ?? 'never',
    Revoked: key.revoked_at ?? undefined,
  });
