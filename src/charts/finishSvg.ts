import { type ChartColours, withFallbacks } from './colours.ts';
import { PAGE_FONTS } from './fonts.ts';
import { escapeXml, type SvgElement, writeSvg } from './svgTree.ts';
import { tidySvg } from './tidySvg.ts';

export interface Finish {
  /** Unique on the page; every id in the drawing begins with it. */
  readonly id: string;
  /** What the chart is, in plain text. */
  readonly title: string;
  /** What it shows, for those who do not see it; "" where nobody wrote it. */
  readonly description: string;
  readonly colours: ChartColours;
  /** Whole pixels. */
  readonly width: number;
  readonly height: number;
}

/** A drawing as it stands in a page: small, named for people who do not see it, its colours left to the page. */
export function finishSvg(svg: SvgElement, { id, title, description, colours, width, height }: Finish): string {
  const { children } = tidySvg(svg, id);
  const texts = [
    { tag: 'title', attributes: { id: `${id}-title` }, children: [escapeXml(title)] },
    ...(description === ''
      ? []
      : [{ tag: 'desc', attributes: { id: `${id}-desc` }, children: [escapeXml(description)] }]),
  ];
  const root: SvgElement = {
    tag: 'svg',
    attributes: {
      xmlns: 'http://www.w3.org/2000/svg',
      width: String(width),
      height: String(height),
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      direction: 'ltr',
      'aria-labelledby': texts.map(({ attributes: { id: name } }) => name).join(' '),
      'font-family': PAGE_FONTS,
      fill: 'none',
    },
    children: [...texts, ...children],
  };
  return coloured(root, colours);
}

/** Colours are custom properties in attributes alone: a text that reads like one is a text. */
function coloured(element: SvgElement, colours: ChartColours): string {
  const paint = ({ tag, attributes, children }: SvgElement): SvgElement => ({
    tag,
    attributes: Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [name, withFallbacks(value, colours)]),
    ),
    children: children.map((child) => (typeof child === 'string' ? child : paint(child))),
  });
  return writeSvg(paint(element));
}
