import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { ProblemList } from '../../../src/config/problemList.ts';
import { readWords } from '../../../src/config/wordFiles.ts';
import { tell } from '../../../src/lib/tell.ts';

const root = join(import.meta.dirname, '../../..');
const read = async (name: string, path: string) => {
  const problems = new ProblemList();
  const text = await readFile(join(root, path), 'utf8');
  const wordsOf = await readWords([{ kind: 'words', name, path: `templates/words/${name}.json`, text }], problems);
  problems.throwIfAny();
  return wordsOf;
};

test.each([
  ['templates/words/en.json', 'English'],
  ['templates/words/ko.json', 'Korean'],
  ['tests/support/de.json', 'German'],
])('%s is a whole catalogue of what is said in %s', async (path) => {
  await expect(read('xx', path)).resolves.toBeTypeOf('function');
});

test('A language has its own cases and verbs, and one without a file is told in English', async () => {
  const wordsOf = await read('de', 'tests/support/de.json');
  const amount = { number: 0.042, format: 'percent', currency: 'EUR' } as const;
  const told = { way: 'up', is_share: 'no', than: 'previous', grain: 'week', form: 'sentence' } as const;
  const value = { number: 12_345, format: 'integer', currency: 'EUR' } as const;
  const was = { number: 1, format: 'integer', currency: 'EUR' } as const;
  const sentence = {
    id: 'sentence',
    values: {
      ...{ label: { label: 'Besucher' }, tail: 'was', was, grain: 'week' },
      told: { id: 'told_by', values: { ...told, unit: 'share', amount, value, was } },
    },
  } as const;
  expect(tell(wordsOf('de-DE'), sentence)).toBe(
    'Besucher: gestiegen um 4,2\u00a0% auf 12.345, nach 1 in der Vorwoche.',
  );
  expect(tell(wordsOf('sv-SE'), sentence)).toBe('Besucher rose 4,2\u00a0% to 12\u00a0345, from 1 the week before.');
});
