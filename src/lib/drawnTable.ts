interface AnyTable<C extends { readonly name: string }, V> {
  readonly columns: readonly C[];
  readonly rows: readonly (readonly (V | null)[])[];
}

interface AnyPart {
  readonly period: string;
  readonly metrics: readonly string[];
  readonly group?: readonly unknown[];
}

/**
 * A block's table as a chart draws it: a line that ends in half a week seems to fall, so what is not whole is left out of it, unless there
 * is nothing else to draw. `leftOut` has the periods of which something is.
 */
export function drawnTable<C extends { readonly name: string }, V, P extends AnyPart>(
  table: AnyTable<C, V>,
  parts: readonly P[],
): { readonly table: AnyTable<C, V>; readonly leftOut: readonly P[] } {
  const ofAll = parts.filter(({ group }) => group === undefined);
  const at = table.columns.findIndex(({ name }) => name === 'period');
  if (ofAll.length === 0 || at < 0) return { table, leftOut: [] };
  const partly = new Map(
    table.columns.map(({ name }, index) => {
      const periods = new Set(ofAll.flatMap(({ period, metrics }) => (metrics.includes(name) ? [period] : [])));
      const hasWhole = table.rows.some((row) => row[index] != null && !periods.has(String(row[at])));
      return [index, hasWhole ? periods : new Set<string>()] as const;
    }),
  );
  const rows = table.rows.map((row) =>
    row.map((cell, index) => (partly.get(index)?.has(String(row[at])) ? null : cell)),
  );
  const gone = new Set([...partly.values()].flatMap((periods) => [...periods]));
  return { table: { columns: table.columns, rows }, leftOut: ofAll.filter(({ period }) => gone.has(period)) };
}
