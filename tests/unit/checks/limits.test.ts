/** What happens exactly at a limit, and to whom it applies. */
import { describe, expect, test } from 'vitest';
import { absentAmong } from '../../../src/checks/absentAmong.ts';
import { alertsOf } from '../../../src/checks/alertsOf.ts';
import { freshnessOf, pulledBefore } from '../../../src/checks/freshness.ts';
import type {
  EditionKey,
  ExtractManifest,
  Metric,
  MetricAlert,
  MetricBlock,
  Reading,
  Source,
} from '../../../src/types.ts';
import { metric as metricOf } from '../metrics/measuring.ts';

const place = { file: 'x.yml' };
const period = { grain: 'week', start: '2026-11-16', end: '2026-11-23' } as const;
const EDITION: EditionKey = {
  ...{ id: 'b/t/r/2026-W47', brand: 'b', team: 't', report: 'r', audience: null, period },
  ...{ periodName: '2026-W47', folder: 'b/t/2026-W47' },
};

describe('An alert', () => {
  const rule = { kind: 'aggregate', mart: 'sales', time: 'sold_on', sql: 'count(*)' } as const;

  function raised(
    alert: MetricAlert,
    more: {
      readonly reading?: Partial<Reading>;
      readonly edition?: Partial<EditionKey>;
      readonly block?: Partial<MetricBlock>;
      readonly metric?: Partial<Metric>;
    } = {},
  ) {
    const previous = { period, value: 80, difference: 20, change: 0.25, verdict: 'same' } as const;
    const reading: Reading = { metric: 'm', value: 100, compared: { previous }, series: [], ...more.reading };
    const alerts = alertsOf({
      edition: { ...EDITION, ...more.edition },
      data: {
        headline: {
          ...{ kind: 'metrics', metrics: ['m'], by: [], grains: ['week'], tables: {}, readings: [reading] },
          ...more.block,
        },
      },
      metricsOf: () => [metricOf('m', rule, { alerts: [alert], ...more.metric })],
      words: ({ way }) => ({ id: way }),
    });
    return alerts.map(({ reason }) => reason.id);
  }

  test('is raised beyond its limit, and not at it', () => {
    expect(raised({ above: 100, below: 100, changeAbove: 0.25, changeBelow: 0.25 })).toEqual([]);
    expect(raised({ above: 99.5, changeAbove: 0.2 }).sort()).toEqual(['above', 'change_above']);
    expect(raised({ below: 100.5, changeBelow: 0.3 }).sort()).toEqual(['below', 'change_below']);
  });

  test('is not raised by a part of a period', () => {
    expect(raised({ above: 1 }, { reading: { partial: { days: 3, of: 7 } } })).toEqual([]);
  });

  test('of the whole brand is no matter of an audience; of its own numbers a change is, and a size is not', () => {
    const edition = { audience: 'shop' };
    const own = { edition, block: { isOfAudience: true as const } };
    expect(raised({ above: 1 }, { edition })).toEqual([]);
    expect(raised({ above: 1, changeAbove: 0.2 }, own)).toEqual(['change_above']);
    expect(raised({ above: 1 }, { ...own, metric: { format: 'percent' } })).toEqual(['above']);
  });

  test('of another grain is none of this one', () => {
    expect(raised({ above: 1, grain: 'month' } as MetricAlert)).toEqual([]);
  });
});

const table = (name: string) => ({ name, columns: {}, key: [], options: {}, place });

function source(name: string, brands: readonly string[], freshness = {}): Source {
  return { name, kind: 'files', brands, place, tables: [{ ...table('a'), freshness }, table('b')] };
}

function extract(name: string, asOf: string, more: Partial<ExtractManifest> = {}): ExtractManifest {
  return {
    ...{
      source: name,
      table: 'a',
      brand: 'b',
      files: { base: [], deltas: [], key: [] },
      rows: 1,
      columns: {},
      rowsHash: '',
      rejected: [],
    },
    asOf,
    ...more,
  };
}

describe('Data', () => {
  test('are late and stale beyond their limits, and not at them', () => {
    const sources = [source('app', ['b'], { warnHours: 24, errorHours: 48 })];
    const state = (asOf: string) =>
      freshnessOf({ sources, extracts: [extract('app', asOf)], until: '2026-11-23T00:00:00Z' })[0]?.state;
    expect(state('2026-11-22T00:00:00Z')).toBe('fresh');
    expect(state('2026-11-21T23:59:59Z')).toBe('late');
    expect(state('2026-11-21T00:00:00Z')).toBe('late');
    expect(state('2026-11-20T23:59:59Z')).toBe('stale');
  });

  test('of each source are as of its table with limits that lags most, by the source’s own tables and those asked for', () => {
    const tables = [
      { ...table('a'), freshness: { warnHours: 24 } },
      { ...table('b'), freshness: { warnHours: 48 } },
      { ...table('c'), cursor: 'at' },
    ];
    const sources = [{ ...source('two', ['b']), tables }, source('one', ['b'])];
    const extracts = [
      extract('two', '2026-11-22T10:00:00Z'),
      extract('two', '2026-11-22T09:00:00Z', { table: 'b' }),
      extract('two', '2026-11-22T23:00:00Z', { table: 'c' }),
      extract('one', '2026-11-20T00:00:00Z'),
    ];
    const asOf = (until: string, asked?: readonly string[]) =>
      freshnessOf({ sources, extracts, until, ...(asked && { tables: asked }) }).map(
        (one) => `${one.source} ${one.at} ${one.state}`,
      );
    expect(asOf('2026-11-23T00:00:00Z')).toEqual(['one 2026-11-20T00:00:00Z fresh', 'two 2026-11-22T09:00:00Z fresh']);
    // The table with the shorter limit is late, though the other lags more.
    expect(asOf('2026-11-23T12:00:00Z', ['two.a', 'two.b'])).toEqual(['two 2026-11-22T10:00:00Z late']);
    expect(asOf('2026-11-23T00:00:00Z', ['two.c'])).toEqual(['two 2026-11-22T23:00:00Z fresh']);
  });

  test('that another brand brings are not missed; those of the brand itself are, by name', () => {
    const sources = [source('own', ['b']), source('others', ['c'])];
    const absent = (extracts: readonly ExtractManifest[]) =>
      absentAmong({ tables: ['own.a', 'own.b', 'others.a'], sources, brand: 'b', extracts });
    expect(absent([])).toEqual(['There is no data of the source "own" yet. Run the stage "pull" first.']);
    expect(absent([extract('own', '')])).toEqual(['There is no data of own.b yet. Run the stage "pull" first.']);
    expect(absent([extract('own', ''), extract('own', '', { table: 'b' })])).toEqual([]);
  });

  test('of several sources are whole up to the day on which the first of them was pulled last', () => {
    const pulled = (name: string, ended: string) => extract(name, '', { pull: { ended } as never });
    const extracts = [
      pulled('one', '2026-11-20T05:00:00Z'),
      pulled('one', '2026-11-22T05:00:00Z'),
      pulled('two', '2026-11-21T05:00:00Z'),
      pulled('three', '2026-11-01T05:00:00Z'),
    ];
    const day = (instant: string) => instant.slice(0, 10);
    expect(pulledBefore(['one', 'two'], extracts, day)).toBe('2026-11-21');
    expect(pulledBefore(['one'], extracts, day)).toBe('2026-11-22');
    expect(pulledBefore([], extracts, day)).toBeUndefined();
  });
});
