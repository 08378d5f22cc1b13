import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { languageOf } from '../lib/localText.ts';

/** One slice of a font: the characters of one part of Unicode, in one weight. */
export interface FontFace {
  /** The `@font-face` rule; its file is at `$FONTS/<name>`. */
  readonly css: string;
  readonly name: string;
  /** Absolute. */
  readonly path: string;
  readonly ranges: readonly (readonly [first: number, last: number])[];
  /** Of another language's font: for signs that the page's own fonts lack. */
  readonly isSpare: boolean;
}

/** The packages' sheets of slices: a single subset's file lacks what every report needs, such as ₩ and Δ. */
const SHEETS = ['source-sans-3/400.css', 'source-sans-3/600.css', 'source-serif-4/600.css'];
const SHEETS_OF: Readonly<Record<string, readonly string[]>> = { ko: ['noto-sans-kr/400.css', 'noto-sans-kr/700.css'] };

/** Every slice that pages in these locales may use. A customer of an English brand may have a Korean name. */
export async function fontFaces(locales: readonly string[]): Promise<readonly FontFace[]> {
  const own = new Set([...SHEETS, ...locales.flatMap((locale) => SHEETS_OF[languageOf(locale)] ?? [])]);
  const spare = Object.values(SHEETS_OF)
    .flat()
    .filter((sheet) => !own.has(sheet));
  const read = [...own].map((sheet) => readSheet(sheet, false));
  return (await Promise.all([...read, ...spare.map((sheet) => readSheet(sheet, true))])).flat();
}

/**
 * The slices that a text needs. A Korean font comes in 240 of them, and naming all would weigh more than the page; so
 * each page names its own, and the site holds what its pages name.
 */
export function facesFor(text: string, faces: readonly FontFace[]): readonly FontFace[] {
  const foreign = new Set(text.match(/[^ -~\s]/gu) ?? []);
  const signs = ['a', ...foreign].map((sign) => sign.codePointAt(0) ?? 0);
  const own = faces.filter((face) => !face.isSpare && signs.some((sign) => holds(face, sign)));
  const rest = signs.filter((sign) => !own.some((face) => holds(face, sign)));
  return [...own, ...faces.filter((face) => face.isSpare && rest.some((sign) => holds(face, sign)))];
}

function holds({ ranges }: FontFace, sign: number): boolean {
  return ranges.some(([first, last]) => sign >= first && sign <= last);
}

async function readSheet(sheet: string, isSpare: boolean): Promise<readonly FontFace[]> {
  const path = createRequire(import.meta.url).resolve(`@fontsource/${sheet}`);
  const rules = (await readFile(path, 'utf8')).match(/@font-face\s*\{[^}]*\}/g) ?? [];
  return rules.map((rule) => {
    const name = /url\(\.\/files\/([^)]+\.woff2)\)/.exec(rule)?.[1] ?? '';
    const range = /unicode-range:\s*([^;]+);/.exec(rule)?.[1] ?? 'U+0-10FFFF';
    const css = rule
      .replace(/src:[^;]*;/, `src:url("$FONTS/${name}")format("woff2");`)
      .replace(/\s*\n\s*/g, '')
      .replace(/([:;,{]) +| +(\{)/g, '$1$2');
    return { css, name, path: join(dirname(path), 'files', name), ranges: rangesOf(range), isSpare };
  });
}

function rangesOf(text: string): FontFace['ranges'] {
  return text.split(',').map((part) => {
    const [first = '0', last = first] = part.trim().replace(/^U\+/i, '').split('-');
    return [Number.parseInt(first, 16), Number.parseInt(last, 16)];
  });
}
