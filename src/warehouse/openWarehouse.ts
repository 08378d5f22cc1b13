import { rm } from 'node:fs/promises';
import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { ProblemsError } from '../lib/problem.ts';
import type { Cell, Place } from '../types.ts';
import type { ResultColumn } from './columnKind.ts';
import { attach, type DuckDBSettings, lockDown, openDuckDB } from './duckdb.ts';
import { parameterValue } from './parameters.ts';
import { type ReadLimits, readResult, TooMuch } from './readResult.ts';
import { parseSelect } from './selectSyntax.ts';
import { sqlProblem } from './sqlProblem.ts';
import type { SqlText } from './sqlText.ts';
import { withinTime } from './timeLimit.ts';

export interface QueryResult {
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly Cell[])[];
  /** Of all that there are, where only the first were kept. */
  readonly rowCount: number;
}

export interface WarehouseSettings extends DuckDBSettings {
  /** Longest time that one query may take; default two minutes. */
  readonly timeLimitMs?: number;
  /** What one query may return. */
  readonly most?: Omit<ReadLimits, 'keep'>;
}

/** Opens a brand's warehouse to read: the file cannot be changed, and nothing else can be reached. */
export async function openWarehouse(file: string, settings: WarehouseSettings = {}): Promise<Warehouse> {
  const { timeLimitMs = 120_000, most = {}, ...duckdb } = settings;
  const tempDirectory = `${file}.spill-${process.pid}`;
  const instance = await openDuckDB({ tempDirectory, ...duckdb });
  try {
    const connection = await instance.connect();
    await attach(connection, file, true);
    await lockDown(connection);
    return new Warehouse({ instance, connection, tempDirectory }, timeLimitMs, most);
  } catch (error) {
    instance.closeSync();
    const { message } = sqlProblem(error, { sql: '', place: { file } });
    throw new ProblemsError([{ file, message: `This warehouse cannot be opened: ${message}` }]);
  }
}

/** A warehouse that is opened, and looked at whether it is whole, when it is first asked; not at all where nobody asks. */
export function lazyWarehouse(
  file: string,
  {
    ensureWhole = async () => {},
    ...settings
  }: WarehouseSettings & { readonly ensureWhole?: () => Promise<void> } = {},
): Pick<Warehouse, 'query' | 'close'> {
  let opened: Promise<Warehouse> | undefined;
  return {
    query: async (sql, parameters, options) => {
      opened ??= ensureWhole().then(() => openWarehouse(file, settings));
      return (await opened).query(sql, parameters, options);
    },
    // One that could not be opened has said so to those who asked.
    close: async () => (await opened?.catch(() => undefined))?.close(),
  };
}

interface OpenedDuckDB {
  readonly instance: DuckDBInstance;
  readonly connection: DuckDBConnection;
  readonly tempDirectory: string;
}

export class Warehouse {
  private readonly opened: OpenedDuckDB;
  private readonly timeLimitMs: number;
  private readonly most: Omit<ReadLimits, 'keep'>;
  /** Queries run one after the other: side by side they gain nothing, and a time limit would stop the wrong one. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(opened: OpenedDuckDB, timeLimitMs: number, most: Omit<ReadLimits, 'keep'>) {
    this.opened = opened;
    this.timeLimitMs = timeLimitMs;
    this.most = most;
  }

  /**
   * The rows of one select; with `keep` the first ones, and how many there are. `parameters` are bound where the SQL
   * names them; those it does not name are passed over. Throws ProblemsError, at the SQL's line and column where its place is given.
   */
  async query(
    sql: string | SqlText,
    parameters: Readonly<Record<string, Cell>> = {},
    { keep }: Pick<ReadLimits, 'keep'> = {},
  ): Promise<QueryResult> {
    const text = typeof sql === 'string' ? { sql, place: { file: '' } satisfies Place } : sql;
    const result = this.last.then(() => this.run(text, parameters, keep));
    this.last = result.catch(() => undefined);
    return result;
  }

  /** Waits for the queries under way. */
  async close(): Promise<void> {
    await this.last;
    const { connection, instance, tempDirectory } = this.opened;
    connection.closeSync();
    instance.closeSync();
    await rm(tempDirectory, { recursive: true, force: true });
  }

  private async run(
    text: SqlText,
    parameters: Readonly<Record<string, Cell>>,
    keep: number | undefined,
  ): Promise<QueryResult> {
    const { connection } = this.opened;
    const select = await parseSelect(connection, text);
    if (!select.ok) throw new ProblemsError([select.problem]);
    const missing = select.syntax.parameters.filter((name) => !(name in parameters));
    if (missing.length > 0) {
      const message = `No value is given for ${missing.map((name) => `$${name}`).join(', ')}.`;
      throw new ProblemsError([{ ...text.place, message }]);
    }
    const { timeLimitMs, most } = this;
    try {
      return await withinTime(connection, timeLimitMs, async () => {
        const statement = await connection.prepare(text.sql);
        try {
          for (const name of select.syntax.parameters)
            statement.bindValue(statement.parameterIndex(name), parameterValue(name, parameters[name] ?? null));
          return await readResult(await statement.stream(), keep === undefined ? most : { ...most, keep });
        } finally {
          statement.destroySync();
        }
      });
    } catch (error) {
      if (error instanceof TooMuch) throw new ProblemsError([{ ...text.place, ...error.told }]);
      throw new ProblemsError([sqlProblem(error, text, { limitMs: timeLimitMs })]);
    }
  }
}
