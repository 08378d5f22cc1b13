import { expect, test } from 'vitest';
import { dimensionWordsOf, martsOfMetrics, modelsNamedIn } from '../../../src/metrics/dimensionWords.ts';
import type { Model } from '../../../src/types.ts';
import { metric } from './measuring.ts';

function mart(name: string, label: string, open: string): Model {
  const valueNames = { state: { open, shut: 'Shut' } };
  return { name, layer: 'mart', sql: '', columns: {}, labels: { category: label }, valueNames, place: { file: name } };
}

const models = [mart('goods', 'Category', 'On sale'), mart('tickets', 'About', 'Waiting')];
const place = { category: 'Aisle' };

test('A dimension is called as the mart calls it that is asked, whatever other marts call theirs', () => {
  const wordsOf = dimensionWordsOf(models, { locale: 'en-GB' });
  expect(wordsOf(['goods']).labels['category']).toBe('Category');
  expect(wordsOf(['tickets']).labels['category']).toBe('About');
  expect(wordsOf(['goods']).valueNames.get('state')?.get('open')).toBe('On sale');
  expect(wordsOf([]).labels['category']).toBe('About');
});

test("A brand's own word comes before any mart's", () => {
  expect(dimensionWordsOf(models, { locale: 'en-GB', labels: place })(['goods']).labels['category']).toBe('Aisle');
});

test('The marts of a metric are those that its parts are measured on', () => {
  const sold = { kind: 'aggregate', mart: 'goods', time: 'sold_on', sql: 'count(*)' } as const;
  const metrics = [
    metric('sold', sold),
    metric('asked', { ...sold, mart: 'tickets' }),
    metric('sold_lately', { kind: 'rolling', of: 'sold', days: 28 }),
    metric('asked_per_sold', { kind: 'ratio', of: 'asked', to: 'sold_lately' }),
  ];
  const request = { kind: 'metrics', name: 'a', grains: ['week'], by: [], compare: [], last: 1 } as const;
  const marts = martsOfMetrics({ ...request, metrics: ['asked_per_sold'], place: { file: '' } }, metrics);
  expect(marts.toSorted()).toEqual(['goods', 'tickets']);
  expect(modelsNamedIn('select category from goods', models)).toEqual(['goods']);
});
