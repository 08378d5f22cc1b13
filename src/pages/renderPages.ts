import { join } from 'node:path';
import Eleventy from '@11ty/eleventy';
import type { Environment } from 'nunjucks';
import { ProblemsError } from '../lib/problem.ts';

export interface PlannedPage {
  /** Relative to the site, with `/`. */
  readonly path: string;
  /** Nunjucks. */
  readonly source: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Renders pages in memory, all in one run of Eleventy; HTML by path. Throws ProblemsError where a template is wrong. */
export async function renderPages(
  pages: readonly PlannedPage[],
  environment: Environment,
): Promise<ReadonlyMap<string, string>> {
  // Eleventy wants an input on disk; all of ours is virtual, and this pattern matches no file.
  const eleventy = new Eleventy(join(import.meta.dirname, '*.none'), '.', {
    quietMode: true,
    config(config) {
      config.setLibrary('njk', environment);
      config.setTemplateFormats(['njk']);
      for (const { path, source, data } of pages)
        config.addTemplate(`${path}.njk`, source, { ...data, permalink: `/${path}`, dynamicPermalink: false });
    },
  });
  try {
    await eleventy.init();
    // What goes wrong is thrown as well; printed, it would be said twice, and with a stack.
    eleventy.disableLogger();
    const rendered = await eleventy.toJSON();
    return new Map(rendered.map(({ url, content }) => [pathOf(url), content]));
  } catch (error) {
    throw asProblems(error);
  }
}

/** Eleventy names pages by address: "/a/b/" is "a/b/index.html". */
function pathOf(url: string): string {
  return (url.endsWith('/') ? `${url}index.html` : url).slice(1);
}

/** Nunjucks' "(file) [Line 3, Column 5]\n  message" as a problem; any other error as it is. */
function asProblems(error: unknown): unknown {
  for (let cause = error; cause instanceof Error; cause = causeOf(cause)) {
    if (cause instanceof ProblemsError) return cause;
    const found = /\(([^()\n]+)\)(?: \[Line (\d+), Column (\d+)\])?\s*([^\n]+)\s*$/.exec(cause.message);
    if (found === null || causeOf(cause) !== undefined) continue;
    const [, file = '', line, column, message = ''] = found;
    const place = line === undefined ? {} : { line: Number(line), column: Number(column) };
    return new ProblemsError([{ file, ...place, message: `The template cannot be rendered: ${message.trim()}.` }]);
  }
  return error;
}

function causeOf(error: Error): unknown {
  if ('originalError' in error && error.originalError !== undefined) return error.originalError;
  return error.cause;
}
