import { join } from 'node:path';
import { writeFileAtomic } from '../lib/files.ts';
import type { Block, Grain, Snapshot, Table } from '../types.ts';
import { leastOf, partsOf } from './partMarks.ts';
import { tableCsv } from './tableCsv.ts';
import { currencyOf } from './tableView.ts';

export interface EditionCsv {
  /** Relative to the edition's folder. */
  readonly path: string;
  readonly data: string;
  readonly grain: Grain;
  readonly table: Table;
}

/** The name of a block's CSV, beside the page. */
export function csvName(data: string, grain: Grain): string {
  return `data/${data}-${grain}.csv`;
}

/** A CSV per block and grain of an edition, by name. */
export function editionCsvs({ data }: Snapshot): readonly EditionCsv[] {
  return Object.entries(data)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, block]) =>
      block.grains.flatMap((grain) => {
        const table = block.tables[grain];
        return table === undefined
          ? []
          : [
              {
                path: csvName(name, grain),
                data: name,
                grain,
                table: withParts(withPeriod(withCurrency(table, block), block, grain), block, grain),
              },
            ];
      }),
    );
}

/** Writes an edition's CSV files; their paths, relative to the site's folder. */
export async function writeEditionCsvs(snapshot: Snapshot, outDir: string): Promise<readonly string[]> {
  const { folder } = snapshot.edition;
  const files = editionCsvs(snapshot).map(({ path, table }) => ({ path: `${folder}/${path}`, table }));
  await Promise.all(files.map(({ path, table }) => writeFileAtomic(join(outDir, path), tableCsv(table))));
  return files.map(({ path }) => path);
}

/** Amounts of brands with different currencies, each row with the one that it is in. */
function withCurrency(table: Table, block: Block): Table {
  const brands = block.kind === 'metrics' ? block.brands : undefined;
  const isMixed = new Set(brands?.map(({ currency }) => currency)).size > 1;
  if (!isMixed || !table.columns.some(({ format }) => format === 'currency')) return table;
  return {
    columns: [...table.columns, { name: 'currency', label: 'currency', type: 'text' }],
    rows: table.rows.map((row) => [...row, currencyOf(row, table, brands) ?? null]),
  };
}

/** The first day of the period that a query's rows are of, as every row of metrics has it, unless the query tells one itself. */
function withPeriod(table: Table, block: Block, grain: Grain): Table {
  const period = block.kind === 'query' ? block.periods?.[grain] : undefined;
  if (period === undefined || table.columns.some(({ name }) => name === 'period')) return table;
  return {
    columns: [{ name: 'period', label: 'period', type: 'day' }, ...table.columns],
    rows: table.rows.map((row) => [grain === 'all_time' ? null : period.start, ...row]),
  };
}

/** Of a table with periods that are not whole, how many of its days each row has: "6 of 7"; empty where it has all. */
function withParts(table: Table, block: Block, grain: Grain): Table {
  const parts = partsOf(block, grain);
  if (parts.length === 0) return table;
  return {
    columns: [...table.columns, { name: 'days_with_data', label: 'days with data', type: 'text' }],
    rows: table.rows.map((row) => [...row, leastOf(row, parts)]),
  };
}
