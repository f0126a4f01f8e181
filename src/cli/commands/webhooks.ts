import { Command, InvalidArgumentError } from 'commander';
import { wallClock } from '../../platform/clock.ts';
import { checkSignature } from './check-signature.ts';
import { readGivenFile } from '../terminal/given-file.ts';
import { fields, print, styled } from '../terminal/output.ts';
import { CliProblem, exitCodes } from '../run.ts';

interface VerifyOptions {
  readonly secret: readonly string[];
  readonly headers: string;
  readonly body: string;
  readonly anyAge?: true;
  readonly json?: true;
}

/** `cardwright webhooks verify` */
export function webhooksCommand(): Command {
  const webhooks = new Command('webhooks').description('help with receiving webhooks');
  webhooks
    .command('verify')
    .description('check the signature of a message that was kept in files, and say what is wrong with it')
    .requiredOption(
      '--secret <key...>',
      'whsec_… of the endpoint, or whpk_… for v1a; several while rotating',
      key,
    )
    .requiredOption('--headers <file>', 'a line "name: value" each, or a JSON object')
    .requiredOption('--body <file>', 'the body, byte for byte as it came')
    .option('--any-age', 'do not mind when it was sent')
    .option('--json', 'print JSON')
    .addHelpText(
      'after',
      `
Nothing is sent anywhere, and no server is needed. Ends with 0 when a receiver may trust the message, else with 1.

Examples:
  npx cardwright webhooks verify --secret whsec_… --headers headers.txt --body body.json
  npx cardwright webhooks verify --secret whpk_… --headers headers.json --body body.json --any-age --json`,
    )
    .action(verify);
  return webhooks;
}

async function verify({ secret, headers, body, anyAge, json }: VerifyOptions): Promise<void> {
  const signed = {
    headers: readHeaders((await readGivenFile(headers)).toString()),
    body: await readGivenFile(body),
  };
  const checked = checkSignature(signed, secret, anyAge === true ? null : wallClock.now());
  print(json === true, checked, () => [
    checked.valid
      ? styled(['bold', 'green'], 'The message is genuine.')
      : styled(['bold', 'red'], 'Do not trust it.'),
    ...checked.problems,
    '',
    ...fields({
      Id: checked.id ?? undefined,
      Signature: checked.scheme === null ? 'does not fit' : `fits (${checked.scheme})`,
      Age: checked.age_seconds === null ? undefined : `${checked.age_seconds} s`,
    }),
  ]);
  process.exitCode = checked.valid ? exitCodes.done : exitCodes.failed;
}

/** A JSON object as frameworks print it, or lines as they stand on the wire; other lines are passed over. */
function readHeaders(text: string): Record<string, string> {
  const pairs = text.trimStart().startsWith('{')
    ? Object.entries(jsonObject(text)).map(([name, value]) => [name, String([value].flat()[0])] as const)
    : text.split(/\r?\n/).flatMap((line) => {
        const [, name, value] = /^\s*([\w-]+)\s*:\s*(.*?)\s*$/.exec(line) ?? [];
        return name === undefined || value === undefined ? [] : [[name, value] as const];
      });
  return Object.fromEntries(pairs.map(([name, value]) => [name.toLowerCase(), value]));
}

function jsonObject(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new CliProblem(
      'The headers begin like JSON and are none.',
      'Give a JSON object, or lines "name: value".',
    );
  }
}

function key(text: string, before: readonly string[] = []): string[] {
  if (!/^(whsec|whpk)_[A-Za-z0-9+/]{20,}={0,2}$/.test(text))
    throw new InvalidArgumentError('A secret is whsec_ (or whpk_) and base64.');
  return [...before, text];
}
