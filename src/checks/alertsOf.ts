import type { Alert, Metric, Snapshot } from '../types.ts';

/**
 * The alerts that the readings of an edition's data raise, by their metrics' limits. A value or change that is null raises none:
 * nothing was measured. Sorted by metric.
 */
export function alertsOf(request: {
  readonly snapshot: Pick<Snapshot, 'edition' | 'data'>;
  readonly metrics: readonly Metric[];
}): readonly Alert[] {
  const { metrics } = request;
  const { edition, data } = request.snapshot;
  const { brand, period } = edition;
  const readings = Object.values(data).flatMap((block) => (block.kind === 'metrics' ? block.readings : []));
  const alerts = readings.flatMap((reading) => {
    const limits = metrics.find(({ name }) => name === reading.metric)?.alert;
    if (limits === undefined) return [];
    const change = reading.compared.previous?.change ?? null;
    const crossed = [
      [limits.above, reading.value, 'above'],
      [limits.below, reading.value, 'below'],
      [limits.changeAbove, change, 'changed by more than'],
      [limits.changeBelow, change, 'changed by less than'],
    ] as const;
    return crossed
      .filter(([limit, value, way]) => isCrossed(limit, value, way))
      .map(([limit, , way]) => ({
        brand,
        metric: reading.metric,
        period,
        value: reading.value,
        reason: `${way} ${limit}`,
      }));
  });
  return [...new Map(alerts.map((alert) => [`${alert.metric} ${alert.reason}`, alert])).values()].sort((a, b) =>
    a.metric < b.metric ? -1 : 1,
  );
}

function isCrossed(limit: number | undefined, value: number | null, way: string): boolean {
  if (limit === undefined || value === null) return false;
  return way === 'above' || way === 'changed by more than' ? value > limit : value < limit;
}
