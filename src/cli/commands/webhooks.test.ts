import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { Webhook as Svix } from 'svix';
import { checkSignature } from './check-signature.ts';
import { sign } from '../streams/forward.ts';
import { cardwright } from '../testing/run.ts';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const other = 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDwNOCwW2T5bM=';
const now = new Date('2026-01-31T12:00:00Z');
const body = '{"operation":"CARDS","data":{"amount":"1.00"}}';

const message = (text = body, at = now) => {
  const seconds = Math.floor(at.getTime() / 1000);
  const headers = {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(seconds),
    'webhook-signature': sign(secret, `evt_1.${seconds}.${body}`),
  };
  return { headers, body: Buffer.from(text) };
};

test('what is signed here verifies with the published libraries', () => {
  const { headers } = message(body, new Date());
  assert.doesNotThrow(() => new Webhook(secret).verify(body, headers));
  assert.doesNotThrow(() => new Svix(secret).verify(body, headers));
});

test('a genuine message is told apart, and the usual mistakes have names', () => {
  const good = checkSignature(message(), [other, secret], now);
  assert.deepEqual(good, { valid: true, scheme: 'v1', id: 'evt_1', age_seconds: 0, problems: [] });
  const why = (...args: Parameters<typeof checkSignature>): string =>
    checkSignature(...args).problems.join(' ');
  assert.match(why(message(`${body}\n`), [secret], now), /newline/);
  assert.match(
    why(message(JSON.stringify(JSON.parse(body), null, 2)), [secret], now),
    /parsed and serialized/,
  );
  assert.match(why(message(body.slice(0, 20)), [secret], now), /missing/);
  assert.match(why(message(), [other], now), /another secret/);
  const late = new Date(now.getTime() + 301_000);
  assert.match(why(message(), [secret], late), /301 s ago/);
  assert.equal(checkSignature(message(), [secret], null).valid, true);
  assert.match(why({ headers: {}, body: Buffer.from(body) }, [secret], now), /webhook-id is missing/);
});

test('webhooks verify reads headers as lines and as JSON, and ends with what a receiver should do', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'cardwright-verify-'));
  after(() => rm(folder, { recursive: true }));
  const file = async (name: string, text: string): Promise<string> => {
    await writeFile(join(folder, name), text);
    return join(folder, name);
  };
  const { headers } = message();
  const lines = Object.entries(headers).map(([name, value]) => `${name.toUpperCase()}: ${value}\r\n`);
  const asLines = await file('headers.txt', `POST / HTTP/1.1\r\n${lines.join('')}`);
  const asJson = await file('headers.json', JSON.stringify(headers));
  const bodyFile = await file('body.json', body);
  for (const headersFile of [asLines, asJson]) {
    const args = ['webhooks', 'verify', '--secret', secret, '--headers', headersFile, '--body', bodyFile];
    const genuine = await cardwright(...args, '--any-age').ended;
    assert.equal(genuine.code, 0, genuine.err);
    assert.match(genuine.out, /genuine/);
  }
  const old = ['webhooks', 'verify', '--secret', secret, '--headers', asJson, '--body', bodyFile, '--json'];
  const refused = await cardwright(...old).ended;
  assert.equal(refused.code, 1);
  assert.equal((JSON.parse(refused.out) as { valid: boolean }).valid, false);
  assert.equal(
    (await cardwright('webhooks', 'verify', '--headers', asJson, '--body', bodyFile).ended).code,
    2,
  );
  const missing = await cardwright(...old.with(5, join(folder, 'nowhere'))).ended;
  assert.equal(missing.code, 1);
  assert.match(missing.err, /cannot be read: ENOENT/);
});
