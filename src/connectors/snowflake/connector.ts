import { ProblemsError } from '../../lib/problem.ts';
import type { Place } from '../../types.ts';
import type { ColumnFamily, Connector } from '../connector.ts';
import type { CallBudget } from '../shared/callBudget.ts';
import { type Fault, withRetries } from '../shared/retryPolicy.ts';
import { openRowFile } from '../shared/rowFile.ts';
import { type Secrets, secretsOf } from '../shared/secrets.ts';
import { pullSqlTable, type SqlColumn, type SqlSession } from '../shared/sqlTable.ts';
import { faultOfSnowflake, hasEnded } from './faults.ts';
import type { SnowflakeOptions } from './options.ts';
import { missingSnowflakeSecrets, SNOWFLAKE_SECRETS, type SnowflakeConnection, signInToSnowflake } from './signIn.ts';

const SILENCE_MINUTES = 10;
const BATCH_ROWS = 1000;
const UTC = "alter session set timezone = 'UTC'";

/** A Snowflake account: each table is a SQL statement. Statements see a moment each: see `pullSqlTable` for their order. */
export const snowflake: Connector<SnowflakeOptions> = {
  missingSecrets: missingSnowflakeSecrets,
  async connect({ source, effects, budget }) {
    const secrets = secretsOf(source, effects.env, SNOWFLAKE_SECRETS);
    let connection: SnowflakeConnection | undefined;
    const silentMs = (source.tables[0]?.options.timeout_minutes ?? SILENCE_MINUTES) * 60_000;
    const speaker: Speaker = {
      ...{ budget, secrets, silentMs },
      async connected() {
        if (connection !== undefined) return connection;
        const fresh = await signInToSnowflake(source, { secrets, silentMs });
        await rowsOf(fresh, { sql: UTC, silentMs, take: async () => {} });
        connection = fresh;
        return fresh;
      },
      forget: () => {
        connection = undefined;
      },
    };
    await ask(speaker, { sql: 'select 1', place: source.place, take: async () => {} });
    return {
      pull: ({ table, folder, since }) => {
        const session = sessionOf({ speaker, place: table.place, label: `${source.name}.${table.name}` });
        return pullSqlTable({ table, folder, since, source, session, now: effects.now });
      },
      close: () =>
        new Promise((resolve) => (connection === undefined ? resolve() : connection.destroy(() => resolve()))),
    };
  },
  // Rows come in the order of their cursor, so that the last to come is the newest also where a key is there twice.
  version: () => null,
};

interface Speaker {
  readonly budget: CallBudget;
  readonly secrets: Secrets;
  readonly silentMs: number;
  /** Signed in: as before, or anew. */
  connected(): Promise<SnowflakeConnection>;
  /** The next question is asked over a new connection. */
  forget(): void;
}

type Row = readonly unknown[];

interface Question {
  readonly sql: string;
  readonly place: Place;
  /** Called before the first row, each time that the question is asked. */
  readonly begin?: () => Promise<void>;
  readonly take: (rows: readonly Row[]) => Promise<void>;
}

interface Described {
  readonly name: string;
  readonly type: string;
}

async function ask(
  speaker: Speaker,
  { sql, place, begin = async () => {}, take }: Question,
): Promise<readonly Described[]> {
  const once = async (): Promise<readonly Described[]> => {
    await begin();
    return rowsOf(await speaker.connected(), { sql, take, silentMs: speaker.silentMs });
  };
  const classify = (error: unknown): Fault => {
    const fault = faultOfSnowflake(error);
    if (hasEnded(error)) speaker.forget();
    return fault;
  };
  return withRetries(once, { budget: speaker.budget, classify, timeoutMs: 12 * 3_600_000 }).catch((error: unknown) => {
    if (error instanceof ProblemsError || !(error instanceof Error)) throw error;
    const said = classify(error).isLater ? 'Snowflake did not answer' : 'Snowflake says';
    throw new ProblemsError([{ ...place, message: `${said}: ${speaker.secrets.scrub(error.message)}` }]);
  });
}

/** Runs a statement and hands on its rows, as many at a time as memory should hold. */
async function rowsOf(
  connection: SnowflakeConnection,
  { sql, take, silentMs }: Pick<Question, 'sql' | 'take'> & { readonly silentMs: number },
): Promise<readonly Described[]> {
  const statement = await inSilence(silentMs, (resolve: (statement: Statement) => void, reject) => {
    connection.execute({
      sqlText: sql,
      streamResult: true,
      rowMode: 'array',
      complete: (error, done) => (error ? reject(error) : resolve(done as Statement)),
    });
  });
  const columns = (statement.getColumns() ?? []).map((column) => ({ name: column.getName(), type: column.getType() }));
  let rows: Row[] = [];
  for await (const row of statement.streamRows()) {
    rows.push(Object.values(row as object));
    if (rows.length < BATCH_ROWS) continue;
    await take(rows);
    rows = [];
  }
  await take(rows);
  return columns;
}

