import { expect, test } from 'vitest';
import { aimed } from '../../../src/charts/aimed.ts';
import { checkChart } from '../../../src/charts/checkChart.ts';
import type { Chart } from '../../../src/types.ts';

const line = { mark: 'line', encoding: { x: { field: 'period', type: 'temporal' }, y: { field: 'csat' } } };
const rule = { mark: 'rule', encoding: { y: { datum: { target: 'csat' } } } };
const spec = { layer: [line, rule] };
const chart: Chart = { name: 'csat', spec, place: { file: 'csat.vl.json' } };

test('A rule stands at the target of the brand and grain, and is left out where there is none', () => {
  const notes = [{ name: 'csat', targets: [{ grain: 'week' as const, atLeast: 0.75 }] }];
  const layer = [line, { mark: 'rule', encoding: { y: { datum: 0.75 } } }];
  expect(aimed(chart, notes, 'week').spec).toEqual({ layer });
  expect(aimed(chart, notes, 'month').spec).toEqual({ layer: [line] });
  expect(aimed(chart, [{ name: 'csat' }], 'week').spec).toEqual({ layer: [line] });
  const plain: Chart = { ...chart, spec: line };
  expect(aimed(plain, notes, 'week')).toBe(plain);
});

test('A target is that of a metric of the chart, in a layer of its own', () => {
  const columns = [
    { name: 'period', type: 'day' },
    { name: 'csat', type: 'number' },
  ] as const;
  expect(checkChart(spec, columns)).toEqual([]);
  const mistyped = { layer: [line, { mark: 'rule', encoding: { y: { datum: { target: 'cast' } } } }] };
  expect(checkChart(mistyped, columns).map(({ message }) => message)).toEqual([
    'The chart\'s data has no metric "cast" with a target.',
  ]);
  expect(checkChart(rule, columns).map(({ message }) => message)).toEqual([
    'A target stands in a layer of its own: a brand that has none is drawn without it.',
  ]);
});
