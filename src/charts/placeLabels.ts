import type { View } from 'vega';
import { LINE_ENDS } from './lineEnds.ts';
import { type Bounds, marksOf, type SceneItem, sceneRoot } from './scene.ts';

/** Height of a line of text, below which two labels touch. */
const LINE_PX = 15;
/** Where the highest label may stand, so that no letter of it is cut. */
const TOP_PX = 4;

/** Sees to it that labels can be read: those at the ends of lines stand apart, and on a map none covers another. */
export function placeLabels(view: View): void {
  const marks = marksOf(sceneRoot(view));
  const ends = marks.find(({ name }) => name === `${LINE_ENDS}_marks`);
  if (ends !== undefined) moveApart(ends.items ?? [], view.height());
  if (!marks.some(({ marktype }) => marktype === 'shape')) return;
  for (const mark of marks.filter(({ marktype }) => marktype === 'text')) mark.items = uncovered(mark.items ?? []);
}

/** Moves labels apart, as little as it takes, in the order in which their lines end. */
function moveApart(items: readonly SceneItem[], bottom: number): void {
  const labels = items.toSorted((a, b) => (a.y ?? 0) - (b.y ?? 0));
  const places = spread(
    labels.map(({ y = 0 }) => y),
    bottom,
  );
  labels.forEach((label, index) => {
    label.y = places[index] ?? 0;
  });
}

/** A place's label gives way to those of the rows before its own, which are the weightier ones. */
function uncovered(labels: readonly SceneItem[]): readonly SceneItem[] {
  const kept: SceneItem[] = [];
  for (const label of labels) {
    const { bounds } = label;
    if (!kept.some((other) => bounds !== undefined && other.bounds !== undefined && overlaps(bounds, other.bounds)))
      kept.push(label);
  }
  return kept;
}

function overlaps(a: Bounds, b: Bounds): boolean {
  return a.x1 < b.x2 && b.x1 < a.x2 && a.y1 < b.y2 && b.y1 < a.y2;
}

/**
 * Places in rising order, LINE_PX apart and near where they were: halfway between pushing all down and pushing all up,
 * both of which keep that distance. None goes below `bottom`, where the axis stands, nor over the top of the plot.
 */
export function spread(sorted: readonly number[], bottom: number): readonly number[] {
  const down: number[] = [];
  for (const place of sorted) down.push(Math.max(place, (down.at(-1) ?? Number.NEGATIVE_INFINITY) + LINE_PX));
  const up: number[] = [];
  for (const place of sorted.toReversed()) up.unshift(Math.min(place, (up[0] ?? Number.POSITIVE_INFINITY) - LINE_PX));
  const between = down.map((place, index) => (place + (up[index] ?? place)) / 2);
  const raised = between.map((place, index) => Math.min(place, bottom - (between.length - 1 - index) * LINE_PX));
  return raised.map((place, index) => Math.max(place, TOP_PX + index * LINE_PX));
}
