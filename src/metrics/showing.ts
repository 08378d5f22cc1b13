import type { Cell, Column, Grain, Metric, Period, Showing } from '../types.ts';
import { changeOf } from './changeOf.ts';
import { byName, metricNamed } from './metricInputs.ts';
import type { PeriodParts } from './periodParts.ts';
import { comparedPeriod } from './queriesOf.ts';
import type { MeasuredRows } from './sliceRows.ts';

/** What a table shows instead of its values. */
export interface Shown {
  readonly show: Showing;
  readonly grain: Grain;
  readonly by: readonly string[];
  readonly metrics: readonly Metric[];
  /** Those that the table shows, oldest first. */
  readonly periods: readonly Period[];
  readonly parts: PeriodParts;
}

type Row = readonly Cell[];

/**
 * The rows of the shown periods with what is shown of their metrics: of an index, value / the group's first value above
 * zero × 100; of a change, value / earlier value − 1, or for a percent metric their difference in points. NULL where
 * there is nothing to divide by, and where one of the two periods is not whole.
 */
export function shownRows(slice: MeasuredRows, shown: Shown): readonly Row[] {
  const { show, by, periods, parts } = shown;
  const first = 1 + by.length;
  const rows = slice.rows.filter(([start]) => periods.some((period) => period.start === start));
  const groupOf = (row: Row): string => JSON.stringify(row.slice(1, first));
  const byPlace = new Map(slice.rows.map((row) => [`${String(row[0])} ${groupOf(row)}`, row]));
  const metrics = byName(shown.metrics);
  const isWhole = (row: Row, index: number, period: Period | undefined): boolean =>
    period !== undefined && parts.ofGroup(slice.columns[index]?.name ?? '', period, by, row.slice(1, first)) === null;
  const formats = slice.columns.map(({ name }, index) =>
    index >= first ? metricNamed(name, metrics).format : undefined,
  );
  const periodOfRow = (row: Row): Period | undefined => periods.find(({ start }) => start === row[0]);
  const bases = new Map<string, Row>();
  if (show === 'index') {
    for (const [group, own] of Map.groupBy(rows, groupOf))
      bases.set(
        group,
        slice.columns.map((_, index) => {
          const whole = index < first ? own : own.filter((row) => isWhole(row, index, periodOfRow(row)));
          return whole.map((row) => row[index]).find(isAboveZero) ?? null;
        }),
      );
  }
  const beforeOf = (period: Period | undefined): Period | undefined =>
    show === 'index' ? period : period && comparedPeriod(show === 'change_previous' ? 'previous' : 'year_ago', period);
  return rows.map((row) => {
    const period = periodOfRow(row);
    const before = beforeOf(period);
    const earlier =
      show === 'index' ? bases.get(groupOf(row)) : byPlace.get(`${String(before?.start)} ${groupOf(row)}`);
    return row.map((cell, index) => {
      if (index < first) return cell;
      if (!isWhole(row, index, period) || !isWhole(row, index, before)) return null;
      const [value, base] = [cell, earlier?.[index]];
      if (typeof value !== 'number' || typeof base !== 'number') return null;
      if (show === 'index') return (value / base) * 100;
      return changeOf(value, base, { format: formats[index] ?? 'decimal' });
    });
  });
}

function isAboveZero(cell: Cell | undefined): cell is number {
  return typeof cell === 'number' && cell > 0;
}

/** A metric's column, as what is shown of it is called and written. */
export function shownColumn(column: Column, show: Showing, grain: Grain): Column {
  const { decimals: _, ...rest } = column;
  const isShare = column.format === 'percent';
  const said = { id: `column_${show}`, values: { label: column.label, grain, points: isShare ? 'yes' : 'no' } };
  if (show === 'index') return { ...rest, said, format: 'decimal', decimals: 0 };
  return { ...rest, said, format: isShare ? 'decimal' : 'percent', decimals: 1 };
}
