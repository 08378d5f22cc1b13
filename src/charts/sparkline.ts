import { colourVariable } from './colours.ts';
import { writeSvg } from './svgTree.ts';

export interface Sparkline {
  /** Oldest first; null is a gap. */
  readonly values: readonly (number | null)[];
  /** Pixels. */
  readonly width?: number;
  readonly height?: number;
}

const MARGIN_PX = 3;

/**
 * A line the height of a word, its last point marked: decoration beside a number that says it all, hidden from assistive
 * technology. "" where there is no value. Colours: `--chart-muted`, `--chart-accent`, without fallbacks, because a page
 * always has them.
 */
export function sparkline({ values, width = 96, height = 24 }: Sparkline): string {
  const known = values.filter(isKnown);
  if (known.length === 0) return '';
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (index: number): number =>
    round(MARGIN_PX + (index * (width - 2 * MARGIN_PX)) / Math.max(1, values.length - 1));
  const y = (value: number): number =>
    round(high === low ? height / 2 : height - MARGIN_PX - ((value - low) / (high - low)) * (height - 2 * MARGIN_PX));
  const last = values.at(-1);
  const line = {
    tag: 'path',
    attributes: {
      d: linePath(values, x, y),
      fill: 'none',
      stroke: colourVariable('muted'),
      'stroke-width': '1.5',
      'stroke-linecap': 'round',
      'stroke-linejoin': 'round',
    },
    children: [],
  };
  const dot = (value: number): typeof line.attributes | Record<string, string> => ({
    cx: String(x(values.length - 1)),
    cy: String(y(value)),
    r: '2.5',
    fill: colourVariable('accent'),
  });
  return writeSvg({
    tag: 'svg',
    attributes: {
      class: 'sparkline',
      width: String(width),
      height: String(height),
      viewBox: `0 0 ${width} ${height}`,
      'aria-hidden': 'true',
      focusable: 'false',
    },
    children: [line, ...(isKnown(last) ? [{ tag: 'circle', attributes: dot(last), children: [] }] : [])],
  });
}

/** A stroke per run of values; a lone value is a dot, which a round cap draws from a line of no length. */
function linePath(
  values: readonly (number | null)[],
  x: (index: number) => number,
  y: (value: number) => number,
): string {
  return values
    .flatMap((value, index) => {
      if (!isKnown(value)) return [];
      const begins = !isKnown(values[index - 1]);
      const alone = begins && !isKnown(values[index + 1]);
      return [`${begins ? 'M' : 'L'}${x(index)},${y(value)}${alone ? 'h0' : ''}`];
    })
    .join('');
}

/** A sparkline of the default size. */
export function sparklineOf(values: Sparkline['values']): string {
  return sparkline({ values });
}

function isKnown(value: number | null | undefined): value is number {
  return value !== null && value !== undefined && Number.isFinite(value);
}

function round(px: number): number {
  return Math.round(px * 10) / 10;
}
