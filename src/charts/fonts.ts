import { createCanvas, GlobalFonts } from 'canvas';
import { fontPath, scriptFonts } from '../lib/scriptFonts.ts';

/** What a drawing asks for; pages bring these fonts along, and measure the same as the canvas does. */
export const PAGE_FONTS = "'Source Sans 3',var(--script-fonts,'Noto Sans KR'),sans-serif";

interface Slice {
  readonly family: string;
  /** Path of the files within their package, up to the weight. */
  readonly files: string;
}

const latin = (family: string, subset: string): Slice => ({
  family,
  files: `@fontsource/source-sans-3/files/source-sans-3-${subset}`,
});

const SLICES: readonly Slice[] = [
  latin('Chart Latin', 'latin'),
  latin('Chart Latin Extended', 'latin-ext'),
  latin('Chart Cyrillic', 'cyrillic'),
  latin('Chart Greek', 'greek'),
  latin('Chart Vietnamese', 'vietnamese'),
  ...scriptFonts().map(({ package: name, family, subset }) => ({
    family: `Chart ${family}`,
    files: `${name}/files/${name.replace('@fontsource/', '')}-${subset}`,
  })),
];

/**
 * What the canvas measures and paints with. A canvas knows no unicode-range, so every slice of a font is a family of its
 * own, and the next one is asked for what the one before lacks.
 */
export const CANVAS_FONTS = [...SLICES.map(({ family }) => family), 'sans-serif'].join(', ');

const WEIGHTS = [400, 600];
let registered = false;

/** Makes the fonts known to the canvas; once per process, some 60 ms. Throws where a font's file is missing. */
export function registerFonts(): void {
  if (registered) return;
  for (const { family, files } of SLICES) {
    for (const weight of WEIGHTS) {
      const file = fontPath(`${files}-${weight}-normal.woff2`);
      if (GlobalFonts.registerFromPath(file, family) === null) throw new Error(`The font ${file} cannot be read.`);
    }
  }
  registered = true;
}

const BOX_PX = 40;
/** No character is ever given this number, so that every font draws it as its box. */
const NO_LETTER = '\u{10FFFE}';

/** The letters of a text that a picture would show as boxes. Latin ones are not asked after. */
export function lettersWithoutFont(text: string): readonly string[] {
  const asked = [...new Set(text.match(/[^\p{Script=Latin}\p{M}\p{Cc}\p{Cf}\p{Cs}\s -~]/gu) ?? [])];
  if (asked.length === 0) return [];
  registerFonts();
  const context = createCanvas(BOX_PX, BOX_PX).getContext('2d');
  context.font = `20px ${CANVAS_FONTS}`;
  const drawn = (letter: string): string => {
    context.clearRect(0, 0, BOX_PX, BOX_PX);
    context.fillText(letter, 4, 28);
    return Buffer.from(context.getImageData(0, 0, BOX_PX, BOX_PX).data).toString('base64');
  };
  const box = drawn(NO_LETTER);
  return asked.filter((letter) => drawn(letter) === box);
}
