import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fontPath, isOwnFont, type ScriptFont, scriptFonts } from '../lib/scriptFonts.ts';

/** One slice of a font: the characters of one part of Unicode, in one weight. */
export interface FontFace {
  /** The `@font-face` rule; its file is at `$FONTS/<name>`. */
  readonly css: string;
  readonly name: string;
  readonly family: string;
  /** Absolute. */
  readonly path: string;
  readonly ranges: readonly (readonly [first: number, last: number])[];
  /** Of a script's font, which stands behind the page's own. */
  readonly isOfScript: boolean;
  /** Of another language's font: for signs that the page's own fonts lack. */
  readonly isSpare: boolean;
}

/** The packages' sheets of slices: a single subset's file lacks what every report needs, such as ₩ and Δ. */
const SHEETS = [
  '@fontsource/source-sans-3/400.css',
  '@fontsource/source-sans-3/600.css',
  '@fontsource/source-serif-4/600.css',
];

/** Every slice that pages in these locales may use. A customer of an English brand may have a Korean name. */
export async function fontFaces(locales: readonly string[]): Promise<readonly FontFace[]> {
  const isOwn = (font: ScriptFont): boolean => locales.some((locale) => isOwnFont(font, locale));
  const fonts = scriptFonts().toSorted((a, b) => Number(isOwn(b)) - Number(isOwn(a)));
  const own = await Promise.all(SHEETS.map(readSheet));
  const ofScripts = fonts.map(async (font) => {
    const faces = await Promise.all(font.weights.map((weight) => readSheet(`${font.package}/${weight}.css`)));
    return faces
      .flat()
      .filter(({ name }) => isSliceOf(name, font))
      .map((face) => ({ ...face, isOfScript: true, isSpare: !isOwn(font) }));
  });
  return [...own.flat(), ...(await Promise.all(ofScripts)).flat()];
}

/** A script's font serves for its script; letters and signs of others look better in the page's own. */
function isSliceOf(name: string, { subset }: ScriptFont): boolean {
  return subset === 'korean' || new RegExp(`-(?:${subset}|\\d+)-\\d{3}-normal`).test(name);
}

/**
 * The slices that a text needs. A Korean font comes in 240 of them, and naming all would weigh more than the page; so
 * each page names its own, and the site holds what its pages name.
 */
export function facesFor(text: string, faces: readonly FontFace[]): readonly FontFace[] {
  const foreign = new Set(text.match(/[^ -~\s]/gu) ?? []);
  const signs = ['a', ...foreign].map((sign) => sign.codePointAt(0) ?? 0);
  const own = faces.filter((face) => !face.isSpare && signs.some((sign) => holds(face, sign)));
  const found = [...own];
  let rest = signs.filter((sign) => !own.some((face) => holds(face, sign)));
  // Of several spare fonts that have a sign, the first serves; in all of its weights.
  for (const family of new Set(faces.flatMap((face) => (face.isSpare ? [face.family] : [])))) {
    const spare = faces.filter((face) => face.isSpare && face.family === family);
    const serving = spare.filter((face) => rest.some((sign) => holds(face, sign)));
    found.push(...serving);
    rest = rest.filter((sign) => !serving.some((face) => holds(face, sign)));
  }
  return found;
}

/** Names of the scripts' fonts among these, for the page's stacks: `"Noto Sans Thai","Noto Sans KR"`. */
export function familiesOf(faces: readonly FontFace[]): string {
  const families = new Set(faces.flatMap(({ family, isOfScript }) => (isOfScript ? [family] : [])));
  return [...families].map((family) => `"${family}"`).join(',');
}

function holds({ ranges }: FontFace, sign: number): boolean {
  return ranges.some(([first, last]) => sign >= first && sign <= last);
}

/** The sheets never change while a process lives, and every brand asks for them. */
const sheets = new Map<string, Promise<readonly FontFace[]>>();

function readSheet(sheet: string): Promise<readonly FontFace[]> {
  const reading = sheets.get(sheet) ?? parseSheet(fontPath(sheet));
  sheets.set(sheet, reading);
  return reading;
}

async function parseSheet(path: string): Promise<readonly FontFace[]> {
  const rules = (await readFile(path, 'utf8')).match(/@font-face\s*\{[^}]*\}/g) ?? [];
  return rules.map((rule) => {
    const name = /url\(\.\/files\/([^)]+\.woff2)\)/.exec(rule)?.[1] ?? '';
    const family = /font-family:\s*'([^']+)'/.exec(rule)?.[1] ?? '';
    const range = /unicode-range:\s*([^;]+);/.exec(rule)?.[1] ?? 'U+0-10FFFF';
    const css = rule
      .replace(/src:[^;]*;/, `src:url("$FONTS/${name}")format("woff2");`)
      .replace(/\s*\n\s*/g, '')
      .replace(/([:;,{]) +| +(\{)/g, '$1$2');
    const file = join(dirname(path), 'files', name);
    return { css, name, family, path: file, ranges: rangesOf(range), isOfScript: false, isSpare: false };
  });
}

function rangesOf(text: string): FontFace['ranges'] {
  return text.split(',').map((part) => {
    const [first = '0', last = first] = part.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
  });
}
