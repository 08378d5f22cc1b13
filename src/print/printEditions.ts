import { join } from 'node:path';
import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import { hashOf } from '../lib/hash.ts';
import { addDays } from '../lib/period.ts';
import { reasonsOf } from '../lib/problem.ts';
import type { EditionInWork, Effects, Paper } from '../types.ts';
import type { Printer } from './openPrinter.ts';

/** A browser that starts when the first page is to be printed, and not at all where there is none. */
export interface LazyPrinter {
  /** Where links to the site lead: a part of what a PDF is made from. */
  readonly siteUrl: string;
  get(): Promise<Printer>;
  close(): Promise<void>;
}

export function lazyPrinter(settings: {
  readonly effects: Effects;
  readonly siteDir: string;
  readonly siteUrl: string;
  readonly profilesDir: string;
}): LazyPrinter {
  let printer: Promise<Printer> | undefined;
  return {
    siteUrl: settings.siteUrl,
    get: () => {
      printer ??= import('./openPrinter.ts').then(({ openPrinter }) => openPrinter(settings));
      return printer;
    },
    // A browser that did not start has told so to those who waited for it.
    close: async () => (await printer?.catch(() => undefined))?.close(),
  };
}

/** Prints the pages that have changed since they were last printed. A page that fails is its edition's alone. */
export async function printEditions(request: {
  readonly outDir: string;
  readonly index: ArtifactIndex;
  readonly editions: readonly EditionInWork[];
  readonly paper: Paper;
  readonly printer: LazyPrinter;
}): Promise<void> {
  const { index, editions, paper, printer } = request;
  const changed: { readonly edition: EditionInWork; readonly key: string }[] = [];
  for (const edition of editions) {
    const page = index.get(edition.paths.html);
    if (page === undefined) edition.fail(['It has no page yet: run the stage "compose" first.']);
    else {
      const key = hashOf([page.sha256, paper, printer.siteUrl]);
      if ((await index.fresh(edition.paths.pdf, key)) === undefined) changed.push({ edition, key });
    }
  }
  await index.forget(changed.map(({ edition }) => edition.paths.pdf));
  await Promise.all(changed.map(({ edition, key }) => printEdition(edition, key, request)));
}

async function printEdition(
  edition: EditionInWork,
  key: string,
  { outDir, index, paper, printer }: Parameters<typeof printEditions>[0],
): Promise<void> {
  const { html, pdf } = edition.paths;
  try {
    const day = addDays(edition.key.period.end, -1);
    const browser = await printer.get();
    const { warnings, ...printed } = await browser.print({
      ...{ html: join(outDir, html), pdf: join(outDir, pdf), day, paper },
    });
    index.set(pdf, { key, ...printed });
    edition.warn(warnings);
    edition.isRemade = true;
  } catch (error) {
    edition.fail(reasonsOf(error));
  }
}
