import { type ClickHouseStandIn, startClickHouse } from '../../../scripts/standins/clickhouse.ts';
import { type PostgresServer, startPostgres } from '../../../scripts/standins/postgres.ts';
import { type SnowflakeStandIn, startSnowflake } from '../../../scripts/standins/snowflake.ts';
import type { FarSide } from './apiFarSides.ts';
import { source, table } from './fixture.ts';
import type { Random } from './random.ts';

/** A database that histories take place in, one after the other. */
export interface Database {
  readonly kind: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: (sql: string) => Promise<unknown>;
  readonly close: () => Promise<unknown>;
}

export const DATABASES: Readonly<Record<string, () => Promise<Database>>> = {
  async postgres() {
    const server: PostgresServer = await startPostgres();
    const run = (sql: string) => server.query(sql);
    return { kind: 'postgres', env: { DB_URL: server.url }, run, close: () => server.stop() };
  },
  async clickhouse() {
    const server: ClickHouseStandIn = await startClickHouse();
    const env = { DB_URL: server.url, DB_USER: server.user, DB_PASSWORD: server.password };
    return { kind: 'clickhouse', env, run: (sql) => server.run(sql), close: () => server.close() };
  },
  async snowflake() {
    const account: SnowflakeStandIn = await startSnowflake({ rowsPerPart: 20 });
    const env = {
      ...{ DB_URL: account.url, DB_ACCOUNT: 'acme', DB_WAREHOUSE: 'w' },
      ...{ DB_USER: account.user, DB_PASSWORD: account.password },
    };
    return { kind: 'snowflake', env, run: (sql) => account.run(sql), close: () => account.close() };
  },
};

/** Minutes since the beginning, as SQL. */
const at = (minute: number): string => `timestamp '2026-03-01 00:00' + ${minute} * interval '1 minute'`;

/** One thing that happens at a minute: to any row, or a new one. A row that comes late is older than the overlap, or not. */
function happening(random: Random, minute: number): string {
  const id = random.below(40);
  const insert = (when: string): string =>
    `insert into history (id, name, updated_at) select ${id}, 'new at ${minute}', ${when} where not exists (select 1 from history where id = ${id})`;
  return (
    random.pick([
      insert(at(minute)),
      insert(at(minute - random.below(300))),
      insert('null'),
      `update history set name = 'changed at ${minute}', updated_at = ${at(minute)} where id = ${id}`,
      `update history set name = 'changed a little back at ${minute}', updated_at = ${at(minute - random.below(30))} where id = ${id}`,
      `update history set name = 'no cursor at ${minute}', updated_at = null where id = ${id}`,
      `delete from history where id = ${id}`,
      `delete from history where id % 7 = ${id % 7}`,
      `update history set id = ${1000 + minute} where id = ${id}`,
      'alter table history add column if not exists extra integer',
      'alter table history drop column if exists extra',
    ]) ?? ''
  );
}

/** A new table in the database, and what happens to it. */
export async function sqlHistory({ kind, env, run, close }: Database): Promise<FarSide> {
  await run('drop table if exists history; create table history (id bigint, name varchar(200), updated_at timestamp)');
  const columns = { id: 'bigint', name: 'varchar', updated_at: 'timestamp' };
  const rows = table(columns, { select: 'select * from history' }, { key: ['id'], cursor: 'updated_at' });
  let minute = 1000;
  return {
    ...{ from: source(kind, [rows], { connection: 'DB' }), env, close },
    async change(random) {
      minute += random.below(10);
      await run(happening(random, minute));
    },
  };
}
