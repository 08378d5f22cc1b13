import type { Brand, Metric } from '../types.ts';

/**
 * The project's metrics with a brand's own targets and alerts. What a brand says of a metric stands in place of all that the
 * metric says to every brand, at whatever grain.
 */
export function metricsOfBrand(
  metrics: readonly Metric[],
  { targets = {}, alerts = {} }: Pick<Brand, 'targets' | 'alerts'>,
): readonly Metric[] {
  return metrics.map((metric) => {
    const [wanted, told] = [targets[metric.name], alerts[metric.name]];
    return { ...metric, ...(wanted && { targets: wanted }), ...(told && { alerts: told }) };
  });
}
