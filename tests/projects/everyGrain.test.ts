/**
 * Every number of every grain of every page that the sample's reports make, computed a second time: report queries are
 * run by hand with the period that the grain names, metrics by one plain select per value. Pages and CSVs say which
 * period a block is of.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { beforeAll, expect, test } from 'vitest';
import { loadProject } from '../../src/config/loadProject.ts';
import { ALL_OTHERS } from '../../src/lib/allOthers.ts';
import { readJson } from '../../src/lib/files.ts';
import { formatPeriod } from '../../src/lib/format.ts';
import { inLanguage } from '../../src/lib/localText.ts';
import type { Brand, Cell, DataRequest, Grain, MetricBlock, QueryBlock, Snapshot, Table } from '../../src/types.ts';
import { openWarehouse, type Warehouse } from '../../src/warehouse/openWarehouse.ts';
import { REPOSITORY, readManifest } from '../support/broadsheet.ts';
import { type Group, lastPeriodBy, periodAYearAgo, periodBefore, valueByHand } from '../support/byHand.ts';
import { PlainSql } from '../support/plainSql.ts';
import { builtSample } from '../support/siteBuild.ts';
import { wordsOf } from '../support/words.ts';

/** One edition of a burst stands for all: the same statements answer for each. */
const EDITIONS_OF_A_BURST = 2;

let out: string;
let snapshots: readonly Snapshot[];
const project = await loadProject(REPOSITORY);

beforeAll(async () => {
  ({ out } = await builtSample());
  const { editions } = await readManifest(out);
  const seen = new Map<string, number>();
  const kept = editions.filter(({ brand, report, audience }) => {
    const count = (seen.get(`${brand} ${report}`) ?? 0) + 1;
    seen.set(`${brand} ${report}`, count);
    return audience === null || count <= EDITIONS_OF_A_BURST;
  });
  const read = await Promise.all(kept.map(({ snapshot }) => readJson<Snapshot>(join(out, snapshot ?? ''))));
  snapshots = read.filter((snapshot) => snapshot !== undefined);
  expect(snapshots.length).toBeGreaterThan(20);
}, 300_000);

test('A block of a query shows, at every grain, what its query says of that grain’s own last period', async () => {
  let compared = 0;
  for (const { snapshot, brand, warehouse } of await opened()) {
    for (const { name, grain, block, request } of blocksOf(snapshot, 'query')) {
      const period = lastPeriodBy(snapshot.edition.period.end, grain, brand.weekStart);
      const where = `${snapshot.edition.id} ${name} by ${grain}`;
      expect(block.periods?.[grain], where).toEqual(period);
      const query = project.queries.find((one) => one.name === request.query);
      const last = typeof request.last === 'number' ? request.last : (request.last?.[grain] ?? 13);
      const values = { period_start: period.start, period_end: period.end, grain, last, brand: brand.name };
      const { columns, rows } = await warehouse.query(query?.sql ?? '', values);
      const by = project.reports.find((one) => one.name === snapshot.edition.report)?.burst?.by;
      const whose = columns.findIndex((column) => column.name === by);
      const own =
        snapshot.edition.audience === null ? rows : rows.filter((row) => row[whose] === snapshot.edition.audience);
      const table = block.tables[grain] as Table;
      expect(
        table.columns.map((column) => column.name),
        where,
      ).toEqual(columns.map((column) => column.name));
      const named = own.map((row) => row.map((cell, at) => called(cell, columns[at]?.name ?? '', brand)));
      expect(table.rows, where).toEqual(named);
      const csv = await csvOf(snapshot, name, grain);
      expect(
        csv.map((row) => row['period'] ?? ''),
        where,
      ).toEqual(
        table.columns.some((column) => column.name === 'period')
          ? csv.map((row) => row['period'])
          : own.map(() => period.start),
      );
      for (const [index, { name: column, type }] of table.columns.entries())
        if (type === 'number')
          expect(
            csv.map((row) => row[column]),
            `${where}: ${column} in the CSV`,
          ).toEqual(table.rows.map((row) => String(row[index] ?? '')));
      compared += own.length;
    }
  }
  expect(compared).toBeGreaterThan(1000);
});

