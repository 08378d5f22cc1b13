import { inLanguage } from '../lib/localText.ts';
import { ownValue } from '../lib/ownValue.ts';
import { lastClosed, periodOf } from '../lib/period.ts';
import { sqlTokens, withoutComments } from '../lib/sqlTokens.ts';
import type {
  Brand,
  Column,
  DataRequest,
  Grain,
  LocalText,
  Model,
  PartialPeriod,
  Period,
  QueryBlock,
  ReportQuery,
  Table,
} from '../types.ts';
import { type DimensionWords, modelsNamedIn } from './dimensionWords.ts';
import type { MeasuredEdition, RunQuery } from './measuredEdition.ts';
import { daysOnly, type MartDays } from './periodParts.ts';
import { countOf } from './queriesOf.ts';
import { type MeasuredRows, partOf } from './sliceRows.ts';
import { withNames } from './valueNames.ts';

type QueryRequest = Extract<DataRequest, { kind: 'query' }>;

interface AskedQuery {
  readonly data: QueryRequest;
  readonly edition: MeasuredEdition;
  readonly brand: Brand;
  readonly models: readonly Model[];
  readonly wordsOf: (marts: readonly string[]) => DimensionWords;
  readonly queries: readonly ReportQuery[];
  readonly run: RunQuery;
  /** The days of the marts; where absent, all periods are whole. */
  readonly days?: MartDays | undefined;
  /** As `run`, but remembers what it has been asked. */
  readonly runOnce: RunQuery;
}

/**
 * The block of a report query: a table per grain, each of that grain's last period that has closed by the edition's end.
 * A month's table in a weekly edition is that of the last whole month, and not the week's under another name.
 */
export async function queryBlock(asked: AskedQuery): Promise<QueryBlock> {
  const { data, edition, brand, models, wordsOf } = asked;
  const { labels, valueNames } = wordsOf(modelsNamedIn(queryOf(asked).sql, models));
  const tables: Partial<Record<Grain, Table>> = {};
  const periods: Partial<Record<Grain, Period>> = {};
  for (const grain of data.grains) {
    const period = lastClosed({ grain, endsBy: edition.period.end, weekStart: brand.weekStart });
    const { columns, rows } = await queryRows(asked, period);
    const looked = columns.map((column) => lookedAt(column, data, { brand, labels }));
    tables[grain] = withNames({ columns: looked, rows }, valueNames);
    periods[grain] = period;
  }
  const isUnfed = await hasNothing(Object.values(tables), asked);
  const partial = await partialIn(tables, asked);
  const parts = Object.keys(partial).length === 0 ? {} : { partial };
  return { kind: 'query', grains: data.grains, periods, tables, ...parts, ...(isUnfed ? { isUnfed } : {}) };
}

/** Of tables whose first column is the period of their rows, as of cohorts: the periods that the data do not cover as a whole. */
async function partialIn(tables: QueryBlock['tables'], asked: AskedQuery): Promise<NonNullable<QueryBlock['partial']>> {
  const { days, models, brand } = asked;
  const partial: Partial<Record<Grain, readonly PartialPeriod[]>> = {};
  const partOf = await days?.partsOfQuery(modelsNamedIn(queryOf(asked).sql, models));
  if (partOf === undefined) return partial;
  for (const [grain, { columns, rows }] of Object.entries(tables) as [Grain, Table][]) {
    if (columns[0]?.name !== 'period' || columns[0].type !== 'day' || grain === 'all_time') continue;
    const metrics = columns.flatMap(({ name, type }) => (type === 'number' ? [name] : []));
    const starts = [...new Set(rows.map(([start]) => String(start)))].sort();
    const found = starts.flatMap((period): readonly PartialPeriod[] => {
      const part = partOf(periodOf(period, grain, brand.weekStart));
      return part === null ? [] : [{ period, ...daysOnly(part), metrics }];
    });
    if (found.length > 0) partial[grain] = found;
  }
  return partial;
}

