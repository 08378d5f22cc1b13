import { type DuckDBConnection, DuckDBInstance, type DuckDBPreparedStatement } from '@duckdb/node-api';
import { columnCells } from '../../src/duckdb/cells.ts';
import { parameterValue } from '../../src/duckdb/parameters.ts';
import type { Cell } from '../../src/types.ts';

/** Plain SQL on a warehouse's file: each text is prepared once, and each question asked once. */
export class PlainSql {
  private readonly instance: DuckDBInstance;
  private readonly connection: DuckDBConnection;
  private readonly statements = new Map<string, Promise<DuckDBPreparedStatement>>();
  private readonly answers = new Map<string, Cell>();

  private constructor(instance: DuckDBInstance, connection: DuckDBConnection) {
    this.instance = instance;
    this.connection = connection;
  }

  static async open(file: string): Promise<PlainSql> {
    const instance = await DuckDBInstance.create(file, { access_mode: 'READ_ONLY', threads: '1' });
    const connection = await instance.connect();
    return new PlainSql(instance, connection);
  }

  /** The first column of the first row; null without a row. Parameters that the text does not name are passed over. */
  async value(sql: string, parameters: Readonly<Record<string, Cell>>): Promise<Cell> {
    const key = JSON.stringify([sql, parameters]);
    const known = this.answers.get(key);
    if (known !== undefined) return known;
    const prepared = this.statements.get(sql) ?? this.connection.prepare(sql);
    this.statements.set(sql, prepared);
    const statement = await prepared;
    for (let index = 1; index <= statement.parameterCount; index += 1) {
      const name = statement.parameterName(index);
      statement.bindValue(index, parameterValue(name, parameters[name] ?? null));
    }
    const reader = await statement.runAndReadAll();
    const [column = []] = reader.getColumns();
    const [cell = null] = columnCells(column, reader.columnType(0).toString()).cells;
    this.answers.set(key, cell);
    return cell;
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}
