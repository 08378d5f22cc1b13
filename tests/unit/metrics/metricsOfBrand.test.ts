import { expect, test } from 'vitest';
import { limitAt } from '../../../src/lib/limitAt.ts';
import { metricsOfBrand } from '../../../src/metrics/metricsOfBrand.ts';
import type { Metric, MetricTarget } from '../../../src/types.ts';

const metric = { name: 'visits', targets: [{ atLeast: 5 }] } as unknown as Metric;

test('A brand that says what it wants of a metric is not asked for what all others are', () => {
  const targets = { visits: [{ atLeast: 9, grain: 'week' as const }] };
  expect(metricsOfBrand([metric], { targets })[0]?.targets).toEqual(targets.visits);
  expect(metricsOfBrand([metric], {})).toEqual([metric]);
  const alerts = { visits: [{ below: 1, grain: 'day' as const }] };
  expect(metricsOfBrand([metric], { alerts })).toEqual([{ ...metric, alerts: alerts.visits }]);
});

test('A limit holds at its own grain, and at no other', () => {
  const limits: readonly MetricTarget[] = [
    { grain: 'week', atLeast: 9 },
    { grain: 'month', atLeast: 40 },
  ];
  expect(limitAt(limits, 'month')).toEqual({ grain: 'month', atLeast: 40 });
  expect(limitAt(limits, 'quarter')).toBeUndefined();
  const always: readonly MetricTarget[] = [{ atLeast: 1 }];
  expect(limitAt(always, 'quarter')).toEqual({ atLeast: 1 });
  expect(limitAt(undefined, 'week')).toBeUndefined();
});
