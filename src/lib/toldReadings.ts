import type { MetricBlock, Reading } from '../types.ts';

/**
 * The readings of a block that its cards tell: none of a metric of which nothing is known, and none at all where no period of
 * theirs has a value, as the last full quarter of a brand in its first month, while shorter periods have some. Of an edition that
 * spans brands, whatever each brand's are.
 */
export function toldReadings({ readings, unknown, brands, grains, tables }: MetricBlock): readonly Reading[] {
  const told = readings.filter(({ metric }) => unknown?.includes(metric) !== true);
  const [first] = grains;
  const table = first === undefined ? undefined : tables[first];
  if (brands !== undefined || table === undefined) return told;
  const names = told.map(({ metric }) => metric);
  const at = table.columns.flatMap(({ name }, index) => (names.includes(name) ? [index] : []));
  return table.rows.some((row) => at.some((index) => row[index] != null)) ? told : [];
}
