import assert from 'node:assert/strict';
import { channel } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { test } from 'node:test';
import { testApi } from '../../../test/support/api.ts';
import { ask } from '../../../test/support/http.ts';
import { systemActor } from '../../companies/index.ts';
import { route } from '../route.ts';
import type { Route } from '../route.ts';
import { createReadTurns, mostAtOnce } from './read-turns.ts';

test('a company that reads what takes long holds up neither what it writes nor anybody else', async () => {
  const underWay: (() => void)[] = [];
  let isOver = false;
  const begun = Promise.withResolvers<void>();
  const slow = (): Promise<unknown> =>
    new Promise((resolve) => {
      underWay.push(() => resolve({}));
      if (isOver) resolve({});
      if (underWay.length === mostAtOnce) begun.resolve();
    });
  const common = { summary: 'Answers', tag: 'Test', answer: { status: 200 } } as const;
  const access = { kind: 'company', level: 1, product: 'cards' } as const;
  const at = (method: 'GET' | 'POST', path: string, handle: () => Promise<unknown>): Route =>
    route({ ...common, method, path, operationId: path.slice(6), access, handle });
  const quick = (): Promise<unknown> => Promise.resolve({});
  const api = await testApi({
    routes: () => [
      at('GET', '/test/slow', slow),
      at('GET', '/test/quick', quick),
      at('POST', '/test/write', quick),
    ],
  });
  const other = (await api.companies.create({ name: 'Other' }, systemActor)).key.reveal();

  const reads = Array.from({ length: 12 }, () => ask(api.url, 'GET', '/test/slow', { key: api.key }));
  await begun.promise;
  assert.equal((await ask(api.url, 'POST', '/test/write', { key: api.key })).status, 200);
  assert.equal((await ask(api.url, 'GET', '/test/quick', { key: other })).status, 200);
  let isWaiting = true;
  const late = ask(api.url, 'GET', '/test/quick', { key: api.key }).then(() => (isWaiting = false));
  // By the time that this is answered, it could have been as well.
  assert.equal((await ask(api.url, 'GET', '/test/quick', { key: other })).status, 200);
  assert.ok(isWaiting);

  assert.equal(underWay.length, mostAtOnce);

  // Who goes away while it waits is not read for any more.
  const accepted = channel('net.server.socket');
  const taken = Promise.withResolvers<Socket>();
  const note = (message: unknown): void => taken.resolve((message as { socket: Socket }).socket);
  accepted.subscribe(note);
  const { hostname, port } = new URL(api.url);
  const impatient = connect(Number(port), hostname);
  impatient.write(`GET /test/slow HTTP/1.1\r\nHost: x\r\nx-api-key: ${api.key}\r\n\r\n`, () =>
    impatient.destroy(),
  );
  const socket = await taken.promise;
  accepted.unsubscribe(note);
  if (!socket.destroyed) await once(socket, 'close');

  isOver = true;
  for (const finish of underWay) finish();
  for (const { status } of await Promise.all(reads)) assert.equal(status, 200);
  await late;
  assert.equal((await ask(api.url, 'GET', '/test/quick', { key: api.key })).status, 200);
  assert.equal(underWay.length, reads.length);
});

test('who waits goes on in the order of coming, also after one that failed; a thousand wait and no more', async () => {
  const inTurn = createReadTurns();
  const done: number[] = [];
  const reads = Array.from({ length: mostAtOnce + 1_000 }, (_, at) =>
    inTurn('company', async () => {
      await new Promise(setImmediate);
      done.push(at);
      if (at % 2 === 1) throw new Error('odd');
    }),
  );
  await assert.rejects(
    inTurn('company', () => Promise.resolve()),
    { code: 'TOO_MANY_REQUESTS' },
  );
  await inTurn('other', () => Promise.resolve());
  assert.deepEqual(done, []);
  const outcomes = await Promise.allSettled(reads);
  assert.equal(outcomes.filter(({ status }) => status === 'rejected').length, reads.length / 2);
  assert.deepEqual(done, [...done.keys()]);
  assert.equal(await inTurn('company', () => Promise.resolve('again')), 'again');
});
