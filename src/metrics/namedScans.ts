import type { Grain } from '../types.ts';
import type { Within } from './metricQuery.ts';
import type { Scan } from './scansOf.ts';
import { spanName } from './spanSql.ts';
import { firstRowsKey } from './withinSql.ts';

export interface NamedScan extends Scan {
  readonly name: string;
  readonly emptyName: string;
  readonly spanStep: string;
  /** The step that has the first row of each part, where there are parts. */
  readonly firstRowsStep: string | null;
  /** The conditions under which rows are counted for the flags, each with its column. */
  readonly counts: readonly { readonly column: string; readonly filter: string | null }[];
}

/** Scans with the names of their steps in a statement, none of which is a mart's. */
export function namedScans(
  {
    scans,
    grain,
    within,
  }: {
    readonly scans: readonly Scan[];
    readonly grain: Grain;
    readonly within?: Within | undefined;
  },
  free: (name: string) => string,
): readonly NamedScan[] {
  const used = new Map<string, number>();
  const distinct = (base: string): string => {
    const count = (used.get(base) ?? 0) + 1;
    used.set(base, count);
    return free(count === 1 ? base : `${base}_${count}`);
  };
  const firstRows = new Map(scans.map((scan) => [firstRowsKey(scan), scan.mart]));
  const firstRowsSteps = new Map([...firstRows].map(([key, mart]) => [key, distinct(`${mart}_first_rows`)]));
  let flags = 0;
  return scans.map((scan) => {
    const name = distinct(`${scan.mart}_${spanName(scan.span, grain)}`);
    const filters = [...new Set(scan.aggregates.map(({ filter }) => filter))];
    const counts = filters.map((filter) => ({ column: `has_rows_${++flags}`, filter }));
    return {
      ...scan,
      name,
      emptyName: free(`${name}_without_rows`),
      spanStep: free(spanStepName(scan, grain)),
      firstRowsStep: within === undefined ? null : (firstRowsSteps.get(firstRowsKey(scan)) ?? null),
      counts,
    };
  });
}

function spanStepName({ span }: Scan, grain: Grain): string {
  return span.kind === 'end' ? 'ends' : `days_${spanName(span, grain)}`;
}

/** Per metric that is measured on rows: the column that is true where it had any. */
export function flagsOf(scans: readonly NamedScan[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    scans.flatMap(({ aggregates, counts }) =>
      aggregates.map(({ metric, filter }) => [metric, counts.find((count) => count.filter === filter)?.column ?? '']),
    ),
  );
}
