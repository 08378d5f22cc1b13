import { expect, test } from 'vitest';
import { dimensionWordsOf, modelsNamedIn } from '../../../src/metrics/dimensionWords.ts';
import type { Model } from '../../../src/types.ts';

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

test('A query is about the models that its SQL names', () => {
  expect(modelsNamedIn('select category from goods', models)).toEqual(['goods']);
});
