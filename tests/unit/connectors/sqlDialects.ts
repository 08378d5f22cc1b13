/** A row of the table `history`; `at` is SQL. What is left out of a change stays as it was. */
interface HistoryRow {
  readonly id: number;
  readonly name: string;
  readonly at: string;
}

/** How a table named `history` is made, read and changed in a database. */
export interface SqlDialect {
  readonly create: string;
  readonly select: string;
  /** Minutes since the beginning, as SQL. */
  readonly at: (minute: number) => string;
  /** Nothing where a row of this id is there. */
  readonly insert: (row: HistoryRow) => string;
  readonly update: (id: number, to: Partial<HistoryRow> & Pick<HistoryRow, 'id'>) => string;
  readonly remove: (where: string) => string;
}

function assignments({ id, name, at }: Partial<HistoryRow>): string {
  const values = { id, name: name === undefined ? undefined : `'${name}'`, updated_at: at };
  return Object.entries(values)
    .flatMap(([column, value]) => (value === undefined ? [] : [`${column} = ${value}`]))
    .join(', ');
}

/** What Postgres and DuckDB both understand. */
export const PLAIN: SqlDialect = {
  create: 'create table history (id bigint, name varchar(200), updated_at timestamp)',
  select: 'select * from history',
  at: (minute) => `timestamp '2026-03-01 00:00' + ${minute} * interval '1 minute'`,
  insert: ({ id, name, at }) =>
    `insert into history (id, name, updated_at) select ${id}, '${name}', ${at} where not exists (select 1 from history where id = ${id})`,
  update: (id, to) => `update history set ${assignments(to)} where id = ${id}`,
  remove: (where) => `delete from history where ${where}`,
};

const CLICKHOUSE_AT: SqlDialect['at'] = (minute) =>
  `toDateTime64('2026-03-01 00:00:00', 6, 'UTC') + toIntervalMinute(${minute})`;
const CLICKHOUSE_COLUMNS = `id Int64, name String, updated_at Nullable(DateTime64(6, 'Asia/Seoul'))`;

/** ClickHouse's mutations. */
export const MERGE_TREE: SqlDialect = {
  create: `create table history (${CLICKHOUSE_COLUMNS}) engine = MergeTree order by tuple()`,
  select: 'select * from history',
  at: CLICKHOUSE_AT,
  insert: ({ id, name, at }) =>
    `insert into history (id, name, updated_at) select ${id}, '${name}', ${at} where (select count() from history where id = ${id}) = 0`,
  update: (id, { id: to, ...more }) =>
    `alter table history update ${assignments(to === id ? more : { id: to, ...more })} where id = ${id} settings mutations_sync = 1`,
  remove: (where) => `delete from history where ${where}`,
};

const REPLACING_COLUMNS = 'id, name, updated_at, version, gone';
const NEXT_VERSION = '(select max(version) + 1 from history)';

/** ClickHouse's other way: a change is a new version of the row, and so is its end. */
export const REPLACING_MERGE_TREE: SqlDialect = {
  create: `create table history (${CLICKHOUSE_COLUMNS}, version UInt64, gone UInt8) engine = ReplacingMergeTree(version, gone) order by id`,
  select: 'select id, name, updated_at from history final',
  at: CLICKHOUSE_AT,
  insert: ({ id, name, at }) =>
    `insert into history (${REPLACING_COLUMNS}) select ${id}, '${name}', ${at}, ${NEXT_VERSION}, 0 where (select count() from history final where id = ${id}) = 0`,
  update: (id, { id: to, name, at }) => {
    const values = [to, name === undefined ? 'name' : `'${name}'`, at ?? 'updated_at', NEXT_VERSION, 0].join(', ');
    const put = `insert into history (${REPLACING_COLUMNS}) select ${values} from history final where id = ${id}`;
    return to === id ? put : `${put}; ${REPLACING_MERGE_TREE.remove(`id = ${id}`)}`;
  },
  remove: (where) =>
    `insert into history (${REPLACING_COLUMNS}) select id, name, updated_at, ${NEXT_VERSION}, 1 from history final where ${where}`,
};
