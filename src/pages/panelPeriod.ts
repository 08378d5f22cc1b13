import { formatPeriod } from '../lib/format.ts';
import { lastClosed, type Period, periodOf } from '../lib/period.ts';
import type { Block, Brand, Grain, Table } from '../types.ts';

interface Panel {
  readonly block: Block;
  readonly grain: Grain;
  readonly table: Table;
  readonly brand: Pick<Brand, 'weekStart' | 'words'>;
  /** The edition's, which the page says already. */
  readonly edition: Period;
}

/**
 * What a panel is of, in words, where the page has not said it: the panels of a block that offers several grains are of
 * as many periods, and one of another grain than the edition's is of another period than the edition. Null where the
 * table's own rows say it.
 */
export function panelPeriod(panel: Panel): string | null {
  const { block, edition, brand } = panel;
  const period = periodOfPanel(panel);
  if (period === null) return null;
  const isSwitched = block.grains.length > 1;
  const isEditions = period.grain === edition.grain && period.start === edition.start && period.end === edition.end;
  return isEditions && !isSwitched ? null : formatPeriod(period, brand.words);
}

/** The period of a block's cards, in words, where it is not the edition's. */
export function cardsPeriod({ block, edition, brand }: Omit<Panel, 'grain' | 'table'>): string | null {
  const grain = block.grains[0];
  if (grain === undefined || grain === edition.grain) return null;
  return formatPeriod(lastClosed({ grain, endsBy: edition.end, weekStart: brand.weekStart }), brand.words);
}

function periodOfPanel({ block, grain, table, brand, edition }: Panel): Period | null {
  const days = table.columns.flatMap(({ type }, index) => (type === 'day' ? [index] : []));
  if (block.kind === 'query')
    return days.length > 0 && block.grains.length > 1 ? null : (block.periods?.[grain] ?? null);
  if (grain === 'all_time') return lastClosed({ grain, endsBy: edition.end, weekStart: brand.weekStart });
  const starts = new Set(table.rows.map((row) => row[0]));
  const [start] = starts;
  return starts.size === 1 && typeof start === 'string' ? periodOf(start, grain, brand.weekStart) : null;
}