/** What is used of the client's statements. */
interface Statement {
  getColumns(): readonly { getName(): string; getType(): string }[] | undefined;
  streamRows(): AsyncIterable<unknown>;
}

/** Fails where nothing is heard for so long. */
async function inSilence<T>(
  ms: number,
  start: (resolve: (value: T) => void, reject: (error: unknown) => void) => void,
): Promise<T> {
  const late = Object.assign(new Error('There was no answer in time.'), { name: 'TimeoutError' });
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(late), ms);
    const ended =
      <V>(then: (value: V) => void) =>
      (value: V): void => {
        clearTimeout(timer);
        then(value);
      };
    start(ended(resolve), ended(reject));
  });
}

function sessionOf({
  speaker,
  place,
  label,
}: {
  readonly speaker: Speaker;
  readonly place: Place;
  readonly label: string;
}): SqlSession {
  return {
    quoteName,
    literal,
    async describe(from) {
      const columns = await ask(speaker, { sql: `select * from ${from} limit 0`, place, take: async () => {} });
      return columns.map(({ name, type }) => ({
        name,
        type: type.toLowerCase(),
        family: FAMILIES[type.toLowerCase()] ?? 'other',
      }));
    },
    async highest(column, rest) {
      let highest: unknown = null;
      const take = async ([row]: readonly Row[]): Promise<void> => {
        if (row !== undefined) highest = row[0] ?? null;
      };
      await ask(speaker, { sql: `select ${textOf(column, `max(${quoteName(column.name)})`)} ${rest}`, place, take });
      return highest === null || (column.family === 'number' && !/^-?\d/.test(String(highest)))
        ? null
        : String(highest);
    },
    async save({ columns, rest, path }) {
      const names = columns.map(({ name }) => name);
      let file = openRowFile(path, { columns: names, label });
      const begin = async (): Promise<void> => {
        await file.close();
        file = openRowFile(path, { columns: names, label });
      };
      const take = (rows: readonly Row[]): Promise<void> =>
        file.write(rows.map((row) => Object.fromEntries(names.map((name, index) => [name, jsonValue(row[index])]))));
      const select = columns.map((column) => textOf(column, quoteName(column.name))).join(', ');
      try {
        await ask(speaker, { sql: `select ${select} ${rest}`, place, begin, take });
      } finally {
        await file.close();
      }
      return file.file;
    },
  };
}

/** A number that JSON has no notation for is left as its name. */
function jsonValue(value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** As text already in SQL: the client would make numbers of JavaScript's of numbers, and cut times to milliseconds. */
function textOf({ type }: SqlColumn, expression: string): string {
  return TEXTS[type]?.(expression) ?? expression;
}

const TEXTS: Readonly<Record<string, (expression: string) => string>> = {
  fixed: (expression) => `to_varchar(${expression})`,
  date: (expression) => `to_varchar(${expression}, 'YYYY-MM-DD')`,
  time: (expression) => `to_varchar(${expression}, 'HH24:MI:SS.FF9')`,
  timestamp_ntz: (expression) => `to_varchar(${expression}, 'YYYY-MM-DD"T"HH24:MI:SS.FF9')`,
  timestamp_ltz: zoned,
  timestamp_tz: zoned,
  variant: (expression) => `to_json(${expression})`,
  object: (expression) => `to_json(${expression})`,
  array: (expression) => `to_json(${expression})`,
};

function zoned(expression: string): string {
  return `to_varchar(convert_timezone('UTC', ${expression}), 'YYYY-MM-DD"T"HH24:MI:SS.FF9TZH:TZM')`;
}

const FAMILIES: Readonly<Record<string, ColumnFamily>> = {
  ...{ text: 'text', fixed: 'number', real: 'number', boolean: 'boolean', date: 'date', time: 'time' },
  ...{ timestamp_ntz: 'time', timestamp_ltz: 'time', timestamp_tz: 'time' },
};

function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(value: string, { type, family }: SqlColumn): string {
  if (family === 'number' && /^-?\d+(\.\d+)?$/.test(value)) return value;
  const quoted = `'${value.replace(/[\\']/g, '\\$&')}'`;
  return family === 'time' || family === 'date' ? `${quoted}::${type}` : quoted;
}
