import { basename, dirname } from 'node:path';
import { readTemplates } from './templates/readTemplates.ts';
import { renderInSandbox } from './templates/templateProcess.ts';

/**
 * Renders one Nunjucks file, with escaping on: what is not a page, such as a mail, is written in the same language, and
 * drawn as far from everything. Includes are looked for beside it. Throws ProblemsError where it cannot be rendered.
 */
export async function renderText(templatePath: string, data: object): Promise<string> {
  const folder = dirname(templatePath);
  const templates = await readTemplates([{ path: folder, shown: folder }], ['.']);
  return renderInSandbox({ templates, name: basename(templatePath), data: { ...data } });
}
