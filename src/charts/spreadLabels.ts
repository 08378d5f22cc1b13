import type { View } from 'vega';
import { LINE_ENDS } from './lineEnds.ts';

interface SceneMark {
  readonly name?: string;
  readonly items?: readonly SceneItem[];
}

interface SceneItem {
  y?: number;
  readonly items?: readonly SceneMark[];
}

/** Height of a line of text, below which two labels touch. */
const LINE_PX = 15;

/** Moves the labels at the ends of lines apart, as little as it takes, in the order in which the lines end. */
export function spreadLabels(view: View): void {
  const { root } = view.scenegraph() as unknown as { readonly root: SceneMark };
  const labels = labelsIn(root).toSorted((a, b) => (a.y ?? 0) - (b.y ?? 0));
  const places = spread(
    labels.map(({ y = 0 }) => y),
    view.height(),
  );
  labels.forEach((label, index) => {
    label.y = places[index] ?? 0;
  });
}

function labelsIn({ name, items = [] }: SceneMark): readonly SceneItem[] {
  if (name === `${LINE_ENDS}_marks`) return items;
  return items.flatMap(({ items: marks = [] }) => marks.flatMap(labelsIn));
}

/**
 * Places in rising order, LINE_PX apart and near where they were: halfway between pushing all down and pushing all up,
 * both of which keep that distance. None goes below `bottom`, where the axis stands.
 */
export function spread(sorted: readonly number[], bottom: number): readonly number[] {
  const down: number[] = [];
  for (const place of sorted) down.push(Math.max(place, (down.at(-1) ?? Number.NEGATIVE_INFINITY) + LINE_PX));
  const up: number[] = [];
  for (const place of sorted.toReversed()) up.unshift(Math.min(place, (up[0] ?? Number.POSITIVE_INFINITY) - LINE_PX));
  const between = down.map((place, index) => (place + (up[index] ?? place)) / 2);
  return between.map((place, index) => Math.min(place, bottom - (between.length - 1 - index) * LINE_PX));
}
