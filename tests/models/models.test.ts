import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runModelCase } from '../support/modelCase.ts';

/** A folder here is a test: `given/<table>.csv` rows in, `expected.csv` rows out, named for the model. No TypeScript. */
const entries = await readdir(import.meta.dirname, { withFileTypes: true });
const cases = entries
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();
const queries = join(import.meta.dirname, '../../queries');

test('Every case brings the rows that it expects', async () => {
  const files = await Promise.all(cases.map((name) => readdir(join(import.meta.dirname, name))));
  expect(cases.filter((_, index) => files[index]?.includes('expected.csv') !== true)).toEqual([]);
});

/** Staging models whose values no case here says, each with the reason. */
const WITHOUT: Readonly<Record<string, string>> = {};

test('Every staging model has its values said, or the reason why not', async () => {
  const files = await readdir(join(queries, 'staging'));
  const names = files.filter((file) => file.endsWith('.sql')).map((file) => file.replace(/\.sql$/, ''));
  const said = new Set(cases.map((name) => name.replace(/\..*/, '')));
  expect(names.filter((name) => !said.has(name)).sort()).toEqual(Object.keys(WITHOUT).sort());
});

test.for(cases)('%s turns the given rows into the expected ones', async (name) => {
  const { actual, expected } = await runModelCase(queries, join(import.meta.dirname, name));
  expect(actual).toEqual(expected);
});
