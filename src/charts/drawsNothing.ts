import type { View } from 'vega';

interface SceneMark {
  readonly marktype?: string;
  readonly role?: string;
  readonly items?: readonly { readonly items?: readonly SceneMark[]; readonly defined?: boolean }[];
}

/** What stands behind the data: the shapes of a map, the line of a target. */
const BACKGROUND = new Set(['shape', 'rule']);

/** Whether a drawing has axes and no mark on them, as where a filter has left no row. */
export function drawsNothing(view: View): boolean {
  const { root } = view.scenegraph() as unknown as { readonly root: SceneMark };
  const marks = marksIn(root);
  const front = marks.filter(({ marktype }) => !BACKGROUND.has(String(marktype)));
  const judged = front.length > 0 ? front : marks;
  return judged.every(({ items = [] }) => items.every(({ defined }) => defined === false));
}

/** The marks of the specification itself, and not those of axes, legends and headings. */
function marksIn(mark: SceneMark): readonly SceneMark[] {
  if (mark.marktype !== 'group') return mark.role === 'mark' ? [mark] : [];
  return (mark.items ?? []).flatMap(({ items = [] }) => items.flatMap(marksIn));
}
