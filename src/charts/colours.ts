import { interpolateLab, piecewise } from 'd3-interpolate';
import { contrastOf } from '../lib/contrast.ts';
import type { Brand } from '../types.ts';

/**
 * The colours of charts, by meaning. A drawing never holds a colour of its own: it says `var(--chart-<name>, #hex)`, so
 * that the page around it decides, and the light value stands where there is no page. A specification uses the same
 * names ("good", "series-2").
 *
 * | custom property | what it paints |
 * |---|---|
 * | `--chart-ink` | titles, values, baselines |
 * | `--chart-muted` | axis labels, context, whatever should step back |
 * | `--chart-grid` | grid lines; land on a map |
 * | `--chart-paper` | what lies behind: halos, gaps between marks |
 * | `--chart-accent` | the brand's colour: the first series |
 * | `--chart-highlight` | the one thing to look at, targets |
 * | `--chart-good`, `--chart-bad` | better and worse |
 * | `--chart-series-1` … `--chart-series-8` | categories, the brand's own colours first |
 * | `--chart-scale-0` … `--chart-scale-4` | heat ramp, little to much; on dark paper it runs from dark to light |
 */
export const COLOUR_NAMES: readonly string[] = [
  ...['ink', 'muted', 'grid', 'paper', 'accent', 'highlight', 'good', 'bad'],
  ...Array.from({ length: 8 }, (_, index) => `series-${index + 1}`),
  ...Array.from({ length: 5 }, (_, index) => `scale-${index}`),
];

export type ChartColours = Readonly<Record<string, string>>;

interface Scheme {
  readonly fixed: Readonly<Record<'ink' | 'muted' | 'grid' | 'paper' | 'highlight' | 'good' | 'bad', string>>;
  /** Least contrast of a series with the paper. */
  readonly contrast: number;
}

const LIGHT: Scheme = {
  fixed: {
    ink: '#1a1d21',
    muted: '#5c636b',
    grid: '#e1e4e7',
    paper: '#ffffff',
    highlight: '#b5471b',
    good: '#1c7c54',
    bad: '#b3362b',
  },
  // A brand's pale colours stay as they are on white, where they are often meant to step back.
  contrast: 1,
};

const DARK: Scheme = {
  fixed: {
    ink: '#eceef0',
    muted: '#a3abb3',
    grid: '#343a41',
    paper: '#15181c',
    highlight: '#f2915f',
    good: '#58c08f',
    bad: '#f0867a',
  },
  // WCAG 1.4.11 asks for 3 of what is needed to understand a graphic; thin lines and small bubbles want more.
  contrast: 4.5,
};

const STEPS = 5;

interface ChartSchemes {
  readonly light: ChartColours;
  readonly dark: ChartColours;
}

/** Every drawing of a brand asks for its colours, and mixing them costs as much as a small chart. */
const mixed = new Map<string, ChartSchemes>();

/** Hex colours per name of COLOUR_NAMES, on light and on dark paper. Series on dark paper have 4.5 : 1 contrast or more. */
export function chartColours(brand: Brand): ChartSchemes {
  const key = JSON.stringify([brand.colours.accent, brand.colours.series]);
  const known = mixed.get(key);
  if (known !== undefined) return known;
  const made = { light: coloursOf(brand, LIGHT), dark: coloursOf(brand, DARK) };
  mixed.set(key, made);
  return made;
}

/** A colour by meaning, as a drawing says it. */
export function colourVariable(name: string): string {
  return `var(--chart-${name})`;
}

/** Puts a light value behind every custom property: `var(--chart-ink)` → `var(--chart-ink,#1a1d21)`. */
export function withFallbacks(markup: string, colours: ChartColours): string {
  if (!markup.includes('var(')) return markup;
  return markup.replace(/var\(--chart-([a-z0-9-]+)\)/g, (whole, name: string) =>
    colours[name] === undefined ? whole : `var(--chart-${name},${colours[name]})`,
  );
}

/** Puts plain hex colours in place of the custom properties, for pictures, which no page surrounds. */
export function withPlainColours(json: string, colours: ChartColours): string {
  return json.replace(/var\(--chart-([a-z0-9-]+)\)/g, (whole, name: string) => colours[name] ?? whole);
}

function coloursOf(brand: Brand, { fixed, contrast }: Scheme): ChartColours {
  const series = eightSeries(brand, fixed).map((colour) => readable(colour, fixed.paper, contrast));
  const accent = readable(brand.colours.accent, fixed.paper, contrast);
  const ramp = heatRamp(accent, fixed);
  return {
    ...fixed,
    accent,
    ...Object.fromEntries(series.map((colour, index) => [`series-${index + 1}`, colour])),
    ...Object.fromEntries(ramp.map((colour, index) => [`scale-${index}`, colour])),
  };
}

/** The brand's series; where it names fewer than eight, the same ones again, mixed with the text's colour. */
function eightSeries(brand: Brand, { ink }: Scheme['fixed']): readonly string[] {
  const own = brand.colours.series.length > 0 ? brand.colours.series : [brand.colours.accent];
  return Array.from({ length: 8 }, (_, index) => {
    const colour = own[index % own.length] ?? brand.colours.accent;
    return mix(colour, ink, Math.floor(index / own.length) * 0.4);
  });
}

/** Even steps of lightness from almost paper to full colour and a little beyond. */
function heatRamp(accent: string, { paper, ink }: Scheme['fixed']): readonly string[] {
  const strongest = mix(accent, ink, 0.3);
  const ramp = piecewise(interpolateLab, [mix(paper, accent, 0.1), accent, strongest]);
  return Array.from({ length: STEPS }, (_, index) => hexOf(ramp(index / (STEPS - 1))));
}

/** The colour, moved towards white until it stands out from the paper. */
function readable(colour: string, paper: string, least: number): string {
  const steps = Array.from({ length: 20 }, (_, index) => mix(colour, '#ffffff', index / 20));
  return steps.find((step) => contrastOf(step, paper) >= least) ?? '#ffffff';
}

function mix(from: string, to: string, share: number): string {
  return hexOf(interpolateLab(from, to)(share));
}

function hexOf(rgb: string): string {
  const channels = rgb.match(/[\d.]+/g) ?? [];
  return `#${channels
    .slice(0, 3)
    .map((channel) => Math.round(Number(channel)).toString(16).padStart(2, '0'))
    .join('')}`;
}
