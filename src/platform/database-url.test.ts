import assert from 'node:assert/strict';
import { test } from 'node:test';
import { databaseServers } from './database-url.ts';

test('one server is its own URL', () => {
  for (const url of [
    'postgresql://cards:secret@db.example:5432/cards?sslmode=verify-full',
    'postgres://[::1]:5432/cards',
    'postgresql:///cards?host=%2Frun%2Fpostgresql',
    'postgresql://cards:p%40ss@db/cards',
    'postgresql://cards:p@s,s@db/cards',
  ])
    assert.deepEqual(databaseServers(url), [url]);
});

test('several servers are one URL each', () => {
  assert.deepEqual(
    databaseServers('postgresql://cards:a%2Cb@one:5432,[::1]:5433,three/cards?sslmode=require'),
    [
      'postgresql://cards:a%2Cb@one:5432/cards?sslmode=require',
      'postgresql://cards:a%2Cb@[::1]:5433/cards?sslmode=require',
      'postgresql://cards:a%2Cb@three/cards?sslmode=require',
    ],
  );
});

test('the server that can be written may be asked for, as libpq wants it', () => {
  for (const asked of [
    'postgresql://one,two/cards?target_session_attrs=read-write',
    'postgresql://one,two/cards?target_session_attrs=primary',
  ])
    assert.deepEqual(databaseServers(asked), ['postgresql://one/cards', 'postgresql://two/cards']);
  assert.deepEqual(databaseServers('postgresql://one/cards?target_session_attrs=primary&sslmode=require'), [
    'postgresql://one/cards?sslmode=require',
  ]);
  assert.deepEqual(databaseServers('postgresql://one/cards?sslmode=require&target_session_attrs=primary'), [
    'postgresql://one/cards?sslmode=require',
  ]);
});

test('what cannot be meant is none', () => {
  for (const url of [
    'postgresql://one,two/cards?target_session_attrs=standby',
    'postgresql://one,,two/cards',
    'postgresql://one,two:port/cards',
    'mysql://one/cards',
    'postgresql://one /cards',
  ])
    assert.equal(databaseServers(url), undefined, url);
});
