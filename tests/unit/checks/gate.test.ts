import { expect, test } from 'vitest';
import { alertsOf } from '../../../src/checks/alertsOf.ts';
import { freshnessOf } from '../../../src/checks/freshness.ts';
import { gateOf } from '../../../src/checks/gate.ts';
import { judgeEditions } from '../../../src/checks/judgeEditions.ts';
import { runDataTests } from '../../../src/checks/runDataTests.ts';
import { formatAsOf } from '../../../src/lib/format.ts';
import { ProblemsError } from '../../../src/lib/problem.ts';
import type { EditionKey, ExtractManifest, Metric, Reading, Report, Source, Verdict } from '../../../src/types.ts';

const place = { file: 'x.yml' };
const period = { grain: 'week', start: '2026-11-16', end: '2026-11-23' } as const;

function extract(table: string, asOf: string): ExtractManifest {
  return {
    source: 'app',
    table,
    brand: 'b',
    files: { base: [], deltas: [], key: [] },
    rows: 1,
    columns: {},
    rowsHash: '',
    asOf,
    rejected: [],
  };
}

const source: Source = {
  name: 'app',
  kind: 'files',
  brands: ['b'],
  place,
  tables: [
    {
      name: 'events',
      columns: {},
      key: [],
      cursor: 'at',
      options: {},
      place,
      freshness: { warnHours: 24, errorHours: 72 },
    },
    { name: 'users', columns: {}, key: [], options: {}, place },
  ],
};

const verdict = (severity: Verdict['severity'], failures: number): Verdict => ({
  check: 'claim',
  description: 'Nothing is negative.',
  severity,
  failures,
  sample: null,
});

test('A source is as of its newest row, or, where a table is late, of the table that lags most', () => {
  const extracts = [extract('events', '2026-11-20T00:00:00Z'), extract('users', '2026-11-22T12:00:00Z')];
  const at = (now: string) => freshnessOf({ sources: [source], extracts, until: now });
  expect(at('2026-11-20T23:00:00Z')[0]?.state).toBe('fresh');
  expect(at('2026-11-21T01:00:00Z')).toEqual([{ source: 'app', at: '2026-11-20T00:00:00Z', state: 'late' }]);
  expect(at('2026-11-23T00:00:01Z')[0]?.state).toBe('stale');
  expect(freshnessOf({ sources: [source], extracts: [], until: '2026-11-23T00:00:00Z' })).toEqual([]);
});

test('A source whose cursor is a day is as of that day, and not of its midnight in UTC', () => {
  const ofDays: Source = {
    ...source,
    tables: source.tables.map((table) => ({ ...table, columns: { day: 'DATE' }, cursor: 'day' })),
  };
  const [found] = freshnessOf({
    ...{ sources: [ofDays], extracts: [extract('events', '2026-12-30T00:00:00Z')], until: '2026-12-30T20:00:00Z' },
  });
  expect(found).toEqual({ source: 'app', at: '2026-12-30', state: 'fresh' });
  expect(formatAsOf(found?.at ?? '', 'en-US', 'America/Chicago')).toBe('December 30, 2026');
  expect(formatAsOf('2026-12-30T00:00:00Z', 'en-US', 'America/Chicago')).toContain('Dec 29, 2026');
});

test('An error that failed holds an edition, and so does stale data; warnings and late data do not', () => {
  expect(gateOf([verdict('error', 0), verdict('warn', 5)], [{ source: 'app', at: '', state: 'late' }])).toEqual({
    kind: 'open',
  });
  expect(gateOf([verdict('error', 2)], [{ source: 'app', at: '2026-11-20T00:00:00Z', state: 'stale' }])).toEqual({
    kind: 'held',
    reasons: [
      'Check claim: 2 rows break "Nothing is negative."',
      'Source app: its data is as of 2026-11-20T00:00:00Z, longer before the end of the period than its freshness allows',
    ],
  });
});

