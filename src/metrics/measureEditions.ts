import { ProblemsError } from '../lib/problem.ts';
import type { Block, Brand, DataRequest, Metric, Model, Report, ReportQuery } from '../types.ts';
import { dimensionWordsOf } from './dimensionWords.ts';
import type { MeasuredEdition, RunQuery } from './measuredEdition.ts';
import { martsOf } from './metricNotes.ts';
import type { MetricQuery } from './metricQuery.ts';
import type { MetricRequest } from './metricRequest.ts';
import { ALL_WHOLE, MartDays, type PartsRequest } from './periodParts.ts';
import { queriesOf } from './queriesOf.ts';
import { queryBlock, remembered } from './queryBlock.ts';
import { runMetricQueries } from './runMetricQueries.ts';
import { type MetricResult, toBlock } from './toBlock.ts';

interface MeasureRequest {
  readonly editions: readonly MeasuredEdition[];
  readonly brand: Brand;
  readonly metrics: readonly Metric[];
  readonly models: readonly Model[];
  readonly queries: readonly ReportQuery[];
  readonly run: RunQuery;
  /** Most rows that a table of a block may have. */
  readonly blockRows?: number;
  /** What tells which periods the data cover; where absent, all of them are whole. */
  readonly coverage?: Pick<PartsRequest, 'today' | 'pulledUntil'>;
}

type Blocks = Readonly<Record<string, Block>>;

/** An edition's data, or why there are none: one that lacks a block is no edition. */
export type MeasuredBlocks = Blocks | Error;

/** The data of all of a brand's editions, by edition id and data name. */
export async function measureEditions(request: MeasureRequest): Promise<ReadonlyMap<string, MeasuredBlocks>> {
  const blocks = new Map<string, MeasuredBlocks>();
  for await (const [id, measured] of measuredEditions(request)) blocks.set(id, measured);
  return blocks;
}

/**
 * Each edition's id and data, by data name, in the order given: one after the other and one ahead, so that thousands need
 * not be in memory together. Everything that the editions want of one grain and split is asked in one statement, also for all
 * audiences of a burst; a report query that several editions ask alike runs once. What fails fails the editions that
 * show it, and no other.
 */
export async function* measuredEditions(request: MeasureRequest): AsyncGenerator<readonly [string, MeasuredBlocks]> {
  const { editions, brand, metrics, models, run } = request;
  const asking = editions.map((edition) => ({ id: edition.id, queries: queriesIn(edition, brand) }));
  const { results, failed } = await runMetricQueries({ asking, metrics, models, weekStart: brand.weekStart, run });
  const wordsOf = dimensionWordsOf(models, brand);
  const asked = { ...request, wordsOf, results, runOnce: remembered(run), days: martDaysOf(request) };
  const measure = async (edition: MeasuredEdition | undefined): Promise<MeasuredBlocks> =>
    edition === undefined ? {} : (failed.get(edition.id) ?? (await blocksOf(edition, asked).catch(asError)));
  let next = measure(editions[0]);
  try {
    for (const [at, { id }] of editions.entries()) {
      const measured = await next;
      // Its queries run while this one is written.
      next = measure(editions[at + 1]);
      yield [id, measured];
    }
  } finally {
    await next;
  }
}

interface AskedEdition extends MeasureRequest {
  readonly wordsOf: ReturnType<typeof dimensionWordsOf>;
  readonly results: readonly MetricResult[];
  readonly runOnce: RunQuery;
  readonly days: MartDays | undefined;
}

function martDaysOf({ metrics, models, brand, run, coverage }: MeasureRequest): MartDays | undefined {
  if (coverage === undefined) return undefined;
  const ask = (sql: string) => run({ sql, place: { file: '(days of the marts)' } }, {});
  return new MartDays({ ...coverage, metrics, models, weekStart: brand.weekStart, run: ask });
}

/** All blocks are asked for at once: while one is put in order, the rows of the next come. */
async function blocksOf(edition: MeasuredEdition, asked: AskedEdition): Promise<Blocks> {
  const blocks = await Promise.allSettled(edition.report.data.map((data) => blockOf(data, edition, asked)));
  return Object.fromEntries(
    blocks.map((block, index) => {
      if (block.status === 'rejected') throw block.reason;
      return [edition.report.data[index]?.name ?? '', block.value];
    }),
  );
}

async function blockOf(data: DataRequest, edition: MeasuredEdition, asked: AskedEdition): Promise<Block> {
  const { brand, metrics, results, wordsOf, blockRows, days } = asked;
  const block =
    data.kind === 'metrics'
      ? toBlock({
          ...askedOf(edition, data, brand),
          metrics,
          locale: brand.locale,
          ...wordsOf(data.metrics.flatMap((name) => martsOf(name, metrics))),
          results,
          parts: (await days?.partsFor(askedOf(edition, data, brand))) ?? ALL_WHOLE,
        })
      : await queryBlock({ ...asked, data, edition });
  checkRows(block, { report: edition.report, data, most: blockRows });
  return block;
}

/** Tables are read, drawn and printed as a whole: what nobody can read is refused by name, and not by the browser after minutes. */
function checkRows(
  { tables }: Block,
  { report, data, most = 50_000 }: { report: Report; data: DataRequest; most: number | undefined },
): void {
  const rows = Math.max(0, ...Object.values(tables).map((table) => table.rows.length));
  if (rows <= most) return;
  const what = data.kind === 'query' ? ` of the query "${data.query}"` : '';
  const message = `The block "${data.name}"${what} has ${rows} rows, and the report "${report.name}" may show ${most} of one.`;
  const hint =
    data.kind === 'query'
      ? 'Give the query an `order by` and a `limit`, or raise `limits: {rows: …}` in templates/site.yml.'
      : 'Split it by less, show fewer periods (`last`) or rows (`limit`), or raise `limits: {rows: …}` in templates/site.yml.';
  throw new ProblemsError([{ ...data.place, message, hint }]);
}

function queriesIn(edition: MeasuredEdition, brand: Brand): readonly MetricQuery[] {
  return edition.report.data
    .filter((data): data is MetricRequest => data.kind === 'metrics')
    .flatMap((data) => queriesOf(askedOf(edition, data, brand)));
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

function askedOf({ id, period, report, audience }: MeasuredEdition, request: MetricRequest, { weekStart }: Brand) {
  const asked = { request, period, weekStart };
  if (audience === undefined) return { ...asked, id };
  const { burst, among } = audience;
  const own = request.isOfAudience && { dimension: report.burst?.by ?? '', among, id: audience.id };
  return { ...asked, id: burst, own };
}
