import { monotonicMs } from '../../platform/clock.ts';
import type { Log } from '../../platform/log.ts';
import * as bodies from '../protocol/bodies.ts';
import type { Confirmation, Policy, PublicPackage } from '../protocol/bodies.ts';
import { readCertificate } from '../protocol/certificate.ts';
import type { Identity } from '../protocol/identity.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { KeyId, SignerAddress, SignerNumber } from '../types.ts';
import { partyOf, signerNumbers } from '../types.ts';
import { createAsk, pinsOf } from './ask.ts';
import { createHttpCarrier } from './carrier.ts';
import type { Carrier } from './carrier.ts';
import { SigningFailed } from './failed.ts';
import { generateKey } from './generate-key.ts';
import { refresh } from './refresh.ts';
import { newSession } from './rounds.ts';
import { settle } from './settle.ts';
import { sign } from './sign.ts';
import type { Signed } from './sign.ts';
import { createSlots } from './slots.ts';

export interface CoordinatorOptions {
  /** The platform's identity, which every signer has pinned. */
  readonly identity: Identity;
  /** All three signers, with their pinned public keys. */
  readonly signers: readonly SignerAddress[];
  readonly log: Log;
  /** How long a signer may take for one round; default 5,000. */
  readonly timeoutMs?: number;
  /** How long two signers may take to offer before the third is asked too; default 300. */
  readonly slowMs?: number;
  /** In place of HTTP, for tests. */
  readonly carrier?: Carrier;
}

/** How a signer is. */
export interface SignerHealth {
  readonly number: SignerNumber;
  readonly url: string;
  readonly up: boolean;
  readonly policy: Policy | undefined;
  /** Minor units by asset, since midnight UTC on the signer's clock. */
  readonly spentToday: Readonly<Record<string, string>>;
}

/** The platform's side of signing. Holds no share and no key; any number of processes may have one. */
export interface Coordinator {
  /**
   * Makes a threshold key among all three signers. Its public key, which is its id, satisfies 0 < x < n.
   *
   * @throws SigningFailed (UNAVAILABLE) when one of the three is down or does wrong
   */
  generateKey(): Promise<KeyId>;
  /**
   * Has two of the three signers sign what `bytes` describe, each of which reads them itself.
   *
   * @throws SigningFailed: VAL when the signers' policies forbid it, UNAVAILABLE when fewer than two are there
   */
  sign(keyId: KeyId, kind: string, bytes: Uint8Array): Promise<Signed>;
  /** New shares of the same key; unaudited. Needs all three. Throws SigningFailed. */
  refresh(keyId: KeyId): Promise<void>;
  /** How each signer is; never throws. */
  health(): Promise<SignerHealth[]>;
  close(): Promise<void>;
}

const restMs = 5_000;

/**
 * Signatures under way at a time. The curve arithmetic keeps a core busy for some 20 ms each; with more at once every signer
 * would look slow, the third would be asked too, and there would be more to do instead of less.
 */
const mostUnderWay = 8;
/** The same of keys that are made or shared anew: a signer has room for a hundred, and refuses more. */
const mostKeysUnderWay = 4;

/** Creates the platform's side. Connections are made when first needed, and kept. */
export function createCoordinator(options: CoordinatorOptions): Coordinator {
  const { identity, signers, log, timeoutMs = 5_000, slowMs = 300 } = options;
  const pins = pinsOf(signers);
  const carrier = options.carrier ?? createHttpCarrier(signers, timeoutMs);
  const ask = createAsk('platform', identity, pins, carrier);
  const slots = createSlots(mostUnderWay);
  const keySlots = createSlots(mostKeysUnderWay);
  const known = new Map<KeyId, Confirmation>();
  const downUntil = new Map<SignerNumber, number>();
  let turn = 0;

  const remember = (confirmed: Confirmation): void => {
    if (known.size > 10_000) known.clear();
    known.set(confirmed.keyId, confirmed);
  };
  const packageOf = async (keyId: KeyId, epoch: number, from: SignerNumber): Promise<PublicPackage> => {
    const before = known.get(keyId);
    if (before?.epoch === epoch) return before.package;
    const question = { session: newSession(), round: 'key', body: { keyId }, reply: bodies.key.reply };
    const { body } = await ask(from, question);
    const confirmed = readCertificate(body.current?.certificate ?? [], pins);
    const by = partyOf(from);
    if (confirmed.keyId !== keyId || confirmed.epoch !== epoch)
      throw new Refusal('MISPLACED', `${by} shows the certificate of another key or epoch.`, by, { by });
    remember(confirmed);
    return confirmed.package;
  };
  /** By turns, so that all three stay in use; who was down a moment ago comes last. */
  const order = (): SignerNumber[] => {
    turn = (turn + 1) % 3;
    const isDown = (number: SignerNumber): number => ((downUntil.get(number) ?? 0) > monotonicMs() ? 1 : 0);
    const turned = [...signerNumbers.slice(turn), ...signerNumbers.slice(0, turn)];
    return turned.sort((a, b) => isDown(a) - isDown(b));
  };
  const noticed = (refusal: Refusal): void => {
    const down = signerNumbers.find((number) => partyOf(number) === refusal.by);
    if (refusal.code === 'DOWN' && down !== undefined) downUntil.set(down, monotonicMs() + restMs);
    const { code, by, culprit } = refusal;
    log.warn({ code, by, culprit, err: refusal.cause }, refusal.message);
  };
  const tools = {
    ask,
    packageOf,
    settle: (keyId: KeyId) => settle(ask, keyId),
    order,
    noticed,
    slowMs,
  };
  /** One line for each thing done, with how long it took and, when it failed, who refused what. */
  const logged = async <T>(what: string, keyId: KeyId | undefined, work: () => Promise<T>): Promise<T> => {
    const start = monotonicMs();
    try {
      const result = await work();
      log.info({ what, keyId, durationMs: Math.round(monotonicMs() - start) }, 'signers agreed');
      return result;
    } catch (error) {
      const reasons = error instanceof SigningFailed ? error.reasons : undefined;
      log.error(
        { what, keyId, durationMs: Math.round(monotonicMs() - start), reasons, err: error },
        'signers failed',
      );
      throw error;
    }
  };

  return {
    generateKey: () =>
      keySlots(() =>
        logged('generate', undefined, async () => {
          const confirmed = await generateKey(ask, pins);
          remember(confirmed);
          return confirmed.keyId;
        }),
      ),
    sign: (keyId, kind, bytes) => slots(() => logged('sign', keyId, () => sign(tools, keyId, kind, bytes))),
    refresh: (keyId) =>
      keySlots(() => logged('refresh', keyId, async () => remember(await refresh(ask, pins, keyId)))),
    health: () =>
      Promise.all(
        signers.map(async ({ number, url }) => {
          const question = { session: newSession(), round: 'status', body: {}, reply: bodies.status.reply };
          try {
            const { body } = await ask(number, question);
            const { policy, spentToday } = body;
            return { number, url, up: true, policy: policy ?? undefined, spentToday };
          } catch {
            return { number, url, up: false, policy: undefined, spentToday: {} };
          }
        }),
      ),
    close: () => carrier.close(),
  };
}
