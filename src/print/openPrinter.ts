import type { Browser, PDFOptions } from 'puppeteer-core';
import { fileExists, writeFileAtomic } from '../lib/files.ts';
import { sha256 } from '../lib/hash.ts';
import { ProblemsError } from '../lib/problem.ts';
import type { Effects, IsoDay, Paper } from '../types.ts';
import { endBrowser } from './browserProfiles.ts';
import { preparePage } from './preparePage.ts';
import { beforeDeathOrLimit, PRINT_LIMITS, type PrintLimits, TooSlow } from './printLimits.ts';
import { RequestWatch } from './requestWatch.ts';
import { pageCount, samePdf } from './samePdf.ts';
import { SitePage } from './sitePage.ts';
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
const SMALLER = 'Show fewer rows or charts on it, or give its blocks a `limit`.';
const PDF_OPTIONS: PDFOptions = { preferCSSPageSize: true, printBackground: true, tagged: true, outline: true };

/**
 * Starts a browser that prints pages below `siteDir`, with `pages` of its pages at work at once (more than two give
 * nothing on two cores). Scripts do not run: a print shows what the page is without them. A page that dies with its
 * browser, or takes too long, is tried once more in a fresh one. Throws ProblemsError for a page
 * that is missing, hangs, asks for anything outside the site's folder, or lacks a title, a language or a font.
 */
export async function openPrinter({
  effects,
  siteDir,
  siteUrl,
  profilesDir,
  pages = 2,
  limits = {},
}: {
  readonly effects: Pick<Effects, 'env' | 'log'>;
  readonly siteDir: string;
  /** Where browsers have their profiles while they run; default: the system's folder for such things. */
  readonly profilesDir?: string;
  /** Where readers find the site: what links to it lead to. */
  readonly siteUrl: string;
  readonly pages?: number;
  readonly limits?: Partial<PrintLimits>;
}): Promise<Printer> {
  const { browser, found } = await startFirstBrowser(effects.env, profilesDir);
  const all = { ...PRINT_LIMITS, ...limits };
  return new BrowserPrinter({ browser, found, effects, siteDir, siteUrl, profilesDir, pages, limits: all });
}

interface MadePdf {
  readonly pdf: Uint8Array;
  readonly warnings: readonly string[];
}

/** One of the browser's pages, kept from job to job: a new one for each costs more than the print. */
interface Lane {
  page: SitePage | undefined;
}

interface Parts {
  readonly browser: Browser;
  readonly found: FoundBrowser;
  readonly effects: Pick<Effects, 'env' | 'log'>;
  readonly siteDir: string;
  readonly siteUrl: string;
  readonly profilesDir: string | undefined;
  readonly pages: number;
  readonly limits: PrintLimits;
}

class BrowserPrinter implements Printer {
  readonly version: string;
  readonly #parts: Parts;
  #browser: Promise<Browser>;
  readonly #idle: Lane[];
  readonly #waiting: ((lane: Lane) => void)[] = [];
  /** Browsers that were ended because a page took too long. */
  readonly #ended = new WeakSet<Browser>();

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
      const made = await this.#printWithSecondTry(lane, job);
      const pdf = samePdf(made.pdf, job.day);
      await writeFileAtomic(job.pdf, pdf);
      return { pages: pageCount(pdf), sha256: sha256(pdf), warnings: made.warnings };
    } finally {
      this.#release(lane);
    }
  }

  async close(): Promise<void> {
    const browser = await this.#browser.catch(() => undefined);
    const process = browser?.process();
    await browser?.close();
    // Its profile is removed when it is gone.
    if (process != null && process.exitCode === null && process.signalCode === null)
      await new Promise<unknown>((resolve) => process.once('exit', resolve));
  }

  async #printWithSecondTry(lane: Lane, job: PrintJob): Promise<MadePdf> {
    for (let tries = 1; ; tries += 1) {
      const browser = await this.#liveBrowser();
      try {
        return await this.#printIn(lane, job, browser);
      } catch (error) {
        if (error instanceof ProblemsError) throw error;
        // One that was ended for the sake of another page is not this page's fault.
        if (this.#ended.has(browser) && !(error instanceof TooSlow)) tries -= 1;
        if (error instanceof TooSlow) this.#end(browser);
        const reason = error instanceof Error ? error.message : String(error);
        const message = `It could not be printed, in two browsers: ${reason}.`;
        if (tries >= 2) throw new ProblemsError([{ file: job.html, message, hint: SMALLER }]);
        if (tries === 1)
          this.#parts.effects.log.warn(`${job.html} is printed once more in a fresh browser: ${reason}.`);
      }
    }
  }

  async #printIn(lane: Lane, job: PrintJob, browser: Browser): Promise<MadePdf> {
    const page = await pageFor(lane, browser);
    const watch = new RequestWatch(page.page, this.#parts.siteDir, job.html);
    let pdf: MadePdf;
    try {
      pdf = await beforeDeathOrLimit(page.page, pdfOf(page, watch, job, this.#parts), this.#parts.limits);
    } catch (error) {
      // What state the page is in is anybody's guess: the next job gets a new one.
      lane.page = undefined;
      page.page.close().catch(() => undefined);
      const found = watch.stop();
      throw error instanceof ProblemsError ? new ProblemsError([...error.problems, ...found]) : error;
    }
    const problems = watch.stop();
    if (problems.length === 0) return pdf;
    page.startAfresh();
    throw new ProblemsError(problems);
  }

  /** A page that does not come to an end would be at work beside all that follow. */
  #end(browser: Browser): void {
    this.#ended.add(browser);
    endBrowser(browser);
  }

  /** The browser, started again where it has gone: by one of the jobs that notice. */
  async #liveBrowser(): Promise<Browser> {
    const current = this.#browser;
    const known = await current.catch(() => undefined);
    if (known?.connected === true && !this.#ended.has(known)) return known;
    const { found, effects, profilesDir } = this.#parts;
    if (this.#browser === current) this.#browser = startBrowser(found, effects.env, profilesDir);
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

/** The lane's page, or a new one where there is none in this browser or it is worn. */
async function pageFor(lane: Lane, browser: Browser): Promise<SitePage> {
  const kept = lane.page?.page.browser() === browser ? lane.page : undefined;
  if (kept?.isWorn === false) return kept;
  // Nobody waits for the end of the old one.
  kept?.close().catch(() => undefined);
  lane.page = await SitePage.open(browser);
  return lane.page;
}

async function pdfOf(
  sitePage: SitePage,
  watch: RequestWatch,
  { html, paper }: PrintJob,
  { siteDir, siteUrl }: Parts,
): Promise<MadePdf> {
  await sitePage.show(html, watch);
  const warnings = await preparePage(sitePage.page, { html, paper, siteDir, siteUrl });
  // Its fonts have come.
  const options = { ...PDF_OPTIONS, ...PAPER_SIZES[paper], waitForFonts: false, timeout: 0 };
  return { pdf: await sitePage.page.pdf(options), warnings };
}
