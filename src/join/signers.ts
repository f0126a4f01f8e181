import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { Failure } from '../kernel/failures.ts';
import type { Log } from '../platform/log.ts';
import type { Settings } from '../platform/settings.ts';
import { StartupProblem } from '../platform/startup-problem.ts';
import { createCoordinator, createKeys, startLocalSigners } from '../signing/index.ts';
import type { Coordinator, LocalSigners, SignerAddress } from '../signing/index.ts';
import type { ConfiguredChain } from './chain-list.ts';
import { hasLocalChain } from './chain-list.ts';
import { chainsToDescribe } from './describe-chains.ts';
import { foundFile } from './found-file.ts';

/** Those who sign, as they come up. */
export interface Signers {
  /** @throws Failure UNAVAILABLE while there are none */
  coordinator(): Coordinator;
  /** Resolves when they are there, or when it is known that they will not be for now. */
  readonly ready: Promise<void>;
  close(): Promise<void>;
}

const fileSchema = z.object({
  signers: z
    .array(
      z.object({
        number: z.literal([1, 2, 3]),
        url: z.url({ protocol: /^https?$/ }),
        public_key: z.string().regex(/^[\w-]{43}$/),
      }),
    )
    .length(3),
});

const lookEveryMs = 1_000;

/**
 * Finds the signers: those of `SIGNERS_FILE`; or the sandbox's three, which a process with the role `signer` starts and the
 * others on this data folder find.
 *
 * @throws StartupProblem when `SIGNERS_FILE` is not right
 */
export async function joinSigners(
  settings: Settings,
  chains: readonly ConfiguredChain[],
  log: Log,
): Promise<Signers> {
  const opened: { coordinator?: Coordinator; local?: LocalSigners; timer?: NodeJS.Timeout } = {};
  const directory = join(settings.dataDir, 'signers');
  const found = foundFile(join(settings.dataDir, 'signers.json'));
  let ready = Promise.resolve();
  let closed = false;

  if (settings.signersFile !== undefined) {
    const signers = await readSigners(settings.signersFile);
    const identity = await createKeys(settings.signingIdentity ?? join(directory, 'platform'));
    opened.coordinator = createCoordinator({ identity, signers, log });
  } else if (hasLocalChain(settings)) {
    ready = settings.roles.has('signer') && settings.signerFolder === undefined ? startOwn() : look();
  }

  async function startOwn(): Promise<void> {
    const local = await startLocalSigners({
      directory,
      entry: new URL('./signer-main.ts', import.meta.url),
      describe: chainsToDescribe(chains),
      log,
    });
    opened.local = local;
    opened.coordinator = createCoordinator({ ...local, log });
    await found.write({
      signers: local.signers.map(({ number, url, publicKey }) => ({ number, url, public_key: publicKey })),
    });
    log.info('three signers are up');
  }

  /** Until another process has started them. */
  async function look(): Promise<void> {
    const parsed = fileSchema.safeParse(await found.read());
    if (parsed.success) {
      const identity = await createKeys(join(directory, 'platform'));
      opened.coordinator = createCoordinator({ identity, signers: parsed.data.signers.map(addressOf), log });
    } else if (!closed) opened.timer = setTimeout(() => void look(), lookEveryMs).unref();
  }

  return {
    coordinator() {
      if (opened.coordinator !== undefined) return opened.coordinator;
      throw new Failure(
        'UNAVAILABLE',
        'There are no signers now. Send it again with the same idempotency key.',
      );
    },
    ready: ready.catch((error: unknown) => log.error({ err: error }, 'the signers did not start')),
    async close() {
      closed = true;
      clearTimeout(opened.timer);
      await ready.catch(() => undefined);
      await opened.coordinator?.close();
      await opened.local?.close();
      if (opened.local !== undefined) await found.remove();
    },
  };
}

/** Where the signers are, as a file says it. @throws StartupProblem */
export async function readSigners(path: string): Promise<readonly SignerAddress[]> {
  const advice = 'The guide on running signers (docs/guides) says what SIGNERS_FILE has to have.';
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new StartupProblem(`SIGNERS_FILE cannot be read: ${String(error)}`, advice, { cause: error });
  });
  const parsed = fileSchema.safeParse(jsonOf(text));
  if (!parsed.success)
    throw new StartupProblem(`SIGNERS_FILE is not right: ${z.prettifyError(parsed.error)}`, advice);
  return parsed.data.signers.map(addressOf);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

const addressOf = ({
  number,
  url,
  public_key,
}: z.output<typeof fileSchema>['signers'][number]): SignerAddress => ({
  number,
  url,
  publicKey: public_key,
});
