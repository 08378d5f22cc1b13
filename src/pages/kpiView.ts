import { formatChange, formatCompact, formatNumber, type NumberLook } from '../lib/format.ts';
import { partNote, partText } from '../lib/partWords.ts';
import { toldReadings } from '../lib/toldReadings.ts';
import { say } from '../lib/words.ts';
import type {
  Brand,
  Compared,
  Comparison,
  Grain,
  MetricBlock,
  MetricNote,
  MetricTarget,
  Reading,
  Words,
} from '../types.ts';

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
  readonly notes: ReadonlyMap<string, MetricNote>;
  readonly sparkline: (values: readonly (number | null)[]) => string;
}

/** More signs than this do not fit a card on one line. */
const LONGEST_VALUE = 9;

/** A card per reading of a block that there is anything to tell of, in the block's order. */
export function kpiViews(block: MetricBlock, only: readonly string[] | undefined, look: KpiLook): readonly KpiView[] {
  const told = toldReadings(block);
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
export function targetText(target: MetricTarget | undefined, look: NumberLook, words: Words): string | null {
  const parts = [
    target?.atLeast === undefined ? [] : [say(words, 'at_least', { value: formatNumber(target.atLeast, look) })],
    target?.atMost === undefined ? [] : [say(words, 'at_most', { value: formatNumber(target.atMost, look) })],
  ].flat();
  return parts.length === 0 ? null : parts.join(', ');
}

/** Limits in words, each with the grain that it holds for: "at least 85.0% (Month)"; null where there are none. */
export function limitsText<Limit extends { readonly grain?: Grain }>(
  limits: readonly Limit[],
  wordsOf: (limit: Limit) => string,
  words: Words,
): string | null {
  const byWords = Map.groupBy(limits, wordsOf);
  const parts = [...byWords].flatMap(([text, alike]) => {
    const grains = alike.flatMap(({ grain }) => (grain === undefined ? [] : [say(words, `grain_${grain}`)]));
    if (text === '') return [];
    return [grains.length === 0 ? text : `${text} (${grains.join(', ')})`];
  });
  return parts.length === 0 ? null : parts.join('; ');
}

/** A reading as a card shows it. */
export function kpiView(reading: Reading, { brand, notes, sparkline }: KpiLook): KpiView {
  const note = notes.get(reading.metric);
  const look = numberLook(note, brand);
  const exact = formatNumber(reading.value, look);
  const value = exact.length > LONGEST_VALUE ? formatCompact(reading.value, look) : exact;
  const target = targetText(reading.target, look, brand.words);
  return {
    metric: reading.metric,
    label: note?.label ?? reading.metric,
    value,
    exact: value === exact ? null : exact,
    comparisons: (['previous', 'year_ago'] as const).flatMap((kind) => {
      const compared = reading.compared[kind];
      return compared === undefined ? [] : [comparisonView(kind, compared, { look, words: brand.words })];
    }),
    target: target === null ? null : { text: target, met: reading.target?.met ?? null },
    part: reading.partial === undefined ? null : partNote(reading.partial, brand.words),
    sparkline: reading.series.length > 1 ? sparkline(reading.series) : '',
  };
}

function comparisonView(
  kind: Comparison,
  compared: Compared,
  { look, words }: { readonly look: NumberLook; readonly words: Words },
): ComparisonView {
  const text = formatChange(compared, look, words);
  const against = say(words, kind === 'previous' ? `on_previous_${compared.period.grain}` : 'on_year_ago');
  // A change that is too small to be written is none.
  const isSeen = /[1-9]/.test(text);
  const size = isSeen ? Math.sign(compared.difference ?? 0) : 0;
  return {
    text,
    against: compared.partial === undefined ? against : `${against} (${partText(compared.partial, words)})`,
    direction: size > 0 ? 'up' : size < 0 ? 'down' : 'level',
    verdict: isSeen || compared.verdict === 'neither' ? compared.verdict : 'same',
    value: formatNumber(compared.value, look),
  };
}
