import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redacted } from '../../../kernel/redacted.ts';
import { answerTo, createTerminal, type Message } from '../../../network/index.ts';
import { wallClock } from '../../../platform/clock.ts';
import { createSession } from './session.ts';
import { readWords } from './words.ts';

const card = { pan: redacted('9999990000000007'), expiry: '3012', cvv: undefined };
const place = {
  merchantId: 'POS-0001',
  terminalId: 'POS00001',
  name: 'Corner Shop',
  city: 'New York',
  country: 'US',
  mcc: '5411',
  acquirer: '999999',
};

/** Field 4 of all that the terminal says when it plays these lines; the network approves at most `most` cents of each message. */
async function amountsOf(most: number, ...lines: string[]): Promise<unknown[]> {
  const asked: Message[] = [];
  const ask = (message: Message): Promise<Message> => {
    asked.push(message);
    const amount = Math.min(Number(message.fields[4]), most);
    const code = amount < Number(message.fields[4]) ? '10' : '00';
    return Promise.resolve(answerTo(message, { 4: String(amount).padStart(12, '0'), 39: code }));
  };
  const terminal = createTerminal({ ask, place, clock: wallClock });
  const session = createSession({ terminal, card, loseNext: () => undefined });
  for (const line of lines) {
    const words = readWords(line);
    assert.ok(words);
    await session.run(words);
  }
  return asked.map(({ fields }) => Number(fields[4]));
}

test('what is presented, or given back, without an amount is what was approved: a part, with more on top, or as completed', async () => {
  assert.deepEqual(await amountsOf(2_500, 'tap 40 partial', 'clear', 'refund'), [4_000, 2_500, 2_500]);
  assert.deepEqual(await amountsOf(9_999, 'insert 50', 'more 30', 'clear'), [5_000, 3_000, 8_000]);
  assert.deepEqual(await amountsOf(9_999, 'tap 90', 'complete 37.40', 'clear'), [9_000, 3_740, 3_740]);
  assert.deepEqual(await amountsOf(9_999, 'tap 30', 'reverse 10', 'clear'), [3_000, 3_000, 1_000]);
  assert.deepEqual(await amountsOf(9_999, 'tap 30', 'clear 12'), [3_000, 1_200]);
  assert.deepEqual(await amountsOf(90, 'tap 1 currency=JPY', 'clear'), [1, 1]);
});
