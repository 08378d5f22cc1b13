import { formatPeriod } from '../lib/format.ts';
import { inLanguage } from '../lib/localText.ts';
import type { Metric, MetricBlock } from '../types.ts';
import { brandSentences } from './brandNews.ts';
import type { Reader } from './movementOf.ts';
import { phrasesOf } from './phrases.ts';
import { lastPeriod, readingNews } from './readingNews.ts';
import { scopeOf, type TellingEdition } from './scopeOf.ts';
import { splitNews } from './splitNews.ts';

const MOST_SENTENCES = 3;

/**
 * What changed in a block and why, in the brand's language: at most three sentences, the weightiest first; metrics that
 * held steady speak only where no other does. Of another period than the edition's, or of more than whom it is for, they say so.
 * Plain text: whoever shows it escapes it.
 */
export function insightsOf(request: {
  readonly block: MetricBlock;
  readonly metrics: readonly Metric[];
  readonly brand: Reader;
  readonly edition: TellingEdition;
}): readonly string[] {
  const { block, brand, edition } = request;
  const phrases = phrasesOf(brand.locale);
  if (!hasValues(block)) return [phrases.noData(formatPeriod(lastPeriod(block) ?? edition.period, brand.locale))];
  const scope = scopeOf(block, edition, brand);
  return sentencesOf(request).map((sentence) => (scope === undefined ? sentence : phrases.about(scope, sentence)));
}

function sentencesOf({ block, metrics, brand }: Parameters<typeof insightsOf>[0]): readonly string[] {
  const phrases = phrasesOf(brand.locale);
  if (block.show !== undefined) return [];
  if (block.brands !== undefined) return brandSentences(block, metrics, brand);
  if (block.by.length > 0) {
    return weightiest(splitNews(block, metrics, { reader: brand, notStated: phrases.notStated })).map(
      ({ metric, fact }) => phrases.splitSentence(inLanguage(metric.label, brand.locale), fact, brand.locale),
    );
  }
  const news = readingNews(block, metrics, brand);
  const moved = news.filter(({ weight }) => weight > 0);
  const told = moved.length > 0 ? weightiest(moved) : news.slice(0, MOST_SENTENCES);
  return told.map(({ clause, facts }) => phrases.sentence(clause, facts));
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
