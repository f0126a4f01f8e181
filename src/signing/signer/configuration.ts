import { access, chmod, link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { redacted } from '../../kernel/redacted.ts';
import type { Redacted } from '../../kernel/redacted.ts';
import { randomBytes } from '../../platform/random.ts';
import { StartupProblem, systemCode } from '../../platform/startup-problem.ts';
import { createIdentity, readIdentity } from '../protocol/identity.ts';
import type { Identity } from '../protocol/identity.ts';
import type { SignerNumber } from '../types.ts';

const publicKey = z.string().regex(/^[\w-]{43}$/);

/**
 * `signer.json` of a signer's folder. Peers, platform and administrator are pinned here by the operator; nothing that comes
 * over the network changes them.
 */
const configurationSchema = z.strictObject({
  number: z.literal([1, 2, 3]),
  host: z.string().default('127.0.0.1'),
  /** 0 takes any free port. */
  port: z.int().min(0).max(65_535),
  platform: publicKey,
  administrator: publicKey,
  signers: z.strictObject({ 1: publicKey, 2: publicKey, 3: publicKey }),
  /** Handed as it is to whoever makes the `Describe` function: chains, tokens, accounts. */
  describe: z.unknown().optional(),
});
export type SignerConfiguration = z.input<typeof configurationSchema>;
export type ReadConfiguration = z.output<typeof configurationSchema>;

/** Everything a signer owns. */
export interface SignerFolder {
  readonly configuration: ReadConfiguration;
  readonly identity: Identity;
  readonly sealKey: Redacted<Uint8Array>;
}

const identityFile = 'identity.pem';
const sealFile = 'seal.key';
const configurationFile = 'signer.json';

/**
 * Makes the folder of a party (mode 0700) with its identity key and, for a signer, its seal key, unless they are there; returns
 * the identity. The operator hands the public key to the others, and pins theirs with {@link writeConfiguration}.
 */
export async function createKeys(folder: string): Promise<Identity> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  await writeOnce(join(folder, sealFile), () => randomBytes(32).toString('base64url'));
  await writeOnce(join(folder, identityFile), () => createIdentity().pem.reveal());
  return await loadIdentity(folder);
}

/** The identity in a folder. */
export async function loadIdentity(folder: string): Promise<Identity> {
  return readIdentity(redacted(await readFile(join(folder, identityFile), 'utf8')));
}

/** Writes `signer.json`. */
export async function writeConfiguration(folder: string, configuration: SignerConfiguration): Promise<void> {
  const text = `${JSON.stringify(configurationSchema.parse(configuration), null, 2)}\n`;
  await writeFile(join(folder, configurationFile), text, { mode: 0o600 });
}

/** Reads a signer's folder. Throws StartupProblem when something is missing or is not what it should be. */
export async function readSignerFolder(folder: string): Promise<SignerFolder> {
  try {
    const text = await readFile(join(folder, configurationFile), 'utf8');
    const configuration = configurationSchema.parse(JSON.parse(text));
    const identity = await loadIdentity(folder);
    const seal = Buffer.from(await readFile(join(folder, sealFile), 'utf8'), 'base64url');
    if (seal.length !== 32) throw new Error(`${sealFile} does not hold 32 bytes.`);
    if (identity.publicKey !== configuration.signers[configuration.number satisfies SignerNumber])
      throw new Error(
        `${configurationFile} pins another key for signer ${configuration.number} than ${identityFile}.`,
      );
    return { configuration, identity, sealKey: redacted(Uint8Array.from(seal)) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartupProblem(
      `The signer's folder ${folder} cannot be used: ${why}`,
      'Make its keys, pin its peers in signer.json, and start it again; or restore the sealed backup.',
      { cause: error },
    );
  }
}

/** What a disk says that knows no second name of a file. */
const noLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK']);

/** Whoever is first writes it, whole: on a full disk, or when it is killed, there is none, and the next start makes it. */
async function writeOnce(path: string, content: () => string): Promise<void> {
  if (await isThere(path)) return;
  const fresh = `${path}.${randomBytes(8).toString('hex')}.new`;
  try {
    await writeFile(fresh, content(), { mode: 0o600, flag: 'wx', flush: true });
    // Unlike a new name for it, which would take the place of what somebody else has written meanwhile.
    await link(fresh, path);
  } catch (error) {
    const code = systemCode(error) ?? '';
    if (noLinks.has(code)) await rename(fresh, path);
    else if (code !== 'EEXIST') throw error;
  } finally {
    await rm(fresh, { force: true });
  }
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
