import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { ApiError } from '../../../../sdk/index.ts';
import { aCard } from '../../../../test/support/cardwright.ts';
import { startProgram } from '../../../../test/support/program.ts';
import { createCards, createVault } from '../../../cards/index.ts';
import { testSecrets } from '../../../cards/testing/cards.ts';
import type { Id } from '../../../kernel/ids.ts';
import { createLedger } from '../../../ledger/index.ts';
import { newId } from '../../../platform/ids.ts';
import { renderStatement } from './render.ts';
import { gatherStatement, type StatementLine } from './statement.ts';
import { pdfTexts } from './testing/pdf-text.ts';

suite('the statement of a card', async () => {
  const program = await startProgram();
  const { database } = program;
  const cards = createCards({
    database,
    ledger: createLedger(),
    events: { appendMany: () => Promise.reject(new Error('no balance is changed here')) },
    vault: createVault({ database, secrets: testSecrets('first') }),
    initialHolding: 0n,
  });

  const gather = async (company: string, card: string, period: { from?: Date; to?: Date } = {}) =>
    gatherStatement(database, {
      companyName: 'Company',
      card: await cards.get(company as Id<'company'>, card),
      issuedAt: new Date(),
      from: period.from ?? null,
      to: period.to ?? null,
      available: null,
    });

  const brief = ({ what, amount, fees }: StatementLine) => [what, amount, fees];

  test('what was posted, with fees, and what is held; declines are not on it', async () => {
    const { id, client } = await program.company();
    await client.changeCardProgram({ atm_fee: '1.00', fx_fee_percent: 2 });
    const { id: card } = await client.createCard({ ...aCard, approval_method: 'TOP_UP' });
    await client.setCardBalance({ cardId: card, virtual_balance: '1000.00' });
    const buy = (amount: string, rest = {}) =>
      client.simulateAuthorization({ card_id: card, amount, ...rest });
    const clear = async (played: Awaited<ReturnType<typeof buy>>, rest = {}) =>
      client.simulateClearing({ transactionId: played.transaction!.id, ...rest });

    const first = await buy('20.00', { merchant: { name: 'Café Central', city: 'Wien', country: 'AUT' } });
    await clear(first);
    await clear(await buy('60.00', { kind: 'atm', surcharge: '2.00' }));
    await clear(await buy('1000', { currency: 'JPY' }), { amount: '1000', currency: 'JPY' });
    await client.simulateRefund({ transactionId: first.transaction!.id, amount: '5.00' });
    await buy('5000.00');
    await buy('40.00', { currency: 'EUR' });

    const statement = await gather(id, card);
    const [cafe, cash, yen, refund] = statement.lines;
    assert.deepEqual(brief(cafe!), ['Purchase', -2_000n, 0n]);
    assert.deepEqual([cafe!.merchantName, cafe!.place], ['Café Central', 'Wien, AUT']);
    assert.deepEqual(brief(cash!), ['Cash withdrawal', -6_200n, -100n]);
    assert.deepEqual([yen!.foreign?.amount, yen!.foreign?.currency], [1_000n, 'JPY']);
    assert.deepEqual(brief(refund!), ['Refund', 500n, 0n]);
    assert.equal(statement.lines.length, 4);
    assert.deepEqual([statement.held.count, statement.held.holds.length], [1, 1]);
    const { sums, held } = statement;
    assert.equal(sums.purchases, -8_200n + yen!.amount);
    assert.equal(sums.refunds, 500n);
    assert.equal(sums.total, sums.purchases + sums.refunds + sums.fees);
    const left = (await client.getCardBalance({ cardId: card })).available_credit;
    assert.equal(sums.total - held.total, BigInt(Math.round(left * 100)) - 100_000n);
  });

  test('what is taken back gives its fees back; a single message and its reversal end at nothing', async () => {
    const { id, client } = await program.company();
    await client.changeCardProgram({ atm_fee: '1.00' });
    const { id: card } = await client.createCard(aCard);
    const cash = await client.simulateAuthorization({
      card_id: card,
      amount: '50.00',
      kind: 'financial',
      channel: 'ATM',
    });
    await client.simulateReversal({ transactionId: cash.transaction!.id });
    const { lines, sums } = await gather(id, card);
    assert.deepEqual(lines.map(brief), [
      ['Cash withdrawal', -5_000n, -100n],
      ['Purchase reversed', 5_000n, 100n],
    ]);
    assert.equal(sums.total, 0n);
  });

  test('a period: its end is not in it', async () => {
    const { id, client } = await program.company();
    const { id: card } = await client.createCard(aCard);
    const posted = await client.simulateForcePost({ card_id: card, amount: '1.00' });
    const at = new Date(posted.entry!.created_at);
    assert.equal((await gather(id, card, { to: at })).lines.length, 0);
    assert.equal((await gather(id, card, { from: at })).lines.length, 1);
    assert.equal((await gather(id, card, { from: new Date(at.getTime() + 1) })).lines.length, 0);
  });

  test('what is held is summed up in full, however many purchases it is of', async () => {
    const { id, client } = await program.company();
    const { id: card } = await client.createCard(aCard);
    await Promise.all(
      Array.from({ length: 203 }, () => client.simulateAuthorization({ card_id: card, amount: '1.25' })),
    );
    const { held } = await gather(id, card);
    assert.deepEqual([held.holds.length, held.count, held.total], [200, 203, 25_375n]);
  });

  test('is answered as PDF; another company’s card is unknown, a wrong period is refused', async () => {
    const { client, apiKey } = await program.company();
    const other = await program.company();
    const { id: card } = await client.createCard(aCard);
    await client.simulateForcePost({ card_id: card, amount: '12.00' });
    const get = (key: string, query = '') =>
      fetch(`${program.url}/cards/transactions/${card}/pdf${query}`, { headers: { 'x-api-key': key } });
    const answer = await get(apiKey);
    assert.equal(answer.headers.get('content-type'), 'application/pdf');
    assert.match(answer.headers.get('content-disposition') ?? '', /^inline; filename="statement-\d{4}-/);
    const pdf = Buffer.from(await answer.arrayBuffer()).toString('latin1');
    assert.match(pdf, /^%PDF-1\.\d/);
    assert.match(pdf, /%%EOF\s*$/);
    assert.equal((await get(other.apiKey)).status, 404);
    assert.equal((await get(apiKey, '?from_date=2026-02-01&to_date=2026-01-01')).status, 412);
    assert.equal((await get(apiKey, '?from_date=yesterday')).status, 400);
    const unknown = client.getCardStatement({ cardId: 'card_nothing' });
    await assert.rejects(unknown, (error) => (error as ApiError).status === 404);
    const crowd = await Promise.all(Array.from({ length: 30 }, () => get(apiKey)));
    assert.deepEqual(new Set(crowd.map(({ status }) => status)), new Set([200, 429]));
  });

  const at = new Date('2026-11-02T10:00:00Z');
  const drawn = (
    sums: Pick<Parameters<typeof renderStatement>[0], 'lines' | 'held' | 'sums' | 'available'>,
  ) =>
    renderStatement({
      companyName: 'Company',
      card: { holderName: 'Ada Lovelace', last4: '4821', approvalMethod: 'TOP_UP' },
      issuedAt: at,
      from: null,
      to: at,
      ...sums,
    });

  test('no amount is cut off, however large it is', async () => {
    const large = 123_456_789_012_345_678n;
    const line: StatementLine = {
      at,
      what: 'Purchase',
      merchantName: 'Shop',
      place: 'Wien, AUT',
      foreign: null,
      amount: -large,
      fees: -1_000_000_000n,
    };
    const merchant = {
      id: null,
      name: 'Hotel',
      city: null,
      postCode: null,
      state: null,
      country: null,
      mcc: '7011',
    };
    const pdf = await drawn({
      lines: [line],
      held: {
        holds: [
          { transaction: newId('cardTransaction'), createdAt: at, merchant, held: large + 1n, expiresAt: at },
        ],
        count: 1,
        total: large + 2n,
      },
      sums: { purchases: -large - 3n, refunds: 0n, fees: -large - 4n, total: -large - 5n },
      available: -large - 6n,
    });
    const texts = pdfTexts(pdf);
    for (const amount of [
      '−10,000,000.00',
      '−1,234,567,890,123,456.78',
      '1,234,567,890,123,456.79',
      '1,234,567,890,123,456.80',
      '−1,234,567,890,123,456.81',
      '−1,234,567,890,123,456.82',
      '−1,234,567,890,123,456.83',
      '−1,234,567,890,123,456.84',
    ])
      assert.ok(texts.includes(amount), `${amount} in ${texts.join(' | ')}`);
  });

  test('long ones run over pages, whatever merchants call themselves', async () => {
    const names = ['Ελληνική Αγορά', 'Łódź', 'line\nbreak\u0000', '', '東京', 'x'.repeat(400)];
    const lines = Array.from({ length: 60 }, (_, number): StatementLine => ({
      at,
      what: 'Purchase',
      merchantName: names[number % names.length] ?? '',
      place: 'Wien, AUT',
      foreign: { amount: 1_234_567n, currency: 'JPY', rate: '0.006432' },
      amount: -1_234_567_890n,
      fees: -19n,
    }));
    const pdf = await drawn({
      lines,
      held: { holds: [], count: 0, total: 0n },
      sums: { purchases: -1n, refunds: 0n, fees: 0n, total: -1n },
      available: -1_234n,
    });
    assert.equal(pdf.toString('latin1').match(/\/Type \/Page\n/g)?.length, 4);
  });
});
