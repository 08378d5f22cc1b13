import type { Block, Brand, Cell, Metric, Model, Period, Report, ReportQuery } from '../types.ts';
import type { MetricRequest } from './columnsOfRequest.ts';
import { dimensionWordsOf } from './dimensionWords.ts';
import { martsOf } from './metricNotes.ts';
import { planQueries } from './planQueries.ts';
import { queryBlock, remembered } from './queryBlock.ts';
import type { MeasuredRows } from './sliceRows.ts';
import { type MetricAnswer, toBlock } from './toBlock.ts';
import { wantsOf } from './wantsOf.ts';

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
  /** In a burst: for whom the edition is. */
  readonly audience?: {
    readonly id: string;
    /** What all editions of the report and period share, and no other: their blocks are measured together. */
    readonly burst: string;
    /** Ids of all audiences whose editions are measured now. */
    readonly among: readonly string[];
  };
}

interface MeasureRequest {
  readonly editions: readonly MeasuredEdition[];
  readonly brand: Brand;
  readonly metrics: readonly Metric[];
  readonly models: readonly Model[];
  readonly queries: readonly ReportQuery[];
  readonly run: RunQuery;
}

type Blocks = Readonly<Record<string, Block>>;

/** The data of all of a brand's editions, by edition id and data name. */
export async function measureEditions(request: MeasureRequest): Promise<ReadonlyMap<string, Blocks>> {
  const blocks = new Map<string, Blocks>();
  for await (const [id, measured] of measuredEditions(request)) blocks.set(id, measured);
  return blocks;
}

/**
 * Each edition's id and data, by data name, in the order given: one after the other, so that thousands need not be in
 * memory together. Everything that the editions want of one grain and split is asked in one statement, also for all
 * audiences of a burst; a report query that several editions ask alike runs once.
 */
export async function* measuredEditions(request: MeasureRequest): AsyncGenerator<readonly [string, Blocks]> {
  const { editions, brand } = request;
  const answers = await answersTo(request);
  const wordsOf = dimensionWordsOf(request.models, brand);
  const asked = { ...request, wordsOf, runOnce: remembered(request.run) };
  for (const edition of editions) {
    const entries: [string, Block][] = [];
    for (const data of edition.report.data) {
      const block =
        data.kind === 'metrics'
          ? toBlock({
              ...askedOf(edition, data, brand),
              metrics: request.metrics,
              locale: brand.locale,
              ...wordsOf(data.metrics.flatMap((name) => martsOf(name, request.metrics))),
              answers,
            })
          : await queryBlock({ ...asked, data, edition });
      entries.push([data.name, block]);
    }
    yield [edition.id, Object.fromEntries(entries)];
  }
}

async function answersTo(request: MeasureRequest): Promise<readonly MetricAnswer[]> {
  const { editions, brand, metrics, models, run } = request;
  const wants = editions.flatMap((edition) =>
    edition.report.data
      .filter((data): data is MetricRequest => data.kind === 'metrics')
      .flatMap((data) => wantsOf(askedOf(edition, data, brand))),
  );
  const distinct = new Map(wants.map((want) => [want.id, want]));
  const answers: MetricAnswer[] = [];
  for (const query of planQueries({ wants: [...distinct.values()], metrics, models, weekStart: brand.weekStart })) {
    const table = await run({ sql: query.sql, place: { file: `(metrics by ${query.grain})` } }, {});
    answers.push({ query, table });
  }
  return answers;
}

function askedOf({ id, period, report, audience }: MeasuredEdition, request: MetricRequest, { weekStart }: Brand) {
  const asked = { request, period, weekStart };
  if (audience === undefined) return { ...asked, id };
  const { burst, among } = audience;
  const own = request.isOfAudience && { dimension: report.burst?.by ?? '', among, id: audience.id };
  return { ...asked, id: burst, own };
}
