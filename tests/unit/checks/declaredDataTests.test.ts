import { expect, test } from 'vitest';
import { runDataTests } from '../../../src/checks/runDataTests.ts';
import { declaredDataTests } from '../../../src/config/declaredDataTests.ts';
import { martSchema } from '../../../src/config/martSchema.ts';
import { model, testWarehouse } from '../warehouse/fixture.ts';

const ROWS = `
  select * from (values
    (1, 'a', 'open', 5, 10), (2, 'a', 'shut', -1, 11), (2, null, 'ajar', null, null), (null, 'b', null, 7, 99)
  ) as t(id, shop, state, price, guest)`;

/** Claims of a mart's notes with the number of rows that break each. */
async function broken(
  notes: object,
  models = [model('shops', `select 'a' as shop`), model('guests', 'select 1 as id limit 0')],
) {
  const whole = martSchema.parse(notes);
  const yaml = { file: 'queries/marts/doors.yml', raw: {}, at: () => ({ file: 'queries/marts/doors.yml', line: 3 }) };
  const dataTests = declaredDataTests({ name: 'doors', yaml, whole, known: whole });
  const warehouse = await testWarehouse({ models: [model('doors', ROWS), ...models] });
  const { verdicts } = await runDataTests(dataTests, (dataTest, keep) => warehouse.query(dataTest, {}, { keep }));
  return verdicts.map(({ check, severity, failures }) => `${severity} ${check} (${failures})`);
}

test('A key is broken by values that come twice and by rows without one', async () => {
  expect(await broken({ key: 'id' })).toEqual(['error doors: id is unique (2)']);
  expect(await broken({ key: ['id', 'shop'] })).toEqual(['error doors: id, shop are together unique (0)']);
});

test('Claims about a column count the rows that break them; a missing value breaks none but the one that it is there', async () => {
  expect(
    await broken({
      columns: {
        id: { description: 'The id.', unique: true, not_null: true },
        shop: { description: 'Where.', references: 'shops.shop', severity: 'warn' },
        state: { description: 'How it stands.', values: ['open', 'shut'] },
        price: { description: 'What it costs.', at_least: 0, at_most: 6 },
      },
    }),
  ).toEqual([
    'error doors: id is unique (2)',
    'error doors: id is never missing (1)',
    'warn doors: shop is in shops.shop (1)',
    'error doors: state is one of open, shut (1)',
    'error doors: price is at least 0 (1)',
    'error doors: price is at most 6 (1)',
  ]);
});

test('Nothing is looked up in a mart for which the brand has no rows', async () => {
  const columns = { guest: { description: 'Who.', references: 'guests.id' } };
  expect(await broken({ columns })).toEqual(['error doors: guest is in guests.id (0)']);
});
