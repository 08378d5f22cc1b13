/**
 * Every metric, computed a second way: `<domain>/<metric>.sql` is plain SQL over the entities' raw rows, for one period
 * from $period_start to the day before $period_end, of $grain. Both are held against each other on generated rows, at
 * every grain, for several periods with their comparisons.
 */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadProject } from '../../src/config/loadProject.ts';
import { inLanguage } from '../../src/lib/localText.ts';
import { addDays, closedPeriods, periodName } from '../../src/lib/period.ts';
import type { Cell, Grain, Metric, MetricBlock, Period } from '../../src/types.ts';
import type { RowsRequest } from '../support/entityRows.ts';
import { BRAND, type EntityWarehouse, entityWarehouse } from '../support/entityWarehouse.ts';
import { areEqual, ENDS_BY, measuredBlock } from '../support/measuredBlock.ts';
import type { PlainSql } from '../support/plainSql.ts';
import { secondSql } from '../support/secondSql.ts';

const root = import.meta.dirname;
const project = await loadProject(join(root, '..', '..'));
const scratch = await mkdtemp(join(tmpdir(), 'metrics-'));
afterAll(() => rm(scratch, { recursive: true, force: true }));

const LAST_DAY = '2026-09-30';
/** How many periods of each grain are looked at; a day, a month and a quarter end together on the last one. */
const PERIODS: readonly (readonly [Grain, number])[] = [
  ['day', 3],
  ['week', 3],
  ['month', 3],
  ['quarter', 2],
  ['year', 2],
];

/** On the other brands: the same grains, and fewer periods of each. */
const FEW_PERIODS: typeof PERIODS = [
  ['day', 1],
  ['week', 1],
  ['month', 2],
  ['quarter', 1],
  ['year', 1],
];

const MANY_ROWS: RowsRequest = { rows: 400, lastDay: LAST_DAY, days: 800, isTied: false, seed: 1 };

const CASES: Readonly<Record<string, RowsRequest>> = {
  'many rows': MANY_ROWS,
  'many ties': { rows: 300, lastDay: LAST_DAY, days: 500, isTied: true, seed: 2 },
  'a busy six weeks': { rows: 200, lastDay: LAST_DAY, days: 45, isTied: false, seed: 12 },
  'gaps of weeks': { rows: 40, lastDay: LAST_DAY, days: 800, isTied: false, seed: 3 },
  'one row': { rows: 1, lastDay: LAST_DAY, days: 1, isTied: false, seed: 4 },
};

/** With so many rows, over so many days, every mart has some within a few days of the first. */
const MANY = 100;

interface Second {
  readonly metric: Metric;
  readonly sql: string;
}

const seconds = await Promise.all(project.metrics.map(readSecond));
const written = seconds.filter((second) => second !== undefined);
const domains = [...new Set(written.map(({ metric }) => metric.domain))].sort();

async function readSecond(metric: Metric): Promise<Second | undefined> {
  const sql = await secondSql(join(root, metric.domain, `${metric.name}.sql`));
  return sql === undefined ? undefined : { metric, sql };
}

test('Every second computation is that of a metric', async () => {
  const entries = await readdir(root, { withFileTypes: true });
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const files = await Promise.all(
    folders.map(async (folder) => (await readdir(join(root, folder))).map((file) => `${folder}/${file}`)),
  );
  const known = new Set(
    project.metrics.flatMap(({ domain, name, dimensions }) => [
      `${domain}/${name}.sql`,
      ...dimensions.map((dimension) => `${domain}/${name}.${dimension}.sql`),
    ]),
  );
  expect(files.flat().filter((file) => !known.has(file))).toEqual([]);
});

test('Every metric has a second computation', () => {
  const have = new Set(written.map(({ metric }) => metric.name));
  expect(project.metrics.map(({ name }) => name).filter((name) => !have.has(name))).toEqual([]);
});

test('No metric is defined twice under two names', () => {
  const alike = Map.groupBy(project.metrics, ({ rule }) => JSON.stringify(rule).replaceAll(/\s+/g, ' '));
  const twice = [...alike.values()].filter((metrics) => metrics.length > 1);
  expect(twice.map((metrics) => metrics.map(({ name }) => name))).toEqual([]);
});

test.each(['en', 'ko'])('No two metrics are called the same in %s', (language) => {
  const alike = Map.groupBy(project.metrics, ({ label }) => inLanguage(label, language));
  const twice = [...alike].filter(([, metrics]) => metrics.length > 1);
  expect(twice.map(([label, metrics]) => [label, ...metrics.map(({ name }) => name)])).toEqual([]);
});

/** Metrics that were found to be a number other than 0 somewhere: two ways that agree on nothing would prove nothing. */
const found = new Set<string>();

describe.each(Object.entries(CASES))('On a brand with %s', (name, request) => {
  let made: EntityWarehouse;
  beforeAll(async () => {
    made = await entityWarehouse(project, join(scratch, name.replaceAll(' ', '-')), request);
  }, 60_000);
  afterAll(() => made.close());

  test.for(domains)('%s says what plain SQL over the raw rows says', { timeout: 120_000 }, async (domain) => {
    const own = written.filter(({ metric }) => metric.domain === domain);
    const blocks: Measured[] = [];
    for (const [grain, count] of request === MANY_ROWS ? PERIODS : FEW_PERIODS)
      blocks.push({ grain, count, block: await measured(made, [grain, count], own) });
    const differences: string[] = [];
    for (const second of own)
      differences.push(...(await differencesOf({ plain: made.plain, blocks, second, request })));
    expect(differences).toEqual([]);
  });
});

