import type { View } from 'vega';

/** What a view has drawn, as far as this room looks at it. Vega's types leave it out. */
export interface SceneMark {
  readonly name?: string;
  readonly marktype?: string;
  readonly role?: string;
  readonly bounds?: Bounds;
  items?: readonly SceneItem[];
}

export interface SceneItem {
  y?: number;
  readonly bounds?: Bounds;
  readonly defined?: boolean;
  readonly items?: readonly SceneMark[];
}

/** In pixels. */
export interface Bounds {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** The mark that holds all others. */
export function sceneRoot(view: View): SceneMark {
  return (view.scenegraph() as unknown as { readonly root: SceneMark }).root;
}

/** The marks of the specification itself, and not those of axes, legends and headings. */
export function marksOf(mark: SceneMark): readonly SceneMark[] {
  if (mark.marktype !== 'group') return mark.role === 'mark' ? [mark] : [];
  return (mark.items ?? []).flatMap(({ items = [] }) => items.flatMap(marksOf));
}
