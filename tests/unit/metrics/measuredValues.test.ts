import type { DuckDBConnection } from '@duckdb/node-api';
import { beforeAll, describe, expect, test } from 'vitest';
import { addDays, GRAINS, periodOf } from '../../../src/lib/period.ts';
import type { CalendarGrain, Cell, Metric, Period, Weekday } from '../../../src/types.ts';
import { measure, metric, openBrand, periods } from './measuring.ts';

interface Visit {
  readonly day: string;
  readonly user: number;
  readonly platform: string | null;
  readonly cents: number | null;
}

interface Member {
  readonly from: string;
  readonly until: string | null;
  readonly platform: string | null;
}

const PLATFORMS = ['iOS', "O'Brien", 'a"b', '-- x', '; drop table visits', '한국', null] as const;

/** The same "random" rows every time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

const next = numbers(7);
const FIRST = '2024-02-10';
const visits: readonly Visit[] = Array.from({ length: 900 }, (_, index) => ({
  // Nothing at all happens in the 90 days from day 400 on.
  day: addDays(FIRST, index === 0 ? 0 : ((day) => (day >= 400 && day < 490 ? 20 : day))(next(1_000))),
  user: next(60),
  platform: PLATFORMS[next(PLATFORMS.length)] ?? null,
  cents: next(9) === 0 ? null : next(20_000) - 4_000,
}));
const members: readonly Member[] = Array.from({ length: 200 }, () => {
  const from = addDays(FIRST, next(900));
  return {
    from,
    until: next(3) === 0 ? null : addDays(from, next(200)),
    platform: PLATFORMS[next(PLATFORMS.length)] ?? null,
  };
});

type Reference = (rows: readonly Visit[]) => number | null;
const cents = (rows: readonly Visit[]): readonly number[] =>
  rows.flatMap((row) => (row.cents === null ? [] : [row.cents]));
const sum = (values: readonly number[]): number | null =>
  values.length === 0 ? null : values.reduce((a, b) => a + b, 0);
const REFERENCES: Readonly<Record<string, Reference>> = {
  visits: (rows) => rows.length,
  users: (rows) => new Set(rows.map(({ user }) => user)).size,
  amount: (rows) => ((total) => (total === null ? null : total / 100))(sum(cents(rows))),
  points: (rows) => (rows.length === 0 ? 0 : sum(cents(rows))),
  refunds: (rows) => rows.filter((row) => row.cents !== null && row.cents < 0).length,
  worst: (rows) => (cents(rows).length === 0 ? null : Math.min(...cents(rows)) / 100),
  mean: (rows) =>
    rows.length === 0 ? null : ((total) => (total === null ? null : total / 100 / rows.length))(sum(cents(rows))),
  no_rows: () => 0,
};

const place = { mart: 'visits', time: 'visited_at' } as const;
const aggregates: readonly Metric[] = [
  metric('visits', { kind: 'aggregate', ...place, sql: 'count(*) -- all' }),
  metric('users', { kind: 'aggregate', ...place, sql: 'count(distinct user_id)' }),
  metric('amount', { kind: 'aggregate', ...place, sql: 'sum(amount)' }, { format: 'currency' }),
  metric('points', { kind: 'aggregate', ...place, sql: 'sum(100 * amount)' }),
  metric('refunds', { kind: 'aggregate', ...place, sql: 'count(*)', where: 'amount < 0 -- given back' }),
  metric('worst', { kind: 'aggregate', ...place, sql: 'min(amount)', where: 'amount is not null or false' }),
  metric('mean', { kind: 'aggregate', ...place, sql: 'sum(amount) / count(*)' }),
  metric('no_rows', { kind: 'aggregate', ...place, sql: 'count(*)', where: "platform = 'none has this'" }),
];

async function openVisits(weekStart: Weekday): Promise<DuckDBConnection> {
  const connection = await openBrand(weekStart);
  const text = (value: string | null): string => (value === null ? 'null' : `'${value.replaceAll("'", "''")}'`);
  const visitRows = visits.map(
    ({ day, user, platform, cents: amount }, index) =>
      `(timestamp '${day} ${String(index % 24).padStart(2, '0')}:59:59', ${user}, ${text(platform)}, ${amount === null ? 'null' : amount / 100})`,
  );
  const memberRows = members.map(
    ({ from, until, platform }) =>
      `(date '${from}', ${until === null ? 'null' : `date '${until}'`}, ${text(platform)})`,
  );
  await connection.run(
    'create table visits (visited_at timestamp, user_id integer, platform varchar, amount decimal(18, 2))',
  );
  await connection.run(`insert into visits values ${visitRows.join(', ')}`);
  await connection.run('create table members (joined_on date, left_on date, platform varchar)');
  await connection.run(`insert into members values ${memberRows.join(', ')}`);
  return connection;
}

const ENDS_BY = '2026-11-23';
const COUNTS: Readonly<Record<CalendarGrain, number>> = { day: 1_100, week: 160, month: 40, quarter: 14, year: 4 };
const firstDay = visits.map(({ day }) => day).sort()[0] ?? '';
const firstJoined = members.map(({ from }) => from).sort()[0] ?? '';

/** What each row of a result must be: by period, and, where `split`, by group (sorted as the engine sorts, NULL last). */
function expected(
  shown: readonly Period[],
  rowsIn: (period: Period) => readonly Visit[],
  references: readonly Reference[],
): readonly (readonly Cell[])[] {
  return shown.map((period) => [
    period.start,
    ...references.map((reference) => (period.end <= firstDay ? null : reference(rowsIn(period)))),
  ]);
}

