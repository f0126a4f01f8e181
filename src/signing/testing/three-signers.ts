import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd } from '../../../test/support/at-end.ts';
import { present } from '../../kernel/assert.ts';
import { wallClock } from '../../platform/clock.ts';
import type { Clock } from '../../platform/clock.ts';
import { silentLog } from '../../platform/log.ts';
import { createAdministrator } from '../coordinator/administrator.ts';
import { createAsk, pinsOf } from '../coordinator/ask.ts';
import type { Answer, Ask, Question } from '../coordinator/ask.ts';
import { createHttpCarrier } from '../coordinator/carrier.ts';
import { createCoordinator } from '../coordinator/coordinator.ts';
import type { Coordinator } from '../coordinator/coordinator.ts';
import { folderOf, prepareLocalFolders } from '../local/local-folders.ts';
import type { Policy } from '../protocol/bodies.ts';
import type { Identity } from '../protocol/identity.ts';
import type { Pins } from '../protocol/message.ts';
import { readSignerFolder } from '../signer/configuration.ts';
import { createKeyStore } from '../signer/key-store.ts';
import type { KeyRecord } from '../signer/key-store.ts';
import { runSigner } from '../signer/run-signer.ts';
import type { RunningSigner } from '../signer/run-signer.ts';
import { sealedFile } from '../signer/sealed-file.ts';
import type { Describe, KeyId, SignerAddress, SignerNumber } from '../types.ts';
import { signerNumbers } from '../types.ts';
import { describeTest } from './describe.ts';

export interface ThreeSignersOptions {
  readonly clock?: Clock;
  readonly usable?: (publicKey: Uint8Array) => boolean;
  /** What they understand; default the calls of `describe.ts`. */
  readonly describe?: Describe;
  /** Default: everything is allowed. `null` leaves the signers without one. */
  readonly policy?: Omit<Policy, 'version'> | null;
}

/** Everything that went over the wire between the platform and a signer. */
export interface Passed {
  readonly signer: SignerNumber;
  readonly text: string;
}

/** Three signers over HTTP, each with a folder of its own, and every party's key in the hands of the test. */
export interface ThreeSigners {
  readonly directory: string;
  readonly coordinator: Coordinator;
  readonly pins: Pins;
  readonly platform: Identity;
  /** Where they listen. */
  readonly addresses: readonly SignerAddress[];
  readonly passed: readonly Passed[];
  identityOf(signer: SignerNumber): Promise<Identity>;
  /** Asks as the platform; `rewrite` lets it, or a signer, cheat. */
  ask(rewrite?: Rewrite): Ask;
  setPolicy(signer: SignerNumber, policy: Policy): Promise<void>;
  stop(signer: SignerNumber): Promise<void>;
  /** Starts a stopped signer, or a running one again; what it had in memory is gone. */
  restart(signer: SignerNumber): Promise<void>;
  /** All keys of a signer as they stand in its sealed store. */
  records(signer: SignerNumber): Promise<Map<KeyId, KeyRecord>>;
  /** The plain text of one key in that store. */
  unsealed(signer: SignerNumber, key: KeyId): Promise<string>;
}

/** Changes what passes: a question before it is signed and sent, an answer after it was received and verified. */
export interface Rewrite {
  readonly question?: (signer: SignerNumber, question: Question<unknown>) => unknown;
  readonly answer?: (
    signer: SignerNumber,
    question: Question<unknown>,
    answer: Answer<unknown>,
  ) => Answer<unknown> | Promise<Answer<unknown>>;
}

/** Starts them, and stops them when the test file ends. */
export async function threeSigners(options: ThreeSignersOptions = {}): Promise<ThreeSigners> {
  const directory = await mkdtemp(join(tmpdir(), 'signing-'));
  const { platform, administrator } = await prepareLocalFolders(directory, null);
  const running = new Map<SignerNumber, RunningSigner>();
  const start = async (number: SignerNumber, port?: number): Promise<void> => {
    const folder = folderOf(directory, number);
    const { clock = wallClock, describe = describeTest, usable } = options;
    const log = silentLog;
    running.set(number, await runSigner({ folder, describe: () => describe, log, port, clock, usable }));
  };
  for (const number of signerNumbers) await start(number);
  const signers: SignerAddress[] = [...running.values()];
  const pins = pinsOf(signers);
  const passed: Passed[] = [];
  const http = createHttpCarrier(signers, 5_000);
  const carrier: typeof http = {
    async send(signer, message) {
      const reply = await http.send(signer, message);
      passed.push({ signer, text: JSON.stringify(message) + JSON.stringify(reply) });
      return reply;
    },
    close: () => http.close(),
  };
  const administration = createAdministrator({ identity: administrator, signers });
  const coordinator = createCoordinator({ identity: platform, signers, log: silentLog, carrier });
  const plain = createAsk('platform', platform, pins, carrier);
  atEnd(async () => {
    await coordinator.close();
    await administration.close();
    await Promise.all([...running.values()].map((signer) => signer.close()));
    await rm(directory, { recursive: true });
  });

  const policy =
    options.policy === undefined ? ({ destinations: 'any', perDay: 'any' } as const) : options.policy;
  if (policy !== null)
    for (const number of signerNumbers) await administration.setPolicy(number, { version: 1, ...policy });

  const secretsOf = (signer: SignerNumber) => readSignerFolder(folderOf(directory, signer));
  return {
    directory,
    coordinator,
    pins,
    platform,
    addresses: signers.map(({ number, url, publicKey }) => ({ number, url, publicKey })),
    passed,
    identityOf: async (signer) => (await secretsOf(signer)).identity,
    ask: (rewrite = {}) =>
      (async (signer: SignerNumber, question: Question<unknown>) => {
        const body = (await rewrite.question?.(signer, question)) ?? question.body;
        const answer = await plain(signer, { ...question, body });
        return (await rewrite.answer?.(signer, question, answer)) ?? answer;
      }) as Ask,
    setPolicy: (signer, policy) => administration.setPolicy(signer, policy),
    stop: (signer) => present(running.get(signer), 'a signer').close(),
    async restart(signer) {
      const before = present(running.get(signer), 'a signer');
      await before.close();
      await start(signer, Number(new URL(before.url).port));
    },
    async unsealed(signer, key) {
      const { sealKey } = await secretsOf(signer);
      const path = join(folderOf(directory, signer), 'keys', `${key}.sealed`);
      return present(await sealedFile(path, `key ${key}`, sealKey).read(), 'a sealed key');
    },
    async records(signer) {
      const folder = join(folderOf(directory, signer), 'keys');
      const store = createKeyStore(folder, (await secretsOf(signer)).sealKey);
      const files = await readdir(folder).catch(() => []);
      const ids = files.map((file) => file.replace('.sealed', ''));
      return new Map(await Promise.all(ids.map(async (id) => [id, await store.read(id)] as const)));
    },
  };
}
