import type { DuckDBConnection, DuckDBInstance, DuckDBPreparedStatement } from '@duckdb/node-api';
import { ProblemsError } from '../lib/problem.ts';
import type { Cell, Place } from '../types.ts';
import { columnCells } from './cells.ts';
import { columnKind, type ResultColumn } from './columnKind.ts';
import { attach, type DuckDBSettings, lockDown, openDuckDB } from './duckdb.ts';
import { parameterValue } from './parameters.ts';
import { parseSelect } from './selectSyntax.ts';
import { sqlProblem } from './sqlProblem.ts';
import type { SqlText } from './sqlText.ts';

export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
}

export interface WarehouseSettings extends DuckDBSettings {
  /** Longest time that one query may take; default two minutes. */
  readonly timeLimitMs?: number;
}

/** Opens a brand's warehouse to read: the file cannot be changed, and nothing else can be reached. */
export async function openWarehouse(file: string, settings: WarehouseSettings = {}): Promise<Warehouse> {
  const { timeLimitMs = 120_000, ...duckdb } = settings;
  const instance = await openDuckDB(duckdb);
  try {
    const connection = await instance.connect();
    await attach(connection, file, true);
    await lockDown(connection);
    return new Warehouse(instance, connection, timeLimitMs);
  } catch (error) {
    instance.closeSync();
    const { message } = sqlProblem(error, { sql: '', place: { file } });
    throw new ProblemsError([{ file, message: `This warehouse cannot be opened: ${message}` }]);
  }
}

/** A warehouse that is opened when it is first asked, and not at all where nobody asks. */
export function lazyWarehouse(file: string): Pick<Warehouse, 'query' | 'close'> {
  let opened: Promise<Warehouse> | undefined;
  return {
    query: async (sql, parameters) => {
      opened ??= openWarehouse(file);
      return (await opened).query(sql, parameters);
    },
    // One that could not be opened has said so to those who asked.
    close: async () => (await opened?.catch(() => undefined))?.close(),
  };
}

export class Warehouse {
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;
  private readonly timeLimitMs: number;
  /** Queries run one after the other: side by side they gain nothing, and a time limit would stop the wrong one. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(instance: DuckDBInstance, connection: DuckDBConnection, timeLimitMs: number) {
    this.instance = instance;
    this.connection = connection;
    this.timeLimitMs = timeLimitMs;
  }

  /**
   * The rows of one select. `parameters` are bound where the SQL names them; those it does not name are passed over.
   * Throws ProblemsError, at the SQL's line and column where its place is given.
   */
  async query(sql: string | SqlText, parameters: Readonly<Record<string, Cell>> = {}): Promise<QueryResult> {
    const text = typeof sql === 'string' ? { sql, place: { file: '' } satisfies Place } : sql;
    const result = this.last.then(() => this.run(text, parameters));
    this.last = result.catch(() => undefined);
    return result;
  }

  /** Waits for the queries under way. */
  async close(): Promise<void> {
    await this.last;
    this.connection.closeSync();
    this.instance.closeSync();
  }

  private async run(text: SqlText, parameters: Readonly<Record<string, Cell>>): Promise<QueryResult> {
    const select = await parseSelect(this.connection, text);
    if (!select.ok) throw new ProblemsError([select.problem]);
    const missing = select.syntax.parameters.filter((name) => !(name in parameters));
    if (missing.length > 0) {
      const message = `No value is given for ${missing.map((name) => `$${name}`).join(', ')}.`;
      throw new ProblemsError([{ ...text.place, message }]);
    }
    const timer = setTimeout(() => this.connection.interrupt(), this.timeLimitMs);
    try {
      const statement = await this.connection.prepare(text.sql);
      for (const name of select.syntax.parameters) {
        statement.bindValue(statement.parameterIndex(name), parameterValue(name, parameters[name] ?? null));
      }
      return await readAll(statement);
    } catch (error) {
      throw new ProblemsError([sqlProblem(error, text)]);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Column by column, chunk by chunk: objects per row would cost many times the memory and time. */
async function readAll(statement: DuckDBPreparedStatement): Promise<QueryResult> {
  try {
    const reader = await statement.runAndReadAll();
    const values = reader.getColumns();
    const columns = reader.columnNames().map((name, index) => {
      const sqlType = reader.columnType(index).toString();
      const { cells, isText } = columnCells(values[index] ?? [], sqlType);
      const type = isText ? ('text' as const) : columnKind(sqlType);
      return { column: { name, type, sqlType }, cells };
    });
    const rows = Array.from({ length: reader.currentRowCount }, (_, row) =>
      columns.map(({ cells }) => cells[row] ?? null),
    );
    return { columns: columns.map(({ column }) => column), rows };
  } finally {
    statement.destroySync();
  }
}
