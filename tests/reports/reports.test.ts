import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { loadProject } from '../../src/config/loadProject.ts';
import { askedIn, runReportCase } from '../support/modelCase.ts';

/**
 * A folder here is a test of a report query, or of a block of metrics that its asked.yml names: rows of marts in, its
 * rows out. No TypeScript.
 */
const queries = join(import.meta.dirname, '../../queries');
const entries = await readdir(import.meta.dirname, { withFileTypes: true });
const cases = entries
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** Report queries whose values no case here says, each with the reason. */
const WITHOUT: Readonly<Record<string, string>> = {};

test('Every report query has its values said, or the reason why not', async () => {
  const names = (await readdir(join(queries, 'reports'))).map((file) => file.replace(/\.sql$/, ''));
  const asked = await Promise.all(
    cases.map(async (name) => ({ name, ...(await askedIn(join(import.meta.dirname, name))) })),
  );
  const said = new Set(asked.flatMap(({ name, block }) => (block === undefined ? [name.replace(/\..*/, '')] : [])));
  expect(names.filter((name) => !said.has(name)).sort()).toEqual(Object.keys(WITHOUT).sort());
  expect([...said].filter((name) => !names.includes(name))).toEqual([]);
});

test('Every table of metrics that is ordered, shared out, laid across or compared row by row has its values said', async () => {
  const { reports } = await loadProject(join(queries, '..'));
  const made = reports.flatMap(({ name, data }) =>
    data.flatMap((request) =>
      request.kind === 'metrics' && (request.shape ?? request.compareRows) !== undefined
        ? [`${name}/${request.name}`]
        : [],
    ),
  );
  const said = await Promise.all(cases.map(async (name) => (await askedIn(join(import.meta.dirname, name))).block));
  expect(made.length).toBeGreaterThan(10);
  expect(made.filter((block) => !said.includes(block))).toEqual([]);
});

test.for(cases)('%s finds the expected rows in the given ones', async (name) => {
  const { actual, expected } = await runReportCase(queries, join(import.meta.dirname, name));
  expect(expected.length).toBeGreaterThan(0);
  expect(actual).toEqual(expected);
});
