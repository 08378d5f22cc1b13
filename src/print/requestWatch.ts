import { resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HTTPRequest, Page } from 'puppeteer-core';
import type { Problem } from '../lib/problem.ts';

/**
 * Watches what a page asks for while it is printed, and has a problem for every request that leaves the site's folder
 * and every file that is not there. Requests to a network have failed already (see startBrowser.ts); a file elsewhere
 * may have been read, so a print with problems must not be kept.
 */
export class RequestWatch {
  readonly #page: Page;
  readonly #siteDir: string;
  readonly #html: string;
  readonly #problems = new Map<string, Problem>();
  readonly #pending = new Set<HTTPRequest>();
  #onIdle: (() => void) | undefined;
  #count = 0;

  constructor(page: Page, siteDir: string, html: string) {
    this.#page = page;
    this.#siteDir = resolve(siteDir) + sep;
    this.#html = html;
    page.on('request', this.#onRequest);
    page.on('requestfailed', this.#onFailed);
    page.on('requestfinished', this.#onEnd);
  }

  /** How many requests there were so far. */
  get count(): number {
    return this.#count;
  }

  /** Resolves as soon as every request has come to its end. */
  async idle(): Promise<void> {
    if (this.#pending.size === 0) return;
    await new Promise<void>((resolve) => {
      this.#onIdle = resolve;
    });
  }

  /** Stops watching; what was found, sorted. */
  stop(): readonly Problem[] {
    this.#page.off('request', this.#onRequest);
    this.#page.off('requestfailed', this.#onFailed);
    this.#page.off('requestfinished', this.#onEnd);
    return [...this.#problems.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, problem]) => problem);
  }

  readonly #onRequest = (request: HTTPRequest): void => {
    this.#count += 1;
    this.#pending.add(request);
    const url = request.url();
    if (this.#isAllowed(url)) return;
    this.#problems.set(url, {
      file: this.#html,
      message: `The page asks for ${shortened(url)}, which is outside the site's folder.`,
      hint: 'A printed page finds everything it needs in the site itself: use a relative address.',
    });
  };

  readonly #onEnd = (request: HTTPRequest): void => {
    this.#pending.delete(request);
    if (this.#pending.size > 0) return;
    this.#onIdle?.();
    this.#onIdle = undefined;
  };

  readonly #onFailed = (request: HTTPRequest): void => {
    this.#onEnd(request);
    const url = request.url();
    if (!this.#isAllowed(url) || url === 'about:blank') return;
    const reason = request.failure()?.errorText ?? 'no reason given';
    const gone = reason.includes('FILE_NOT_FOUND') ? 'which is not there' : `which could not be loaded (${reason})`;
    this.#problems.set(url, { file: this.#html, message: `The page asks for ${shortened(url)}, ${gone}.` });
  };

  #isAllowed(url: string): boolean {
    if (/^(data|blob|about):/.test(url)) return true;
    if (!url.startsWith('file://')) return false;
    try {
      return resolve(fileURLToPath(url)).startsWith(this.#siteDir);
    } catch (error) {
      // An address that is no path of this machine.
      if (!(error instanceof TypeError || error instanceof URIError)) throw error;
      return false;
    }
  }
}

function shortened(url: string): string {
  return url.length > 200 ? `${url.slice(0, 200)}…` : url;
}
