import { readFile } from 'node:fs/promises';
import { pathToFileURL } from 'node:url';
import type { Browser, CDPSession, Page } from 'puppeteer-core';
import { printedText } from './printedText.ts';
import { REPLACE_DOCUMENT } from './replaceDocument.ts';
import type { RequestWatch } from './requestWatch.ts';

/** The process behind a page keeps something of each that it has shown, about a quarter of a megabyte. */
const MAX_SHOWN = 100;

/** A page of the browser that shows pages of the site as paper has them: no scripts, no network, in light colours. */
export class SitePage {
  readonly page: Page;
  readonly #session: CDPSession;
  #shown = 0;
  /** Whether there is a document that the next page can be put into. */
  #isLoaded = false;

  private constructor(page: Page, session: CDPSession) {
    this.page = page;
    this.#session = session;
  }

  static async open(browser: Browser): Promise<SitePage> {
    const page = await browser.newPage();
    const session = await page.createCDPSession();
    // In one call: Puppeteer's own two, for the medium and for its features, each undo what the other has set.
    const media = { media: 'print', features: [{ name: 'prefers-color-scheme', value: 'light' }] };
    await Promise.all([
      page.setJavaScriptEnabled(false),
      page.setOfflineMode(true),
      session.send('Emulation.setEmulatedMedia', media),
    ]);
    return new SitePage(page, session);
  }

  /**
   * Shows the printed part of a page of the site (see printedText), with all that it asks for loaded. The document that
   * is there stays, with its style sheets and fonts, where the page allows it (see replaceDocument): this takes half of
   * the time of loading.
   */
  async show(html: string, watch: RequestWatch): Promise<void> {
    const address = pathToFileURL(html).href;
    const text = printedText(await readFile(html, 'utf8'));
    const replace = `(${REPLACE_DOCUMENT})(${JSON.stringify(text)}, ${JSON.stringify(address)})`;
    const before = watch.count;
    if (!this.#isLoaded || (await this.page.evaluate(replace)) !== true) {
      await this.#load(address, text);
      // Once more in the same way as those that follow: how a page comes out does not depend on what went before it.
      await this.page.evaluate(replace);
    }
    this.#shown += 1;
    await this.#settle(watch, before);
  }

  /** Whether it has shown so many pages that a new one should take its place. */
  get isWorn(): boolean {
    return this.#shown >= MAX_SHOWN;
  }

  /** Ends it, and the process behind it. */
  async close(): Promise<void> {
    await this.page.close();
  }

  /** Makes the next page load a document of its own: where this one's files were not all there, they are asked for again. */
  startAfresh(): void {
    this.#isLoaded = false;
  }

  /** Loads a text as if it were what the file at `address` holds. */
  async #load(address: string, text: string): Promise<void> {
    const session = this.#session;
    const answer = ({
      requestId,
      request,
    }: {
      readonly requestId: string;
      readonly request: { url: string };
    }): void => {
      const answered =
        request.url === address
          ? session.send('Fetch.fulfillRequest', {
              ...{ requestId, responseCode: 200, body: Buffer.from(text).toString('base64') },
              responseHeaders: [{ name: 'Content-Type', value: 'text/html; charset=utf-8' }],
            })
          : session.send('Fetch.continueRequest', { requestId });
      // A page that is closed meanwhile waits for nothing.
      answered.catch(() => undefined);
    };
    session.on('Fetch.requestPaused', answer);
    await session.send('Fetch.enable', { patterns: [{ urlPattern: 'file://*', resourceType: 'Document' }] });
    try {
      await this.page.goto(address, { waitUntil: 'load', timeout: 0 });
    } finally {
      session.off('Fetch.requestPaused', answer);
    }
    await session.send('Fetch.disable');
    this.#isLoaded = true;
  }

  /** A style sheet that has come may ask for fonts and pictures as soon as the page is laid out with it. */
  async #settle(watch: RequestWatch, before: number): Promise<void> {
    for (let seen = before; seen !== watch.count; ) {
      seen = watch.count;
      await watch.idle();
      await this.page.evaluate('document.fonts.ready.then(() => document.documentElement.offsetHeight)');
    }
  }
}
