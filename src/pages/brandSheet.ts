import { contrastOf } from '../lib/contrast.ts';
import type { Brand } from '../types.ts';
import type { ColourSchemes } from './composeRequest.ts';

/**
 * A brand's style sheet: its chart colours as `--chart-*`, its accent as rules and as text, and the ramp of heat tables
 * with the text colour that can be read on each step, in light and in dark.
 */
export function brandSheet(brand: Brand, { light, dark }: ColourSchemes): string {
  const darkPaper = dark['paper'] ?? '#15181c';
  const ofLight = scheme(light, { accent: brand.colours.accent, paper: light['paper'] ?? '#ffffff' });
  const ofDark = scheme(dark, { accent: readableOn(darkPaper, brand.colours.accent), paper: darkPaper });
  return `:root{${ofLight}}\n@media screen and (prefers-color-scheme:dark){:root{${ofDark}}}\n`;
}

/** Steps of a heat table's ramp, from nearly paper to the accent itself. */
export const HEAT_STEPS = 7;
const PALEST = 0.07;

function scheme(
  colours: Readonly<Record<string, string>>,
  { accent, paper }: { readonly accent: string; readonly paper: string },
): string {
  const heat = Array.from({ length: HEAT_STEPS }, (_, step) => {
    const colour = mix(paper, accent, PALEST + ((1 - PALEST) * step) / (HEAT_STEPS - 1));
    return `--heat-${step}:${colour};--on-heat-${step}:${inkOn(colour)}`;
  });
  const chart = Object.entries(colours).map(([name, colour]) => `--chart-${name}:${colour}`);
  return [...chart, ...heat, `--accent:${accent}`].join(';');
}

type Rgb = readonly [number, number, number];

const AA_TEXT = 4.5;

/** Black or white, whichever reads better: one of them always has 4.5 : 1. */
function inkOn(colour: string): string {
  return contrastOf(colour, '#000000') >= contrastOf(colour, '#ffffff') ? '#000000' : '#ffffff';
}

/** The colour, mixed with as much white as it takes to be read as text on dark paper. */
function readableOn(paper: string, colour: string): string {
  for (let white = 0; white < 1; white += 0.05) {
    const mixed = mix(colour, '#ffffff', white);
    if (contrastOf(mixed, paper) >= AA_TEXT + 0.5) return mixed;
  }
  return '#ffffff';
}

function mix(one: string, other: string, share: number): string {
  const [from, to] = [rgbOf(one), rgbOf(other)];
  return hex(from.map((part, index) => part + ((to[index] ?? part) - part) * share));
}

function rgbOf(colour: string): Rgb {
  const digits = colour.replace('#', '');
  const full = digits.length <= 4 ? [...digits].map((digit) => digit + digit).join('') : digits;
  const part = (from: number): number => Number.parseInt(full.slice(from, from + 2), 16);
  return [part(0), part(2), part(4)];
}

function hex(parts: readonly number[]): string {
  return `#${parts.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}
