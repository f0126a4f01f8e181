import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { describe, it } from 'node:test';
import vector from './vectors/rfc9591-secp256k1.json' with { type: 'json' };
import {
  decodeSignature,
  encodeSignature,
  Fn,
  frost,
  fromHex,
  identifierOf,
  isUsable,
  Point,
  publicPoint,
  readSignature,
  threshold,
  toHex,
  verify,
} from './suite.ts';

const digest = createHash('sha256').update('a call').digest();

function signed() {
  const secret = frost.utils.randomScalar();
  const key = Point.BASE.multiply(Fn.fromBytes(secret)).toHex(true);
  return { key, signature: readSignature(frost.sign(digest, secret)) };
}

describe('the ciphersuite', () => {
  it('gives the nonces, shares and signature of RFC 9591, appendix E.5', () => {
    const dealt = {
      signers: threshold,
      commitments: [
        fromHex(vector.groupPublicKey),
        Point.BASE.multiply(Fn.fromBytes(fromHex(vector.sharePolynomialCoefficient))).toBytes(true),
      ],
      verifyingShares: Object.fromEntries(
        ([1, 2, 3] as const).map((signer) => [
          identifierOf(signer),
          Point.BASE.multiply(Fn.fromBytes(fromHex(vector.participantShares[signer]))).toBytes(true),
        ]),
      ),
    };
    const message = fromHex(vector.message);
    const committed = vector.participants.map((participant) => {
      const signer = participant.identifier as 1 | 3;
      const secret = {
        identifier: identifierOf(signer),
        signingShare: fromHex(vector.participantShares[signer]),
      };
      frost.validateSecret(secret, dealt);
      const randomness = [participant.hidingNonceRandomness, participant.bindingNonceRandomness];
      const { nonces, commitments } = frost.commit(secret, () => fromHex(randomness.shift()!));
      assert.equal(toHex(nonces.hiding), participant.hidingNonce);
      assert.equal(toHex(nonces.binding), participant.bindingNonce);
      assert.equal(toHex(commitments.hiding), participant.hidingNonceCommitment);
      assert.equal(toHex(commitments.binding), participant.bindingNonceCommitment);
      return { secret, nonces, commitments, expected: participant.signatureShare };
    });
    const list = committed.map(({ commitments }) => commitments);
    const shares = committed.map(({ secret, nonces, expected }) => {
      const share = frost.signShare(secret, dealt, nonces, list, message);
      assert.equal(toHex(share), expected);
      return [secret.identifier, share] as const;
    });
    const signature = frost.aggregate(dealt, list, message, Object.fromEntries(shares));
    assert.equal(toHex(signature), vector.signature);
    const secrets = committed.map(({ secret }) => secret);
    assert.equal(toHex(frost.combineSecret(secrets, threshold)), vector.groupSecretKey);
  });

  it('hashes the challenge as the contract does: expand_message_xmd with the tag and length of the suite', () => {
    const { key, signature } = signed();
    const { rx, ry, z } = signature;
    const point = Point.fromAffine({ x: rx, y: ry });
    const tag = Buffer.concat([Buffer.from('FROST-secp256k1-SHA256-v1chal'), Buffer.from([29])]);
    const hash = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest();
    const message = Buffer.concat([point.toBytes(true), fromHex(key), digest]);
    const first = hash(Buffer.alloc(64), message, Buffer.from([0, 48, 0]), tag);
    const one = hash(first, Buffer.from([1]), tag);
    const two = hash(
      first.map((byte, at) => byte ^ one[at]!),
      Buffer.from([2]),
      tag,
    );
    const challenge = BigInt(`0x${one.toString('hex')}${two.toString('hex').slice(0, 32)}`) % Fn.ORDER;
    assert.ok(Point.BASE.multiply(z).equals(point.add(Point.fromHex(key).multiply(challenge))));
  });

  it('verifies its own signatures and nothing that differs from them', () => {
    const { key, signature } = signed();
    const { rx, ry, z } = signature;
    assert.ok(verify(key, digest, signature));
    assert.ok(!verify(signed().key, digest, signature));
    assert.ok(!verify(key, createHash('sha256').update('another call').digest(), signature));
    assert.ok(!verify(key, digest.subarray(1), signature));
    const wrong = [
      { rx: rx + 1n, ry, z },
      { rx, ry: Point.Fp.ORDER - ry, z },
      { rx: rx + Point.Fp.ORDER, ry, z },
      { rx, ry, z: z + 1n },
      { rx, ry, z: z + Fn.ORDER },
      { rx, ry, z: -1n },
      { rx: 0n, ry: 0n, z },
    ];
    for (const other of wrong) assert.ok(!verify(key, digest, other), JSON.stringify(other, String));
  });

  it('writes a signature as 96 bytes and reads it back', () => {
    const { signature } = signed();
    assert.equal(encodeSignature(signature).length, 96);
    assert.deepEqual(decodeSignature(encodeSignature(signature)), signature);
    assert.throws(() => decodeSignature(encodeSignature(signature).subarray(1)));
  });

  it('tells the keys that the chain cannot verify: those whose x is not below the order', () => {
    // The first points of the curve with n <= x < p.
    let x = Fn.ORDER;
    const bytes = () => fromHex(`02${x.toString(16).padStart(64, '0')}`);
    const onCurve = () => {
      try {
        Point.fromBytes(bytes()).assertValidity();
        return true;
      } catch {
        return false;
      }
    };
    while (!onCurve()) x += 1n;
    assert.ok(x < Point.Fp.ORDER);
    assert.ok(!isUsable(bytes()));
    const { key } = signed();
    assert.ok(isUsable(fromHex(key)));
    const { x: px, y: py } = publicPoint(key);
    assert.equal(Point.fromAffine({ x: px, y: py }).toHex(true), key);
  });
});
