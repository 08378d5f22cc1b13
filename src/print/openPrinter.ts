import { pathToFileURL } from 'node:url';
import type { Browser, Page, PDFOptions } from 'puppeteer-core';
import { fileExists, writeFileAtomic } from '../lib/files.ts';
import { sha256 } from '../lib/hash.ts';
import { ProblemsError } from '../lib/problem.ts';
import type { Effects, IsoDay, Paper } from '../types.ts';
import { preparePage } from './preparePage.ts';
import { RequestWatch } from './requestWatch.ts';
import { pageCount, samePdf } from './samePdf.ts';
import { type FoundBrowser, startBrowser, startFirstBrowser } from './startBrowser.ts';

export interface PrintJob {
  /** Absolute path of the page; title and language of the PDF are the page's. */
  readonly html: string;
  /** Absolute path of the PDF to write. */
  readonly pdf: string;
  /** The PDF's date: a day of the edition, never of the clock. */
  readonly day: IsoDay;
  /** Where the page's own `@page` names no size. */
  readonly paper: Paper;
}

export interface Print {
  readonly pages: number;
  readonly sha256: string;
  /** What a maintainer should know of how it came out; none where all is well. */
  readonly warnings: readonly string[];
}

export interface Printer {
  /** For messages and for keys of reuse: "HeadlessChrome/156.0.8078.79". */
  readonly version: string;
  /** Prints a page of the site; call it as often as you like at once, jobs wait for a free page of the browser. */
  print(job: PrintJob): Promise<Print>;
  close(): Promise<void>;
}

/** In full: Puppeteer's own A4 is rounded to hundredths of an inch. */
const PAPER_SIZES: Readonly<Record<Paper, Pick<PDFOptions, 'width' | 'height'>>> = {
  A4: { width: '210mm', height: '297mm' },
  Letter: { width: '8.5in', height: '11in' },
};
const PDF_OPTIONS: PDFOptions = { preferCSSPageSize: true, printBackground: true, tagged: true, outline: true };

/**
 * Starts a browser that prints pages below `siteDir`, with `pages` of its pages at work at once (more than two give
 * nothing on two cores). Scripts do not run: a print shows what the page is without them. A page or browser that dies
 * is started again once per job; one that takes longer than `timeoutMs` is given up. Throws ProblemsError for a page
 * that is missing, hangs, asks for anything outside the site's folder, or lacks a title, a language or a font.
 */
export async function openPrinter({
  effects,
  siteDir,
  siteUrl,
  pages = 2,
  timeoutMs = 60_000,
}: {
  readonly effects: Pick<Effects, 'env' | 'log'>;
  readonly siteDir: string;
  /** Where readers find the site: what links to it lead to. */
  readonly siteUrl: string;
  readonly pages?: number;
  readonly timeoutMs?: number;
}): Promise<Printer> {
  const { browser, found } = await startFirstBrowser(effects.env);
  return new BrowserPrinter({ browser, found, effects, siteDir, siteUrl, pages, timeoutMs });
}

interface MadePdf {
  readonly pdf: Uint8Array;
  readonly warnings: readonly string[];
}

/** One of the browser's pages, kept from job to job: a new one for each costs more than the print. */
interface Lane {
  page: Page | undefined;
}

interface Parts {
  readonly browser: Browser;
  readonly found: FoundBrowser;
  readonly effects: Pick<Effects, 'env' | 'log'>;
  readonly siteDir: string;
  readonly siteUrl: string;
  readonly pages: number;
  readonly timeoutMs: number;
}

