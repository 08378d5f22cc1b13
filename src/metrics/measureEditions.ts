import { inLanguage } from '../lib/localText.ts';
import type {
  Block,
  Brand,
  Cell,
  Column,
  DataRequest,
  Grain,
  LocalText,
  Metric,
  Model,
  Period,
  QueryBlock,
  Report,
  ReportQuery,
  Table,
} from '../types.ts';
import type { MetricRequest } from './columnsOfRequest.ts';
import { planQueries } from './planQueries.ts';
import type { MeasuredRows } from './sliceRows.ts';
import { type MetricAnswer, toBlock } from './toBlock.ts';
import { type ValueNames, valueNamesOf, withNames } from './valueNames.ts';
import { wantsOf } from './wantsOf.ts';

type QueryRequest = Extract<DataRequest, { kind: 'query' }>;

/** Runs SQL on one brand's warehouse. */
export type RunQuery = (
  sql: { readonly sql: string; readonly place: { readonly file: string } },
  parameters: Readonly<Record<string, Cell>>,
) => Promise<MeasuredRows>;

export interface MeasuredEdition {
  /** The edition's id. */
  readonly id: string;
  readonly period: Period;
  readonly report: Report;
}

/**
 * The data of all of a brand's editions, by edition id and data name. Everything that the editions want of one grain
 * and split is asked in one statement; a report query that several editions ask alike runs once.
 */
export async function measureEditions(request: {
  readonly editions: readonly MeasuredEdition[];
  readonly brand: Brand;
  readonly metrics: readonly Metric[];
  readonly models: readonly Model[];
  readonly queries: readonly ReportQuery[];
  readonly run: RunQuery;
}): Promise<ReadonlyMap<string, Readonly<Record<string, Block>>>> {
  const { editions, brand } = request;
  const answers = await answersTo(request);
  const labels = Object.assign({}, ...request.models.map((model) => model.labels), brand.labels) as Readonly<
    Record<string, LocalText>
  >;
  const valueNames = valueNamesOf(request.models, brand.locale);
  const runOnce = remembered(request.run);
  const blocks = new Map<string, Readonly<Record<string, Block>>>();
  for (const edition of editions) {
    const entries: [string, Block][] = [];
    for (const data of edition.report.data) {
      const block =
        data.kind === 'metrics'
          ? toBlock({
              ...askedOf(edition, data, brand),
              metrics: request.metrics,
              locale: brand.locale,
              labels,
              valueNames,
              answers,
            })
          : await queryBlock({
              ...{ data, edition, brand, labels, valueNames },
              queries: request.queries,
              run: runOnce,
            });
      entries.push([data.name, block]);
    }
    blocks.set(edition.id, Object.fromEntries(entries));
  }
  return blocks;
}

async function answersTo(request: Parameters<typeof measureEditions>[0]): Promise<readonly MetricAnswer[]> {
  const { editions, brand, metrics, models, run } = request;
  const wants = editions.flatMap((edition) =>
    edition.report.data
      .filter((data): data is MetricRequest => data.kind === 'metrics')
      .flatMap((data) => wantsOf(askedOf(edition, data, brand))),
  );
  const answers: MetricAnswer[] = [];
  for (const query of planQueries({ wants, metrics, models, weekStart: brand.weekStart })) {
    const table = await run({ sql: query.sql, place: { file: `(metrics by ${query.grain})` } }, {});
    answers.push({ query, table });
  }
  return answers;
}

function askedOf({ id, period }: MeasuredEdition, request: MetricRequest, { weekStart }: Brand) {
  return { id, request, period, weekStart };
}

async function queryBlock(asked: {
  readonly data: QueryRequest;
  readonly edition: MeasuredEdition;
  readonly brand: Brand;
  readonly labels: Readonly<Record<string, LocalText>>;
  readonly valueNames: ValueNames;
  readonly queries: readonly ReportQuery[];
  readonly run: RunQuery;
}): Promise<QueryBlock> {
  const { data, edition, brand, labels, valueNames, queries, run } = asked;
  const query = queries.find(({ name }) => name === data.query);
  if (query === undefined) throw new Error(`There is no query named "${data.query}".`);
  const tables: Partial<Record<Grain, Table>> = {};
  for (const grain of data.grains) {
    const { start, end } = edition.period;
    const { columns, rows } = await run(query, { period_start: start, period_end: end, grain, brand: brand.name });
    const looked = columns.map((column) => lookedAt(column, data, { locale: brand.locale, labels }));
    tables[grain] = withNames({ columns: looked, rows }, valueNames);
  }
  return { kind: 'query', grains: data.grains, tables };
}

/** A query's column as its report wants it seen; without a label there, as marts call such a column, else by its own name. */
function lookedAt(
  { name, type }: Pick<Column, 'name' | 'type'>,
  data: QueryRequest,
  { locale, labels }: { readonly locale: string; readonly labels: Readonly<Record<string, LocalText>> },
): Column {
  const { label = labels[name], ...look } = data.columns[name] ?? {};
  const words = name.replaceAll('_', ' ');
  const readable = words.charAt(0).toUpperCase() + words.slice(1);
  return { name, type, label: label === undefined ? readable : inLanguage(label, locale), ...look };
}

function remembered(run: RunQuery): RunQuery {
  const known = new Map<string, Promise<MeasuredRows>>();
  return (sql, parameters) => {
    const key = JSON.stringify([sql.sql, parameters]);
    const result = known.get(key) ?? run(sql, parameters);
    known.set(key, result);
    return result;
  };
}
