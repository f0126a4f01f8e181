import { createCipheriv, createDecipheriv } from 'node:crypto';
import { mkdir, open, readFile, rename, unlink } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Redacted } from '../../kernel/redacted.ts';
import { randomBytes } from '../../platform/random.ts';
import { systemCode } from '../../platform/startup-problem.ts';

/** A file that only the holder of the seal key can read or change. */
export interface SealedFile {
  /** The content, or undefined when there is no such file. Throws when it was not sealed with this key for this purpose. */
  read(): Promise<string | undefined>;
  /** Replaces the content; on disk (fsync) when it returns, and after a crash either the old or the new. */
  write(content: string): Promise<void>;
  remove(): Promise<void>;
}

const magic = Buffer.from('cardwright sealed 1\n');

/**
 * AES-256-GCM. `purpose` is authenticated, so that one sealed file cannot stand in for another. Not detected: an older
 * version of the same file put back by whoever can write the folder.
 */
export function sealedFile(path: string, purpose: string, sealKey: Redacted<Uint8Array>): SealedFile {
  return {
    async read() {
      const sealed = await readFile(path).catch((error: unknown) => {
        if (systemCode(error) === 'ENOENT') return undefined;
        throw error;
      });
      return sealed === undefined ? undefined : unseal(sealed, purpose, sealKey, path);
    },
    write: (content) => replaceFile(path, seal(content, purpose, sealKey)),
    async remove() {
      await unlink(path);
      await syncFolder(dirname(path));
    },
  };
}

function seal(content: string, purpose: string, sealKey: Redacted<Uint8Array>): Uint8Array {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', sealKey.reveal(), iv);
  cipher.setAAD(Buffer.from(purpose));
  const sealed = Buffer.concat([cipher.update(content, 'utf8'), cipher.final()]);
  return Buffer.concat([magic, iv, sealed, cipher.getAuthTag()]);
}

function unseal(sealed: Buffer, purpose: string, sealKey: Redacted<Uint8Array>, path: string): string {
  const body = sealed.subarray(magic.length);
  const decipher = createDecipheriv('aes-256-gcm', sealKey.reveal(), body.subarray(0, 12), {
    authTagLength: 16,
  });
  try {
    decipher.setAAD(Buffer.from(purpose));
    decipher.setAuthTag(body.subarray(-16));
    return Buffer.concat([decipher.update(body.subarray(12, -16)), decipher.final()]).toString('utf8');
  } catch (error) {
    throw new Error(`${path} was not sealed with this signer's key, or was changed since.`, { cause: error });
  }
}

async function replaceFile(path: string, content: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const fresh = `${path}.new`;
  const file = await open(fresh, 'w', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(fresh, path);
  await syncFolder(dirname(path));
}

/** Without it a crash may bring the old name back. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}