test('Every metric is something other than nothing in one of these cases', ({ skip }) => {
  if (found.size === 0) skip('The cases did not run.');
  expect(written.map(({ metric }) => metric.name).filter((name) => !found.has(name))).toEqual([]);
});

test('Sums and counts of rows split by a dimension add up to the whole', { timeout: 120_000 }, async () => {
  const made = await entityWarehouse(project, join(scratch, 'split'), { ...MANY_ROWS, seed: 6 });
  const differences: string[] = [];
  for (const second of written.filter(
    ({ metric: { rule } }) => 'sql' in rule && /^(sum\([^()]*\)|count\(\*\))$/.test(rule.sql),
  )) {
    const { name, dimensions } = second.metric;
    const whole = await measured(made, ['quarter', 1], [second]);
    for (const dimension of dimensions) {
      const split = await measured(made, ['quarter', 1], [second], [dimension]);
      const parts = (split.tables.quarter?.rows ?? []).map((row) => Number(row.at(-1)));
      const sum = parts.length === 0 ? null : parts.reduce((total, part) => total + part, 0);
      const value = whole.readings[0]?.value ?? null;
      if (!areEqual(value, sum) && (value ?? 0) !== (sum ?? 0))
        differences.push(`${name} is ${value}, and ${sum} over ${dimension}`);
    }
  }
  await made.close();
  expect(differences).toEqual([]);
});

test('On a brand without a row, nothing is known of anything', { timeout: 120_000 }, async () => {
  const request = { rows: 0, lastDay: LAST_DAY, days: 1, isTied: false, seed: 5 };
  const made = await entityWarehouse(project, join(scratch, 'empty'), request);
  for (const domain of domains) {
    const own = written.filter(({ metric }) => metric.domain === domain);
    for (const [grain, count] of PERIODS) {
      const { readings } = await measured(made, [grain, count], own);
      expect(readings.filter(({ value }) => value !== null)).toEqual([]);
    }
  }
  await made.close();
});

function measured(
  made: EntityWarehouse,
  [grain, last]: readonly [Grain, number],
  own: readonly Second[],
  by: readonly string[] = [],
): Promise<MetricBlock> {
  return measuredBlock({ project, made, grain, last, metrics: own.map(({ metric }) => metric.name), by });
}

interface Measured {
  readonly grain: Grain;
  readonly count: number;
  readonly block: MetricBlock;
}

interface Shown {
  readonly period: Period;
  readonly value: number | null;
  readonly what: string;
}

/** Where a metric's values, at its blocks' periods and in its comparisons, are not what its second computation gives. */
async function differencesOf(asked: {
  readonly plain: PlainSql;
  readonly blocks: readonly Measured[];
  readonly second: Second;
  readonly request: RowsRequest;
}): Promise<readonly string[]> {
  const { plain, blocks, second, request } = asked;
  const { name } = second.metric;
  const values = blocks.flatMap((block) => shownIn(block, name, request));
  const wanted = await plain.values(
    second.sql,
    values.map(({ period: { start, end, grain } }) => ({ period_start: start, period_end: end, grain })),
  );
  return values.flatMap(({ period, value, what }, index) => {
    if (value !== null && value !== 0) found.add(name);
    const other = wanted[index];
    if (other === undefined) throw new Error(`${name} of ${periodName(period)} was not computed a second time.`);
    if (areEqual(value, other) || isBeforeAll(value, other, period, request)) return [];
    return [`${name} of ${periodName(period)}${what} is ${value}, and ${other} in plain SQL`];
  });
}

/** A metric's values at the last periods of a block and in its comparisons; throws where it was not measured. */
function shownIn({ grain, count, block }: Measured, name: string, request: RowsRequest): readonly Shown[] {
  const reading = block.readings.find(({ metric }) => metric === name);
  if (reading === undefined) throw new Error(`${name} was not measured by ${grain}.`);
  const periods = closedPeriods({ grain, endsBy: ENDS_BY, count, weekStart: BRAND.weekStart });
  const { previous, year_ago: yearAgo } = reading.compared;
  return [
    ...periods.map((period, index) => ({ period, value: reading.series.at(index - periods.length) ?? null, what: '' })),
    ...(previous === undefined ? [] : [{ ...previous, what: ' (previous)' }]),
    ...(yearAgo === undefined || request !== MANY_ROWS ? [] : [{ ...yearAgo, what: ' (year ago)' }]),
  ];
}

/** Before a mart's first row nothing is known. Plain SQL, which knows of no first row, counts 0 there. */
function isBeforeAll(
  value: number | null,
  wanted: Cell,
  { end }: Period,
  { lastDay, days, rows }: RowsRequest,
): boolean {
  return value === null && wanted === 0 && (end <= addDays(lastDay, 1 - days) || Math.min(rows, days) < MANY);
}
