import { pathToFileURL } from 'node:url';
import type { Page } from 'puppeteer-core';
import { type Problem, ProblemsError } from '../lib/problem.ts';

interface PageLook {
  readonly title: string;
  readonly language: string;
  readonly brokenFonts: readonly string[];
}

/**
 * Makes a loaded page ready to be printed: its links to other pages of the site (below `siteDir` here) lead to where
 * readers find them, `siteUrl`. Throws ProblemsError where a title, a language or a font is missing.
 */
export async function preparePage(
  page: Page,
  { html, siteDir, siteUrl }: { readonly html: string; readonly siteDir: string; readonly siteUrl: string },
): Promise<void> {
  const folders = [pathToFileURL(siteDir).href, siteUrl].map((folder) => folder.replace(/\/*$/, '/'));
  await page.evaluate(`(${leadToSite})(...${JSON.stringify(folders)})`);
  const problems = problemsOf((await page.evaluate(LOOK)) as PageLook, html);
  if (problems.length > 0) throw new ProblemsError(problems);
}

/** Runs in the page. A link within the page stays as it is: in the PDF it leads to the place in the PDF. */
const leadToSite = `(here, there) => {
  for (const link of document.querySelectorAll('a[href]:not([href^="#"])'))
    if (link.href.startsWith(here))
      link.href = there + link.href.slice(here.length).replace(/(^|\\/)index\\.html(?=#|$)/, '$1');
}`;

/** Runs in the page, when its fonts have come. */
const LOOK = `document.fonts.ready.then((fonts) => ({
  title: document.title.trim(),
  language: document.documentElement.lang.trim(),
  brokenFonts: [...fonts].filter((font) => font.status === 'error').map((font) => font.family),
}))`;

function problemsOf({ title, language, brokenFonts }: PageLook, file: string): readonly Problem[] {
  return [
    ...(title === '' ? [{ file, message: 'The page has no <title>, so its PDF would have none.' }] : []),
    ...(language === '' ? [{ file, message: 'The page\'s <html> has no lang="…", so its PDF would have none.' }] : []),
    ...brokenFonts.map((font) => ({ file, message: `The font ${font} could not be loaded.` })),
  ];
}
