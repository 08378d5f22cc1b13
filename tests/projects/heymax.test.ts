/**
 * Growth accounting and retention of two public streams of events, cell by cell against tables that another program
 * made from the same rows (see the data's own notes on how). Its rows are labelled by a period's last day and skip
 * days on which nothing happened; ours by the first day, and every day counts.
 */
import { execFile } from 'node:child_process';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect } from 'vitest';
import { listFiles, readJson } from '../../src/lib/files.ts';
import { addDays, type CalendarGrain as Grain, periodOf, shiftPeriod } from '../../src/lib/period.ts';
import type { Cell, Snapshot, Table } from '../../src/types.ts';
import { realData, testOnRealData } from '../support/realData.ts';
import { layDefinitions } from '../support/realProject.ts';

const root = join(import.meta.dirname, '..', '..');
const NOW = '2025-07-01T06:00:00Z';
const GRAINS = ['day', 'week', 'month'] as const;
const FILE_OF: Readonly<Record<(typeof GRAINS)[number], string>> = { day: 'daily', week: 'week', month: 'monthly' };
const COUNTS = ['new_users', 'retained_users', 'resurrected_users', 'churned_users', 'active_users'] as const;
const RATES = ['retention_rate', 'quick_ratio'] as const;

type Row = Readonly<Record<string, number | null>>;
type Growth = ReadonlyMap<string, Row>;

