/** As many rows as DuckDB takes by itself, for as many columns. */
const [USUAL_ROWS, USUAL_COLUMNS] = [122_880, 10];
/** Rows come in vectors of this many; a group of other than whole ones would depend on how they came. */
const VECTOR = 2048;

/**
 * How a Parquet file is written. A group of rows is held in memory until it is whole, so wide tables get small ones; their size
 * rests on the number of columns alone, and the bytes of the file on its rows alone.
 */
export function parquetOptions(columns: number): string {
  const rows = (USUAL_ROWS * USUAL_COLUMNS) / Math.max(columns, USUAL_COLUMNS);
  const whole = Math.max(2, Math.floor(rows / VECTOR)) * VECTOR;
  return `(format parquet, compression zstd, row_group_size ${whole})`;
}
