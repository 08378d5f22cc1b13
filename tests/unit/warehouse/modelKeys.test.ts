import { expect, test } from 'vitest';
import type { ExtractManifest, Model } from '../../../src/types.ts';
import { type KeyedInputs, modelKeys } from '../../../src/warehouse/modelKeys.ts';
import { model, source } from './fixture.ts';

const SALES = "select id, amount, '-- a' as note from shop.sale";
const pulled = (table: string, rowsHash: string) =>
  ({ source: 'shop', table, brand: 'acme', rowsHash }) as unknown as ExtractManifest;

const GIVEN: KeyedInputs = {
  base: 'engine and brand',
  sources: [source('shop', { sale: { id: 'integer', amount: 'double' }, guest: { id: 'integer' } })],
  models: [
    model('sales', SALES),
    model('guests', 'from shop.guest'),
    model('days', 'select sum(amount) as x from sales'),
  ],
  extracts: [pulled('sale', '1'), pulled('guest', '1')],
  uses: new Map([
    ['sales', { models: [], sourceTables: ['shop.sale'] }],
    ['guests', { models: [], sourceTables: ['shop.guest'] }],
    ['days', { models: ['sales'], sourceTables: [] }],
  ]),
};

const withSales = (sales: Partial<Model>): Partial<KeyedInputs> => ({
  models: GIVEN.models.map((one) => (one.name === 'sales' ? { ...one, ...sales } : one)),
});

const ALL = ['shop.sale', 'shop.guest', 'sales', 'guests', 'days'];

test.each<readonly [what: string, change: Partial<KeyedInputs>, changed: readonly string[]]>([
  ['a comment', withSales({ sql: `-- Lines.\n${SALES} /* of receipts */` }), []],
  [
    'a line that moves',
    withSales({ sql: SALES.replace(' from', '\n\n  from'), place: { file: 'x.sql', line: 9 } }),
    [],
  ],
  ['a description', withSales({ description: 'Lines.', columns: { id: 'The line.' }, labels: { id: 'Line' } }), []],
  ['another order of files', { models: GIVEN.models.toReversed() }, []],
  ['what looks like a comment in a text', withSales({ sql: SALES.replace('-- a', '-- b') }), ['sales', 'days']],
  ['a blank in a text', withSales({ sql: SALES.replace('-- a', '--  a') }), ['sales', 'days']],
  ['a definition', withSales({ sql: SALES.replace('amount,', 'amount / 2 as amount,') }), ['sales', 'days']],
  ['rows of a table', { extracts: [pulled('sale', '2'), pulled('guest', '1')] }, ['shop.sale', 'sales', 'days']],
  ['rows that never came', { extracts: [pulled('sale', '1')] }, ['shop.guest', 'guests']],
  [
    'the type of a column',
    { sources: [source('shop', { sale: { id: 'bigint', amount: 'double' }, guest: { id: 'integer' } })] },
    ['shop.sale', 'sales', 'days'],
  ],
  ['the brand', { base: 'another zone' }, ALL],
])('Of %s', (_, change, changed) => {
  const [before, after] = [modelKeys(GIVEN), modelKeys({ ...GIVEN, ...change })];
  expect([...after.keys()].sort()).toEqual(ALL.toSorted());
  expect(ALL.filter((name) => before.get(name) !== after.get(name))).toEqual(changed);
});
