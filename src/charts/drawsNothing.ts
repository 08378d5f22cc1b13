import type { View } from 'vega';
import { marksOf, sceneRoot } from './scene.ts';

/** What stands behind the data: the shapes of a map, the line of a target. */
const BACKGROUND = new Set(['shape', 'rule']);

/** Whether a drawing has axes and no mark on them, as where a filter has left no row. */
export function drawsNothing(view: View): boolean {
  const marks = marksOf(sceneRoot(view));
  const front = marks.filter(({ marktype }) => !BACKGROUND.has(String(marktype)));
  const judged = front.length > 0 ? front : marks;
  return judged.every(({ items = [] }) => items.every(({ defined }) => defined === false));
}
