import type { View } from 'vega';
import { type SceneItem, type SceneMark, sceneRoot, sidesOf } from './scene.ts';

/** How many entries of a legend may stand in a row. */
const COLUMNS = [6, 5, 4, 3, 2, 1];

/**
 * Wraps legends that reach beyond a drawing `widthPx` wide, each into as many columns as there is room for. All entries
 * stand in one row before, which tells how wide each is; what comes of it is looked at once.
 */
export async function wrapLegends(view: View, widthPx: number): Promise<void> {
  const most = widthPx + 0.5;
  const legends = legendsOf(view);
  if (Math.max(0, ...legends.map((legend) => leftOf(view, legend) + widthOf(legend))) <= most) return;
  // A legend that begins elsewhere than the plot may move when it is wrapped.
  const room = legends.map((legend) => most - ((legend.x ?? 0) > 0 ? 0 : leftOf(view, legend)));
  const fits = (columns: number): boolean =>
    legends.every((legend, index) => wrappedWidth(legend, columns) <= (room[index] ?? 0));
  const least = COLUMNS.filter(fits);
  for (const columns of least.length > 0 ? least : [1]) {
    view.signal('legendColumns', columns);
    await view.resize().runAsync();
    if (legendsOf(view).every((legend) => leftOf(view, legend) + widthOf(legend) <= most)) return;
  }
}

function legendsOf(view: View): readonly SceneItem[] {
  const marks = sceneRoot(view).items?.[0]?.items ?? [];
  return marks.flatMap(({ role, items = [] }) => (role === 'legend' ? items : []));
}

/** Where a legend begins in the drawing. */
function leftOf(view: View, { x = 0 }: SceneItem): number {
  const [origin = 0] = view.origin();
  return x + origin + sidesOf(view).left;
}

/** How far a legend reaches from where it begins. */
function widthOf({ x = 0, bounds }: SceneItem): number {
  return (bounds?.x2 ?? x) - x;
}

/** How far a legend whose entries stand in one row would reach with them in columns, each as wide as its widest. */
function wrappedWidth(legend: SceneItem, columns: number): number {
  const entries = (legend.items ?? []).flatMap(entriesOf);
  const [first, last] = [entries[0], entries.at(-1)];
  if (first === undefined || last === undefined) return widthOf(legend);
  const widths = entries.map(({ width = 0 }) => Math.ceil(width));
  const gap = entries.length > 1 ? (entries[1]?.x ?? 0) - (first.x ?? 0) - (widths[0] ?? 0) : 0;
  const around = widthOf(legend) - (last.x ?? 0) - (widths.at(-1) ?? 0);
  const shown = Math.min(columns, entries.length);
  const widest = Array.from({ length: shown }, (_, column) =>
    Math.max(...widths.filter((_, index) => index % shown === column)),
  );
  return around + widest.reduce((sum, width) => sum + width, 0) + gap * (shown - 1);
}

/** The groups of a symbol and a label, wherever in a legend they stand. */
function entriesOf(mark: SceneMark): readonly SceneItem[] {
  const items = mark.items ?? [];
  return mark.role === 'scope' ? items : items.flatMap((item) => (item.items ?? []).flatMap(entriesOf));
}
