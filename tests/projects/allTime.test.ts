/** A yearly report with blocks of all time beside years, against the raw rows of the till. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, expect, test } from 'vitest';
import { readJson } from '../../src/lib/files.ts';
import type { Grain, Snapshot } from '../../src/types.ts';
import { broadsheet, copyOfProject, readManifest, scratchFolder } from '../support/broadsheet.ts';
import { secondComputation } from '../support/secondComputation.ts';

const REPORT = `---
title: Years
team: kitchen
brands: [crumb]
schedule: yearly
data:
  totals: {metrics: [takings, pieces, price, regulars, takings_mtd], grain: [all_time, year, month], last: {year: 2, month: 3}, compare: [previous, year_ago]}
  range: {metrics: [pieces, takings], grain: [year, all_time], by: product, last: {year: 1}}
  products: {query: products, grain: [year, all_time]}
---

{% kpis totals %}

{% table totals, title: "Totals" %}

{% table range, title: "Range" %}

{% table products, title: "Products" %}
`;

let project: string;
let out: string;
let snapshot: Snapshot;
let page: string;

beforeAll(async () => {
  project = await copyOfProject('tiny');
  out = await scratchFolder();
  await writeFile(join(project, 'templates', 'reports', 'range', 'report.md'), REPORT);
  for (const stage of ['pull', 'build', 'compose']) {
    const args = [stage, '--project', project, '--out', out, '--now', '2027-01-02T12:00:00Z'];
    const report = stage === 'pull' ? [] : ['--report', 'range'];
    const { status, stderr } = await broadsheet([...args, ...report]);
    expect(status, stderr).toBe(0);
  }
  const [edition] = (await readManifest(out)).editions;
  expect(edition?.id).toBe('crumb/kitchen/range/2026');
  snapshot = (await readJson<Snapshot>(join(out, edition?.snapshot ?? ''))) as Snapshot;
  page = await readFile(join(out, edition?.html ?? ''), 'utf8');
});

async function csv(block: string, grain: Grain): Promise<readonly Record<string, string>[]> {
  const path = join(out, 'site', snapshot.edition.folder, 'data', `${block}-${grain}.csv`);
  return parse(await readFile(path, 'utf8'), { bom: true, columns: true });
}

const ROWS = `read_csv('$folder/data/sales-*.csv', types = {'amount': 'decimal(18,2)'}) where brand = 'crumb'`;

test('The edition is of the year that has closed', () => {
  expect(snapshot.edition.period).toEqual({ grain: 'year', start: '2026-01-01', end: '2027-01-01' });
});

test('All time is from the first row to the end of the edition’s period, distinct people once', async () => {
  const [all] = await secondComputation(
    project,
    `select sum(amount) as takings, sum(quantity) as pieces, sum(amount) / sum(quantity) as price,
      count(distinct guest) as regulars from ${ROWS}`,
  );
  const [row, ...others] = await csv('totals', 'all_time');
  expect(others).toEqual([]);
  expect(row?.['period']).toBe('');
  for (const name of ['takings', 'pieces', 'price', 'regulars'])
    expect(Number(row?.[name]), name).toBeCloseTo(Number(all?.[name]), 8);
  // December has no sale, and so the month to date has none.
  expect(row?.['takings_mtd']).toBe('');
});

test('Each grain has as many periods as `last` says of it', async () => {
  const periods = async (grain: Grain) => (await csv('totals', grain)).map(({ period }) => period);
  expect(await periods('year')).toEqual(['2025-01-01', '2026-01-01']);
  expect(await periods('month')).toEqual(['2026-10-01', '2026-11-01', '2026-12-01']);
});

test('Split by product, of all time and of the year', async () => {
  const sql = (where: string) =>
    `select product, sum(quantity) as pieces, sum(amount) as takings from ${ROWS} ${where} group by product order by product`;
  for (const [grain, where] of [
    ['all_time', ''],
    ['year', `and sold_at >= '2026-01-01'`],
  ] as const) {
    const wanted = await secondComputation(project, sql(where));
    for (const block of ['range', 'products']) {
      const rows = (await csv(block, grain)).toSorted((a, b) => ((a['product'] ?? '') < (b['product'] ?? '') ? -1 : 1));
      expect(
        rows.map((row) => ({
          product: row['product'],
          pieces: Number(row['pieces']),
          takings: Number(row['takings']),
        })),
        `${block} by ${grain}`,
      ).toEqual(wanted.map((row) => ({ ...row, takings: Number(row['takings']) })));
    }
  }
});

test('Nothing is compared with what is before all time, and the page says until when it is', () => {
  const block = snapshot.data['totals'];
  expect(block?.kind === 'metrics' && block.readings.map(({ compared }) => Object.keys(compared))).toEqual(
    Array.from({ length: 5 }, () => []),
  );
  expect(page).toContain('All time to 31 December 2026');
  expect(page).not.toContain('0001');
});
