import { fileURLToPath } from 'node:url';
import { GlobalFonts } from 'canvas';

/** What a drawing asks for; pages bring these fonts along, and measure the same as the canvas does. */
export const PAGE_FONTS = "'Source Sans 3','Noto Sans KR',sans-serif";

const SLICES: Readonly<Record<string, { readonly package: string; readonly slice: string }>> = {
  'Chart Latin': { package: 'source-sans-3', slice: 'source-sans-3-latin' },
  'Chart Latin Extended': { package: 'source-sans-3', slice: 'source-sans-3-latin-ext' },
  'Chart Cyrillic': { package: 'source-sans-3', slice: 'source-sans-3-cyrillic' },
  'Chart Greek': { package: 'source-sans-3', slice: 'source-sans-3-greek' },
  'Chart Vietnamese': { package: 'source-sans-3', slice: 'source-sans-3-vietnamese' },
  'Chart Korean': { package: 'noto-sans-kr', slice: 'noto-sans-kr-korean' },
};

/**
 * What the canvas measures and paints with. A canvas knows no unicode-range, so every slice of a font is a family of its
 * own, and the next one is asked for what the one before lacks.
 */
export const CANVAS_FONTS = [...Object.keys(SLICES), 'sans-serif'].join(', ');

const WEIGHTS = [400, 600];
let registered = false;

/** Makes the fonts known to the canvas; once per process, some 60 ms. Throws where a font's file is missing. */
export function registerFonts(): void {
  if (registered) return;
  for (const [family, { package: name, slice }] of Object.entries(SLICES)) {
    for (const weight of WEIGHTS) {
      const file = fileURLToPath(import.meta.resolve(`@fontsource/${name}/files/${slice}-${weight}-normal.woff2`));
      if (GlobalFonts.registerFromPath(file, family) === null) throw new Error(`The font ${file} cannot be read.`);
    }
  }
  registered = true;
}