test('Grains of one block name periods of their own, in snapshot and page', async () => {
  let switched = 0;
  for (const snapshot of snapshots) {
    const page = await readFile(join(out, 'site', snapshot.edition.folder, 'index.html'), 'utf8');
    for (const [name, block] of Object.entries(snapshot.data)) {
      if (block.grains.length < 2) continue;
      const periods = block.grains.map((grain) =>
        block.kind === 'query'
          ? `${block.periods?.[grain]?.start} ${block.periods?.[grain]?.end}`
          : `${block.tables[grain]?.rows.map(([start]) => start).join()}`,
      );
      expect(new Set(periods).size, `${snapshot.edition.id} ${name}`).toBe(block.grains.length);
      switched += 1;
    }
    if (snapshot.edition.id.startsWith('trattoria/operations/locations/')) {
      const said = [...page.matchAll(/<p class="of-period">([^<]*)<\/p>/g)].map(([, words]) => words);
      const periods = (['month', 'quarter', 'week'] as const).map((grain) =>
        lastPeriodBy('2026-11-01', grain, 'monday'),
      );
      expect(periods.map(({ start }) => start)).toEqual(['2026-10-01', '2026-07-01', '2026-10-19']);
      expect([...new Set(said)]).toEqual(periods.map((period) => formatPeriod(period, wordsOf('en-US'))));
    }
  }
  expect(switched).toBeGreaterThan(5);
});

test('Every metric of every block and grain is what a plain select gives for its period and group', async () => {
  const wrong: string[] = [];
  let compared = 0;
  for (const { snapshot, brand, file } of await opened()) {
    const sql = await PlainSql.open(file);
    try {
      for (const { name, grain, block, request } of blocksOf(snapshot, 'metrics')) {
        if (block.brands !== undefined || request.show !== undefined) continue;
        // A filter by what the rows do not name is not repeated here: tests/reports says the values of such tables.
        if (Object.keys(request.where ?? {}).some((dimension) => !block.by.includes(dimension))) continue;
        const found = await differences({ snapshot, brand, sql, name, grain, block, last: request.last });
        compared += found.compared;
        wrong.push(...found.wrong);
      }
    } finally {
      sql.close();
    }
  }
  expect(wrong).toEqual([]);
  expect(compared).toBeGreaterThan(10_000);
}, 600_000);

interface BlockAt {
  readonly snapshot: Snapshot;
  readonly brand: Brand;
  readonly sql: PlainSql;
  readonly name: string;
  readonly grain: Grain;
  readonly block: MetricBlock;
}

