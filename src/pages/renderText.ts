import { basename, dirname } from 'node:path';
import { nunjucks } from './templateLanguage.ts';

/**
 * Renders one Nunjucks file, with escaping on: what is not a page, such as a mail, is written in the same language.
 * Includes are looked for beside it.
 */
export function renderText(templatePath: string, data: object): string {
  const loader = new nunjucks.FileSystemLoader([dirname(templatePath)]);
  return new nunjucks.Environment([loader], { autoescape: true }).render(basename(templatePath), data);
}
