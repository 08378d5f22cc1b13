import { DuckDBInstance } from '@duckdb/node-api';
import { ARITHMETIC } from '../duckdb/connection.ts';
import { quoteName, quoteText } from '../duckdb/sqlName.ts';
import { didYouMean, ProblemsError } from '../lib/problem.ts';
import type { StagedFile } from '../types.ts';
import {
  badRecords,
  columnPositions,
  type Inspected,
  type OpenRequest,
  type Scan,
  type StagedRelation,
} from './stagedRelation.ts';

type ParquetFile = Extract<StagedFile, { format: 'parquet' }>;
type DuckdbFile = Extract<StagedFile, { format: 'duckdb' }>;

/** Opens a Parquet file. A column that has its declared type already is passed on; any other goes through its text. */
export async function openParquet(file: ParquetFile, request: OpenRequest): Promise<StagedRelation> {
  const { connection, wanted } = request;
  const parquet = `read_parquet(${quoteText(file.path)})`;
  const described = await connection.runAndReadAll(`describe select * from ${parquet}`);
  const columns = described.getRows().map(([name, type]) => ({ name: String(name), type: String(type) }));
  const names = columns.map((column) => column.name);
  const positions = columnPositions(wanted, names, file);
  const types = positions.map((position, index) =>
    columns[position]?.type === request.types[index] ? String(request.types[index]) : 'VARCHAR',
  );
  const values = wanted.map((name, index) => {
    const isAsDeclared = types[index] === request.types[index];
    return `${isAsDeclared ? quoteName(name) : `${quoteName(name)}::varchar`} as v${index}`;
  });
  const sql: Scan['sql'] = (paths) =>
    `select ${values.join(', ')}, file_index from read_parquet([${paths.map(quoteText).join(', ')}])`;
  const scan: Scan = { path: file.path, layout: JSON.stringify([columns, wanted]), sql };
  const reasonSql = request.reasonSql(types, true);
  const inspect = async (): Promise<Inspected> => {
    const bad = await badRecords(connection, { scan, reasonSql, whose: request.whose });
    const rejected = bad.map(({ record, reason, whose }) => ({
      file: file.label,
      line: record,
      text: `row ${record}`,
      reason,
      ...(request.whose !== undefined && { whose }),
    }));
    return { scan, rejected };
  };
  const foundTypes = Object.fromEntries(columns.map(({ name, type }) => [name, type]));
  return { scan, types, found: names, foundTypes, reasonSql, inspect };
}

/**
 * Opens a table or view of a DuckDB file. The file is opened as a database of its own, under its own name: a view that names
 * its catalogue ("from heymax.main.events") binds under no other.
 */
export async function openDuckdb(file: DuckdbFile, request: OpenRequest): Promise<StagedRelation> {
  const path = request.scratchFile();
  const instance = await DuckDBInstance.create(file.path, {
    access_mode: 'READ_ONLY',
    threads: '1',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    ...ARITHMETIC,
  });
  try {
    const connection = await instance.connect();
    const found = await connection.runAndReadAll(
      `select case when table_schema = 'main' then table_name else table_schema || '.' || table_name end
       from information_schema.tables order by 1`,
    );
    const tables = found.getRows().map(([name]) => String(name));
    if (!tables.includes(file.table)) {
      const message = `There is no table "${file.table}" in the file.`;
      throw new ProblemsError([{ file: file.label, message, hint: didYouMean(file.table, tables) }]);
    }
    const table = file.table.split('.').map(quoteName).join('.');
    await connection.run(`copy (from ${table}) to ${quoteText(path)} (format parquet)`);
  } finally {
    instance.closeSync();
  }
  return openParquet({ format: 'parquet', path, label: file.label }, request);
}
