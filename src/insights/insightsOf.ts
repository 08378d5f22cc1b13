import type { Message, Metric, MetricBlock } from '../types.ts';
import { brandSentences, scoped } from './brandNews.ts';
import type { Reader } from './movementOf.ts';
import { lastPeriod, type ReadingNews, readingNews } from './readingNews.ts';
import { scopeOf, type TellingEdition } from './scopeOf.ts';
import { splitNews } from './splitNews.ts';

const MOST_SENTENCES = 3;

/**
 * What changed in a block and why: at most three sentences, the weightiest first; metrics that
 * held steady speak only where no other does. Of another period than the edition's, or of more than whom it is for, they say so.
 * Plain text: whoever shows it escapes it.
 */
export function insightsOf(request: {
  readonly block: MetricBlock;
  readonly metrics: readonly Metric[];
  readonly brand: Reader;
  readonly edition: TellingEdition;
}): readonly Message[] {
  const { block, edition } = request;
  if (!hasValues(block))
    return [{ id: 'no_data', values: { period: { period: lastPeriod(block) ?? edition.period } } }];
  const scope = scopeOf(block, edition);
  return sentencesOf(request).map((sentence) => scoped(scope, sentence));
}

function sentencesOf({ block, metrics, brand }: Parameters<typeof insightsOf>[0]): readonly Message[] {
  if (block.show !== undefined) return [];
  if (block.brands !== undefined) return brandSentences(block, metrics, brand);
  if (block.by.length > 0) {
    return weightiest(splitNews(block, metrics, brand)).map(({ sentence }) => sentence);
  }
  const news = readingNews(block, metrics, brand);
  const moved = news.filter(({ weight }) => weight > 0);
  const told = moved.length > 0 ? weightiest(moved) : news.slice(0, MOST_SENTENCES);
  return told.map(sentenceOf);
}

function sentenceOf({ label, told, facts: [fact, second] }: ReadingNews): Message {
  const { values = {} } = told;
  const { than, was = '', grain = '' } = values;
  const before = told.id === 'told_by' && than === 'previous' ? { tail: 'was', was, grain } : { tail: 'none' };
  const one = fact === undefined ? before : { tail: 'one', fact };
  const tail = second === undefined ? one : { ...one, tail: 'two', second_fact: second };
  return {
    id: 'sentence',
    values: { label: { label }, told: { ...told, values: { ...values, form: 'sentence' } }, ...tail },
  };
}

/** Whether anything was measured in the last period of a block's first grain. */
export function hasValues(block: MetricBlock): boolean {
  const [grain = 'day'] = block.grains;
  const rows = block.tables[grain]?.rows ?? [];
  const last = rows.at(-1)?.[0];
  return rows.some((row) => row[0] === last && row.slice(1 + block.by.length).some((cell) => cell !== null));
}

/** Equal weights keep their order. */
function weightiest<T extends { readonly weight: number }>(news: readonly T[]): readonly T[] {
  return [...news].sort((a, b) => b.weight - a.weight).slice(0, MOST_SENTENCES);
}
