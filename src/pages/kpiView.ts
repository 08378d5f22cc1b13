import { formatChange, formatCompact, formatNumber, type NumberLook } from '../lib/format.ts';
import type {
  Brand,
  Compared,
  Comparison,
  Grain,
  MetricBlock,
  MetricNote,
  MetricTarget,
  PartOfDays,
  Reading,
} from '../types.ts';
import { type Phrases, say } from './phrases.ts';

export interface ComparisonView {
  readonly text: string;
  readonly against: string;
  readonly direction: 'up' | 'down' | 'level';
  readonly verdict: Compared['verdict'];
  /** The value compared with, in full. */
  readonly value: string;
}

export interface KpiView {
  readonly metric: string;
  readonly label: string;
  readonly value: string;
  /** In full, where `value` is shortened. */
  readonly exact: string | null;
  readonly comparisons: readonly ComparisonView[];
  readonly target: { readonly text: string; readonly met: boolean | null } | null;
  /** How much of its period there is, in words, where that is not whole. */
  readonly part: string | null;
  /** SVG markup. */
  readonly sparkline: string;
}

export interface KpiLook {
  readonly brand: Brand & Pick<NumberLook, 'isOneOfMany'>;
  readonly phrases: Phrases;
  readonly notes: ReadonlyMap<string, MetricNote>;
  readonly sparkline: (values: readonly (number | null)[]) => string;
}

/** More signs than this do not fit a card on one line. */
const LONGEST_VALUE = 9;

/** A card per reading of a block, in the block's order; none of a metric of which nothing is known. */
export function kpiViews(block: MetricBlock, only: readonly string[] | undefined, look: KpiLook): readonly KpiView[] {
  const told = block.readings.filter(({ metric }) => block.unknown?.includes(metric) !== true);
  const readings = only === undefined ? told : only.flatMap((name) => told.filter(({ metric }) => metric === name));
  return readings.map((reading) => kpiView(reading, look));
}

/** How a metric's values are written for a brand. */
export function numberLook(
  note: Pick<MetricNote, 'format' | 'decimals'> | undefined,
  { locale, currency, isOneOfMany = false }: Pick<NumberLook, 'locale' | 'currency' | 'isOneOfMany'>,
): NumberLook {
  const look = { format: note?.format ?? 'decimal', locale, currency, isOneOfMany };
  return note?.decimals === undefined ? look : { ...look, decimals: note.decimals };
}

/** "at least 85.0%", "at most 3.0 days"; null where there is no target. */
export function targetText(target: MetricTarget | undefined, look: NumberLook, phrases: Phrases): string | null {
  const parts = [
    target?.atLeast === undefined ? [] : [say(phrases, 'at_least', { value: formatNumber(target.atLeast, look) })],
    target?.atMost === undefined ? [] : [say(phrases, 'at_most', { value: formatNumber(target.atMost, look) })],
  ].flat();
  return parts.length === 0 ? null : parts.join(', ');
}

/** Limits in words, each with the grain that it holds for: "at least 85.0% (Month)"; null where there are none. */
export function limitsText<Limit extends { readonly grain?: Grain }>(
  limits: readonly Limit[],
  wordsOf: (limit: Limit) => string,
  phrases: Phrases,
): string | null {
  const byWords = Map.groupBy(limits, wordsOf);
  const parts = [...byWords].flatMap(([words, alike]) => {
    const grains = alike.flatMap(({ grain }) => (grain === undefined ? [] : [say(phrases, `grain_${grain}`)]));
    if (words === '') return [];
    return [grains.length === 0 ? words : `${words} (${grains.join(', ')})`];
  });
  return parts.length === 0 ? null : parts.join('; ');
}

/** A reading as a card shows it. */
export function kpiView(reading: Reading, { brand, phrases, notes, sparkline }: KpiLook): KpiView {
  const note = notes.get(reading.metric);
  const look = numberLook(note, brand);
  const exact = formatNumber(reading.value, look);
  const value = exact.length > LONGEST_VALUE ? formatCompact(reading.value, look) : exact;
  const target = targetText(reading.target, look, phrases);
  return {
    metric: reading.metric,
    label: note?.label ?? reading.metric,
    value,
    exact: value === exact ? null : exact,
    comparisons: (['previous', 'year_ago'] as const).flatMap((kind) => {
      const compared = reading.compared[kind];
      return compared === undefined ? [] : [comparisonView(kind, compared, { look, phrases })];
    }),
    target: target === null ? null : { text: target, met: reading.target?.met ?? null },
    part: reading.partial === undefined ? null : partNote(reading.partial, phrases),
    sparkline: reading.series.length > 1 ? sparkline(reading.series) : '',
  };
}

/** "Data for 3 of 7 days", "No data". */
function partNote(part: PartOfDays, phrases: Phrases): string {
  const isNone = part.days === 0 && !part.isBefore;
  return isNone ? say(phrases, 'no_data_at_all') : say(phrases, 'data_for', { days: partText(part, phrases) });
}

/** "3 of 7 days", "no data", "13 of 28 days of the period before". */
export function partText({ days, of, isBefore }: PartOfDays, phrases: Phrases): string {
  if (isBefore) return say(phrases, 'days_of_before', { days, of });
  return say(phrases, days === 0 ? 'no_days' : 'days_of', { days, of });
}

function comparisonView(
  kind: Comparison,
  compared: Compared,
  { look, phrases }: { readonly look: NumberLook; readonly phrases: Phrases },
): ComparisonView {
  const text = formatChange(compared, look);
  const against = say(phrases, kind === 'previous' ? `on_previous_${compared.period.grain}` : 'on_year_ago');
  // A change that is too small to be written is none.
  const isSeen = /[1-9]/.test(text);
  const size = isSeen ? Math.sign(compared.difference ?? 0) : 0;
  return {
    text,
    against: compared.partial === undefined ? against : `${against} (${partText(compared.partial, phrases)})`,
    direction: size > 0 ? 'up' : size < 0 ? 'down' : 'level',
    verdict: isSeen || compared.verdict === 'neither' ? compared.verdict : 'same',
    value: formatNumber(compared.value, look),
  };
}
