import { isSteady } from '../lib/isSteady.ts';
import { inLanguage } from '../lib/localText.ts';
import type {
  Compared,
  Comparison,
  Message,
  MessageValue,
  Metric,
  MetricBlock,
  Period,
  Reading,
  SpannedBrand,
} from '../types.ts';
import { type Reader, wayOf, written } from './movementOf.ts';

/** What there is to say of one metric over the brands of an edition that spans them. */
export interface BrandNews {
  readonly values: Readonly<Record<string, MessageValue>>;
  /** How many brands can be compared. */
  readonly brands: number;
  /** Who misses its target. */
  readonly missed: readonly string[];
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
    const most = (up: boolean): { readonly brand?: string; readonly change?: MessageValue; readonly count: number } => {
      const those = moves.filter(({ size }) => size !== 0 && size > 0 === up);
      const [first] = those.toSorted((a, b) => Math.abs(b.size) - Math.abs(a.size));
      if (first === undefined) return { count: 0 };
      const { change, difference, value } = first.compared;
      const { number: _, ...look } = written(null, metric, reader);
      return { brand: first.brand, change: { changed: { change, difference, value }, ...look }, count: those.length };
    };
    const [rose, fell] = [most(true), most(false)];
    const [up, down, brands] = [rose.count, fell.count, moves.length];
    const missed = readings.flatMap(({ target, brand = '' }) => (target?.met === false ? [brand] : []));
    const values = {
      label: { label: inLanguage(metric.label, reader.locale) },
      ...{ than: than ?? 'previous', grain: block.grains[0] ?? 'month' },
      ...{ brands, up, down, up_at: up === brands ? 'all' : 'some', down_at: down === brands ? 'all' : 'some' },
      ...{
        is_share: wayOf(true, metric.format === 'percent')['is_share'] ?? 'no',
        lead: down > up ? 'down' : up > 0 ? 'up' : 'none',
      },
      moved: up > 0 && down > 0 ? 'both' : up > 0 ? 'up' : down > 0 ? 'down' : 'none',
      many: up > 1 || down > 1 ? 'yes' : 'no',
      ...{ top: rose.brand ?? '', top_change: rose.change ?? '', low: fell.brand ?? '', low_change: fell.change ?? '' },
      ...{ missed: { list: missed }, count: missed.length },
      judged: readings.filter(({ target }) => (target?.met ?? null) !== null).length,
    };
    return [{ values, brands, missed }];
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
export function brandSentences(block: MetricBlock, metrics: readonly Metric[], reader: Reader): readonly Message[] {
  const news = brandNews(block, metrics, reader).filter(({ brands }) => brands > 0);
  const missed = news.filter((one) => one.missed.length > 0).slice(0, 2);
  return [
    ...news.slice(0, 3).map(({ values }) => ({ id: 'brands_sentence', values })),
    ...missed.map(({ values }) => ({ id: 'brands_missed', values })),
  ];
}

/** A limit that a value, or its change against the period before, has crossed. */
interface Crossing {
  readonly way: 'above' | 'below' | 'change_above' | 'change_below';
  readonly limit: number;
  /** The value or, for a change, the change as a share. */
  readonly found: number;
}

/**
 * Says crossed limits, without a full stop: "Active users: 640, below the alert limit of 700"; of an edition that spans
 * brands, whose value it is, in that brand's currency.
 */
export function alertWriter(
  reader: Reader & { readonly spans?: readonly SpannedBrand[] },
): (
  crossing: Crossing,
  metric: Metric,
  about: { readonly brand?: string | undefined; readonly period?: Period | undefined },
) => Message {
  return ({ way, limit, found }, metric, { brand, period }) => {
    const owner = reader.spans?.find(({ title }) => title === brand);
    const isChange = way === 'change_above' || way === 'change_below';
    const look = isChange ? ({ ...metric, format: 'percent', decimals: 1 } as const) : metric;
    const { currency } = owner ?? reader;
    const number = (value: number) => written(value, look, { ...reader, currency });
    const crossed: Message = {
      id: 'alert_crossed',
      values: {
        label: { label: inLanguage(metric.label, reader.locale) },
        ...{ of: isChange ? 'change' : 'value', side: way === 'above' || way === 'change_above' ? 'over' : 'under' },
        ...{ value: number(found), limit: number(limit) },
      },
    };
    const dated = period === undefined ? crossed : scoped({ period }, crossed);
    return owner === undefined ? dated : { id: 'scoped_brand', values: { brand: owner.title, sentence: dated } };
  };
}

/** Says whose or of which period a sentence or headline is, where there is something to say. */
export function scoped(scope: MessageValue | undefined, sentence: Message): Message {
  return scope === undefined ? sentence : { id: 'scoped', values: { scope, sentence } };
}
