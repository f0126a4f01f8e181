import assert from 'node:assert/strict';
import test from 'node:test';
import { z } from 'zod';
import { Failure } from '../kernel/failures.ts';
import { parseJson } from './json.ts';
import { reader } from './validation.ts';

const read = reader(z.compile, z.object({ limits: z.record(z.string(), z.number()) }), 'body');

function refused(value: unknown): Failure {
  try {
    read(value);
  } catch (error) {
    assert.ok(error instanceof Failure);
    return error;
  }
  return assert.fail('it is wrong');
}

const wrong = (count: number): unknown => ({
  limits: Object.fromEntries(Array.from({ length: count }, (_, at) => [`at${at}`, 'x'])),
});

test('up to a hundred wrong fields are all named', () => {
  assert.equal(refused(wrong(1)).message, 'Correct limits.at0: it must be a number.');
  const { message, details } = refused(wrong(100));
  assert.equal(message, 'Correct the 100 fields named in details.');
  assert.equal(details?.length, 100);
});

test('a field is named once, by the first that is wrong with it', () => {
  const named = reader(z.compile, z.object({ name: z.string().min(1).max(9), age: z.int() }), 'body');
  assert.throws(
    () => named({ name: [], age: 1 }),
    (error: Failure) => {
      assert.deepEqual(error.details, [{ field: 'name', message: 'must be a string' }]);
      assert.equal(error.message, 'Correct name: it must be a string.');
      return true;
    },
  );
});

test('a number of any length is no object', () => {
  const shop = z.object({ name: z.string().optional() });
  const buying = reader(
    z.compile,
    z.object({
      shop: shop.nullish(),
      shops: z.array(shop).optional(),
      note: z.unknown().optional(),
      age: z.union([z.int(), z.string()]).optional(),
      level: z.literal([1, 2]).optional(),
    }),
    'body',
  );
  const fieldsOf = (text: string): unknown => {
    try {
      return buying(parseJson(text));
    } catch (error) {
      return (error as Failure).details?.map(({ field, message }) => `${field} ${message}`).sort();
    }
  };
  for (const number of ['5', '9007199254740993', '-1e400', '0.1000000000000000000000000'])
    assert.deepEqual(
      fieldsOf(`{"shop": ${number}, "shops": [{}, ${number}], "age": true}`),
      ['age matches none of the allowed forms', 'shop must be an object', 'shops[1] must be an object'],
      number,
    );
  assert.deepEqual(fieldsOf('9007199254740993'), ['body must be an object']);
  const kept = fieldsOf(
    '{"shop": {"name": "a"}, "note": {"of": [9007199254740993]}, "age": 1.0000000000000000, "level": 2.0000000000000000}',
  );
  assert.equal(
    JSON.stringify(kept),
    '{"shop":{"name":"a"},"note":{"of":[9007199254740993]},"age":1,"level":2}',
  );
});

test('an answer does not grow with what is wrong', () => {
  const { message, details } = refused(wrong(20_000));
  assert.equal(message, 'Correct the 20000 fields of which details names the first 100.');
  assert.deepEqual(details?.at(-1), { field: 'limits.at99', message: 'must be a number' });
  assert.equal(details?.length, 100);

  const long = refused({ limits: { ['x'.repeat(1_000_000)]: 'x' } });
  const [problem] = long.details ?? [];
  assert.equal(problem?.field.length, 200);
  assert.match(problem?.field ?? '', /^limits\.x+…$/);
  assert.ok(long.message.length < 300);

  const strict = reader(z.compile, z.strictObject({}), 'body');
  assert.throws(
    () => strict(Object.fromEntries(Array.from({ length: 50_000 }, (_, at) => [`at${at}`, 1]))),
    (error: Failure) => (error.details?.[0]?.message.length ?? 0) <= 1_000 && error.message.length < 1_100,
  );
});
