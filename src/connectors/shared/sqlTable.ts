import { join } from 'node:path';
import { didYouMean, ProblemsError } from '../../lib/problem.ts';
import type { Instant, Source, SourceTable, StagedFile } from '../../types.ts';
import type { ColumnFamily, PullResult, TableRequest } from '../connector.ts';
import { highestNotAhead } from './notAhead.ts';
import { latestCursor, lessOverlap, refuseCursor } from './sqlCursor.ts';
import type { SqlTableOptions } from './sqlOptions.ts';

/** A column as a database describes it. */
export interface SqlColumn {
  readonly name: string;
  readonly family: ColumnFamily;
  /** As the database names it; the session alone reads it. */
  readonly type: string;
}

/** What a database is asked while a table is pulled; one connection, and one snapshot where the database has them. */
export interface SqlSession {
  quoteName(name: string): string;
  /** A value of a cursor, as this database wrote it or as ISO 8601, to compare the column with. */
  literal(value: string, column: SqlColumn): string;
  /** The columns of `from`: a table, or a select in parentheses. */
  describe(from: string): Promise<readonly SqlColumn[]>;
  /** The highest value of a column as exact text, in UTC; null where there is none. */
  highest(column: SqlColumn, rest: string): Promise<string | null>;
  /** Writes the rows of `select <columns> <rest>` to files that begin with this path, and keeps NULL and empty text apart. */
  save(request: {
    readonly columns: readonly SqlColumn[];
    readonly rest: string;
    readonly path: string;
  }): Promise<StagedFile>;
}

interface SqlPull extends TableRequest<SqlTableOptions> {
  readonly source: Pick<Source, 'name' | 'brandColumn'>;
  readonly session: SqlSession;
  readonly now: Instant;
}

/**
 * Pulls a table of a database by SQL. With a key and a cursor: the rows from the last cursor on, less an overlap, with those
 * that have no cursor, and the keys of all rows, which tell what was deleted and what came late. Else all rows.
 *
 * The order of the questions matters where the database has no snapshots. The cursor is asked for first, so that it is never
 * ahead of the rows; then the keys, so that a row that arrives meanwhile does not look as if it had come late.
 */
export async function pullSqlTable(pull: SqlPull): Promise<PullResult> {
  const { table, source, session, since, folder } = pull;
  const relation = relationOf(table, session);
  const there = await session.describe(relation);
  const columns = wantedColumns(pull, there);
  const families = Object.fromEntries(there.map(({ name, family }) => [name, family]));
  const undeclared = there.map(({ name }) => name).filter((name) => !columns.some((column) => column.name === name));
  const cursor = table.key.length === 0 ? undefined : columns.find(({ name }) => name === table.cursor);
  const former = typeof since?.['cursor'] === 'string' ? since['cursor'] : null;
  const notes = { families, undeclared, state: null };
  const save = (wanted: readonly SqlColumn[], rest: string, name: string): Promise<StagedFile> =>
    session.save({ columns: wanted, rest, path: join(folder, name) });
  if (cursor === undefined) {
    const files = [await save(columns, `from ${relation}`, 'rows')];
    return { ...notes, mode: 'everything', files, announcedRows: null, isOrdered: false };
  }

  refuseCursor(table, cursor.family);
  const name = session.quoteName(cursor.name);
  const next = (await highestOf(pull, { relation, cursor, former })) ?? former;
  const state = next === null ? null : { cursor: next };
  // A key that comes twice is settled by the row that comes last. A table's key is unique, and sorting all of it is dear.
  const order = table.options.select === undefined ? '' : ` order by ${name} nulls first`;
  if (former === null) {
    const files = [await save(columns, `from ${relation}${order}`, 'rows')];
    return { ...notes, state, mode: 'everything', files, announcedRows: null, isOrdered: false };
  }
  const keyNames = [...table.key, ...(source.brandColumn === undefined ? [] : [source.brandColumn])];
  const present = await save(
    columns.filter((column) => keyNames.includes(column.name)),
    `from ${relation}`,
    'present',
  );
  const from = session.literal(lessOverlap(former, cursor.family, table.options.overlap), cursor);
  const rest = `from ${relation} where ${name} >= ${from} or ${name} is null${order}`;
  const files = [await save(columns, rest, 'rows')];
  return { ...notes, state, mode: 'changes', files, deletions: [], present: [present], totalRows: null };
}

interface CursorAsk {
  readonly relation: string;
  readonly cursor: SqlColumn;
  readonly former: string | null;
}

/** From the last cursor on, so that it never goes back; and not from rows that lie in the future. */
async function highestOf({ now, session }: SqlPull, { relation, cursor, former }: CursorAsk): Promise<string | null> {
  const name = session.quoteName(cursor.name);
  const between = (from: string | null, to: string | null): Promise<string | null> => {
    const conditions = [
      ...(from === null ? [] : [`${name} >= ${session.literal(from, cursor)}`]),
      ...(to === null ? [] : [`${name} <= ${session.literal(to, cursor)}`]),
    ];
    const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`;
    return session.highest(cursor, `from ${relation}${where}`);
  };
  const highest = await between(former, latestCursor(now, cursor.family));
  return cursor.family !== 'number' || highest === null ? highest : highestNotAhead(highest, now, between);
}

/** The table's `select` in parentheses, or the name of its `table`: each part of "schema.table" as it stands. */
function relationOf(table: SourceTable<SqlTableOptions>, session: SqlSession): string {
  const { select, table: name } = table.options;
  if (select !== undefined && name === undefined) return `(${select.trim().replace(/;\s*$/, '')}\n) as q`;
  if (name !== undefined && select === undefined)
    return name
      .split('.')
      .map((part) => session.quoteName(part))
      .join('.');
  const message = `"${table.name}" needs either \`table\`, the name of a table, or \`select\`, a SQL statement.`;
  throw new ProblemsError([{ ...table.place, message }]);
}

/** The declared columns and that of the brand. Throws where one is not there. */
function wantedColumns({ table, source }: SqlPull, there: readonly SqlColumn[]): readonly SqlColumn[] {
  const brand = source.brandColumn === undefined || source.brandColumn in table.columns ? [] : [source.brandColumn];
  const names = [...Object.keys(table.columns), ...brand];
  const missing = names.filter((name) => !there.some((column) => column.name === name));
  if (missing.length > 0)
    throw new ProblemsError(
      missing.map((name) => ({
        ...table.place,
        message: `"${source.name}.${table.name}" has no column "${name}" there.`,
        hint: didYouMean(
          name,
          there.map((column) => column.name),
        ),
      })),
    );
  return names.flatMap((name) => there.filter((column) => column.name === name).slice(0, 1));
}
