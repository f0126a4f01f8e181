import { rename, stat, unlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { systemCode } from '../startup-problem.ts';

/** What became of the attempt: the lock, or the process that has it. */
export type FolderLock = { readonly release: () => Promise<void> } | { readonly heldBy: string };

/**
 * Takes a folder for this process by listening on a socket in it. The system takes the lock back when the process ends,
 * however it ends, and unlike a number in a file it cannot be mistaken for another process that got the same number,
 * which in containers is the rule.
 *
 * @param folder short enough for a socket in it (about 90 bytes)
 */
export async function lockFolder(folder: string): Promise<FolderLock> {
  const path = join(folder, 'lock');
  for (;;) {
    const server = await listen(path);
    if (server !== undefined) {
      return { release: () => new Promise((resolve) => server.close(() => resolve())) };
    }
    const before = await inode(path);
    const holder = await ask(path);
    if (holder !== undefined) return { heldBy: holder };
    await removeStale(path, before);
  }
}

function listen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.end(String(process.pid));
    });
    server.once('error', (error) =>
      systemCode(error) === 'EADDRINUSE' ? resolve(undefined) : reject(error),
    );
    server.listen(path, () => resolve(server));
    server.unref();
  });
}

/** The number of the process that listens, or undefined when none does. */
function ask(path: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer = '';
    let connected = false;
    const socket = connect(path);
    socket.setEncoding('utf8');
    // One that is stopped or busy accepts and says nothing: it is there all the same.
    socket.setTimeout(1_000, () => socket.destroy());
    socket.on('connect', () => (connected = true));
    socket.on('data', (text: string) => (answer += text));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(connected ? answer || 'unknown' : undefined));
  });
}

async function inode(path: string): Promise<number | undefined> {
  return (await stat(path).catch(() => undefined))?.ino;
}

/** Removes a dead socket, but not one that another process has put in its place since we looked. */
async function removeStale(path: string, expected: number | undefined): Promise<void> {
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  if ((await inode(aside)) === expected) await unlink(aside);
  else await rename(aside, path);
}
