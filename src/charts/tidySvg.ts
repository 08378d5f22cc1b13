import { asCircle, joined } from './joinPaths.ts';
import type { SvgElement } from './svgTree.ts';

/**
 * Vega's markup is made to be changed by a program; a page and a printer want few nodes and few bytes. Prints cost by the
 * node, so that neighbours of one look become one path. What is seen stays the same.
 */
export function tidySvg(svg: SvgElement, id: string): SvgElement {
  const names = new Map<string, string>();
  nameIds(svg, id, names);
  return { ...svg, children: tidyChildren(svg.children, names) };
}

type Child = SvgElement | string;

/** Attributes that say nothing to a reader, or what is so anyway. */
const DROPPED = new Set([
  'stroke-miterlimit',
  'class',
  'aria-hidden',
  'aria-roledescription',
  'aria-label',
  'role',
  'pointer-events',
  'font-family',
  'cursor',
]);
const DEFAULTS: Readonly<Record<string, string>> = {
  transform: 'translate(0,0)',
  'text-anchor': 'start',
  'stroke-width': '1',
  'stroke-dasharray': '',
  'font-weight': '400',
  opacity: '1',
  'fill-opacity': '1',
  'stroke-opacity': '1',
};
/** Attributes that children take from a group. */
const INHERITED = new Set([
  ...['fill', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin', 'stroke-opacity'],
  ...['fill-opacity', 'font-size', 'font-weight', 'font-style', 'text-anchor'],
]);
const KEEPING_EMPTY = new Set(['svg', 'path', 'line', 'rect', 'circle', 'stop', 'image', 'text', 'tspan']);

function tidyChildren(children: readonly Child[], names: ReadonlyMap<string, string>): readonly Child[] {
  return children.flatMap((child) => (typeof child === 'string' ? [child] : tidyElement(child, names)));
}

function tidyElement(element: SvgElement, names: ReadonlyMap<string, string>): readonly Child[] {
  const attributes = tidyAttributes(element, names);
  if (isInvisible(element.tag, attributes)) return [];
  const children = tidyChildren(element.children, names);
  if (children.length === 0 && !KEEPING_EMPTY.has(element.tag)) return [];
  if (element.tag === 'text' && children.length === 0) return [];
  if (element.tag !== 'g') return [asCircle({ tag: element.tag, attributes, children })];
  const group = joined(hoisted({ tag: 'g', attributes, children }));
  return Object.keys(group.attributes).length === 0 ? group.children : [oneForOne(group)];
}

function tidyAttributes({ tag, attributes }: SvgElement, names: ReadonlyMap<string, string>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(attributes)) {
    if (DROPPED.has(name) || DEFAULTS[name] === value) continue;
    kept[name] = name === 'id' ? (names.get(value) ?? value) : withNames(rounded(name, value), names);
  }
  if (tag === 'g') for (const name of ['fill', 'stroke']) if (kept[name] === 'none') delete kept[name];
  if (kept['stroke-width'] === '0') for (const name of ['stroke', 'stroke-width']) delete kept[name];
  if (kept['font-size'] !== undefined) kept['font-size'] = kept['font-size'].replace(/px$/, '');
  return kept;
}

function isInvisible(tag: string, attributes: Readonly<Record<string, string>>): boolean {
  const { display, opacity, d, fill, stroke } = attributes;
  if (display === 'none' || opacity === '0') return true;
  if (Object.values(attributes).some((value) => value.includes('NaN'))) return true;
  if (tag === 'path') {
    const filled = fill !== undefined && fill !== 'none' && fill !== 'transparent';
    const stroked = stroke !== undefined && stroke !== 'none' && stroke !== 'transparent';
    return d === undefined || d === '' || !(filled || stroked);
  }
  return tag === 'line' && stroke === undefined;
}

/** Two decimals are a hundredth of a pixel; long outlines do with one. */
function rounded(name: string, value: string): string {
  if (name === 'id' || name === 'fill' || name === 'stroke' || name === 'clip-path') return value;
  if (name === 'd' && value.length > 400 && /^[ML\d.,Z-]+$/.test(value)) return relative(value);
  if (!value.includes('.')) return value;
  return value.replace(/-?\d*\.\d+(?:e-?\d+)?/g, (number) => String(Math.round(Number(number) * 100) / 100 + 0));
}

/** Steps of a long outline, in parts of a pixel: coasts and borders. */
const STEPS_PER_PX = 2;

/** A long outline in steps of half a pixel, each from the point before: a third of the bytes. */
function relative(outline: string): string {
  let [x, y] = [0, 0];
  const text = (steps: number): string => String(steps / STEPS_PER_PX).replace(/^(-?)0\./, '$1.');
  return outline.replace(/([ML])([-\d.]+),([-\d.]+)/g, (_, command: string, toX: string, toY: string) => {
    const [nextX, nextY] = [Math.round(Number(toX) * STEPS_PER_PX), Math.round(Number(toY) * STEPS_PER_PX)];
    const [dx, dy] = [nextX - x, nextY - y];
    if (command === 'L' && dx === 0 && dy === 0) return '';
    [x, y] = [nextX, nextY];
    if (command === 'M') return `M${text(nextX)},${text(nextY)}`;
    return dx === 0 ? `v${text(dy)}` : dy === 0 ? `h${text(dx)}` : `l${text(dx)},${text(dy)}`;
  });
}

/** Vega counts gradients and clips up as long as a process lives; a page needs ids that are its own and always the same. */
function nameIds(element: SvgElement, id: string, names: Map<string, string>): void {
  const own = element.attributes['id'];
  if (own !== undefined && !names.has(own)) names.set(own, `${id}-${names.size + 1}`);
  for (const child of element.children) if (typeof child !== 'string') nameIds(child, id, names);
}

function withNames(value: string, names: ReadonlyMap<string, string>): string {
  if (!value.includes('url(')) return value;
  return value.replace(/url\(#([^)]+)\)/g, (whole, name: string) => {
    const known = names.get(name);
    return known === undefined ? whole : `url(#${known})`;
  });
}

/** What all children of a group say alike, the group says once. */
function hoisted(group: SvgElement): SvgElement {
  const elements = group.children.filter((child) => typeof child !== 'string');
  const [first] = elements;
  if (first === undefined || elements.length < 2 || elements.length < group.children.length) return group;
  const common = Object.entries(first.attributes).filter(
    ([name, value]) =>
      INHERITED.has(name) &&
      group.attributes[name] === undefined &&
      elements.every(({ attributes }) => attributes[name] === value),
  );
  if (common.length === 0) return group;
  const children = elements.map((child) => ({
    ...child,
    attributes: Object.fromEntries(
      Object.entries(child.attributes).filter(([name]) => !common.some(([other]) => other === name)),
    ),
  }));
  return { tag: 'g', attributes: { ...group.attributes, ...Object.fromEntries(common) }, children };
}

/** A group of one child that only gives it attributes is the child. */
function oneForOne(group: SvgElement): SvgElement {
  const [only] = group.children;
  if (group.children.length !== 1 || only === undefined || typeof only === 'string') return group;
  const clash = Object.keys(group.attributes).some((name) => name in only.attributes || !INHERITED.has(name));
  return clash ? group : { ...only, attributes: { ...group.attributes, ...only.attributes } };
}
