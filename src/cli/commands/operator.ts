import type { Command } from 'commander';
import { createClient } from '../../../sdk/index.ts';
import type { Client } from '../../../sdk/index.ts';
import { readSettings } from '../../platform/settings.ts';
import { exactNumber } from '../terminal/exact-number.ts';
import { serverUrl, usableKey } from '../terminal/read-options.ts';
import { CliProblem, exitCodes } from '../run.ts';
import { findServer } from '../server.ts';

/** Where the server is, and who asks: for commands of the operator. */
export interface OperatorOptions {
  readonly url?: string;
  readonly operatorKey?: string;
  readonly json?: true;
}

/** Adds the options of a command that asks as the operator. */
export const withOperator = (command: Command): Command =>
  command
    .option('--url <url>', 'the server; default: the one running in DATA_DIR', serverUrl)
    .option('--operator-key <key>', 'default: OPERATOR_KEY, or the key of the sandbox in DATA_DIR')
    .option('--json', 'print JSON');

/** @throws CliProblem when there is no server or no key to ask with */
export async function operatorClient(options: OperatorOptions, timeoutMs?: number): Promise<Client> {
  const settings = readSettings();
  const running = await findServer(settings.dataDir);
  const given =
    options.operatorKey === undefined ? undefined : usableKey(options.operatorKey, '--operator-key');
  const url = options.url ?? running?.url;
  if (url === undefined)
    throw new CliProblem(
      `No Cardwright is running on ${settings.dataDir}.`,
      'Start one with npx cardwright start, set DATA_DIR, or give --url and --operator-key.',
      exitCodes.unreachable,
    );
  const apiKey = given ?? settings.operatorKey?.reveal() ?? running?.operator_key ?? undefined;
  if (apiKey === undefined)
    throw new CliProblem(
      'This requires the operator key.',
      'Give --operator-key, or set OPERATOR_KEY.',
      exitCodes.usage,
    );
  return createClient({ url, apiKey, exactly: exactNumber, ...(timeoutMs !== undefined && { timeoutMs }) });
}
