import { join } from 'node:path';
import { ProblemsError } from '../lib/problem.ts';
import type { Templates } from './templates/readTemplates.ts';
import type { RenderJob } from './templates/renderJob.ts';
import { renderInSandbox } from './templates/templateProcess.ts';

export interface PlannedPage extends Pick<RenderJob, 'name' | 'source' | 'data' | 'insights' | 'page'> {
  /** Relative to the site, with `/`. */
  readonly path: string;
  readonly tags?: RenderJob['tags'];
  /** The line of the file `name` that a line of `source` was made from. */
  readonly lineOf?: (line: number, column?: number) => number | undefined;
}

/**
 * Renders pages in memory, all in one run of Eleventy; HTML by path. Eleventy knows where pages go; what is on them is
 * rendered in a sandbox, where templates reach nothing, and is never a template of Eleventy's: no front matter, no data, no filter
 * of its own. Throws ProblemsError where a template is wrong, with every page's.
 */
export async function renderPages(
  pages: readonly PlannedPage[],
  templates: Templates,
): Promise<ReadonlyMap<string, string>> {
  const planned = new Map(pages.map((page) => [page.path, page]));
  const failures: ProblemsError[] = [];
  const draw = async (path: string): Promise<string> => {
    const page = planned.get(path);
    if (page === undefined) throw new Error(`${path} was not planned.`);
    try {
      return await drawPage(page, templates);
    } catch (error) {
      if (!(error instanceof ProblemsError)) throw error;
      failures.push(error);
      // Eleventy takes no page without a text.
      return '-';
    }
  };
  const rendered = await writeNothing(pages, draw);
  const problems = failures.flatMap((failure) => failure.problems);
  if (problems.length > 0) throw new ProblemsError(distinct(problems));
  return rendered;
}

/** One page's text. Throws ProblemsError at the lines that it was made from. */
export async function drawPage({ lineOf, path: _, ...job }: PlannedPage, templates: Templates): Promise<string> {
  try {
    return await renderInSandbox({ ...job, templates });
  } catch (error) {
    if (!(error instanceof ProblemsError) || lineOf === undefined) throw error;
    throw new ProblemsError(
      error.problems.map(({ line, column, ...problem }) => {
        const isOwn = problem.file === job.name;
        const place = line === undefined ? undefined : isOwn ? lineOf(line, column) : line;
        return {
          ...problem,
          ...(place === undefined ? {} : { line: place }),
          ...(column === undefined || isOwn ? {} : { column }),
        };
      }),
    );
  }
}

async function writeNothing(
  pages: readonly PlannedPage[],
  draw: (path: string) => Promise<string>,
): Promise<ReadonlyMap<string, string>> {
  // Eleventy wants an input on disk; all of ours is virtual, and this pattern matches no file. Nor is there a
  // configuration: the one that it would look for lies in the folder that somebody stands in, and is a program.
  const { default: Eleventy } = await import('@11ty/eleventy');
  const eleventy = new Eleventy(join(import.meta.dirname, '*.none'), '.', {
    quietMode: true,
    configPath: '',
    config(config) {
      config.setTemplateFormats(['page']);
      config.addExtension('page', {
        outputFileExtension: 'html',
        compile: (path) => () => draw(path.trim()),
      });
      for (const { path } of pages)
        config.addTemplate(`${path}.page`, path, { permalink: `/${path}`, dynamicPermalink: false });
    },
  });
  await eleventy.init();
  eleventy.disableLogger();
  const rendered = await eleventy.toJSON();
  return new Map(rendered.map(({ url, content }) => [pathOf(url), content]));
}

function distinct(problems: ProblemsError['problems']): ProblemsError['problems'] {
  return [...new Map(problems.map((problem) => [JSON.stringify(problem), problem])).values()];
}

/** Eleventy names pages by address: "/a/b/" is "a/b/index.html". */
function pathOf(url: string): string {
  return (url.endsWith('/') ? `${url}index.html` : url).slice(1);
}
