import { isAdditive } from '../lib/isAdditive.ts';
import { didYouMean } from '../lib/problem.ts';
import { asList } from '../schema/fields.ts';
import type { Metric, Place } from '../types.ts';
import { checkSplit } from './checkSplit.ts';
import type { MetricCatalogue } from './metricCatalogue.ts';
import type { ProblemList } from './problemList.ts';
import type { DataRequestFile } from './reportSchema.ts';
import type { RequestContext } from './requestContext.ts';
import { orderOf, sharesOf } from './tableShape.ts';
import { valueAt } from './valueAt.ts';

const OF_SPLIT = ['across', 'where', 'order', 'rank', 'share', 'limit', 'other'] as const;
const OF_TABLE = [...OF_SPLIT, 'compare_rows', 'columns'] as const;

/** Holds what a block says of its table against the block's metrics and dimensions. */
export function checkTable(context: RequestContext, problems: ProblemList): void {
  const { report, path, request } = context;
  const block = String(path.at(-1));
  const given = OF_TABLE.filter((key) => valueAt(report.yaml.raw, [...path, key]) !== undefined);
  const tell = (key: keyof DataRequestFile, message: string, hint: string): void =>
    problems.add(report.yaml.at([...path, key], 'key'), message, hint);
  if (request.by === undefined) {
    for (const key of OF_SPLIT.filter((one) => given.includes(one)))
      tell(key, `"${key}" is for a block that is split, and "${block}" is not.`, 'Say what it is split by: "by".');
  } else {
    if (request.compare_rows !== undefined)
      tell('compare_rows', `The rows of "${block}", which is split, are compared by "compare".`, 'Write "compare".');
    checkOrder(context, { problems, tell });
    checkShares(context, problems);
    checkFilters(context, problems);
  }
  for (const name of Object.keys(request.columns ?? {}).filter((column) => request.metrics?.includes(column)))
    problems.add(
      report.yaml.at([...path, 'columns', name], 'key'),
      `"${name}" is a metric: its label and format are its own.`,
      'Say them in queries/metrics/, for all that show it.',
    );
  if (request.show !== undefined)
    for (const key of [
      ...given.filter((one) => one !== 'where'),
      ...(request.compare === undefined || request.by === undefined ? [] : (['compare'] as const)),
    ])
      tell(key, `"${key}" has no place beside "show".`, `Remove one of the two from "${block}".`);
}

interface Telling {
  readonly problems: ProblemList;
  readonly tell: (key: keyof DataRequestFile, message: string, hint: string) => void;
}

function checkOrder({ report, path, request }: RequestContext, { problems, tell }: Telling): void {
  const { metrics = [], across, limit, rank = false, other = false } = request;
  const order = orderOf(request);
  const example = `Say by which metric: "order: ${metrics[0] ?? 'a_metric'}".`;
  if (order !== undefined)
    checkPart(
      { what: 'metric', name: order.metric, known: metrics, place: report.yaml.at([...path, 'order']) },
      problems,
    );
  if (typeof request.order === 'object' && Object.keys(request.order).length !== 1)
    tell('order', 'An order is by one metric.', 'Name one: {metric: ascending}.');
  if (order === undefined && rank) tell('rank', '"rank" needs an order.', example);
  if (order === undefined && limit !== undefined) tell('limit', '"limit" needs an order.', example);
  if (other && limit === undefined)
    tell('other', '"other" needs a limit.', 'Say how many rows are shown: "limit: 10".');
  if (other && asList(request.by).length > 1)
    tell('other', '"other" is for a table of one dimension.', 'Split it by one, or remove "other".');
  if (across === undefined && typeof limit === 'object' && limit.columns !== undefined)
    tell('limit', 'A limit of columns needs columns: a dimension that is "across".', 'Write "limit: 10" for rows.');
  if (across === undefined) return;
  for (const key of ['rank', 'other'] as const)
    if (request[key] === true) tell(key, `"${key}" has no place beside "across".`, 'Remove one of the two.');
}

/** What orders a block or is shared out is one of its own metrics. */
function checkPart(
  { what, name, known, place }: { what: string; name: string; known: readonly string[]; place: Place },
  problems: ProblemList,
): void {
  if (known.includes(name)) return;
  const hint = didYouMean(name, known) || `It has: ${known.join(', ')}.`;
  problems.add(place, `The block has no ${what} "${name}".`, hint);
}

/** A share is a part of what adds up. */
function checkShares({ report, path, request, catalogue }: RequestContext, problems: ProblemList): void {
  const { metrics = [], share } = request;
  const dimensions = [...asList(request.by), ...asList(request.across)];
  for (const [index, [name, of]] of Object.entries(sharesOf(request)).entries()) {
    const step = typeof share === 'string' ? [] : [Array.isArray(share) ? index : name];
    const place = report.yaml.at([...path, 'share', ...step]);
    checkPart({ what: 'metric', name, known: metrics, place }, problems);
    const isOfBlock = metrics.includes(name);
    if (isOfBlock && addsUp(name, catalogue) === false)
      problems.add(
        place,
        `"${name}" has no shares: its values for groups do not add up to that for all.`,
        'Shares are of sums and counts. Remove it, or name a metric that is one.',
      );
    if (of.kind === 'within') checkPart({ what: 'dimension', name: of.dimension, known: dimensions, place }, problems);
  }
}

/** Undefined where the metric, or one that it rests on, could not be read. */
function addsUp(name: string, catalogue: MetricCatalogue): boolean | undefined {
  const readable = (metric: string): readonly Pick<Metric, 'name' | 'rule' | 'format'>[] => {
    const entry = catalogue.get(metric);
    if (entry?.rule === undefined) return [];
    return [{ name: metric, rule: entry.rule, format: entry.metric.format ?? 'decimal' }];
  };
  const [own] = readable(name);
  if (own === undefined) return undefined;
  const of = own.rule.kind === 'rolling' || own.rule.kind === 'to_date' ? readable(own.rule.of) : [];
  return isAdditive(own, [own, ...of]);
}

/** What is across, and what is chosen by, are dimensions of every metric of the block. */
function checkFilters({ report, path, request, catalogue }: RequestContext, problems: ProblemList): void {
  const by = asList(request.by);
  for (const metric of request.metrics ?? []) {
    for (const dimension of Object.keys(request.where ?? {}))
      checkSplit(
        { metric, dimension, place: report.yaml.at([...path, 'where', dimension], 'key'), catalogue },
        problems,
      );
    if (request.across !== undefined)
      checkSplit(
        { metric, dimension: request.across, place: report.yaml.at([...path, 'across']), catalogue },
        problems,
      );
  }
  if (request.across !== undefined && by.includes(request.across))
    problems.add(
      report.yaml.at([...path, 'across']),
      `"${request.across}" is in "by" already.`,
      'Rows are split by one dimension, columns by another.',
    );
}