/** Averages are doubles in both, but may be rounded in another place. */
function expectRows(found: readonly (readonly Cell[])[] | undefined, wanted: readonly (readonly Cell[])[]): void {
  const texts = (rows: readonly (readonly Cell[])[]): readonly string[] =>
    rows.map((row) =>
      JSON.stringify(row.map((cell) => (typeof cell === 'number' ? Number(cell.toFixed(6)) + 0 : cell))),
    );
  expect(texts(found ?? [])).toEqual(texts(wanted));
}

const between = (from: string, end: string): readonly Visit[] => visits.filter(({ day }) => day >= from && day < end);

describe.each(['monday', 'sunday'] as const)('With weeks that begin on %s', (weekStart) => {
  let connection: DuckDBConnection;
  beforeAll(async () => {
    connection = await openVisits(weekStart);
  });
  const run = async (grain: CalendarGrain, metrics: readonly Metric[], by: readonly string[] = []) => {
    const shown = periods(grain, ENDS_BY, COUNTS[grain], weekStart);
    const wanted = metrics.filter(({ name }) => !name.startsWith('base_')).map(({ name }) => name);
    const found = await measure(connection, [{ id: 'it', grain, by, metrics: wanted, periods: shown }], {
      metrics: [...aggregates, ...metrics],
      weekStart,
    });
    return { shown, rows: found.get('it') };
  };

  test.each(GRAINS)('aggregates by %s equal a count by hand, empty and early periods included', async (grain) => {
    const { shown, rows } = await run(grain, aggregates);
    expectRows(
      rows,
      expected(shown, ({ start, end }) => between(start, end), Object.values(REFERENCES)),
    );
    if (grain === 'month') expect(rows?.filter((row) => row[1] === 0)).not.toHaveLength(0);
    expect(rows?.filter((row) => row[1] === null)).not.toHaveLength(grain === 'year' ? 1 : 0);
  });

  test.each(GRAINS)('aggregates over the last 28 days of a %s equal a count by hand', async (grain) => {
    const rolling = aggregates.map(({ name }) => metric(`${name}_28d`, { kind: 'rolling', of: name, days: 28 }));
    const { shown, rows } = await run(grain, rolling);
    expectRows(
      rows,
      expected(shown, ({ end }) => between(addDays(end, -28), end), Object.values(REFERENCES)),
    );
  });

  test.each(GRAINS)('aggregates to date at the end of a %s equal a count by hand', async (grain) => {
    for (const since of GRAINS) {
      const toDate = aggregates.map(({ name }) => metric(`${name}_to_date`, { kind: 'to_date', of: name, since }));
      const { shown, rows } = await run(grain, toDate);
      const inPeriod = ({ end }: Period): readonly Visit[] =>
        between(periodOf(addDays(end, -1), since, weekStart).start, end);
      expectRows(rows, expected(shown, inPeriod, Object.values(REFERENCES)));
    }
  });

  test.each(GRAINS)('stocks at the end of a %s equal a count by hand', async (grain) => {
    const stocks = [
      metric('members', { kind: 'level', mart: 'members', from: 'joined_on', until: 'left_on', sql: 'count(*)' }),
      metric('ever', { kind: 'level', mart: 'members', from: 'joined_on', sql: 'count(*)', where: "platform = 'iOS'" }),
    ];
    const { shown, rows } = await run(grain, stocks);
    const wanted = shown.map(({ start, end }) => {
      if (end <= firstJoined) return [start, null, null];
      const begun = members.filter(({ from }) => from < end);
      const staying = begun.filter(({ until }) => until === null || until >= end);
      return [start, staying.length, begun.filter(({ platform }) => platform === 'iOS').length];
    });
    expectRows(rows, wanted);
  });

  test.each(GRAINS)('what a stock measures may depend on the end of its %s', async (grain) => {
    const stock = { kind: 'level', mart: 'members', from: 'joined_on', until: 'left_on' } as const;
    const { shown, rows } = await run(grain, [
      metric('days', { ...stock, sql: 'sum($period_end - joined_on)' }),
      metric('fresh', { ...stock, sql: 'count(*)', where: 'joined_on >= $period_end - 30' }),
    ]);
    const wanted = shown.map(({ start, end }) => {
      if (end <= firstJoined) return [start, null, null];
      const standing = members.filter(({ from, until }) => from < end && (until === null || until >= end));
      const ages = standing.map(({ from }) => (Date.parse(end) - Date.parse(from)) / 86_400_000);
      return [start, sum(ages), ages.filter((age) => age <= 30).length];
    });
    expectRows(rows, wanted);
  });

  test.each(['week', 'month', 'quarter'] as const)(
    'a split by %s equals a count by hand, with every group in every period',
    async (grain) => {
      const { shown, rows } = await run(grain, aggregates, ['platform']);
      const groups = [...PLATFORMS].sort((a, b) => (a === null ? 1 : b === null ? -1 : a < b ? -1 : 1));
      const wanted = shown.flatMap(({ start, end }) =>
        groups.map((group) => [
          ...[start, group],
          ...Object.values(REFERENCES).map((reference) =>
            end <= firstDay ? null : reference(between(start, end).filter(({ platform }) => platform === group)),
          ),
        ]),
      );
      expectRows(rows, wanted);
    },
  );
});