/**
 * Whether a query finds nothing because a mart that it reads is empty, or a column that it wants to be stated has no value in
 * any row of its mart, and not because nothing happened; or no number at
 * all; or splits by what nobody states, which tells nothing that the whole does not.
 */
async function hasNothing(tables: readonly Table[], asked: AskedQuery): Promise<boolean> {
  if (tables.some(({ rows }) => rows.length > 0))
    return tables.every(({ columns, rows }) =>
      (['number', 'text'] as const).some((kind) => {
        const own = columns.flatMap(({ type }, index) => (type === kind ? [index] : []));
        return own.length > 0 && rows.every((row) => own.every((index) => row[index] === null));
      }),
    );
  const { models, runOnce } = asked;
  const query = queryOf(asked);
  const needed = neededColumns(query.sql);
  const known = new Map<string, boolean>();
  for (const mart of modelsNamedIn(query.sql, models)) {
    const ask = (sql: string) => runOnce({ sql, place: query.place }, {});
    const { columns, rows } = await ask(`select * from "${mart}" limit 1`);
    if (rows.length === 0) return true;
    for (const name of columns.flatMap((column) => (needed.has(column.name) ? [column.name] : []))) {
      const value = await ask(`select 1 as row from "${mart}" where "${name}" is not null limit 1`);
      known.set(name, known.get(name) === true || value.rows.length > 0);
    }
  }
  return [...known.values()].includes(false);
}

/** The columns that a query wants to be stated: "ordered_hour is not null". */
function neededColumns(sql: string): ReadonlySet<string> {
  const all = sqlTokens(withoutComments(sql)).map(({ text }) => text.trim().toLowerCase());
  const texts = all.filter((text) => text !== '');
  const isAsked = (at: number): boolean => texts.slice(at + 1, at + 4).join(' ') === 'is not null';
  return new Set(texts.filter((_, at) => isAsked(at)));
}

/** In a burst, a query that asks for $audience runs for each; of any other, each audience gets the rows that are its own. */
async function queryRows(asked: AskedQuery, { grain, start, end }: Period): Promise<MeasuredRows> {
  const { data, edition, brand, run, runOnce } = asked;
  const query = queryOf(asked);
  const { audience, report } = edition;
  const values = { period_start: start, period_end: end, grain, last: countOf(data.last, grain), brand: brand.name };
  const own = data.isOfAudience === undefined ? undefined : audience;
  if (own === undefined) return runOnce(query, values);
  if (usesAudience(query.sql)) return run(query, { ...values, audience: own.id });
  return partOf(await runOnce(query, values), report.burst?.by ?? '', own.id);
}

function queryOf({ data, queries }: AskedQuery): ReportQuery {
  const query = queries.find(({ name }) => name === data.query);
  if (query === undefined) throw new Error(`There is no query named "${data.query}".`);
  return query;
}

function usesAudience(sql: string): boolean {
  const tokens = sqlTokens(sql);
  return tokens.some(({ text }, index) => text === '$' && tokens[index + 1]?.text.toLowerCase() === 'audience');
}

/** A query's column: called as its brand does, else its report, else the marts that have such a column, else by its own name. */
function lookedAt(
  { name, type }: Pick<Column, 'name' | 'type'>,
  data: QueryRequest,
  { brand, labels }: { readonly brand: Brand; readonly labels: Readonly<Record<string, LocalText>> },
): Column {
  const { locale } = brand;
  const { label: ofReport, ...look } = ownValue(data.columns, name) ?? {};
  const label = ownValue(brand.labels, name) ?? ofReport ?? ownValue(labels, name);
  const words = name.replaceAll('_', ' ');
  const readable = words.charAt(0).toUpperCase() + words.slice(1);
  return { name, type, label: label === undefined ? readable : inLanguage(label, locale), ...look };
}

/** Asks each thing once. */
export function remembered(run: RunQuery): RunQuery {
  const known = new Map<string, Promise<MeasuredRows>>();
  return (sql, parameters) => {
    const key = JSON.stringify([sql.sql, parameters]);
    const result = known.get(key) ?? run(sql, parameters);
    known.set(key, result);
    return result;
  };
}
