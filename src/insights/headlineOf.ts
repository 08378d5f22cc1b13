import { formatPeriod } from '../lib/format.ts';
import type { Block, Metric, Period } from '../types.ts';
import { brandNews } from './brandNews.ts';
import { hasValues } from './insightsOf.ts';
import type { Reader } from './movementOf.ts';
import { phrasesOf } from './phrases.ts';
import { readingNews } from './readingNews.ts';

const LONGEST = 100;

/**
 * What happened in the period, as one sentence without a full stop: the first metrics of the first block that has
 * readings, two where they fit into some 100 characters.
 */
export function headlineOf(request: {
  /** In the report's order. */
  readonly blocks: readonly Block[];
  readonly metrics: readonly Metric[];
  readonly brand: Reader;
  /** The edition's period. */
  readonly period: Period;
}): string {
  const { blocks, metrics, brand, period } = request;
  const phrases = phrasesOf(brand.locale);
  const measured = blocks.filter((block) => block.kind === 'metrics');
  const [overBrands] = measured
    .filter(({ brands }) => brands !== undefined)
    .flatMap((block) => brandNews(block, metrics, brand).filter(({ clause }) => clause.brands > 0));
  if (overBrands !== undefined) return phrases.brandsHeadline(overBrands.clause, brand.locale);
  const [first, second] =
    measured
      .filter(({ brands }) => brands === undefined)
      .map((block) => readingNews(block, metrics, brand).filter(({ isNothing }) => !isNothing))
      .find((news) => news.length > 0) ?? [];
  if (first === undefined) {
    const name = formatPeriod(period, brand.locale);
    return blocks.some(hasFigures) ? phrases.figures(name) : phrases.noDataHeadline(name);
  }
  const both = phrases.headline([first.clause, ...(second === undefined ? [] : [second.clause])], brand.locale);
  return [...both].length <= LONGEST ? both : phrases.headline([first.clause], brand.locale);
}

function hasFigures(block: Block): boolean {
  if (block.kind === 'metrics') return hasValues(block);
  return Object.values(block.tables).some(({ rows }) => rows.length > 0);
}
