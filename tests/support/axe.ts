import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import type { AxeResults } from 'axe-core';
import type { Browser } from 'puppeteer-core';

/** One rule that a page breaks, and where. */
export interface AxeViolation {
  readonly rule: string;
  readonly help: string;
  /** CSS selectors of the elements, with what is wrong with the first. */
  readonly elements: readonly string[];
  readonly detail: string;
}

export interface PageView {
  readonly colourScheme?: 'light' | 'dark';
  readonly width?: number;
  readonly height?: number;
}

const AXE = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/**
 * What axe-core finds wrong with a page on disk, in a colour scheme and at a width: all its rules, those of WCAG 2.2 AA
 * and of good practice. An empty list is what a test wants.
 */
export async function axeViolations(
  browser: Browser,
  htmlPath: string,
  { colourScheme = 'light', width = 1280, height = 900 }: PageView = {},
): Promise<readonly AxeViolation[]> {
  const page = await browser.newPage();
  try {
    await page.setViewport({ width, height });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: colourScheme }]);
    await page.goto(pathToFileURL(htmlPath).href, { waitUntil: 'load' });
    await page.evaluate('document.fonts.ready.then(() => undefined)');
    await page.evaluate(AXE);
    const results = (await page.evaluate(
      `axe.run(document, { resultTypes: ['violations'], runOnly: ${JSON.stringify(TAGS)} })`,
    )) as AxeResults;
    return results.violations.map(({ id, help, nodes }) => ({
      rule: id,
      help,
      elements: nodes.map(({ target }) => target.join(' ')),
      detail: nodes[0]?.failureSummary ?? '',
    }));
  } finally {
    await page.close();
  }
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
