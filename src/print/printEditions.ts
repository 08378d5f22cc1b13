import { join } from 'node:path';
import type { ArtifactIndex } from '../lib/artifactIndex.ts';
import { hashOf } from '../lib/hash.ts';
import { addDays } from '../lib/period.ts';
import { formatProblem, ProblemsError } from '../lib/problem.ts';
import type { EditionInWork, Effects, Paper } from '../types.ts';
import { openPrinter, type Printer } from './openPrinter.ts';

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
}): LazyPrinter {
  let printer: Promise<Printer> | undefined;
  return {
    siteUrl: settings.siteUrl,
    get: () => {
      printer ??= openPrinter(settings);
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
  await Promise.all(request.editions.map((edition) => printEdition(edition, request)));
}

async function printEdition(edition: EditionInWork, request: Parameters<typeof printEditions>[0]): Promise<void> {
  const { outDir, index, paper, printer } = request;
  const { html, pdf } = edition.paths;
  const page = index.get(html);
  if (page === undefined) return edition.fail(['It has no page yet: run the stage "compose" first.']);
  const key = hashOf([page.sha256, paper, printer.siteUrl]);
  if ((await index.fresh(pdf, key)) !== undefined) return;
  try {
    const day = addDays(edition.key.period.end, -1);
    const browser = await printer.get();
    const printed = await browser.print({ html: join(outDir, html), pdf: join(outDir, pdf), day, paper });
    index.set(pdf, { key, ...printed });
    edition.isRemade = true;
  } catch (error) {
    if (!(error instanceof ProblemsError)) throw error;
    edition.fail(error.problems.map(formatProblem));
  }
}