async function differences({ snapshot, brand, sql, name, grain, block }: BlockAt & { readonly last: unknown }) {
  const wrong: string[] = [];
  const { audience, period: whole, report, id } = snapshot.edition;
  const burst = project.reports.find((one) => one.name === report)?.burst?.by ?? '';
  const own: Group = block.isOfAudience && audience !== null ? { [burst]: audience } : {};
  const within = Object.keys(own);
  const table = block.tables[grain] as Table;
  let period = lastPeriodBy(whole.end, grain, brand.weekStart);
  const lastOne = period;
  const ask = (metric: string, at: typeof period, group: Group) =>
    valueByHand(metric, { period: at, group: { ...group, ...own }, sql, definitions: project, within });
  let compared = 0;
  const check = async (metric: string, at: typeof period, group: Group, shown: Cell) => {
    const value = await ask(metric, at, group);
    compared += 1;
    const isSame =
      value === null || shown === null
        ? value === shown
        : Math.abs(Number(shown) - value) <= 1e-9 * Math.max(1, Math.abs(value));
    if (!isSame)
      wrong.push(
        `${id} ${name} ${metric} of ${at.start} by ${grain} ${JSON.stringify(group)}: ${shown}, by hand ${value}`,
      );
  };
  const rowsByStart = Map.groupBy(table.rows, (row) => row[0]);
  while (rowsByStart.size > 0) {
    for (const row of rowsByStart.get(grain === 'all_time' ? null : period.start) ?? []) {
      const group = Object.fromEntries(
        block.by.map((dimension, at) => [dimension, raw(row[at + 1] ?? null, dimension, brand)]),
      );
      if (row.includes(ALL_OTHERS)) continue;
      const cellOf = (column: string): Cell => row[table.columns.findIndex(({ name: one }) => one === column)] ?? null;
      for (const metric of block.metrics) {
        await check(metric, period, group, cellOf(metric));
        // Against what was not whole nothing is compared: then there is no value, else it is the right one.
        const [before, yearAgo] = [cellOf(`${metric}_previous`), cellOf(`${metric}_year_ago`)];
        if (before !== null) await check(metric, periodBefore(period, brand.weekStart), group, before);
        if (yearAgo !== null) await check(metric, periodAYearAgo(period, brand.weekStart), group, yearAgo);
      }
    }
    rowsByStart.delete(grain === 'all_time' ? null : period.start);
    if (grain === 'all_time') break;
    period = periodBefore(period, brand.weekStart);
    if (period.start < '2020') break;
  }
  if (rowsByStart.size > 0) wrong.push(`${id} ${name} has rows of ${[...rowsByStart.keys()].join(', ')}`);
  if (grain === block.grains[0])
    for (const { metric, value, compared: against } of block.readings) {
      await check(metric, lastOne, {}, value);
      // Against what was not whole nothing is compared: then there is no value, else it is the right one.
      if (against.previous && against.previous.value !== null)
        await check(metric, periodBefore(lastOne, brand.weekStart), {}, against.previous.value);
      if (against.year_ago && against.year_ago.value !== null)
        await check(metric, periodAYearAgo(lastOne, brand.weekStart), {}, against.year_ago.value);
    }
  return { wrong, compared };
}

type RequestOf<K> = Extract<DataRequest, { kind: K }>;
type BlockOf<K> = K extends 'query' ? QueryBlock : MetricBlock;

function blocksOf<K extends 'query' | 'metrics'>(snapshot: Snapshot, kind: K) {
  const report = project.reports.find((one) => one.name === snapshot.edition.report);
  return (report?.data ?? []).flatMap((request) => {
    const block = snapshot.data[request.name];
    if (request.kind !== kind || block?.kind !== kind) return [];
    return block.grains.map((grain) => ({
      ...{ name: request.name, grain },
      block: block as BlockOf<K>,
      request: request as RequestOf<K>,
    }));
  });
}

const warehouses = new Map<string, Warehouse>();

async function opened() {
  const editions: {
    readonly snapshot: Snapshot;
    readonly brand: Brand;
    readonly warehouse: Warehouse;
    readonly file: string;
  }[] = [];
  for (const snapshot of snapshots) {
    const brand = project.brands.find((one) => one.name === snapshot.edition.brand) as Brand;
    if (brand.spans !== undefined) continue;
    const file = join(out, 'warehouse', `${brand.name}.duckdb`);
    const warehouse = warehouses.get(file) ?? (await openWarehouse(file));
    warehouses.set(file, warehouse);
    editions.push({ snapshot, brand, warehouse, file });
  }
  return editions;
}

async function csvOf({ edition }: Snapshot, name: string, grain: Grain): Promise<readonly Record<string, string>[]> {
  const text = await readFile(join(out, 'site', edition.folder, 'data', `${name}-${grain}.csv`), 'utf8');
  return parse(text, { bom: true, columns: true });
}

function namesOf(column: string, { locale }: Brand): readonly (readonly [string, string])[] {
  return project.models.flatMap(({ valueNames = {} }) =>
    Object.entries(valueNames[column] ?? {}).map(([value, text]) => [value, inLanguage(text, locale)] as const),
  );
}

/** What pages call a value. */
function called(cell: Cell, column: string, brand: Brand): Cell {
  return cell === null ? null : (namesOf(column, brand).find(([value]) => value === String(cell))?.[1] ?? cell);
}

function raw(cell: Cell, column: string, brand: Brand): Cell {
  return cell === null ? null : (namesOf(column, brand).find(([, text]) => text === cell)?.[0] ?? cell);
}
