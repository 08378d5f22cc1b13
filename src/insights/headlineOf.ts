import type { Block, Message, Metric, MetricBlock } from '../types.ts';
import { brandNews, scoped } from './brandNews.ts';
import { hasValues } from './insightsOf.ts';
import type { Reader } from './movementOf.ts';
import { type ReadingNews, readingNews } from './readingNews.ts';
import { scopeOf, type TellingEdition } from './scopeOf.ts';

/**
 * What happened in the period, as one sentence without a full stop: the first two metrics of the first block that has
 * readings, and the first alone, where both are too long. In an edition for a part of a brand its own blocks come first.
 */
export function headlineOf(request: {
  /** In the report's order. */
  readonly blocks: readonly Block[];
  readonly metrics: readonly Metric[];
  readonly brand: Reader;
  readonly edition: TellingEdition;
}): readonly Message[] {
  const { blocks, metrics, brand, edition } = request;
  const measured = inOrder(
    blocks.filter((block) => block.kind === 'metrics'),
    edition,
  );
  const [spanning] = measured
    .filter(({ brands }) => brands !== undefined)
    .flatMap((block) => brandNews(block, metrics, brand))
    .filter(({ brands }) => brands > 0);
  if (spanning !== undefined) return [{ id: 'brands_headline', values: spanning.values }];
  const told = measured
    .filter(({ brands }) => brands === undefined)
    .map((block) => ({ block, news: readingNews(block, metrics, brand).filter(({ isNothing }) => !isNothing) }))
    .find(({ news }) => news.length > 0);
  const [first, second] = told?.news ?? [];
  if (told === undefined || first === undefined) {
    const id = blocks.some(hasFigures) ? 'headline_figures' : 'headline_no_data';
    return [{ id, values: { period: { period: edition.period } } }];
  }
  const scope = scopeOf(told.block, edition);
  const values = { label: { label: first.label }, told: inHeadline(first.told) };
  const one: Message = { id: 'headline_one', values };
  if (second === undefined) return [scoped(scope, one)];
  const beside = { second_label: { label: second.label }, second_told: inHeadline(besides(first, second)) };
  return [scoped(scope, { id: 'headline_two', values: { ...values, ...beside } }), scoped(scope, one)];
}

/** What is told second: how much there is of a period is said once. */
function besides({ part }: ReadingNews, { part: own, told }: ReadingNews): Message {
  const isSaid = own !== undefined && own.days === part?.days && own.of === part.of;
  return isSaid ? { id: 'told_value', values: told.values ?? {} } : told;
}

function inHeadline(told: Message): Message {
  return { ...told, values: { ...told.values, form: 'headline' } };
}

/** An audience's own numbers are what its edition is about. */
function inOrder(blocks: readonly MetricBlock[], { whole }: TellingEdition): readonly MetricBlock[] {
  if (whole === undefined) return blocks;
  return [...blocks.filter(({ isOfAudience }) => isOfAudience), ...blocks.filter(({ isOfAudience }) => !isOfAudience)];
}

function hasFigures(block: Block): boolean {
  if (block.kind === 'metrics') return hasValues(block);
  return Object.values(block.tables).some(({ rows }) => rows.length > 0);
}
