import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { aCard } from '../../../test/support/cardwright.ts';
import { startProgram } from '../../../test/support/program.ts';

suite('the order of the checks', async () => {
  const program = await startProgram();

  test('of all that is against a purchase the first is told, and with each that is put right the next', async () => {
    const { client } = await program.company('100.00');
    const { id: cardId } = await client.createCard({
      ...aCard,
      approval_method: 'TOP_UP',
      per_transaction_limit: '1.00',
      daily_limit: '1.00',
      weekly_limit: '1.00',
      monthly_limit: '1.00',
    });
    const { id: other } = await client.createCard(aCard);
    await client.setCardBalance({ cardId, virtual_balance: '1.00' });
    await client.replaceVelocityRules({ rules: [{ max_authorizations: 1, time_window_seconds: 3_600 }] });
    const fine = await client.simulateAuthorization({ card_id: cardId, amount: '0.50' });
    assert.ok(fine.approved);

    const wrong = { cvv: '000', pin: '1234', merchant: { country: 'DEU', mcc_code: '7995' } };
    const buy = async (rest: object) => {
      const swipe = { card_id: cardId, amount: '80.00', channel: 'ECOMMERCE', ...rest } as const;
      const { entry, transaction } = await client.simulateAuthorization(swipe);
      assert.equal(transaction?.totals.held, 0);
      return entry?.decline_reason?.code;
    };
    await client.changeCardProgram({
      program_enabled: false,
      mcc_blocked: ['7995'],
      countries_blocked: ['DEU'],
      three_ds_threshold: 0,
    });
    await client.freezeCard({ cardId, freeze: true });

    assert.equal(await buy(wrong), 'M103');
    await client.changeCardProgram({ program_enabled: true });
    assert.equal(await buy(wrong), 'C202');
    await client.freezeCard({ cardId, freeze: false });
    assert.equal(await buy({ ...wrong, expiry: '01/20' }), 'C211');
    assert.equal(await buy(wrong), 'C102');
    const { pin, merchant } = wrong;
    assert.equal(await buy({ pin, merchant }), 'C209');
    assert.equal(await buy({ merchant }), 'C011');
    await client.changeCardProgram({ mcc_blocked: [] });
    assert.equal(await buy({ merchant }), 'C012');
    await client.changeCardProgram({ countries_blocked: [] });
    assert.equal(await buy({ merchant }), 'C103');
    const limits = { daily_limit: '1.00', weekly_limit: '1.00', monthly_limit: '1.00' };
    assert.equal(await buy({}), 'M204');
    await client.changeCardLimits({ cardId, ...limits });
    assert.equal(await buy({}), 'M201');
    await client.changeCardLimits({ cardId, ...limits, daily_limit: null });
    assert.equal(await buy({}), 'M202');
    await client.changeCardLimits({ cardId, monthly_limit: '1.00' });
    assert.equal(await buy({}), 'M203');
    await client.changeCardLimits({ cardId });
    assert.equal(await buy({}), 'M210');
    assert.equal(await buy({}), 'C203');
    await client.unblockCard({ cardId });
    assert.equal(await buy({}), 'C301');
    await client.changeCardProgram({ three_ds_threshold: null });
    assert.equal(await buy({}), 'M102');
    // A claim promises no priority: another card spends what this one counts on.
    await client.setCardBalance({ cardId, virtual_balance: '90.00' });
    assert.ok((await client.simulateAuthorization({ card_id: other, amount: '30.00' })).approved);
    assert.equal(await buy({}), 'M101');
    const last = await client.simulateAuthorization({ card_id: cardId, amount: '69.50' });
    assert.ok(last.approved);
    assert.equal((await client.getCardHolding()).warranty_balance, 0);
  });
});
