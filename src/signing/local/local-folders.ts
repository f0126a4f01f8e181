import { join } from 'node:path';
import { createKeys, writeConfiguration } from '../signer/configuration.ts';
import type { Identity } from '../protocol/identity.ts';
import type { SignerNumber } from '../types.ts';
import { signerNumbers } from '../types.ts';

export const folderOf = (directory: string, signer: SignerNumber): string =>
  join(directory, `signer-${signer}`);

/**
 * The folders of three signers, the platform and the administrator side by side, each with its keys and pins, made when they are
 * not there. All on one disk under one user: this demonstrates, it does not protect.
 */
export async function prepareLocalFolders(
  directory: string,
  describe: unknown,
): Promise<{ readonly platform: Identity; readonly administrator: Identity }> {
  const platform = await createKeys(join(directory, 'platform'));
  const administrator = await createKeys(join(directory, 'administrator'));
  const keyOf = async (signer: SignerNumber): Promise<string> =>
    (await createKeys(folderOf(directory, signer))).publicKey;
  const signers = { 1: await keyOf(1), 2: await keyOf(2), 3: await keyOf(3) };
  for (const number of signerNumbers) {
    const pins = { platform: platform.publicKey, administrator: administrator.publicKey, signers };
    await writeConfiguration(folderOf(directory, number), { number, port: 0, ...pins, describe });
  }
  return { platform, administrator };
}
