import type { Cell, PartialPeriod, Period } from '../types.ts';
import type { Part } from './partOfPeriod.ts';
import { daysOnly, type PeriodParts } from './periodParts.ts';

type Rows = readonly (readonly Cell[])[];

/**
 * The shown periods that are not whole, oldest first: one entry for all metrics of which there is as much, then those of groups
 * alone. `rows` are the shown rows as they were measured, `named` the same rows as the table has them.
 */
export function partialPeriods(shown: {
  readonly parts: PeriodParts;
  readonly metrics: readonly string[];
  readonly by: readonly string[];
  readonly periods: readonly Period[];
  readonly rows: Rows;
  readonly named: Rows;
}): readonly PartialPeriod[] {
  const { parts, metrics, by, periods, rows, named } = shown;
  const ofAll = (period: Period): readonly PartialPeriod[] => alike(period, metrics, (name) => parts.of(name, period));
  if (by.length === 0) return periods.flatMap(ofAll);
  return periods.flatMap((period) => [
    ...ofAll(period),
    ...rows.flatMap((row, index): readonly PartialPeriod[] => {
      if (row[0] !== period.start) return [];
      const group = (named[index] ?? row).slice(1, 1 + by.length);
      const part = (name: string) =>
        parts.of(name, period) === null ? parts.ofGroup(name, period, by, row.slice(1, 1 + by.length)) : null;
      return alike(period, metrics, part).map((one) => ({ ...one, group }));
    }),
  ]);
}

function alike(
  { start }: Period,
  metrics: readonly string[],
  partOf: (metric: string) => Part | null,
): readonly PartialPeriod[] {
  const found = metrics.flatMap((name) => {
    const part = partOf(name);
    return part === null ? [] : [{ name, part }];
  });
  const byPart = Map.groupBy(found, ({ part }) => JSON.stringify(part));
  return [...byPart.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const names = same.map(({ name }) => name);
    const { isOpen } = first.part;
    return [{ period: start, ...daysOnly(first.part), metrics: names, ...(isOpen ? { isOpen: true as const } : {}) }];
  });
}
