import type { MetricBlock } from '../types.ts';
import { type KpiLook, type KpiView, kpiView } from './kpiView.ts';

/** The key figures of an edition that spans brands: a row per brand, a column per metric. */
export interface ScoresView {
  readonly metrics: readonly { readonly metric: string; readonly label: string }[];
  readonly rows: readonly { readonly brand: string; readonly cards: readonly KpiView[] }[];
  /** What the changes are against, in the order in which a cell shows them. */
  readonly against: readonly string[];
}

/** Each brand's values in its own currency, brands and metrics in the report's order. */
export function scoresView(block: MetricBlock, only: readonly string[] | undefined, look: KpiLook): ScoresView {
  const names = only ?? block.metrics;
  const rows = (block.brands ?? []).map(({ title, currency }) => {
    const own = { ...look, brand: { ...look.brand, currency } };
    const cards = names.flatMap((name) =>
      block.readings
        .filter(({ metric, brand }) => metric === name && brand === title)
        .map((reading) => kpiView(reading, own)),
    );
    return { brand: title, cards };
  });
  return {
    metrics: names.map((name) => ({ metric: name, label: look.notes.get(name)?.label ?? name })),
    rows,
    against: [
      ...new Set(
        rows.flatMap(({ cards }) => cards.flatMap(({ comparisons }) => comparisons.map((one) => one.against))),
      ),
    ],
  };
}
