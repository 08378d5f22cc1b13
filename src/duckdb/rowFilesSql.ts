import type { RowFiles, RowRange } from '../types.ts';
import { quoteName, quoteText } from './sqlName.ts';

type Columns = Readonly<Record<string, string>>;

/** Says of a row of a delta that there is none of its key any more. */
export const IS_GONE = '#is_gone';

/**
 * The rows that lie in files, with some of their columns: those of the base that no delta speaks of, in their order, and of each
 * key that deltas speak of what the last one says. A condition is one over the columns of the key.
 */
export function rowFilesSql({ base, deltas, key }: RowFiles, columns: Columns, condition = 'true'): string {
  if (deltas.length === 0) return rangesSql(base, columns, condition);
  const names = Object.keys(columns).map(quoteName).join(', ');
  const keys = key.map(quoteName).join(', ');
  const all = [...new Set([...key, ...Object.keys(columns)])].map(quoteName).join(', ');
  const delta = `read_parquet([${deltas.map(({ parquet }) => quoteText(parquet)).join(', ')}], file_row_number=true)`;
  const kept =
    base.length === 0
      ? []
      : [
          `
    select ${names} from (${selectsSql(base, all, condition)}) anti join (select ${keys} from ${delta}) using (${keys})`,
        ];
  return [
    ...kept,
    `
    select ${names}
    from (
      select ${all}, ${quoteName(IS_GONE)}
      from ${delta}
      where ${condition}
      qualify row_number() over (partition by ${keys} order by file_index desc) = 1)
    where not ${quoteName(IS_GONE)}`,
  ].join(' union all ');
}

/** Rows of files, one after the other. */
function rangesSql(ranges: readonly RowRange[], columns: Columns, condition: string): string {
  if (ranges.length > 0) return selectsSql(ranges, Object.keys(columns).map(quoteName).join(', '), condition);
  const nulls = Object.entries(columns).map(([name, type]) => `null::${type} as ${quoteName(name)}`);
  return `select ${nulls.join(', ')} where false`;
}

/** DuckDB keeps the order of a union, and passes over the groups of rows that a range does not reach. */
function selectsSql(ranges: readonly RowRange[], names: string, condition: string): string {
  const selects: string[] = [];
  let whole: string[] = [];
  const flush = (): void => {
    if (whole.length > 0) selects.push(`select ${names} from read_parquet([${whole.join(', ')}]) where ${condition}`);
    whole = [];
  };
  for (const { parquet, from, to, of } of ranges) {
    if (from === 0 && to === of) whole.push(quoteText(parquet));
    else {
      flush();
      selects.push(
        `select ${names} from read_parquet(${quoteText(parquet)}, file_row_number=true)
          where file_row_number >= ${from} and file_row_number < ${to} and (${condition})`,
      );
    }
  }
  flush();
  return selects.join(' union all ');
}

/** Rows of files that meet a condition, in their order, whatever plan DuckDB makes of the condition. */
export function inOrderSql(ranges: readonly RowRange[], columns: Columns, condition: string): string {
  if (ranges.length === 0) return rangesSql(ranges, columns, condition);
  const names = Object.keys(columns).map(quoteName).join(', ');
  const selects = ranges.map(
    ({ parquet, from, to }, index) => `
      select ${names}, ${index} as "#range", file_row_number as "#at"
      from read_parquet(${quoteText(parquet)}, file_row_number=true)
      where file_row_number >= ${from} and file_row_number < ${to} and (${condition})`,
  );
  return `select ${names} from (${selects.join(' union all ')}) order by "#range", "#at"`;
}

export function movedRanges(ranges: readonly RowRange[], move: (path: string) => string): readonly RowRange[] {
  return ranges.map((range) => ({ ...range, parquet: move(range.parquet) }));
}

/** The same rows, where their files lie elsewhere. */
export function movedFiles(files: RowFiles, move: (path: string) => string): RowFiles {
  const deltas = files.deltas.map((delta) => ({ ...delta, parquet: move(delta.parquet) }));
  return { ...files, base: movedRanges(files.base, move), deltas };
}
