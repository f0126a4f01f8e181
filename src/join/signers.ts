import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
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
import { soon } from './soon.ts';

/** Those who sign, as they come up. */
export interface Signers {
  /**
   * While the first ones are on their way it waits for them with each question, and not for long.
   *
   * @throws Failure UNAVAILABLE when there are none
   */
  coordinator(): Coordinator;
  /** Brings up those that this process is to run; to be called when all else is up, as each is a program of its own. */
  start(): void;
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

const againMs = 1_000;
/** So long a question waits for signers that are just being started. */
const patienceMs = 20_000;

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
  const opened: {
    coordinator?: Coordinator;
    local?: LocalSigners;
    /** Whether others can find ours. */
    told: boolean;
    text?: string;
    coming: boolean;
  } = { told: false, coming: false };
  const directory = join(settings.dataDir, 'signers');
  const found = foundFile(join(settings.dataDir, 'signers.json'));
  const closed = new AbortController();
  const first = Promise.withResolvers<void>();
  let running = Promise.resolve();

  const open = async (coordinator: Coordinator): Promise<void> => {
    const before = opened.coordinator;
    opened.coordinator = coordinator;
    first.resolve();
    await before?.close();
  };

  if (settings.signersFile !== undefined) {
    const signers = await readSigners(settings.signersFile);
    const identity = await createKeys(settings.signingIdentity ?? join(directory, 'platform'));
    await open(createCoordinator({ identity, signers, log }));
  }

  /** Each part is done once, whatever fails behind it. */
  const startOwn = async (): Promise<void> => {
    const { signers } = opened.local ?? (await startThem());
    await found.write({
      signers: signers.map(({ number, url, publicKey }) => ({ number, url, public_key: publicKey })),
    });
    opened.told = true;
  };

  const startThem = async (): Promise<LocalSigners> => {
    const local = await startLocalSigners({
      directory,
      entry: new URL('./signer-main.ts', import.meta.url),
      describe: chainsToDescribe(chains),
      log,
      signal: closed.signal,
    });
    opened.local = local;
    await open(createCoordinator({ ...local, log }));
    log.info('three signers are up');
    return local;
  };

  /** Those that another process has started, wherever they are by now. */
  const look = async (): Promise<void> => {
    const content = await found.read();
    const parsed = fileSchema.safeParse(content);
    const text = JSON.stringify(content);
    if (!parsed.success || text === opened.text) return;
    const identity = await createKeys(join(directory, 'platform'));
    await open(createCoordinator({ identity, signers: parsed.data.signers.map(addressOf), log }));
    opened.text = text;
  };

  /** Again and again: own ones until they are up, others' for as long as we run. */
  const run = async (bringUp: () => Promise<void>, isDone: () => boolean): Promise<void> => {
    while (!closed.signal.aborted && !isDone()) {
      try {
        await bringUp();
      } catch (error) {
        if (!closed.signal.aborted)
          log.error(
            { err: error },
            opened.local === undefined
              ? 'the signers did not start and are tried again'
              : 'other processes cannot find the signers yet: it is tried again',
          );
      }
      if (!isDone()) await sleep(againMs, undefined, { signal: closed.signal, ref: false }).catch(() => {});
    }
  };

  const orAway = (): Coordinator => {
    if (opened.coordinator !== undefined) return opened.coordinator;
    throw new Failure(
      'UNAVAILABLE',
      'The signers cannot be reached right now. Send the request again with the same idempotency key.',
    );
  };
  const waiting = async (): Promise<Coordinator> => {
    await soon(first.promise, patienceMs);
    return orAway();
  };
  const coming: Coordinator = {
    generateKey: async () => await (await waiting()).generateKey(),
    sign: async (...call) => await (await waiting()).sign(...call),
    refresh: async (keyId) => await (await waiting()).refresh(keyId),
    health: async () => (await opened.coordinator?.health()) ?? [],
    close: () => Promise.resolve(),
  };

  return {
    coordinator: () => (opened.coordinator === undefined && opened.coming ? coming : orAway()),
    start() {
      if (opened.coordinator !== undefined || !hasLocalChain(settings)) return;
      const ours = settings.roles.has('signer') && settings.signerFolder === undefined;
      opened.coming = ours;
      running = ours ? run(startOwn, () => opened.told) : run(look, () => false);
    },
    async close() {
      closed.abort();
      await running;
      await opened.coordinator?.close();
      await opened.local?.close();
      if (opened.local !== undefined) await found.remove();
    },
  };
}

/** `SIGNERS_FILE`: what an operator writes, of which all must be right before anything is signed. */
const writtenSchema = fileSchema.superRefine(({ signers }, context) => {
  const wrong = (message: string, path: PropertyKey[]): void =>
    context.addIssue({ code: 'custom', message, path: ['signers', ...path] });
  for (const [at, { url }] of signers.entries()) {
    // What is no address at all is named by its form.
    const { pathname = '/', search = '' } = URL.parse(url) ?? {};
    if (pathname !== '/' || search !== '') wrong('an address has no path: http://10.0.1.5:7001', [at, 'url']);
  }
  if (new Set(signers.map(({ number }) => number)).size < signers.length)
    wrong('names the signers 1, 2 and 3, each once', []);
  if (new Set(signers.map(({ public_key }) => public_key)).size < signers.length)
    wrong('two signers have the same public_key', []);
});

/** Where the signers are, as a file says it. @throws StartupProblem */
export async function readSigners(path: string): Promise<readonly SignerAddress[]> {
  const advice = 'The guide on running signers (docs/guides) says what SIGNERS_FILE has to have.';
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new StartupProblem(`SIGNERS_FILE cannot be read: ${String(error)}`, advice, { cause: error });
  });
  const parsed = writtenSchema.safeParse(jsonOf(text));
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
