import { formatPeriod } from '../lib/format.ts';
import type { Block, Metric, MetricBlock } from '../types.ts';
import { brandNews } from './brandNews.ts';
import { hasValues } from './insightsOf.ts';
import type { Reader } from './movementOf.ts';
import { phrasesOf } from './phrases.ts';
import type { Clause } from './phraseTypes.ts';
import { type ReadingNews, readingNews } from './readingNews.ts';
import { scopeOf, type TellingEdition } from './scopeOf.ts';

const LONGEST = 100;

/**
 * What happened in the period, as one sentence without a full stop: the first metrics of the first block that has
 * readings, two where they fit into some 100 characters. In an edition for a part of a brand its own blocks come first.
 */
export function headlineOf(request: {
  /** In the report's order. */
  readonly blocks: readonly Block[];
  readonly metrics: readonly Metric[];
  readonly brand: Reader;
  readonly edition: TellingEdition;
}): string {
  const { blocks, metrics, brand, edition } = request;
  const phrases = phrasesOf(brand.locale);
  const measured = inOrder(
    blocks.filter((block) => block.kind === 'metrics'),
    edition,
  );
  const [overBrands] = measured
    .filter(({ brands }) => brands !== undefined)
    .flatMap((block) => brandNews(block, metrics, brand).filter(({ clause }) => clause.brands > 0));
  if (overBrands !== undefined) return phrases.brandsHeadline(overBrands.clause, brand.locale);
  const told = measured
    .filter(({ brands }) => brands === undefined)
    .map((block) => ({ block, news: readingNews(block, metrics, brand).filter(({ isNothing }) => !isNothing) }))
    .find(({ news }) => news.length > 0);
  const [first, second] = told?.news ?? [];
  if (told === undefined || first === undefined) {
    const name = formatPeriod(edition.period, brand.locale);
    return blocks.some(hasFigures) ? phrases.figures(name) : phrases.noDataHeadline(name);
  }
  const scope = scopeOf(told.block, edition, brand);
  const scoped = (headline: string): string => (scope === undefined ? headline : phrases.about(scope, headline));
  const both = scoped(phrases.headline([first.clause, ...besides(first, second)], brand.locale));
  return [...both].length <= LONGEST ? both : scoped(phrases.headline([first.clause], brand.locale));
}

/** The second clause of a headline: how much there is of a period is said once. */
function besides({ clause: { part } }: ReadingNews, second: ReadingNews | undefined): readonly Clause[] {
  if (second === undefined) return [];
  const { part: own, ...clause } = second.clause;
  return own === undefined || (own.days === part?.days && own.of === part.of) ? [clause] : [second.clause];
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
