import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { onTestFinished } from 'vitest';
import { wholeFile } from '../../../src/extracts/rowFiles.ts';
import type { ExtractManifest, Model, Source } from '../../../src/types.ts';
import type { BrandFacts } from '../../../src/warehouse/brandSql.ts';
import { openWarehouse, type Warehouse, type WarehouseSettings } from '../../../src/warehouse/openWarehouse.ts';
import { buildWhole } from '../../support/buildWhole.ts';

export const BRAND: BrandFacts = {
  name: 'acme',
  title: `Acme "&" O'Neill`,
  locale: 'en-SG',
  timeZone: 'Asia/Singapore',
  weekStart: 'monday',
  currency: 'SGD',
};

export function model(name: string, sql: string): Model {
  return { name, layer: 'mart', sql, columns: {}, place: { file: `queries/marts/${name}.sql` } };
}

export function source(name: string, tables: Readonly<Record<string, Readonly<Record<string, string>>>>): Source {
  const place = { file: `queries/sources/${name}.yml`, line: 1 };
  return {
    name,
    kind: 'files',
    brands: ['acme'],
    tables: Object.entries(tables).map(([table, columns], index) => ({
      name: table,
      columns,
      key: [],
      options: {},
      place: { file: place.file, line: 4 + index },
    })),
    place,
  };
}

export async function scratchFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'warehouse-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a table's extract from a select. */
export async function extract(folder: string, table: string, sql: string, brand = 'acme'): Promise<ExtractManifest> {
  const [sourceName = '', tableName = ''] = table.split('.');
  const parquet = `${brand}-${table}.parquet`;
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  await connection.run(`copy (${sql}) to '${join(folder, parquet)}' (format parquet)`);
  instance.closeSync();
  const rest = { rows: 0, columns: {}, rowsHash: '', asOf: '2026-11-22T00:00:00Z', rejected: [] };
  return {
    source: sourceName,
    table: tableName,
    brand,
    files: { base: wholeFile(parquet, 0), deltas: [], key: [] },
    ...rest,
  };
}

export interface TestWarehouse {
  readonly brand?: Partial<BrandFacts>;
  readonly sources?: readonly Source[];
  readonly models?: readonly Model[];
  readonly extracts?: readonly ExtractManifest[];
  readonly folder?: string;
  readonly settings?: WarehouseSettings;
}

/** Builds a warehouse and opens it; it is closed and removed when the test ends. */
export async function testWarehouse(given: TestWarehouse = {}): Promise<Warehouse> {
  const { sources = [], models = [], extracts = [], folder = await scratchFolder(), settings } = given;
  const file = join(folder, 'acme.duckdb');
  await buildWhole({ file, outDir: folder, brand: { ...BRAND, ...given.brand }, sources, models, extracts });
  const warehouse = await openWarehouse(file, settings);
  onTestFinished(() => warehouse.close());
  return warehouse;
}
