import type { View } from 'vega';

/** What a view has drawn, as far as this folder reads it. Vega's types leave it out. */
export interface SceneMark {
  readonly name?: string;
  readonly marktype?: string;
  readonly role?: string;
  readonly bounds?: Bounds;
  readonly group?: SceneItem;
  items?: readonly SceneItem[];
}

export interface SceneItem {
  readonly x?: number;
  y?: number;
  readonly width?: number;
  readonly bounds?: Bounds;
  readonly mark?: SceneMark;
  readonly defined?: boolean;
  readonly fill?: unknown;
  readonly stroke?: unknown;
  readonly opacity?: number;
  readonly size?: number;
  readonly shape?: string;
  /** Of a text, with the width from which it is cut. */
  text?: unknown;
  readonly limit?: number;
  readonly font?: string;
  readonly fontSize?: number;
  readonly fontWeight?: number | string;
  items?: readonly SceneMark[];
}

/** In pixels. */
export interface Bounds {
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

/** Pixels at each side of a drawing. */
export interface Sides {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** What a view keeps free around its marks. */
export function sidesOf(view: View): Sides {
  const padding = view.padding();
  if (typeof padding === 'number') return { left: padding, right: padding, top: padding, bottom: padding };
  return { left: 0, right: 0, top: 0, bottom: 0, ...padding };
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

/** Every text that a view has drawn. */
export function textsOf(mark: SceneMark): readonly string[] {
  const items = mark.items ?? [];
  const own =
    mark.marktype === 'text' ? items.flatMap(({ text }) => (Array.isArray(text) ? text : [text])).map(String) : [];
  return [...own, ...items.flatMap((item) => (item.items ?? []).flatMap(textsOf))];
}
