import { silentLog } from '../../src/platform/log.ts';
import { startPostgres } from '../../src/platform/services/postgres.ts';

/** A program that starts a PostgreSQL on the folder it is given, says so in one line, and is there to be killed. */
const directory = process.argv[2];
if (directory === undefined) throw new Error('name a folder');
const { url, pid } = await startPostgres({ directory, log: silentLog });
console.log(JSON.stringify({ url, pid }));
setInterval(() => undefined, 60_000);
