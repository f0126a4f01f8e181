import { rename, stat, unlink } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import type { Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
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
  const done = await oneAtATime(folder);
  try {
    return await take(join(folder, 'lock'));
  } finally {
    done();
  }
}

async function take(path: string): Promise<FolderLock> {
  for (;;) {
    const server = await listen(path);
    if (server !== undefined) {
      return { release: () => new Promise((resolve) => server.close(() => resolve())) };
    }
    const before = await identity(path);
    const holder = await ask(path);
    if (holder !== undefined) return { heldBy: holder };
    await removeStale(path, before);
  }
}

/**
 * Of two that find the socket of a dead process at the same moment, one would take away what the other has put in its place, and
 * both would have the lock. So on Linux they take turns, by a name that the system, too, gives back when a process ends. It is for
 * this moment only: who does not get it in time, such as where somebody else has taken that name, goes on without.
 */
async function oneAtATime(folder: string): Promise<() => void> {
  if (process.platform !== 'linux') return () => undefined;
  const { dev, ino } = await stat(folder);
  for (let attempt = 0; attempt < 250; attempt++) {
    const turn = await listen(`\0cardwright-lock-${dev}-${ino}`).catch(() => undefined);
    if (turn !== undefined) return () => void turn.close();
    await pause(20);
  }
  return () => undefined;
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

/** The number alone is given to the next file as soon as one is removed. */
async function identity(path: string): Promise<string | undefined> {
  const found = await stat(path, { bigint: true }).catch(() => undefined);
  return found && `${found.ino} ${found.mtimeNs}`;
}

/** Removes a dead socket, but not one that another process has put in its place since we looked. */
async function removeStale(path: string, expected: string | undefined): Promise<void> {
  const aside = `${path}.${process.pid}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return;
    throw error;
  }
  if ((await identity(aside)) === expected) await unlink(aside);
  else await rename(aside, path);
}
