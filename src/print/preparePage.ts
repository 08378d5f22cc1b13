import { pathToFileURL } from 'node:url';
import type { Page } from 'puppeteer-core';
import { type Problem, ProblemsError } from '../lib/problem.ts';
import { missingLetters } from '../lib/scriptFonts.ts';
import type { Paper } from '../types.ts';
import { FIT_TO_PAPER, LETTERS_WITHOUT_FONT } from './fitToPaper.ts';

interface PageLook {
  readonly title: string;
  readonly language: string;
  readonly brokenFonts: readonly string[];
  /** Names of what is wider than the paper even so. */
  readonly tooWide: readonly string[];
  /** Those that no font has. */
  readonly letters: readonly string[];
}

const PX_PER_MM = 96 / 25.4;
/** Both margins at the sides together, as print.css has them. */
const MARGINS_MM = 32;
const PAPER_MM: Readonly<Record<Paper, readonly [width: number, height: number]>> = {
  A4: [210, 297],
  Letter: [215.9, 279.4],
};

/** The paper's column, upright and on its side, in whole pixels. */
function columnsPx(paper: Paper): readonly [portrait: number, landscape: number] {
  const [width, height] = PAPER_MM[paper].map((mm) => Math.floor((mm - MARGINS_MM) * PX_PER_MM));
  return [width ?? 0, height ?? 0];
}

/**
 * Makes a loaded page ready to be printed: its links to other pages of the site (below `siteDir` here) lead to where
 * readers find them, `siteUrl`, and what is wider than the paper is made to fit. Returns what a maintainer should know:
 * letters that no font has, and what does not fit even so. Throws ProblemsError where a title, a language or a font is
 * missing.
 */
export async function preparePage(
  page: Page,
  {
    html,
    paper,
    siteDir,
    siteUrl,
  }: { readonly html: string; readonly paper: Paper; readonly siteDir: string; readonly siteUrl: string },
): Promise<readonly string[]> {
  const columns = columnsPx(paper);
  if (page.viewport()?.width !== columns[0]) await page.setViewport({ width: columns[0], height: 1000 });
  const folders = [pathToFileURL(siteDir).href, siteUrl].map((folder) => folder.replace(/\/*$/, '/'));
  const look = (await page.evaluate(
    `(${PREPARE})(${JSON.stringify(folders)}, ${JSON.stringify(columns)})`,
  )) as PageLook;
  const problems = problemsOf(look, html);
  if (problems.length > 0) throw new ProblemsError(problems);
  const boxes = missingLetters(look.letters, 'The PDF');
  return [
    ...look.tooWide.map((name) => `The PDF: "${name}" is wider than the paper. Show fewer columns, or shorter words.`),
    ...(boxes === undefined ? [] : [boxes]),
  ];
}

/** Runs in the page. A link within the page stays as it is: in the PDF it leads to the place in the PDF. */
const leadToSite = `(here, there) => {
  for (const link of document.querySelectorAll('a[href]:not([href^="#"])'))
    if (link.href.startsWith(here))
      link.href = there + link.href.slice(here.length).replace(/(^|\\/)index\\.html(?=#|$)/, '$1');
}`;

/** Runs in the page. */
const PREPARE = `async (folders, columns) => {
  (${leadToSite})(...folders);
  const fonts = await document.fonts.ready;
  return {
    title: document.title.trim(),
    language: document.documentElement.lang.trim(),
    brokenFonts: [...fonts].filter((font) => font.status === 'error').map((font) => font.family),
    tooWide: (${FIT_TO_PAPER})(...columns),
    letters: await (${LETTERS_WITHOUT_FONT})(),
  };
}`;

function problemsOf({ title, language, brokenFonts }: PageLook, file: string): readonly Problem[] {
  return [
    ...(title === '' ? [{ file, message: 'The page has no <title>, so its PDF would have none.' }] : []),
    ...(language === '' ? [{ file, message: 'The page\'s <html> has no lang="…", so its PDF would have none.' }] : []),
    ...brokenFonts.map((font) => ({ file, message: `The font ${font} could not be loaded.` })),
  ];
}
