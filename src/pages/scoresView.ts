import { NOTHING } from '../lib/format.ts';
import type { MetricBlock } from '../types.ts';
import { type KpiLook, type KpiView, kpiView } from './kpiView.ts';

/** The key figures of an edition that spans brands: a row per brand, a column per metric. */
export interface ScoresView {
  readonly metrics: readonly { readonly metric: string; readonly label: string }[];
  readonly rows: readonly { readonly brand: string; readonly cards: readonly KpiView[] }[];
  /** The brands that measure none of these. */
  readonly without: readonly string[];
  /** What the changes are against, in the order in which a cell shows them. */
  readonly against: readonly string[];
}

/** Each brand's values in its own currency, brands and metrics in the report's order. */
export function scoresView(block: MetricBlock, only: readonly string[] | undefined, look: KpiLook): ScoresView {
  const names = only ?? block.metrics;
  const isOneOfMany = new Set(block.brands?.map(({ currency }) => currency)).size > 1;
  const all = (block.brands ?? []).map(({ title, currency, isLeftOut = false }) => {
    const own = { ...look, brand: { ...look.brand, currency, isOneOfMany } };
    const cards = names.flatMap((name) =>
      block.readings
        .filter(({ metric, brand }) => metric === name && brand === title)
        .map((reading) => kpiView(reading, own)),
    );
    return { brand: title, cards, isShown: isLeftOut || cards.some(({ value }) => value !== NOTHING) };
  });
  // A brand that was left out keeps its line: its values are missing, and not merely of another kind.
  const rows = all.filter(({ isShown }) => isShown);
  return {
    metrics: names.map((name) => ({ metric: name, label: look.notes.get(name)?.label ?? name })),
    rows,
    without: all.flatMap(({ brand, isShown }) => (isShown ? [] : [brand])),
    against: [
      ...new Set(
        rows.flatMap(({ cards }) => cards.flatMap(({ comparisons }) => comparisons.map((one) => one.against))),
      ),
    ],
  };
}
