/**
 * Every metric by every dimension that reports may split it by, computed a second way: its own plain SQL over the raw
 * rows of one value of the dimension (tests/support/dimensionParts.ts says which rows these are), or SQL written for it,
 * `<domain>/<metric>.<dimension>.sql` with `$value`. What cannot be had so is in `notByParts`, with the reason.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loadProject } from '../../src/config/loadProject.ts';
import { closedPeriods } from '../../src/lib/period.ts';
import { martsOf } from '../../src/metrics/metricNotes.ts';
import type { Cell, Grain, Metric } from '../../src/types.ts';
import { type Part, partsOf } from '../support/dimensionParts.ts';
import { BRAND, type EntityWarehouse, entityWarehouse } from '../support/entityWarehouse.ts';
import { areEqual, ENDS_BY, measuredBlock } from '../support/measuredBlock.ts';
import { reasonAgainst, sameAs } from '../support/notByParts.ts';
import { secondSql } from '../support/secondSql.ts';

const root = import.meta.dirname;
const project = await loadProject(join(root, '..', '..'));
const scratch = await mkdtemp(join(tmpdir(), 'dimensions-'));

const GRAINS: readonly Grain[] = ['quarter', 'week'];
/** Of a dimension with many values, so many are looked at: the first ones, the last and NULL. */
const MOST_VALUES = 3;

type SqlOf = (value: Cell) => string | undefined;

const files = await Promise.all(
  project.metrics.flatMap(({ domain, name, dimensions }) =>
    [name, ...dimensions.map((dimension) => `${name}.${dimension}`)].map(async (file) => {
      const sql = await secondSql(join(root, domain, `${file}.sql`));
      return [file, sql] as const;
    }),
  ),
);
/** Plain SQL by the name of its file: that of a metric, or that of a metric and a dimension. */
const plain = new Map(files.filter((file): file is readonly [string, string] => file[1] !== undefined));
const dimensionsOf = (metrics: readonly Metric[]) => [...new Set(metrics.flatMap(({ dimensions }) => dimensions))];
const domains = Map.groupBy(project.metrics, ({ domain }) => domain);

test('Every metric can be computed a second way by each of its dimensions, but for those with a stated reason', () => {
  const without: string[] = [];
  for (const { name, dimensions } of project.metrics)
    for (const dimension of dimensions)
      if (sqlOf(name, dimension) === undefined && reasonAgainst(name, dimension) === undefined)
        without.push(`${name} by ${dimension}`);
  expect(without).toEqual([]);
});

let made: EntityWarehouse;
beforeAll(async () => {
  const request = { rows: 400, lastDay: '2026-09-30', days: 500, isTied: false, seed: 7 };
  made = await entityWarehouse(project, scratch, request);
}, 60_000);
afterAll(async () => {
  await made.close();
  await rm(scratch, { recursive: true, force: true });
});

describe.each(GRAINS)('By the %s', (grain) => {
  test.for([...domains])(
    '%s by dimension is what plain SQL over the rows of each value gives',
    {
      timeout: 600_000,
    },
    async ([, metrics]) => {
      const differences: string[] = [];
      for (const dimension of dimensionsOf(metrics)) {
        const split = metrics.filter(({ dimensions }) => dimensions.includes(dimension));
        differences.push(...(await differencesOf({ grain, dimension, metrics: split })));
      }
      expect(differences).toEqual([]);
    },
  );
});

async function differencesOf(asked: {
  readonly grain: Grain;
  readonly dimension: string;
  readonly metrics: readonly Metric[];
}): Promise<readonly string[]> {
  const { grain, dimension, metrics } = asked;
  const names = metrics.map(({ name }) => name);
  const block = await measuredBlock({ project, made, grain, last: 1, metrics: names, by: [dimension] });
  const { columns = [], rows = [] } = block.tables[grain] ?? {};
  const [period] = closedPeriods({ grain, endsBy: ENDS_BY, count: 1, weekStart: BRAND.weekStart });
  const place = columns.findIndex(({ name }) => name === dimension);
  const differences: string[] = [];
  for (const metric of metrics) {
    const second = sqlOf(metric.name, dimension);
    const column = columns.findIndex(({ name }) => name === metric.name);
    for (const row of second === undefined ? [] : someOf(rows, place)) {
      const group = row[place] ?? null;
      const sql = second?.(group);
      if (sql === undefined) continue;
      const value = row[column] as number | null;
      const days = { period_start: period?.start ?? null, period_end: period?.end ?? null, grain };
      const wanted = await made.plain.value(sql, { ...days, value: group === null ? null : String(group) });
      if (!areEqual(value, wanted))
        differences.push(`${metric.name} of ${dimension} ${group} is ${value}, and ${wanted} in plain SQL`);
    }
  }
  return differences;
}

/** Some of a table's rows: the first, the last, and the one without a value. */
function someOf<Row extends readonly Cell[]>(rows: readonly Row[], place: number): readonly Row[] {
  const unknown = rows.filter((row) => row[place] === null);
  const known = rows.filter((row) => row[place] !== null);
  return [...known.slice(0, MOST_VALUES - 2), ...known.slice(MOST_VALUES - 2).slice(-1), ...unknown];
}

/** The plain SQL of a metric for one value of a dimension, if there is any: written for it, of another metric, of parts. */
function sqlOf(name: string, dimension: string): SqlOf | undefined {
  const own = plain.get(`${name}.${dimension}`);
  if (own !== undefined) return () => own;
  const same = sameAs[`${name} by ${dimension}`];
  if (same !== undefined) return (value) => plain.get(same[String(value)] ?? '');
  if (reasonAgainst(name, dimension) !== undefined) return undefined;
  const parts = martsOf(name, project.metrics).map((mart) => partsOf[mart]?.[dimension]);
  if (parts.some((part) => part === undefined)) return undefined;
  const narrowed = sqlOfPart(Object.assign({}, ...parts) as Part, plain.get(name) ?? '');
  return () => narrowed;
}

/** A statement with raw rows narrowed to those of `$value`. */
function sqlOfPart(part: Part, sql: string): string {
  const steps = Object.entries(part).map(
    ([entity, expression]) =>
      `stg_${entity} as (select x.* from main.stg_${entity} as x where (${expression})::varchar is not distinct from $value)`,
  );
  return `with ${steps.join(',\n')}\nselect * from (\n${sql}\n)`;
}
