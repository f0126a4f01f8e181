import { chown, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StartupProblem } from '../startup-problem.ts';

/** The user and group that PostgreSQL runs as, and that its files belong to. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Who PostgreSQL is to run as: undefined, so the same as we, except for root, whom PostgreSQL refuses. Then it is whoever
 * owns the data already, a user named `cardwright` where there is one, or `nobody`.
 */
export async function chooseOwner(dataFolder: string): Promise<Owner | undefined> {
  if (process.geteuid?.() !== 0) return undefined;
  const present = await stat(dataFolder).catch(() => undefined);
  if (present !== undefined && present.uid !== 0) return { uid: present.uid, gid: present.gid };
  // initdb looks up the name of its user and fails without one, so a free number would not do.
  const passwd = await readFile('/etc/passwd', 'utf8').catch(() => '');
  const found = ownerNamed(passwd, 'cardwright') ?? ownerNamed(passwd, 'nobody');
  if (found !== undefined) return found;
  throw new StartupProblem(
    'PostgreSQL refuses to run as root, and this system has no user "nobody" or "cardwright" to run it as.',
    'Start Cardwright as an ordinary user, or add a system user named cardwright.',
  );
}

function ownerNamed(passwd: string, name: string): Owner | undefined {
  const line = passwd.split('\n').find((line) => line.startsWith(`${name}:`));
  const [, , uid, gid] = line?.split(':') ?? [];
  return uid === undefined || gid === undefined ? undefined : { uid: Number(uid), gid: Number(gid) };
}

/** Gives a folder with all that is in it to its owner, if it is not theirs yet: also one that root has put back from a backup. */
export async function giveTo(owner: Owner | undefined, folder: string): Promise<void> {
  if (owner === undefined || (await stat(folder)).uid === owner.uid) return;
  for (const name of await readdir(folder, { recursive: true })) {
    await chown(join(folder, name), owner.uid, owner.gid);
  }
  await chown(folder, owner.uid, owner.gid);
}
