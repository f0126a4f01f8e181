import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { createDeframer } from './deframer.ts';
import { frame } from './framing.ts';
import type { Framing } from './framing.ts';

const most = 2_000;
const framings: readonly Framing[] = (['binary-2', 'bcd-2', 'ascii-4'] as const).flatMap((length) =>
  [false, true].map((tpdu) => ({ length, tpdu, most })),
);

const keepAlive = { 'binary-2': '0000', 'bcd-2': '0000', 'ascii-4': '30303030' };

const written: readonly [Framing['length'], boolean, string][] = [
  // The message is 0100 and sixteen octets more: 20, and 25 with the transport header.
  ['binary-2', false, '0014'],
  ['bcd-2', false, '0020'],
  ['ascii-4', false, '30303230'],
  ['binary-2', true, '0019 60 0003 8001'],
  ['bcd-2', true, '0025 60 0003 8001'],
  ['ascii-4', true, '30303235 60 0003 8001'],
];

for (const [length, tpdu, head] of written)
  test(`${length}${tpdu ? ' with TPDU' : ''} is written as the standard has it`, () => {
    const message = Buffer.from('0100'.padEnd(20, 'x'), 'latin1');
    // To 8001, from 0003: in the answer they are turned around.
    const request = Buffer.from('6080010003', 'hex');
    const bytes = frame({ length, tpdu, most }, message, request);
    assert.equal(bytes.toString('hex'), head.replaceAll(' ', '') + message.toString('hex'));
  });

for (const framing of framings)
  test(`${framing.length}${framing.tpdu ? ' with TPDU' : ''}: messages come out whole, however the octets are cut`, () => {
    const messages = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 6 });
    const cuts = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(messages, cuts, fc.boolean(), (messages, cuts, keepsAlive) => {
        const silence = Buffer.from(keepsAlive ? keepAlive[framing.length] : '', 'hex');
        const stream = Buffer.concat(
          messages.flatMap((message) => [silence, frame(framing, message, undefined)]),
        );
        const deframer = createDeframer(framing);
        const out: string[] = [];
        for (let at = 0, cut = 0; at < stream.length; cut += 1) {
          const size = cuts[cut % cuts.length]!;
          const { frames, problem } = deframer.push(stream.subarray(at, at + size));
          assert.equal(problem, undefined);
          out.push(...frames.map(({ message }) => message.toString('hex')));
          at += size;
        }
        assert.deepEqual(
          out,
          messages.map((message) => Buffer.from(message).toString('hex')),
        );
        assert.equal(deframer.isWaiting(), false);
      }),
    );
  });

test('a frame of the largest size is taken, and one octet more is refused before it comes', () => {
  for (const framing of framings) {
    const header = framing.tpdu ? 5 : 0;
    const full = frame(framing, Buffer.alloc(most - header, 0x31), undefined);
    assert.equal(createDeframer(framing).push(full).frames.length, 1);
    const head = frame(framing, Buffer.alloc(most - header + 1), undefined).subarray(0, 4);
    assert.equal(createDeframer(framing).push(head).problem, 'too-long');
  }
});

test('what came whole before the trouble is still given', () => {
  const framing: Framing = { length: 'bcd-2', tpdu: false, most };
  const bytes = Buffer.concat([frame(framing, Buffer.from('good'), undefined), Buffer.from('0A00', 'hex')]);
  const { frames, problem } = createDeframer(framing).push(bytes);
  assert.deepEqual(
    frames.map(({ message }) => message.toString()),
    ['good'],
  );
  assert.equal(problem, 'length-not-a-number');
});

test('letters where a length should be, and a frame shorter than its header, are refused', () => {
  const push = (framing: Framing, hex: string): string | undefined =>
    createDeframer(framing).push(Buffer.from(hex, 'hex')).problem;
  assert.equal(push({ length: 'ascii-4', tpdu: false, most }, '47455420'), 'length-not-a-number');
  assert.equal(push({ length: 'binary-2', tpdu: true, most }, '000460000380'), 'shorter-than-its-header');
});

test('a part of a frame is waited for', () => {
  const deframer = createDeframer({ length: 'binary-2', tpdu: false, most });
  deframer.push(Buffer.from('00', 'hex'));
  assert.equal(deframer.isWaiting(), true);
  deframer.push(Buffer.from('0161', 'hex'));
  assert.equal(deframer.isWaiting(), false);
});
