import { Bounds, type View } from 'vega';
import { type SceneItem, type SceneMark, sceneRoot } from './scene.ts';

/** Area of a dot: as wide as it takes to be seen beside a line of two pixels. */
const DOT_SIZE = 32;
const RADIUS_PX = Math.sqrt(DOT_SIZE / Math.PI);

const THROUGH_POINTS = new Set(['line', 'area', 'trail']);

/** A value between two gaps has no length, so a line or an area would not show it: it becomes a dot. */
export function drawLonePoints(view: View): void {
  visitGroups(sceneRoot(view), []);
}

/** `points` are the dots that the specification itself has drawn: one is enough. */
function visitGroups(mark: SceneMark, points: readonly SceneItem[]): void {
  for (const item of mark.items ?? []) {
    const marks = item.items ?? [];
    const own = marks.flatMap(({ marktype, items = [] }) => (marktype === 'symbol' ? items : []));
    const isMoved = (item.x ?? 0) !== 0 || (item.y ?? 0) !== 0;
    const known = isMoved ? own : [...points, ...own];
    const dots = marks.flatMap((inner) => dotsOf(inner, item, known));
    for (const inner of marks) visitGroups(inner, known);
    if (dots.length > 0) item.items = [...marks, ...dots];
  }
}

function dotsOf(mark: SceneMark, group: SceneItem, known: readonly SceneItem[]): readonly SceneMark[] {
  if (mark.role !== 'mark' || !THROUGH_POINTS.has(String(mark.marktype))) return [];
  const items = mark.items ?? [];
  const lone = items.filter((item, index) => isThere(item) && !isThere(items[index - 1]) && !isThere(items[index + 1]));
  const bare = lone.filter(({ x, y }) => !known.some((point) => point.x === x && point.y === y));
  if (bare.length === 0) return [];
  const dots: SceneMark = { marktype: 'symbol', role: 'mark', group, bounds: new Bounds(), items: [] };
  dots.items = bare.map((item) => dotAt(item, mark, dots));
  return [dots];
}

function isThere(item: SceneItem | undefined): boolean {
  return item !== undefined && item.defined !== false;
}

function dotAt(
  { x = 0, y = 0, stroke, fill, opacity }: SceneItem,
  { marktype }: SceneMark,
  mark: SceneMark,
): SceneItem {
  const bounds = new Bounds().set(x - RADIUS_PX, y - RADIUS_PX, x + RADIUS_PX, y + RADIUS_PX);
  const colour = marktype === 'line' ? stroke : fill;
  return {
    mark,
    x,
    y,
    fill: colour,
    size: DOT_SIZE,
    shape: 'circle',
    bounds,
    ...(opacity === undefined ? {} : { opacity }),
  };
}
