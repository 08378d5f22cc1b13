import type { DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { attach, lockDown, openDuckDB } from '../../duckdb/connection.ts';
import { parameterValue } from '../../duckdb/parameters.ts';
import { parseSelect } from '../../duckdb/selectSyntax.ts';
import { failureOf, sqlProblem } from '../../duckdb/sqlProblem.ts';
import { withinTime } from '../../duckdb/timeLimit.ts';
import { ProblemsError } from '../../lib/problem.ts';
import { Broken } from '../../sandbox/broken.ts';
import { giveUp } from '../../sandbox/sandboxWork.ts';
import { damage, tellsDamage } from '../damage.ts';
import type { QueryResult } from '../queryResult.ts';
import { type ReadLimits, readResult, TooMuch } from '../readResult.ts';
import type { OpenRequest, QueryRequest } from './sqlJob.ts';

/** Opens a brand's warehouse to read: the file cannot be changed, and nothing else can be reached. */
export async function openReader({ file, duckdb, timeLimitMs, most }: OpenRequest): Promise<WarehouseReader> {
  const instance = await openDuckDB(duckdb);
  try {
    const connection = await instance.connect();
    await attach(connection, file, true);
    await lockDown(connection);
    return new WarehouseReader({ file, instance, connection }, timeLimitMs, most);
  } catch (error) {
    instance.closeSync();
    if (tellsDamage(error)) throw damage(file);
    const { message } = sqlProblem(error, { sql: '', place: { file } });
    throw new ProblemsError([{ file, message: `This warehouse cannot be opened: ${message}` }]);
  }
}

export class WarehouseReader {
  private readonly opened: {
    readonly file: string;
    readonly instance: DuckDBInstance;
    readonly connection: DuckDBConnection;
  };
  private readonly timeLimitMs: number;
  private readonly most: Omit<ReadLimits, 'keep'>;

  constructor(opened: WarehouseReader['opened'], timeLimitMs: number, most: Omit<ReadLimits, 'keep'>) {
    this.opened = opened;
    this.timeLimitMs = timeLimitMs;
    this.most = most;
  }

  /** The rows of one select. Throws ProblemsError, at the SQL's line and column; Broken where no query runs after it. */
  async query({ text, parameters, keep }: QueryRequest): Promise<QueryResult> {
    const { connection } = this.opened;
    const { timeLimitMs, most } = this;
    try {
      const select = await parseSelect(connection, text);
      if (!select.ok) throw new ProblemsError(select.problems);
      const missing = select.syntax.parameters.filter((name) => !(name in parameters));
      if (missing.length > 0) {
        const message = `No value is given for ${missing.map((name) => `$${name}`).join(', ')}.`;
        throw new ProblemsError([{ ...text.place, message }]);
      }
      return await withinTime({ connection, limitMs: timeLimitMs, onDeaf: () => giveUp('time') }, async () => {
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
      if (error instanceof ProblemsError) throw error;
      if (tellsDamage(error)) throw damage(this.opened.file);
      if (error instanceof TooMuch) throw new ProblemsError([{ ...text.place, ...error.told }]);
      const problem = sqlProblem(error, text, { limitMs: timeLimitMs });
      throw failureOf(error) === 'broken' ? new Broken(problem) : new ProblemsError([problem]);
    }
  }

  close(): void {
    const { connection, instance } = this.opened;
    connection.closeSync();
    instance.closeSync();
  }
}
