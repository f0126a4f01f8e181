import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { suite, test } from 'node:test';
import { TLSSocket } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { atEnd } from '../../../test/support/at-end.ts';
import { testServer } from '../../../test/support/database.ts';
import { redacted } from '../../kernel/redacted.ts';
import { StartupProblem } from '../startup-problem.ts';
import { ownPostgres } from './own-postgres.ts';

const problem = async (url: string): Promise<StartupProblem> => {
  const error: unknown = await ownPostgres(redacted(url)).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof StartupProblem, String(error));
  return error;
};
const says = async (url: string, message: RegExp, advice: RegExp): Promise<void> => {
  const said = await problem(url);
  assert.match(said.message, message);
  assert.match(said.advice, advice);
};

void suite('a database that is set up otherwise is refused:', () => {
  const { host = '', port, user } = testServer();
  const urlOf = (name: string): string =>
    `postgresql:///${name}?host=${encodeURIComponent(host)}&port=${port}&user=${user}`;
  const made = async (name: string, encoding: string, ...settings: readonly string[]): Promise<string> => {
    const client = new Client({ ...testServer(), database: 'postgres' });
    await client.connect();
    const full = `own_${process.pid}_${name}`;
    atEnd(async () => {
      await client.query(`DROP DATABASE IF EXISTS ${full}`);
      await client.end();
    });
    await client.query(
      `CREATE DATABASE ${full} TEMPLATE template0 ENCODING '${encoding}' LOCALE_PROVIDER libc LOCALE 'C'`,
    );
    for (const setting of settings) await client.query(`ALTER DATABASE ${full} SET ${setting}`);
    return urlOf(full);
  };

  test('one as it comes is taken', async () => {
    const url = await made('plain', 'UTF8');
    assert.equal((await ownPostgres(redacted(url))).connectionString, url);
  });

  test('its letters are not all letters', async () =>
    says(await made('latin', 'LATIN1'), /is encoded in LATIN1/, /ENCODING 'UTF8'/));

  for (const [name, setting, message, advice] of [
    ['path', "search_path = ''", /no schema/, /RESET search_path/],
    ['dates', "DateStyle = 'German'", /writes dates as German/, /RESET DateStyle/],
    ['isolation', "default_transaction_isolation = 'serializable'", /as serializable/, /RESET/],
    [
      'reads',
      'default_transaction_read_only = on',
      /can only be read/,
      /RESET default_transaction_read_only/,
    ],
  ] as const)
    test(setting, async () => says(await made(name, 'UTF8', setting), message, advice));
});

void suite('TLS:', () => {
  const pem = (name: string): string =>
    fileURLToPath(new URL(`../../network/server/test-certificates/${name}.pem`, import.meta.url));

  /** Answers the question for TLS, and hangs up on what follows. */
  const server = async (answer: 'S' | 'N'): Promise<number> => {
    const [cert, key] = await Promise.all([readFile(pem('server')), readFile(pem('server.key'))]);
    const listening = createServer((socket: Socket) => {
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write(answer);
        if (answer === 'N') return;
        const secure = new TLSSocket(socket, { isServer: true, cert, key });
        secure.on('error', () => undefined);
        secure.once('data', () => secure.destroy());
      });
    }).listen(0, '127.0.0.1');
    await once(listening, 'listening');
    atEnd(() => void listening.close());
    return (listening.address() as AddressInfo).port;
  };

  test('a server without it', async () => {
    const port = await server('N');
    await says(
      `postgresql://cards@127.0.0.1:${port}/cards?sslmode=require`,
      /not support SSL/,
      /Leave sslmode/,
    );
  });

  test('the certificate of a stranger, however it is asked for', async () => {
    const port = await server('S');
    for (const mode of ['require', 'verify-ca', 'prefer', 'verify-full']) {
      const said = await problem(`postgresql://cards@localhost:${port}/cards?sslmode=${mode}`);
      assert.match(said.message, /cannot be used: (self-signed|unable to)[^;]*\.$/);
      assert.match(said.advice, /sslrootcert=/);
    }
  });

  test('an authority that is known, and one that is not there', async () => {
    const port = await server('S');
    const url = `postgresql://cards@localhost:${port}/cards?sslmode=require&sslrootcert=`;
    // So its certificate was taken, and the server heard us.
    await says(url + encodeURIComponent(pem('authority')), /Connection terminated/, /Check that the server/);
    await says(`${url}/nowhere.pem`, /no such file.*nowhere\.pem/, /sslrootcert/);
  });
});
