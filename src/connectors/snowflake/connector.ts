import type { Place } from '../../types.ts';
import type { ColumnFamily, Connector, ConnectRequest } from '../connector.ts';
import { valueAt } from '../shared/apiRow.ts';
import { openRowFile } from '../shared/rowFile.ts';
import { secretsOf } from '../shared/secrets.ts';
import { pullSqlTable, type SqlColumn, type SqlSession } from '../shared/sqlTable.ts';
import type { SnowflakeOptions } from './options.ts';
import { missingSnowflakeSecrets, SNOWFLAKE_SECRETS, snowflakeAddress, snowflakeIdentity } from './signIn.ts';
import { runStatement, type SnowflakeAccount, type SnowflakeRow } from './statement.ts';

const LONGEST_MINUTES = 10;
/** Snowflake answers within 45 s, if only that the statement still runs. */
const LONGEST_CALL_MS = 90_000;
/** Snowflake asks for the name and version of the program. */
const ALWAYS = { accept: 'application/json', 'user-agent': 'broadsheet/0.1' };

/** A Snowflake account: each table is a SQL statement. Statements see a moment each: see `pullSqlTable` for their order. */
export const snowflake: Connector<SnowflakeOptions> = {
  missingSecrets: missingSnowflakeSecrets,
  async connect(request) {
    const { source, effects } = request;
    const account = accountOf(request);
    await runStatement(account, { sql: 'select 1', place: source.place });
    return {
      pull: ({ table, folder, since }) => {
        const session = sessionOf(account, { place: table.place, label: `${source.name}.${table.name}` });
        return pullSqlTable({ table, folder, since, source, session, now: effects.now });
      },
    };
  },
  // Rows come in the order of their cursor, so that the last to come is the newest also where a key is there twice.
  version: () => null,
};

function accountOf({ source, effects, budget }: ConnectRequest<SnowflakeOptions>): SnowflakeAccount {
  const secrets = secretsOf(source, effects.env, SNOWFLAKE_SECRETS);
  const longestMs = (source.tables[0]?.options.timeout_minutes ?? LONGEST_MINUTES) * 60_000;
  const base = snowflakeAddress(source, { env: effects.env, secrets });
  const identity = snowflakeIdentity(source, { base, secrets });
  const context = Object.fromEntries(
    ['WAREHOUSE', 'DATABASE', 'SCHEMA', 'ROLE'].flatMap((name) => {
      const value = secrets.get(name);
      return value === '' ? [] : [[name.toLowerCase(), value]];
    }),
  );
  const service = {
    ...{ name: 'Snowflake', kind: 'snowflake', budget, secrets, timeoutMs: Math.min(LONGEST_CALL_MS, longestMs) },
    base,
    headers: async (signal: AbortSignal) => ({ ...ALWAYS, ...(await identity.headers(signal)) }),
    renew: identity.renew,
    said: (body: unknown) => valueAt(body, 'message'),
    // A statement that ran for too long was cancelled, and would be again.
    isLater: ({ status, body }: { readonly status: number; readonly body: unknown }) =>
      status === 408 && valueAt(body, 'statementHandle') !== undefined ? false : undefined,
  };
  return { service, context, longestMs };
}

interface TableNames {
  readonly place: Place;
  readonly label: string;
}

function sessionOf(account: SnowflakeAccount, { place, label }: TableNames): SqlSession {
  return {
    quoteName,
    literal,
    async describe(from) {
      const columns = await runStatement(account, { sql: `select * from ${from} limit 0`, place });
      return columns.map(({ name, type }) => ({ name, type, family: FAMILIES[type] ?? 'other' }));
    },
    async highest(column, rest) {
      let highest: string | null = null;
      const take = async ([row]: readonly SnowflakeRow[]): Promise<void> => {
        highest = row?.[0] ?? highest;
      };
      const sql = `select ${textOf(column, `max(${quoteName(column.name)})`)} ${rest}`;
      await runStatement(account, { sql, place, take });
      return highest === null || (column.family === 'number' && !/^-?\d/.test(highest)) ? null : highest;
    },
    async save({ columns, rest, path }) {
      const names = columns.map(({ name }) => name);
      const file = openRowFile(path, { columns: names, label });
      const take = (rows: readonly SnowflakeRow[]): Promise<void> =>
        file.write(rows.map((row) => Object.fromEntries(names.map((name, index) => [name, row[index]]))));
      const select = columns.map((column) => textOf(column, quoteName(column.name))).join(', ');
      try {
        await runStatement(account, { sql: `select ${select} ${rest}`, place, take });
      } finally {
        await file.close();
      }
      return file.file;
    },
  };
}

/** As text already in SQL: the API gives days and seconds since 1970 for times, and offsets of its own kind. */
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