test('A claim’s verdict counts the rows that break it and shows the first five', async () => {
  const dataTest = { name: 'claim', sql: 'select 1', severity: 'error', description: 'Never.', place } as const;
  const columns = [{ name: 'id', type: 'number' } as const];
  const rows = Array.from({ length: 7 }, (_, index) => [index]);
  const first = async (_: unknown, keep: number) => ({ columns, rows: rows.slice(0, keep), rowCount: rows.length });
  const [broken] = (await runDataTests([dataTest], first)).verdicts;
  expect(broken).toMatchObject({ check: 'claim', failures: 7 });
  expect(broken?.sample?.rows).toEqual([[0], [1], [2], [3], [4]]);
  const [kept] = (await runDataTests([dataTest], async () => ({ columns, rows: [], rowCount: 0 }))).verdicts;
  expect(kept).toMatchObject({ failures: 0, sample: null });
});

test('A check that cannot be made holds what it judges, of whatever severity, and nothing else', async () => {
  const dataTests = (['error', 'warn'] as const).map((severity) => {
    return { name: severity, sql: 'select 1', severity, description: 'Never.', place };
  });
  const editions = [['error'], ['warn'], []].map((checks) => {
    const held: string[] = [];
    const edition = {
      report: { checks } as unknown as Report,
      hold: (reasons: readonly string[]) => held.push(...reasons),
    };
    return { edition, held, asOf: [], models: [] };
  });
  const { passed } = await judgeEditions({
    editions,
    dataTests,
    query: () => Promise.reject(new ProblemsError([{ ...place, message: 'It does not convert.' }])),
  });
  expect(passed.map(({ edition }) => edition.report.checks)).toEqual([[]]);
  expect(editions.map(({ held }) => held)).toEqual([
    ['Check error could not be made: x.yml  It does not convert.'],
    ['Check warn could not be made: x.yml  It does not convert.'],
    [],
  ]);
});

test('A data test about a model judges the editions that rest on it, and those that name the test', async () => {
  const dataTests = [
    { name: 'whole', model: 'lines', sql: 'select 1', severity: 'warn', description: 'x', place } as const,
  ];
  const asked = [
    { checks: [], models: ['lines', 'orders'] },
    { checks: ['whole'], models: ['tickets'] },
    { checks: [], models: ['tickets'] },
  ].map(({ checks, models }) => {
    const edition = { report: { checks } as unknown as Report, hold: () => undefined };
    return { edition, models, asOf: [] };
  });
  const query = async () => ({ columns: [], rows: [], rowCount: 3 });
  const { passed } = await judgeEditions({ editions: asked, dataTests, query });
  expect(passed.map(({ verdicts }) => verdicts.map(({ check, failures }) => `${check} ${failures}`))).toEqual([
    ['whole 3'],
    ['whole 3'],
    [],
  ]);
});

test('An alert is raised where a value or its change crosses a limit, and never by what is null', () => {
  const metric = (name: string): Metric => ({
    name,
    domain: 'd',
    team: 't',
    label: name,
    description: name,
    rule: { kind: 'derived', expression: '1', inputs: [] },
    dimensions: [],
    format: 'integer',
    better: 'up',
    alerts: [{ below: 10, changeBelow: -0.1 }],
    place,
  });
  const reading = (name: string, value: number | null, change: number | null): Reading => ({
    metric: name,
    value,
    compared: { previous: { period, value: 1, difference: 0, change, verdict: 'same' } },
    series: [],
  });
  const edition: EditionKey = {
    ...{ id: 'b/t/r/2026-W47', brand: 'b', team: 't', report: 'r', audience: null, period },
    ...{ periodName: '2026-W47', folder: 'b/t/2026-W47' },
  };
  const readings = [reading('a', 5, -0.2), reading('c', null, null)];
  const headline = { kind: 'metrics', metrics: ['a', 'c'], by: [], grains: ['week'], tables: {}, readings } as const;
  const alerts = alertsOf({
    edition,
    data: { headline },
    metricsOf: () => [metric('a'), metric('c')],
    words: ({ way, limit, found }) => ({ id: `${found} ${way} ${limit}` }),
  });
  expect(alerts.map(({ metric: name, reason }) => `${name} ${reason.id}`)).toEqual([
    'a 5 below 10',
    'a -0.2 change_below -0.1',
  ]);
});
