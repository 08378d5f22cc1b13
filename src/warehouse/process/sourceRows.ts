import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { movedFiles } from '../../duckdb/rowFilesSql.ts';
import { quoteName } from '../../duckdb/sqlName.ts';
import type { Uses } from '../../duckdb/tableUses.ts';
import type { Problem } from '../../lib/problem.ts';
import type { ExtractManifest, Model, RowFiles, Source, SourceTable } from '../../types.ts';
import { extractProblem, type TableRows } from '../sourceTables.ts';
import type { BuildPlan } from './buildPlan.ts';

/** A source table that a build makes. */
export interface PlannedTable extends TableRows {
  readonly source: Source;
  readonly table: SourceTable;
}

/**
 * The source tables of a plan, by name ("source.table"). What only models read is read where it lies, but for rows that
 * have to be merged, which would be merged for each of them.
 */
export function plannedTables(
  { sources, extracts, outDir, brand }: TablesRequest,
  { tables, views }: Pick<BuildPlan, 'tables' | 'views'>,
): ReadonlyMap<string, PlannedTable> {
  const filesOf = (source: Source, table: SourceTable): RowFiles | undefined => {
    const isIts = (extract: ExtractManifest) => extract.source === source.name && extract.table === table.name;
    const extract = extracts.find((entry) => entry.brand === brand.name && isIts(entry));
    return extract && movedFiles(extract.files, (path) => join(outDir, path));
  };
  const planned = new Map<string, PlannedTable>();
  for (const source of sources)
    for (const table of source.tables) {
      const name = `${source.name}.${table.name}`;
      if (!tables.has(name) && !views.has(name)) continue;
      const files = filesOf(source, table);
      const isView = views.has(name) && files !== undefined && files.deltas.length === 0;
      planned.set(name, { source, table, files, kind: isView ? 'view' : 'table' });
    }
  return planned;
}

interface TablesRequest {
  readonly sources: readonly Source[];
  readonly extracts: readonly ExtractManifest[];
  /** Absolute; the extracts' paths start from here. */
  readonly outDir: string;
  readonly brand: { readonly name: string };
}

/** The files that views read, which models must be able to reach. */
export function filesRead(planned: ReadonlyMap<string, PlannedTable>): readonly string[] {
  const views = [...planned.values()].filter(({ kind }) => kind === 'view');
  return [...new Set(views.flatMap(({ files }) => files?.base.map(({ parquet }) => parquet) ?? []))];
}

/** Reads the views that a model which failed reads, itself and through entities, as a whole. Tells what cannot be read. */
export async function readThrough(
  model: string,
  {
    connection,
    planned,
    models,
    uses,
  }: {
    readonly connection: DuckDBConnection;
    readonly planned: ReadonlyMap<string, PlannedTable>;
    readonly models: readonly Model[];
    readonly uses: ReadonlyMap<string, Uses>;
  },
): Promise<readonly Problem[]> {
  const isEntity = (name: string) => models.some((one) => one.name === name && one.contract !== undefined);
  const tablesOf = (name: string): readonly string[] => {
    const { models: read = [], sourceTables = [] } = uses.get(name) ?? {};
    return [...sourceTables, ...read.filter(isEntity).flatMap(tablesOf)];
  };
  const unread: Problem[] = [];
  for (const name of new Set(tablesOf(model))) {
    const one = planned.get(name);
    if (one?.kind !== 'view') continue;
    const view = `${quoteName(one.source.name)}.${quoteName(one.table.name)}`;
    const sql = `select bit_xor(hash(file_rows)) from ${view} as file_rows`;
    const problem = await connection.run(sql).then(
      () => undefined,
      (error) => extractProblem(error, { ...one, sql }),
    );
    if (problem !== undefined) unread.push(problem);
  }
  return unread;
}