class BrowserPrinter implements Printer {
  readonly version: string;
  readonly #parts: Parts;
  #browser: Promise<Browser>;
  readonly #idle: Lane[];
  readonly #waiting: ((lane: Lane) => void)[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
    this.version = parts.found.version;
    this.#browser = Promise.resolve(parts.browser);
    this.#idle = Array.from({ length: parts.pages }, () => ({ page: undefined }));
  }

  async print(job: PrintJob): Promise<Print> {
    if (!(await fileExists(job.html))) {
      throw new ProblemsError([{ file: job.html, message: 'There is no such page to print. Compose it first.' }]);
    }
    const lane = await this.#freeLane();
    try {
      const made = await this.#printWithOneRestart(lane, job);
      const pdf = samePdf(made.pdf, job.day);
      await writeFileAtomic(job.pdf, pdf);
      return { pages: pageCount(pdf), sha256: sha256(pdf), warnings: made.warnings };
    } finally {
      this.#release(lane);
    }
  }

  async close(): Promise<void> {
    const browser = await this.#browser.catch(() => undefined);
    await browser?.close();
  }

  async #printWithOneRestart(lane: Lane, job: PrintJob): Promise<MadePdf> {
    try {
      return await this.#printIn(lane, job);
    } catch (error) {
      if (error instanceof ProblemsError) throw error;
      this.#parts.effects.log.warn(`The browser died while printing ${job.html}; it is started again.`);
    }
    try {
      return await this.#printIn(lane, job);
    } catch (error) {
      if (error instanceof ProblemsError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      throw new ProblemsError([{ file: job.html, message: `The browser died twice while printing this: ${reason}` }]);
    }
  }

  async #printIn(lane: Lane, job: PrintJob): Promise<MadePdf> {
    const { siteDir, timeoutMs } = this.#parts;
    lane.page ??= await this.#newPage();
    const { page } = lane;
    const watch = new RequestWatch(page, siteDir, job.html);
    let pdf: MadePdf;
    try {
      pdf = await beforeDeathOrTimeout(page, pdfOf(page, job, this.#parts), { file: job.html, timeoutMs });
    } catch (error) {
      // What state the page is in is anybody's guess: the next job gets a new one.
      lane.page = undefined;
      page.close().catch(() => undefined);
      const found = watch.stop();
      throw error instanceof ProblemsError ? new ProblemsError([...error.problems, ...found]) : error;
    }
    const problems = watch.stop();
    if (problems.length > 0) throw new ProblemsError(problems);
    return pdf;
  }

  async #newPage(): Promise<Page> {
    const page = await (await this.#liveBrowser()).newPage();
    const session = await page.createCDPSession();
    // In one call: Puppeteer's own two, for the medium and for its features, each undo what the other has set.
    const media = { media: 'print', features: [{ name: 'prefers-color-scheme', value: 'light' }] };
    await Promise.all([
      page.setJavaScriptEnabled(false),
      page.setOfflineMode(true),
      session.send('Emulation.setEmulatedMedia', media),
    ]);
    return page;
  }

  /** The browser, started again where it has gone: by one of the jobs that notice. */
  async #liveBrowser(): Promise<Browser> {
    const current = this.#browser;
    if ((await current.catch(() => undefined))?.connected) return current;
    if (this.#browser === current) this.#browser = startBrowser(this.#parts.found, this.#parts.effects.env);
    return this.#browser;
  }

  #freeLane(): Promise<Lane> {
    const lane = this.#idle.pop();
    if (lane !== undefined) return Promise.resolve(lane);
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #release(lane: Lane): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#idle.push(lane);
    else next(lane);
  }
}

async function pdfOf(page: Page, { html, paper }: PrintJob, { timeoutMs, siteDir, siteUrl }: Parts): Promise<MadePdf> {
  await page.goto(pathToFileURL(html).href, { waitUntil: 'load', timeout: timeoutMs });
  const warnings = await preparePage(page, { html, paper, siteDir, siteUrl });
  const pdf = await page.pdf({ ...PDF_OPTIONS, ...PAPER_SIZES[paper], timeout: timeoutMs });
  return { pdf, warnings };
}

/** The work's outcome, or an error as soon as the page crashes, the browser goes or the time is up. */
async function beforeDeathOrTimeout<T>(
  page: Page,
  work: Promise<T>,
  { file, timeoutMs }: { readonly file: string; readonly timeoutMs: number },
): Promise<T> {
  // Whichever way the race ends, what the work does later is nobody's business.
  work.catch(() => undefined);
  const slow = new ProblemsError([
    { file, message: `The page was not printed within ${timeoutMs / 1000} seconds and was given up.` },
  ]);
  const { promise: end, reject } = Promise.withResolvers<never>();
  const onCrash = (error: Error): void => reject(error);
  const onGone = (): void => reject(new Error('the browser went away'));
  const timer = setTimeout(() => reject(slow), timeoutMs);
  page.once('error', onCrash);
  page.browser().once('disconnected', onGone);
  try {
    return await Promise.race([work, end]);
  } catch (error) {
    throw error instanceof Error && error.name === 'TimeoutError' ? slow : error;
  } finally {
    clearTimeout(timer);
    page.off('error', onCrash);
    page.browser().off('disconnected', onGone);
  }
}
