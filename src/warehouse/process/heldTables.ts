import type { DuckDBConnection } from '@duckdb/node-api';
import { CATALOGUE_NAME } from '../../duckdb/connection.ts';
import { quoteName } from '../../duckdb/sqlName.ts';
import { BRAND_TABLE } from '../../duckdb/tableUses.ts';

/**
 * Drops from an attached warehouse all but the brand's own table and what is to be kept, by names of models and source
 * tables ("source.table"). Gives those of the kept that are there.
 */
export async function dropOthers(connection: DuckDBConnection, kept: ReadonlySet<string>): Promise<Set<string>> {
  const held = new Set<string>();
  const reader = await connection.runAndReadAll(
    `select 'table', schema_name, table_name from duckdb_tables() where database_name = $file
     union all select 'view', schema_name, view_name from duckdb_views() where database_name = $file and not internal`,
    { file: CATALOGUE_NAME },
  );
  for (const [kind, schema, table] of reader.getRows().map((row) => row.map(String)) as [string, string, string][]) {
    const name = schema === 'main' ? table : `${schema}.${table}`;
    if (name === BRAND_TABLE) continue;
    if (kept.has(name)) held.add(name);
    else await connection.run(`drop ${kind} ${quoteName(schema)}.${quoteName(table)}`);
  }
  return held;
}
