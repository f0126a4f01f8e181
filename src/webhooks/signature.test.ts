import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { suite, test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { Webhook as SvixWebhook } from 'svix';
import { testDatabase } from '../../test/support/database.ts';
import { startReceiver } from '../../test/support/receiver.ts';
import { testWebhooks } from '../../test/support/webhooks.ts';
import { ed25519Signer, hmacSigner, newKeyPair, newSecret, publicJwk, verifyHmac } from './signature.ts';

const database = await testDatabase();

suite('fixed vectors', () => {
  // From the reference implementations of Standard Webhooks (standard-webhooks/libraries).
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const content = 'msg_p5jXN8AQM9LWM0D4loKWxJek.1614265330.{"test": 2432232314}';

  test('v1', () => {
    assert.equal(hmacSigner(secret).sign(content), 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
  });

  test('v1a: RFC 8032, 7.1, test 2 in our wrapping', () => {
    const seed = Buffer.from('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb', 'hex');
    const signature =
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00';
    assert.equal(
      ed25519Signer(`whsk_${seed.toString('base64')}`).sign('\x72'),
      `v1a,${Buffer.from(signature, 'hex').toString('base64')}`,
    );
  });

  test('a JSON Web Key and its thumbprint: RFC 8037, A.2 and A.3', () => {
    const key = Buffer.from('11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', 'base64url');
    const jwk = publicJwk(`whpk_${key.toString('base64')}`);
    assert.equal(jwk['x'], '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo');
    assert.equal(jwk['kid'], 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
  });
});

test('one byte more or less, and a signature is wrong', () => {
  const secret = newSecret();
  const signature = hmacSigner(secret).sign('a.1.{}');
  assert.ok(verifyHmac(secret, 'a.1.{}', `v1,xxx ${signature}`));
  assert.ok(!verifyHmac(secret, 'a.1.{ }', signature));
  assert.ok(!verifyHmac(newSecret(), 'a.1.{}', signature));
  assert.ok(!verifyHmac(secret, 'a.1.{}', ''));
});

test('new secrets and keys have the documented form', () => {
  assert.match(newSecret(), /^whsec_[A-Za-z0-9+/]{43}=$/);
  const { privateKey, publicKey } = newKeyPair();
  assert.match(privateKey, /^whsk_[A-Za-z0-9+/]{43}=$/);
  assert.match(publicKey, /^whpk_[A-Za-z0-9+/]{43}=$/);
});

test('messages verify with the published packages', async () => {
  const world = await testWebhooks(database);
  const receiver = await startReceiver();
  const { secret } = await world.webhooks.endpoints.create(world.company, { url: receiver.url });
  const [id] = await world.tell('CARDS.CLEARING.PENDING');
  const [got] = await receiver.received(1);
  const headers = got!.headers as Record<string, string>;
  const text = secret.secret.reveal();
  assert.deepEqual(new Webhook(text).verify(got!.body, headers), got!.json);
  const svix = Object.fromEntries(
    ['id', 'timestamp', 'signature'].map((name) => [`svix-${name}`, headers[`webhook-${name}`]!]),
  );
  assert.deepEqual(new SvixWebhook(text).verify(got!.body, svix), got!.json);
  assert.equal(headers['webhook-id'], id);
  assert.throws(() => new Webhook(newSecret()).verify(got!.body, headers));
  assert.throws(() => new Webhook(text).verify(got!.body.replace('12.50', '12.51'), headers));
});

test('while a secret is rotated each verifies; afterwards only the new one', async () => {
  const world = await testWebhooks(database);
  const receiver = await startReceiver();
  const made = await world.webhooks.endpoints.create(world.company, { url: receiver.url });
  const fresh = await world.webhooks.endpoints.rotate(world.company, made.endpoint.id, 3600);
  const verifies = async (): Promise<boolean[]> => {
    const before = receiver.requests.length;
    await world.tell('CARDS.CLEARING.PENDING');
    const got = (await receiver.received(before + 1)).at(-1)!;
    const content = `${got.headers['webhook-id'] as string}.${got.headers['webhook-timestamp'] as string}.${got.body}`;
    return [made.secret, fresh].map(({ secret }) =>
      verifyHmac(secret.reveal(), content, got.headers['webhook-signature'] as string),
    );
  };
  assert.deepEqual(await verifies(), [true, true]);
  const revealed = await world.webhooks.endpoints.reveal(world.company, made.endpoint.id);
  assert.equal(revealed.secret.reveal(), fresh.secret.reveal());
  world.clock.advance(3_601_000);
  assert.deepEqual(await verifies(), [false, true]);
});

test('an endpoint that asks for v1a gets it, and its key is in the key set', async () => {
  const world = await testWebhooks(database);
  const receiver = await startReceiver();
  const { endpoint } = await world.webhooks.endpoints.create(world.company, {
    url: receiver.url,
    signatures: ['v1', 'v1a'],
  });
  await world.tell('CARDS.CLEARING.PENDING');
  const [got] = await receiver.received(1);
  const content = `${got!.headers['webhook-id'] as string}.${got!.headers['webhook-timestamp'] as string}.${got!.body}`;
  const signatures = (got!.headers['webhook-signature'] as string).split(' ');
  assert.deepEqual(
    signatures.map((signature) => signature.split(',')[0]),
    ['v1', 'v1a'],
  );
  const signature = Buffer.from(signatures[1]!.slice(4), 'base64');
  const { keys } = await world.webhooks.endpoints.keySet(endpoint.id);
  assert.equal(keys.length, 1);
  const key = createPublicKey({ key: keys[0]!, format: 'jwk' });
  assert.ok(verify(null, Buffer.from(content), key, signature));
  const all = await world.webhooks.endpoints.keySet(undefined);
  assert.ok(all.keys.some(({ kid }) => kid === keys[0]!['kid']));
  assert.ok(all.keys.every((each) => each['d'] === undefined));
});

test('five secrets sign at once at most, and all but the newest can always be ended', async () => {
  const { webhooks, company } = await testWebhooks(database, { dispatch: false });
  const { endpoint } = await webhooks.endpoints.create(company, {
    url: 'http://127.0.0.1:9/',
    signatures: ['v1a'],
  });
  const rotate = (overlapSeconds: number) => webhooks.endpoints.rotate(company, endpoint.id, overlapSeconds);
  const published = async (): Promise<number> => (await webhooks.endpoints.keySet(endpoint.id)).keys.length;
  for (let n = 0; n < 4; n += 1) await rotate(3_600);
  const last = (await webhooks.endpoints.reveal(company, endpoint.id)).secret.reveal();
  await assert.rejects(rotate(3_600), { code: 'VAL' });
  assert.equal((await webhooks.endpoints.reveal(company, endpoint.id)).secret.reveal(), last);
  assert.equal(await published(), 5);
  await rotate(0);
  assert.equal(await published(), 1);
  await rotate(3_600);
  assert.equal(await published(), 2);
});