const folders: string[] = [];
afterAll(async () => {
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

const snapshots = new Map<string, Promise<Snapshot>>();

/** The June edition of the project's report, as `broadsheet pull` and `build` write it. */
function snapshotOf(project: string): Promise<Snapshot> {
  const known = snapshots.get(project) ?? buildSnapshot(project);
  snapshots.set(project, known);
  return known;
}

async function buildSnapshot(project: string): Promise<Snapshot> {
  const out = await mkdtemp(join(tmpdir(), `broadsheet-${project}-`));
  folders.push(out);
  const folder = join(out, 'project');
  await cp(join(root, 'tests', 'projects', project), folder, { recursive: true });
  const staging = join('queries', 'staging', 'stg_app_events.sql');
  await cp(join(root, staging), join(folder, staging));
  await layDefinitions(folder);
  for (const stage of ['pull', 'build']) {
    await promisify(execFile)(
      process.execPath,
      [join(root, 'src', 'cli.ts'), stage, '--project', folder, '--out', out, '--now', NOW, '--quiet'],
      { env: { ...process.env, HEYMAX_ROOT: dirname(realData('data', 'heymax', 'mock_data.csv')) } },
    );
  }
  const paths = (await listFiles(join(out, 'snapshots'))).filter((path) => path.endsWith('.json'));
  const all = await Promise.all(paths.map((path) => readJson<Snapshot>(join(out, 'snapshots', path))));
  const june = all.find((snapshot) => snapshot?.edition.period.start === '2025-06-01');
  if (june === undefined) throw new Error(`There is no edition of June among ${paths.join(', ')}.`);
  return june;
}

function tableOf(snapshot: Snapshot, block: string, grain: Grain): Table {
  const table = snapshot.data[block]?.tables[grain];
  if (table === undefined) throw new Error(`The snapshot has no ${block} by ${grain}.`);
  return table;
}

function recordsOf({ columns, rows }: Table): readonly Readonly<Record<string, Cell>>[] {
  return rows.map((row) => Object.fromEntries(columns.map(({ name }, index) => [name, row[index] ?? null])));
}

/** Ours per period; periods before the first event have nothing but NULL. */
function growthOf(snapshot: Snapshot, grain: Grain): Growth {
  const records = recordsOf(tableOf(snapshot, 'growth', grain));
  const counted = records.filter((record) => record['active_users'] !== null);
  for (const record of records.filter((each) => !counted.includes(each))) {
    expect([...COUNTS, ...RATES].map((name) => record[name])).toEqual([...COUNTS, ...RATES].map(() => null));
  }
  return new Map(counted.map((record) => [String(record['period']), rowOf(record)]));
}

function rowOf(record: Readonly<Record<string, Cell>>): Row {
  return Object.fromEntries(
    [...COUNTS, ...RATES].map((name) => [name, record[name] === null ? null : Number(record[name])]),
  );
}

async function expectedLines(folder: string, file: string): Promise<readonly (readonly string[])[]> {
  const text = await readFile(realData('expected', folder, `${file}.csv`), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => line.split(','));
}

/** Theirs per period, by its first day. */
async function expectedGrowth(folder: string, grain: (typeof GRAINS)[number]): Promise<Growth> {
  const [header = [], ...lines] = await expectedLines(folder, `growth_metrics_${FILE_OF[grain]}`);
  return new Map(
    lines.map(([label = '', ...cells]) => {
      const named = header.slice(1).map((name, index) => [name, cells[index] === '' ? null : Number(cells[index])]);
      return [startOf(label, grain), Object.fromEntries(named)];
    }),
  );
}

function startOf(lastDay: string, grain: Grain): string {
  const period = periodOf(lastDay, grain, 'monday');
  expect(addDays(period.end, -1)).toBe(lastDay);
  return period.start;
}

/** The periods whose rows are not the same, each with both; a period that they lack is null on their side. */
function differences(ours: Growth, theirs: Growth): Readonly<Record<string, { ours: Row | null; theirs: Row | null }>> {
  const periods = [...new Set([...ours.keys(), ...theirs.keys()])].sort();
  const pairs = periods.map(
    (period) => [period, { ours: ours.get(period) ?? null, theirs: theirs.get(period) ?? null }] as const,
  );
  return Object.fromEntries(pairs.filter(([, pair]) => !isSame(pair.ours, pair.theirs)));
}

function isSame(ours: Row | null, theirs: Row | null): boolean {
  if (ours === null || theirs === null) return false;
  const sameCounts = COUNTS.every((name) => ours[name] === theirs[name]);
  return sameCounts && RATES.every((name) => isSameRate(ours[name] ?? null, theirs[name] ?? null));
}

function isSameRate(ours: number | null, theirs: number | null): boolean {
  if (ours === null || theirs === null) return ours === theirs;
  return Math.abs(ours - theirs) <= 1e-12 * Math.max(1, Math.abs(theirs));
}

/** new, retained, resurrected, churned, active, retention rate, quick ratio. */
function row(...values: readonly (number | null)[]): Row {
  return Object.fromEntries([...COUNTS, ...RATES].map((name, index) => [name, values[index] ?? null]));
}

/** A period without events, after one with `before` active people: all of them churn, and then nobody is left to. */
function emptyPeriods(starts: readonly string[], before: number): Readonly<Record<string, object>> {
  return Object.fromEntries(
    starts.map((start, index) => [
      start,
      { ours: index === 0 ? row(0, 0, 0, before, 0, 0, 0) : row(0, 0, 0, 0, 0, null, null), theirs: null },
    ]),
  );
}

function startsBetween(first: string, last: string, grain: Grain): readonly string[] {
  const starts: string[] = [];
  for (let period = periodOf(first, grain, 'monday'); period.start <= last; period = shiftPeriod(period, 1)) {
    starts.push(period.start);
  }
  return starts;
}

const CASES = [
  { project: 'rewards', folder: 'heymax-mock' },
  { project: 'degenerate', folder: 'heymax' },
] as const;

/**
 * All that differs. In the first stream nothing happened on 2, 5 and 8 March: their table passes over these days and
 * takes the day before them as "previous", by the calendar nobody was active on it. After its last event the calendar
 * goes on to the end of June.
 */
const EXPECTED_DIFFERENCES: Readonly<Record<string, Readonly<Record<(typeof GRAINS)[number], object>>>> = {
  rewards: {
    day: {
      '2025-03-02': { ours: row(0, 0, 0, 3, 0, 0, 0), theirs: null },
      '2025-03-03': { ours: row(2, 0, 0, 0, 2, null, null), theirs: row(2, 0, 0, 3, 2, 0, 2 / 3) },
      '2025-03-05': { ours: row(0, 0, 0, 2, 0, 0, 0), theirs: null },
      '2025-03-06': { ours: row(4, 0, 0, 0, 4, null, null), theirs: row(4, 0, 0, 2, 4, 0, 2) },
      '2025-03-08': { ours: row(0, 0, 0, 4, 0, 0, 0), theirs: null },
      '2025-03-09': { ours: row(5, 0, 0, 0, 5, null, null), theirs: row(5, 0, 0, 4, 5, 0, 1.25) },
      ...emptyPeriods(['2025-06-30'], 63),
    },
    week: {},
    month: {},
  },
  degenerate: {
    day: emptyPeriods(startsBetween('2025-06-06', '2025-06-30', 'day'), 65),
    week: emptyPeriods(startsBetween('2025-06-09', '2025-06-23', 'week'), 99),
    month: {},
  },
};

for (const { project, folder } of CASES) {
  for (const grain of GRAINS) {
    testOnRealData(
      `The growth table of ${folder} by ${grain} equals the expected one in every cell, empty days apart`,
      async () => {
        const theirs = await expectedGrowth(folder, grain);
        const ours = growthOf(await snapshotOf(project), grain);
        expect(theirs.size).toBeGreaterThan(3);
        expect(differences(ours, theirs)).toEqual(EXPECTED_DIFFERENCES[project]?.[grain]);
      },
    );

    testOnRealData(
      `The retention triangle of ${folder} by ${grain} equals the expected one in every cell`,
      async () => {
        const cells = cellsOf(await snapshotOf(project), grain);
        const [header = [], ...lines] = await expectedLines(folder, `retention_triangle_${FILE_OF[grain]}`);
        expect([...new Set([...cells.values()].map(({ cohort }) => cohort))].sort()).toEqual(
          lines.map(([label = '']) => startOf(label, grain)).sort(),
        );
        const wrong = lines.flatMap(([label = '', ...shares]) =>
          shares.flatMap((text, age) => {
            const cell = cells.get(`${startOf(label, grain)} ${age}`);
            const share = cell === undefined || cell.users === 0 ? '' : cell.share;
            const same = text === '' ? share === '' : share !== '' && Math.abs(share - Number(text)) <= 0.000_050_000_1;
            return same ? [] : [{ label, age, theirs: text, ours: share }];
          }),
        );
        expect(header.length).toBeGreaterThan(5);
        expect(wrong).toEqual([]);
      },
    );

    testOnRealData(
      `The retention counts of ${folder} by ${grain} are the expected ones, and a cell is there if its period has closed`,
      async () => {
        const snapshot = await snapshotOf(project);
        const cells = cellsOf(snapshot, grain);
        const [, ...lines] = await expectedLines(folder, `retention_counts_${FILE_OF[grain]}`);
        const theirs = lines.map(([label = '', age, users]) => `${startOf(label, grain)} ${age}: ${users}`);
        const ours = [...cells].filter(([, { users }]) => users > 0).map(([key, { users }]) => `${key}: ${users}`);
        expect(ours.sort()).toEqual(theirs.sort());

        const cohorts = new Set([...cells.values()].map(({ cohort }) => cohort));
        const reached = [...cohorts].flatMap((cohort) =>
          Array.from({ length: 12 }, (_, age) => ({
            key: `${cohort} ${age}`,
            period: shiftPeriod(periodOf(cohort, grain, 'monday'), age),
          }))
            .filter(({ period }) => period.end <= snapshot.edition.period.end)
            .map(({ key }) => key),
        );
        expect([...cells.keys()].sort()).toEqual(reached.sort());
      },
    );
  }
}

interface RetentionCell {
  readonly cohort: string;
  readonly users: number;
  readonly share: number;
}

/** By cohort and age: "2025-03-01 0". */
function cellsOf(snapshot: Snapshot, grain: Grain): ReadonlyMap<string, RetentionCell> {
  return new Map(
    recordsOf(tableOf(snapshot, 'retention', grain)).map(({ cohort, age, users, share }) => [
      `${cohort} ${age}`,
      { cohort: String(cohort), users: Number(users), share: Number(share) },
    ]),
  );
}
