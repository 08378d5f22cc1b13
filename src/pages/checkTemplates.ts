import { join } from 'node:path';
import { placeAt, readContent } from '../lib/contentText.ts';
import { cssRequests } from '../lib/cssRequests.ts';
import { listFiles } from '../lib/files.ts';
import type { Problem } from '../lib/problem.ts';
import { templateFolders } from './brandTheme.ts';
import { readTemplates } from './templates/readTemplates.ts';
import { FILTER_NAMES } from './templates/templateEnvironment.ts';
import { templateFaults } from './templates/templateFaults.ts';

/** Folders of templates/ whose files are the pages' own: free in form, read when pages and mails are made. */
const FREE = ['layouts', 'parts', 'pages', 'mail'];

/**
 * Reads every file of a project's layouts/, parts/, pages/ and mail/ as a run reads it, and tells everything that is
 * wrong with them: templates without rendering them, style sheets.
 */
export async function checkTemplates(projectDir: string): Promise<readonly Problem[]> {
  const templatesDir = join(projectDir, 'templates');
  const [own = '', engine = ''] = templateFolders(templatesDir);
  const names = await ownFiles(own);
  if (names.length === 0) return [];
  const known = await knownTemplates(own, engine);
  const found = await Promise.all(
    names.map(async (name): Promise<readonly Problem[]> => {
      const file = `templates/${name}`;
      // Pictures and fonts are nobody's text.
      if (/\.\w+$/.test(name) && !/\.(?:njk|css|json|js|svg|txt)$/.test(name)) return [];
      const text = await readContent(join(own, name), { within: own });
      if (typeof text !== 'string') return [{ file, ...text }];
      return checkText(file, text, known);
    }),
  );
  return found.flat();
}

interface Known {
  readonly pages: ReadonlySet<string>;
  readonly mail: ReadonlySet<string>;
}

function checkText(file: string, text: string, known: Known): readonly Problem[] {
  if (file.endsWith('.njk')) {
    const isMail = file.startsWith('templates/mail/');
    const name = file.slice((isMail ? 'templates/mail/' : 'templates/').length);
    const templates = isMail ? known.mail : known.pages;
    return templateFaults(text, { filters: FILTER_NAMES, templates, name }).map((fault) => ({ file, ...fault }));
  }
  if (file.endsWith('.css')) return checkSheet(file, text);
  const [, language] = /\/words\.([\w-]+)\.json$/.exec(file) ?? [];
  const hint = `Its place is templates/words/${language}.json.`;
  return language === undefined ? [] : [{ file, message: 'Words of pages and mails are not read here.', hint }];
}

function checkSheet(file: string, css: string): readonly Problem[] {
  return cssRequests(css)
    .filter(({ address }) => address === null || !/^(?:#|data:(?:image|font)\/)/i.test(address))
    .map(({ offset, by }) => ({
      file,
      ...placeAt(css, offset),
      message: `The style asks for something outside: ${by}${by.endsWith('(') ? '…)' : ''}.`,
      hint: 'A page has what it needs in the site itself: write it out, or use a data: URL.',
    }));
}

async function ownFiles(own: string): Promise<readonly string[]> {
  const lists = await Promise.all(
    FREE.map(async (folder) => (await listFiles(join(own, folder))).map((name) => `${folder}/${name}`)),
  );
  return lists.flat().filter((name) => !name.split('/').some((part) => part.startsWith('.')));
}

async function knownTemplates(own: string, engine: string): Promise<Known> {
  const folders = [own, engine].map((path) => ({ path, shown: path }));
  const [pages, mail] = await Promise.all([
    readTemplates(folders),
    readTemplates(
      folders.map(({ path }) => ({ path: join(path, 'mail'), shown: path })),
      ['.'],
    ),
  ]);
  return { pages: new Set(pages.texts.keys()), mail: new Set(mail.texts.keys()) };
}
