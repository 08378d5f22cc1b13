import { expect, test } from 'vitest';
import { firstRowsOf } from '../../../src/metrics/firstRows.ts';
import type { IsoDay, Report } from '../../../src/types.ts';
import { mart, metric } from './measuring.ts';

const metrics = ['sales', 'visits'].map((name) =>
  metric(name, { kind: 'aggregate', mart: name, time: 'day', sql: 'count(*)' }),
);
const report = (...names: readonly string[]) =>
  ({ data: names.map((name) => ({ kind: 'metrics', metrics: [name] })) }) as unknown as Report;

/** The days that are told of reports, and the marts that are asked for them. */
async function told(
  known: ReadonlyMap<string, IsoDay | null>,
  keys: Readonly<Record<string, string>>,
  days: Readonly<Record<string, IsoDay | null>>,
) {
  const asked: string[] = [];
  const found = new Map<string, IsoDay | null>();
  const firstRowOf = firstRowsOf({
    ...{ metrics, models: [mart('sales'), mart('visits')], queries: [], known, found, keyOf: (name) => keys[name] },
    run: async ({ sql }) => {
      const [, name = ''] = /from "?(\w+)"?/.exec(sql) ?? [];
      asked.push(name);
      return { columns: [], rows: [[days[name] ?? null]] };
    },
  });
  const first = [await firstRowOf(report('sales', 'visits')), await firstRowOf(report('visits'))];
  return { first, asked, found };
}

test('A mart is asked for its first day once, and again when it is made from something else', async () => {
  const days = { sales: '2026-01-05', visits: '2026-02-01' };
  const keys = { sales: 's1', visits: 'v1' };
  const { first, asked, found } = await told(new Map(), keys, days);
  expect({ first, asked }).toEqual({ first: ['2026-01-05', '2026-02-01'], asked: ['sales', 'visits'] });
  expect(await told(found, keys, {})).toEqual({ first, asked: [], found });
  const later = await told(found, { ...keys, sales: 's2' }, { sales: '2026-03-01' });
  expect({ first: later.first, asked: later.asked }).toEqual({ first: ['2026-02-01', '2026-02-01'], asked: ['sales'] });
  expect([...later.found.values()].sort()).toEqual(['2026-02-01', '2026-03-01']);
});

test('That there is no row is known as well', async () => {
  const { found } = await told(new Map(), { sales: 's', visits: 'v' }, { sales: null, visits: '2026-02-01' });
  const { first, asked } = await told(found, { sales: 's', visits: 'v' }, {});
  expect({ first, asked }).toEqual({ first: ['2026-02-01', '2026-02-01'], asked: [] });
});
