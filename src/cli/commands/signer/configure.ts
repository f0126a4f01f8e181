import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { readSettings } from '../../../platform/settings.ts';
import { fields, print } from '../../terminal/output.ts';
import { wholeNumber } from '../../terminal/read-options.ts';
import { signerNumber } from './options.ts';

interface Options {
  readonly number: 1 | 2 | 3;
  readonly port: number;
  readonly host: string;
  readonly platform: string;
  readonly administrator: string;
  readonly signers: readonly [string, string, string];
  readonly chains?: string;
  readonly json?: boolean;
}

/** `cardwright signer configure` */
export function configureCommand(): Command {
  return new Command('configure')
    .description('pin the other parties in a signer’s folder, and set where it listens')
    .argument('<folder>', 'the folder created by signer init')
    .requiredOption('--number <1, 2 or 3>', 'which of the three it is', signerNumber)
    .requiredOption('--port <port>', 'the port it listens on', wholeNumber)
    .option('--host <address>', 'the address it listens on', '127.0.0.1')
    .requiredOption('--platform <key>', 'the public key of the platform', publicKey)
    .requiredOption('--administrator <key>', 'the public key of the administrator', publicKey)
    .requiredOption(
      '--signers <keys>',
      'the public keys of signers 1, 2 and 3, separated by commas',
      threeKeys,
    )
    .option('--chains <file>', 'the chains, as in CHAINS_FILE; by default those of the sandbox')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Compare the keys with their owners on another way than the one they came: whoever is pinned here is believed.
The signer reads what it is to sign by these chains and tokens; give it the file again when they change.

Examples:
  npx cardwright signer configure ./signer-1 --number 1 --port 7001 --platform $PLATFORM \\
    --administrator $ADMINISTRATOR --signers $ONE,$TWO,$THREE --chains chains.json`,
    )
    .action(async (folder: string, options: Options) => {
      const [{ writeConfiguration }, { listChains }, { chainsToDescribe }] = await Promise.all([
        import('../../../signing/index.ts'),
        import('../../../join/chain-list.ts'),
        import('../../../join/describe-chains.ts'),
      ]);
      const { number, host, port, platform, administrator, json = false } = options;
      const [one, two, three] = options.signers;
      const chains = listChains(
        readSettings(options.chains === undefined ? {} : { CHAINS_FILE: options.chains }),
      );
      await writeConfiguration(resolve(folder), {
        number,
        host,
        port,
        platform,
        administrator,
        signers: { 1: one, 2: two, 3: three },
        describe: chainsToDescribe(chains),
      });
      const written = {
        number,
        url: `http://${host}:${port}`,
        chains: chains.map(({ name }) => name),
      };
      print(json, written, () =>
        fields({ Signer: String(number), Listens: written.url, Chains: written.chains.join(', ') }),
      );
    });
}

function publicKey(text: string): string {
  if (!/^[\w-]{43}$/.test(text))
    throw new InvalidArgumentError('Give a public key as signer init prints it: 43 characters.');
  return text;
}

function threeKeys(text: string): readonly [string, string, string] {
  const [one, two, three, ...more] = text.split(',').map((key) => publicKey(key.trim()));
  if (one === undefined || two === undefined || three === undefined || more.length > 0)
    throw new InvalidArgumentError('Give three public keys, separated by commas.');
  if (new Set([one, two, three]).size < 3)
    throw new InvalidArgumentError('Give three different keys: two signers with one key are one signer.');
  return [one, two, three];
}
