import type { Metric } from '../types.ts';

/**
 * How a value differs from an earlier one: as a share of the earlier one's size, or for a percent metric in points. Null
 * where either is unknown, and where there is nothing to divide by.
 */
export function changeOf(
  value: number | null,
  before: number | null,
  { format }: Pick<Metric, 'format'>,
): number | null {
  if (value === null || before === null) return null;
  if (format === 'percent') return (value - before) * 100;
  return before === 0 ? null : (value - before) / Math.abs(before);
}
