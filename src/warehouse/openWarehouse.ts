import { rm } from 'node:fs/promises';
import type { DuckDBSettings } from '../duckdb/connection.ts';
import { timeWords } from '../duckdb/sqlProblem.ts';
import type { SqlText } from '../duckdb/sqlText.ts';
import { processBytesOf } from '../lib/memory.ts';
import { ProblemsError } from '../lib/problem.ts';
import { Broken } from '../sandbox/broken.ts';
import { Ended } from '../sandbox/sandboxProcess.ts';
import type { Cell, Place } from '../types.ts';
import { damage, isDamage } from './damage.ts';
import { brokenProblem, endedWords } from './process/culprits.ts';
import { borrowChild, giveBack, type SqlChild } from './process/sqlChild.ts';
import type { QueryResult } from './queryResult.ts';
import { ReaderPool } from './readerPool.ts';
import type { ReadLimits } from './readResult.ts';

export interface WarehouseSettings extends DuckDBSettings {
  /** Longest time that one query may take; default two minutes. */
  readonly timeLimitMs?: number;
  /** What one query may return. */
  readonly most?: Omit<ReadLimits, 'keep'>;
}

let opened = 0;

/**
 * Opens a brand's warehouse to read: the file cannot be changed, and nothing else can be reached. Its SQL runs in a
 * process of its own; where a query ends that, or breaks DuckDB, the next one opens the warehouse anew.
 */
export async function openWarehouse(file: string, settings: WarehouseSettings = {}): Promise<Warehouse> {
  opened += 1;
  const warehouse = new Warehouse(file, { ...settings, tempDirectory: `${file}.spill-${process.pid}-${opened}` });
  await warehouse.open();
  return warehouse;
}

/**
 * A warehouse that is opened when it is first asked; not at all where nobody asks. Queries run in as many processes as there
 * may be `readers`, where they take long. One that turns out to be damaged is made anew, once, and asked again.
 */
export function lazyWarehouse(
  file: string,
  {
    remake,
    readers = 1,
    ...settings
  }: WarehouseSettings & { readonly remake: () => Promise<void>; readonly readers?: number },
): Pick<Warehouse, 'query' | 'close'> {
  const newPool = () => new ReaderPool(readers, () => openWarehouse(file, settings));
  let pool = newPool();
  let remade: Promise<void> | undefined;
  const anew = async (): Promise<void> => {
    await pool.close(damage(file));
    await remake();
    pool = newPool();
  };
  return {
    query: async (...asked) => {
      const before = remade;
      await before;
      const query = () => pool.use((warehouse) => warehouse.query(...asked));
      try {
        return await query();
      } catch (error) {
        if (!isDamage(error) || before !== undefined) throw error;
        remade ??= anew();
        await remade;
        return query();
      }
    },
    close: () => pool.close(),
  };
}

export class Warehouse {
  private readonly file: string;
  private readonly settings: WarehouseSettings & { readonly tempDirectory: string };
  private child: SqlChild | undefined;
  /** Queries run one after the other: side by side they gain nothing, and a time limit would stop the wrong one. */
  private last: Promise<unknown> = Promise.resolve();

  constructor(file: string, settings: Warehouse['settings']) {
    this.file = file;
    this.settings = settings;
  }

  async open(): Promise<SqlChild> {
    if (this.child !== undefined && !this.child.isGone) return this.child;
    const { timeLimitMs = LIMIT_MS, most = {}, ...duckdb } = this.settings;
    const child = borrowChild();
    try {
      await child.ask('open', { file: this.file, duckdb, timeLimitMs, most }, processBytesOf(duckdb.memoryLimit));
    } catch (error) {
      giveBack(child);
      if (!(error instanceof Ended)) throw error;
      throw new ProblemsError([{ file: this.file, ...endedWords(error, timeWords(timeLimitMs)) }]);
    }
    this.child = child;
    return child;
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
    const { child } = this;
    this.child = undefined;
    if (child !== undefined && !child.isGone) {
      await child.ask('close', null, Number.MAX_SAFE_INTEGER);
      giveBack(child);
    }
    await rm(this.settings.tempDirectory, { recursive: true, force: true });
  }

  private async run(
    { sql, place, parts }: SqlText,
    parameters: Readonly<Record<string, Cell>>,
    keep: number | undefined,
  ): Promise<QueryResult> {
    const { timeLimitMs = LIMIT_MS, memoryLimit } = this.settings;
    const child = await this.open();
    const text = { sql, place, ...(parts === undefined ? {} : { parts }) };
    const rows: (readonly Cell[])[] = [];
    try {
      const asked = { text, parameters, keep };
      const made = await child.ask('query', asked, processBytesOf(memoryLimit), (some) => {
        for (const row of some) rows.push(row);
      });
      return rows.length === 0 ? made : { ...made, rows: [...rows, ...made.rows] };
    } catch (error) {
      if (error instanceof Broken) throw new ProblemsError([brokenProblem(error)]);
      if (!(error instanceof Ended)) throw error;
      throw new ProblemsError([{ ...place, ...endedWords(error, timeWords(timeLimitMs)) }]);
    }
  }
}

const LIMIT_MS = 120_000;
