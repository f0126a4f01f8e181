import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import type { Asset } from '../../../kernel/assets.ts';
import { scaleOf } from '../../../kernel/assets.ts';
import { parseAmount } from '../../../kernel/money.ts';
import { readSettings } from '../../../platform/settings.ts';
import { fields, print } from '../../terminal/output.ts';
import { CliProblem } from '../../run.ts';
import { signerNumber } from './options.ts';

const policySchema = z.strictObject({
  version: z.int().min(1),
  destinations: z.union([z.literal('any'), z.array(z.string().regex(/^0x[0-9a-fA-F]{40}$/)).max(10_000)]),
  per_day: z.union([
    z.literal('any'),
    z.record(z.string().regex(/^[\w.$-]+:[\w.$-]+\/\d{1,2}$/), z.string()),
  ]),
});

interface Options {
  readonly number: 1 | 2 | 3;
  readonly administrator?: string;
  readonly signers?: string;
  readonly json?: boolean;
}

/** `cardwright signer policy` */
export function policyCommand(): Command {
  return new Command('policy')
    .description('replace what a signer may sign, with the administrator’s key')
    .argument('<file>', 'the policy, as JSON')
    .requiredOption('--number <1, 2 or 3>', 'the signer whose policy it is', signerNumber)
    .option('--administrator <folder>', 'the folder of the administrator; by default that of the sandbox')
    .option(
      '--signers <file>',
      'the addresses of the signers, as in SIGNERS_FILE; by default those of the sandbox',
    )
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
The file has {"version", "destinations", "per_day"}: the next version (1 for the first), addresses or "any", and the most of
each asset in a day or "any": {"POLYGON:USDC/6": "5000"}. An asset that is not named is not signed at all. Each of three signers
with a limit L makes 1.5 L for two of them. Give all three theirs.

Examples:
  npx cardwright signer policy policy.json --number 1
  npx cardwright signer policy policy.json --number 2 --administrator ./administrator --signers signers.json`,
    )
    .action(async (file: string, options: Options) => {
      const { version, destinations, perDay } = await readPolicy(file);
      const { dataDir } = readSettings();
      const folder = options.administrator ?? join(dataDir, 'signers', 'administrator');
      const [{ createAdministrator, createKeys, Refusal }, { readSigners }] = await Promise.all([
        import('../../../signing/index.ts'),
        import('../../../join/signers.ts'),
      ]);
      const signers = await readSigners(options.signers ?? join(dataDir, 'signers.json'));
      const identity = await createKeys(resolve(folder));
      const administrator = createAdministrator({ identity, signers });
      try {
        await administrator.setPolicy(options.number, { version, destinations, perDay });
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        throw new CliProblem(`Signer ${options.number} refused it: ${error.message}`, adviceOf(error.code));
      } finally {
        await administrator.close();
      }
      print(options.json ?? false, { number: options.number, version }, () =>
        fields({ Signer: String(options.number), Version: String(version) }),
      );
    });
}

const adviceOf = (code: string): string =>
  code === 'DOWN'
    ? 'Is it running, and is its address in the signers file correct?'
    : 'GET /operator/signers shows its current version; the next version is one higher. The administrator must be the one the signer has pinned.';

interface ReadPolicy {
  readonly version: number;
  readonly destinations: 'any' | string[];
  readonly perDay: 'any' | Record<string, string>;
}

/** A policy with its amounts in minor units, as signers count them. */
async function readPolicy(file: string): Promise<ReadPolicy> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new CliProblem(`The policy cannot be read: ${String(error)}`);
  });
  const parsed = policySchema.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new CliProblem(
      `The policy is not valid: ${z.prettifyError(parsed.error)}`,
      'See npx cardwright signer policy --help.',
    );
  const { version, destinations, per_day: perDay } = parsed.data;
  if (perDay === 'any') return { version, destinations, perDay };
  const amounts = Object.entries(perDay).map(([asset, amount]) => [
    asset,
    minorUnits(asset as Asset, amount),
  ]);
  return { version, destinations, perDay: Object.fromEntries(amounts) as Record<string, string> };
}

function minorUnits(asset: Asset, amount: string): string {
  const minor = parseAmount(amount, scaleOf(asset));
  if (typeof minor === 'bigint' && minor >= 0n) return String(minor);
  throw new CliProblem(
    `${amount} is not an amount of ${asset}: give a decimal string with no more decimals than the asset has.`,
  );
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new CliProblem('The policy is not JSON.', 'See npx cardwright signer policy --help.');
  }
}
