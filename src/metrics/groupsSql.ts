import type { NamedScan } from './namedScans.ts';
import { quoteName } from './quoteSql.ts';

/**
 * Every group with rows in the days that count; every part, also one that has rows on other days alone. With `across`,
 * every group of the other dimensions with each of its values.
 */
export function groupsSql(
  scans: readonly NamedScan[],
  { by, across }: { readonly by: readonly string[]; readonly across?: string | undefined },
): string {
  const isOfParts = by.length === 1;
  const from = [...new Set(scans.map(({ name, firstRowsStep }) => (isOfParts ? (firstRowsStep ?? name) : name)))];
  const distinct = (columns: readonly string[]): string =>
    from.map((name) => `select distinct ${columns.map(quoteName).join(', ')} from ${name}`).join('\nunion\n');
  if (across === undefined) return distinct(by);
  const others = by.filter((dimension) => dimension !== across);
  return `select *\nfrom (\n${distinct(others)}\n) as other_groups\ncross join (\n${distinct([across])}\n) as across_groups`;
}
