import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { readSealed, writeSealed } from '../../../src/lib/sealedJson.ts';
import { checkedProject } from '../../../src/pipeline/checkedProject.ts';
import { copyOfProject, scratchFolder } from '../../support/broadsheet.ts';

let projectDir: string;
let outDir: string;
const open = async (engineKey = 'one') => {
  const { remember, ...opened } = await checkedProject({ projectDir, outDir, engineKey });
  await remember();
  return opened;
};
const checked = () => readFile(join(outDir, 'artifacts', 'checked.json'), 'utf8');

beforeEach(async () => {
  projectDir = await copyOfProject('tiny');
  outDir = await scratchFolder();
});

test('A project that was found well is opened with the same columns and uses', async () => {
  const first = await open();
  const again = await open();
  expect(again.bound.columnsOf).toEqual(first.bound.columnsOf);
  expect(again.bound.uses).toEqual(first.bound.uses);
  expect(again.bound.parametersOf).toEqual(first.bound.parametersOf);
  expect(first.bound.columnsOf.size).toBeGreaterThan(5);
});

test('It is not checked again: what an earlier run found stands', async () => {
  await open();
  const kept = await readSealed<{ readonly uses: readonly unknown[] }>(join(outDir, 'artifacts', 'checked.json'), 1);
  if (kept.state !== 'whole') throw new Error('Nothing was kept.');
  const uses = [...kept.value.uses, ['query of before', { models: [], sourceTables: [] }]];
  await writeSealed(join(outDir, 'artifacts', 'checked.json'), 1, { ...kept.value, uses });
  expect((await open()).bound.uses.has('query of before')).toBe(true);
});

test('A mistake that comes in later is told, and once more by the next run', async () => {
  await open();
  await writeFile(join(projectDir, 'queries/marts/sales.sql'), 'select nothing_here from stg_till_sale\n');
  await expect(open()).rejects.toThrow(/nothing_here/);
  await expect(open()).rejects.toThrow(/nothing_here/);
});

test('A mistake in a template or a chart, which no SQL reads, is told too', async () => {
  await open();
  const report = join(projectDir, 'templates/reports/range/report.md');
  await writeFile(report, (await readFile(report, 'utf8')).concat('\n{% chart nowhere, nothing %}\n'));
  await expect(open()).rejects.toThrow(/nowhere/);
});

test.each([
  ['cut off', (text: string) => text.slice(0, 100)],
  ['emptied', () => ''],
  ['of another program', (text: string) => text.replace(/"columnsOf": \[/, '"columnsOf": [["x", []],')],
])('What is kept of it is of no use where it is %s: the project is checked again', async (_, damage) => {
  const first = await open();
  await writeFile(join(outDir, 'artifacts', 'checked.json'), damage(await checked()));
  expect((await open()).bound.columnsOf).toEqual(first.bound.columnsOf);
});

test('Another program checks again', async () => {
  await open();
  const before = await checked();
  await open('two');
  expect(await checked()).not.toBe(before);
});

test('What lies outside the project is looked at each time', async () => {
  await open();
  const sourceProblems = async () => [{ file: 'queries/sources/till.yml', message: 'TILL_TOKEN is not set.' }];
  const asked = checkedProject({ projectDir, outDir, engineKey: 'one', sourceProblems });
  await expect(asked).rejects.toThrow('TILL_TOKEN is not set.');
});
