import { type DuckDBConnection, DuckDBInstance, type DuckDBPreparedStatement } from '@duckdb/node-api';
import { columnCells } from '../../src/duckdb/cells.ts';
import { parameterValue } from '../../src/duckdb/parameters.ts';
import { quoteText } from '../../src/duckdb/sqlName.ts';
import type { Cell } from '../../src/types.ts';

type Parameters = Readonly<Record<string, Cell>>;

/** The types of the parameters that a text of many questions may name. */
const TYPES = { period_start: 'date', period_end: 'date', grain: 'varchar', value: 'varchar' } as const;

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
  async value(sql: string, parameters: Parameters): Promise<Cell> {
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

  /**
   * The one value of a text for each of many questions, in their order. It is planned once, as a subquery over a table of
   * the questions: planning takes most of the time that such a text takes.
   */
  async values(sql: string, asked: readonly Parameters[]): Promise<readonly Cell[]> {
    if (asked.length === 0) return [];
    const names = Object.entries(TYPES);
    const rows = asked.map(
      (parameters, index) =>
        `(${index}, ${names.map(([name, type]) => `${literal(parameters[name] ?? null)}::${type}`).join(', ')})`,
    );
    const columns = names.map(([name]) => name).join(', ');
    const one = sql.replaceAll(/\$(\w+)/g, (whole, name: string) => (name in TYPES ? `asked.${name}` : whole));
    const text = `select (\n${one}\n) from (values ${rows.join(', ')}) as asked(number, ${columns}) order by asked.number`;
    const reader = await this.connection.runAndReadAll(text).catch((error: unknown) => {
      // DuckDB cannot plan some joins below a subquery that looks outwards; each question by itself it can.
      if (error instanceof Error && error.message.startsWith('INTERNAL Error: Failed to bind column')) return undefined;
      throw error;
    });
    if (reader === undefined) {
      // One after the other: they share a prepared statement.
      const cells: Cell[] = [];
      for (const parameters of asked) cells.push(await this.value(sql, parameters));
      return cells;
    }
    const [column = []] = reader.getColumns();
    return columnCells(column, reader.columnType(0).toString()).cells;
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }
}

function literal(cell: Cell): string {
  return cell === null ? 'null' : quoteText(String(cell));
}
