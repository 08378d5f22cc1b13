import { formatChange, formatPeriod } from '../lib/format.ts';
import { isSteady } from '../lib/isSteady.ts';
import { inLanguage } from '../lib/localText.ts';
import type { Compared, Comparison, Metric, MetricBlock, Period, Reading, SpannedBrand } from '../types.ts';
import { alertWords, type Crossing } from './alertWords.ts';
import { lookOf, type Reader } from './movementOf.ts';
import { phrasesOf } from './phrases.ts';
import type { BrandsClause } from './phraseTypes.ts';

/** What there is to say of one metric over the brands of an edition that spans them. */
export interface BrandNews {
  readonly clause: BrandsClause;
  /** The share of the brands where it moved. */
  readonly weight: number;
}

/**
 * How many brands a metric rose and fell at, where it moved most, and who misses its target. Against what the block
 * compares with first. Nothing is added up over brands, so there is no total to tell of.
 */
export function brandNews(block: MetricBlock, metrics: readonly Metric[], reader: Reader): readonly BrandNews[] {
  return block.metrics.flatMap((name) => {
    const metric = metrics.find((candidate) => candidate.name === name);
    const readings = block.readings.filter((reading) => reading.metric === name && reading.value !== null);
    if (metric === undefined || readings.length === 0) return [];
    const than = (Object.keys(readings[0]?.compared ?? {}) as Comparison[])[0];
    const moves = than === undefined ? [] : readings.flatMap((reading) => moveOf(reading, than, metric));
    const extreme = (up: boolean) => {
      const [most] = moves
        .filter((move) => move.size !== 0 && move.size > 0 === up)
        .sort((a, b) => Math.abs(b.size) - Math.abs(a.size));
      return most && { brand: most.brand, change: formatChange(most.compared, lookOf(metric, reader)) };
    };
    const missed = readings.flatMap(({ target, brand = '' }) => (target?.met === false ? [brand] : []));
    const clause: BrandsClause = {
      label: inLanguage(metric.label, reader.locale),
      isShare: metric.format === 'percent',
      than: than ?? 'previous',
      grain: block.grains[0] ?? 'month',
      brands: moves.length,
      up: moves.filter(({ size }) => size > 0).length,
      down: moves.filter(({ size }) => size < 0).length,
      rose: extreme(true),
      fell: extreme(false),
      missed,
      judged: readings.filter(({ target }) => (target?.met ?? null) !== null).length,
    };
    return [{ clause, weight: moves.length === 0 ? 0 : (clause.up + clause.down) / moves.length }];
  });
}

interface Move {
  readonly brand: string;
  readonly compared: Compared;
  /** 0 of what held steady; the change as a share, or the difference of a share. */
  readonly size: number;
}

function moveOf({ brand = '', value, compared }: Reading, than: Comparison, metric: Metric): readonly Move[] {
  const against = compared[than];
  if (against === undefined || value === null || against.value === null) return [];
  const size = metric.format === 'percent' ? against.difference : (against.change ?? against.difference);
  return [{ brand, compared: against, size: isSteady(value, against.value, metric) ? 0 : (size ?? 0) }];
}

/** The sentences of a block that spans brands, at most three metrics' worth. */
export function brandSentences(block: MetricBlock, metrics: readonly Metric[], reader: Reader): readonly string[] {
  const { brandsSentence, brandsMissed } = phrasesOf(reader.locale);
  const news = brandNews(block, metrics, reader).filter(({ clause }) => clause.brands > 0);
  const told = news.slice(0, 3).map(({ clause }) => brandsSentence(clause));
  const missed = news.filter(({ clause }) => clause.missed.length > 0).slice(0, 2);
  return [...told, ...missed.map(({ clause }) => brandsMissed(clause, reader.locale))];
}

/** Says crossed limits; of an edition that spans brands, whose value it is, in that brand's currency. */
export function alertWriter(
  reader: Reader & { readonly spans?: readonly SpannedBrand[] },
): (
  crossing: Crossing,
  metric: Metric,
  about: { readonly brand?: string | undefined; readonly period?: Period | undefined },
) => string {
  const { about: said } = phrasesOf(reader.locale);
  return (crossing, metric, { brand, period }) => {
    const owner = reader.spans?.find(({ title }) => title === brand);
    const words = alertWords(crossing, metric, { ...reader, currency: owner?.currency ?? reader.currency });
    const dated = period === undefined ? words : said(formatPeriod(period, reader.locale), words);
    return owner === undefined ? dated : `${owner.title} · ${dated}`;
  };
}
