import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError, createClient, NoAnswer } from '../../../../sdk/index.ts';
import { StartupProblem } from '../../../platform/startup-problem.ts';
import { findServer } from '../../server.ts';
import { bad, good, note } from './check.ts';
import type { Check, Finding } from './check.ts';

const timeoutMs = 5_000;

/** The blockchains: whether their nodes answer, and are of the chain that they should be. */
export const chain: Check = {
  name: 'Chain nodes',
  async run(settings) {
    // Half of the program, which no other check needs.
    const { hasLocalChain, listChains } = await import('../../../app.ts');
    if (hasLocalChain(settings)) return [await local(settings.dataDir)];
    try {
      const chains = settings.environment === 'sandbox' && !settings.localChain ? [] : listChains(settings);
      if (chains.length === 0)
        return [
          note(
            'none: there are no wallets, and nothing can fund the card holdings',
            'Set CHAINS_FILE, or in a sandbox leave LOCAL_CHAIN=on, to have wallets.',
          ),
        ];
      return await Promise.all(
        chains.flatMap(({ name, chainId, rpcUrls }) =>
          rpcUrls.map((url, at) => remote(`${name}, node ${at + 1}`, url, chainId)),
        ),
      );
    } catch (error) {
      if (error instanceof StartupProblem) return [bad(error.message, error.advice)];
      throw error;
    }
  },
};

/** The sandbox's own leaves its address beside the data. */
async function local(dataDir: string): Promise<Omit<Finding, 'name'>> {
  const text = await readFile(join(dataDir, 'chain.json'), 'utf8').catch(() => '{}');
  const { rpc_url: url } = JSON.parse(text) as { readonly rpc_url?: string };
  const there = url === undefined ? undefined : await block(url).catch(() => undefined);
  return there === undefined
    ? good('the sandbox’s own; not running, and starts with the platform')
    : good(`the sandbox’s own, at block ${there.number}`);
}

/** Addresses of nodes may hold a key: they are not shown. */
async function remote(name: string, url: string, chainId: number): Promise<Omit<Finding, 'name'>> {
  try {
    const there = await block(url);
    if (there.chainId !== chainId)
      return bad(
        `${name} is on chain ${there.chainId}, not ${chainId}`,
        'Correct rpc_urls or chain_id in CHAINS_FILE.',
      );
    return good(`${name} is at block ${there.number}`);
  } catch (error) {
    return bad(
      `${name} does not answer: ${reasonOf(error)}`,
      'Check rpc_urls in CHAINS_FILE, and whether this machine can reach them.',
    );
  }
}

/** `fetch` keeps what happened in the cause of its error. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'without giving a reason';
  const { message } = error.cause instanceof Error && error.cause.message !== '' ? error.cause : error;
  return message.replaceAll(/\bhttps?:\/\/\S+/g, '…');
}

async function block(address: string): Promise<{ readonly chainId: number; readonly number: number }> {
  const url = new URL(address);
  const { username, password } = url;
  url.username = '';
  url.password = '';
  // Name and password in an address go as a header, as the platform sends them.
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers = {
    'content-type': 'application/json',
    ...(username !== '' && { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` }),
  };
  const ask = async (method: string): Promise<number> => {
    const answer = await fetch(url, {
      method: 'POST',
      headers,
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params: [] }),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const { result } = (await answer.json()) as { readonly result?: string };
    if (result === undefined) throw new Error(`it did not answer ${method} (HTTP ${answer.status})`);
    return Number(result);
  };
  return { chainId: await ask('eth_chainId'), number: await ask('eth_blockNumber') };
}

/** Those who sign for the wallets; the running platform knows how they are. */
export const signers: Check = {
  name: 'Signers',
  async run({ dataDir, operatorKey, signersFile, environment, localChain }) {
    const wanted = signersFile !== undefined || (environment === 'sandbox' && localChain);
    if (!wanted)
      return [
        note('none: nothing leaves a wallet', 'Set SIGNERS_FILE to have treasury and holding wallets.'),
      ];
    const running = await findServer(dataDir);
    const key = operatorKey?.reveal() ?? running?.operator_key ?? undefined;
    if (running === undefined || key === undefined)
      return [
        signersFile === undefined
          ? good('the sandbox’s own three, which start with the platform')
          : note('they can only be asked through the running platform', 'Use GET /operator/signers there.'),
      ];
    try {
      const three = await createClient({ url: running.url, apiKey: key, timeoutMs }).listSigners();
      const down = three.filter(({ up }) => !up).map(({ number }) => number);
      if (down.length === 0) return [good(`all ${three.length} are up`)];
      const text = `${down.length === 1 ? `signer ${down[0]} is` : `signers ${down.join(' and ')} are`} down`;
      return [
        three.length - down.length >= 2
          ? note(`${text}; two are enough to sign`, 'Restart it before another one fails.')
          : bad(
              `${text}: nothing can be signed`,
              'Restart them; what is waiting for a signature is then signed.',
            ),
      ];
    } catch (error) {
      if (error instanceof NoAnswer) return [good('they start with the platform')];
      if (error instanceof ApiError)
        return [
          note(
            `the platform cannot say: ${error.message}`,
            'They come up after the API; check again in a moment.',
          ),
        ];
      throw error;
    }
  },
};
