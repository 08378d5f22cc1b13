import type { SvgElement } from './svgTree.ts';

type Child = SvgElement | string;

/** Neighbouring outlines and lines of one look become one path, unless something shows through where they overlap. */
export function joined(group: SvgElement): SvgElement {
  const children: Child[] = [];
  for (const next of sortedByLook(group.children.map((child) => (typeof child === 'string' ? child : asPath(child))))) {
    const last = children.at(-1);
    const both = last === undefined ? null : joinedPair(last, next);
    if (both === null) children.push(next);
    else children[children.length - 1] = both;
  }
  return { ...group, children };
}

function joinedPair(one: Child, other: Child): SvgElement | null {
  if (typeof one === 'string' || typeof other === 'string' || one.tag !== 'path' || other.tag !== 'path') return null;
  const { d: first = '', ...fieldFormat } = one.attributes;
  const { d: second = '', ...otherLook } = other.attributes;
  const transparent = Object.keys(fieldFormat).some(
    (name) => name.includes('opacity') || name === 'transform' || name === 'clip-path',
  );
  if (transparent || JSON.stringify(fieldFormat) !== JSON.stringify(otherLook)) return null;
  return { tag: 'path', attributes: { ...one.attributes, d: first + second }, children: [] };
}

/** A line as the path that it is. */
function asPath(element: SvgElement): SvgElement {
  if (element.tag !== 'line') return element;
  const { transform, x2 = '0', y2 = '0', ...fieldFormat } = element.attributes;
  const place = placeOf(transform);
  if (place === undefined) return element;
  const d = `M${place.x},${place.y}${y2 === '0' ? `h${x2}` : x2 === '0' ? `v${y2}` : `l${x2},${y2}`}`;
  return { tag: 'path', attributes: { ...fieldFormat, d }, children: [] };
}

const CIRCLE = /^M(-?[\d.]+),0A\1,\1,0,1,1,-\1,0A\1,\1,0,1,1,\1,0Z?$/;

/** A bubble, which Vega writes as two arcs. */
export function asCircle(element: SvgElement): SvgElement {
  const { d = '', transform, ...fieldFormat } = element.attributes;
  const [, radius] = CIRCLE.exec(d) ?? [];
  const place = placeOf(transform);
  if (element.tag !== 'path' || radius === undefined || place === undefined) return element;
  return {
    tag: 'circle',
    attributes: { cx: place.x, cy: place.y, r: radius, ...fieldFormat },
    children: element.children,
  };
}

function placeOf(transform = 'translate(0,0)'): { readonly x: string; readonly y: string } | undefined {
  const [, x, y] = /^translate\((-?[\d.]+),(-?[\d.]+)\)$/.exec(transform) ?? [];
  return x === undefined || y === undefined ? undefined : { x, y };
}

interface Box {
  readonly element: SvgElement;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

const BOX = /^M(-?[\d.]+),(-?[\d.]+)h(-?[\d.]+)v(-?[\d.]+)h-?[\d.]+Z$/;
const MAX_BOXES = 800;

/** Bars that do not cover one another may be drawn in any order: one colour after the other, so that they can be joined. */
function sortedByLook(children: readonly Child[]): readonly Child[] {
  if (children.length > MAX_BOXES) return children;
  const boxes = children.map(boxOf).filter((box) => box !== null);
  if (boxes.length < children.length || boxes.some((box, index) => boxes.slice(0, index).some(covers(box))))
    return children;
  const styles = new Map<string, SvgElement[]>();
  for (const { element } of boxes) {
    const { d: _, ...fieldFormat } = element.attributes;
    const key = JSON.stringify(fieldFormat);
    styles.set(key, [...(styles.get(key) ?? []), element]);
  }
  return [...styles.values()].flat();
}

function boxOf(child: Child): Box | null {
  if (typeof child === 'string' || child.tag !== 'path' || 'transform' in child.attributes) return null;
  const [, x, y, width, height] = (BOX.exec(child.attributes['d'] ?? '') ?? []).map(Number);
  if (x === undefined || y === undefined || width === undefined || height === undefined) return null;
  return {
    element: child,
    left: Math.min(x, x + width),
    right: Math.max(x, x + width),
    top: Math.min(y, y + height),
    bottom: Math.max(y, y + height),
  };
}

/** Rounded edges of neighbours may cross by a hundredth or two. */
const CROSSING_PX = 0.03;

function covers(one: Box): (other: Box) => boolean {
  return (other) =>
    Math.min(one.right, other.right) - Math.max(one.left, other.left) > CROSSING_PX &&
    Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > CROSSING_PX;
}
