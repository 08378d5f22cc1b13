import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { placeAt, readContent } from '../lib/contentText.ts';
import { cssRequests } from '../lib/cssRequests.ts';
import { listFiles } from '../lib/files.ts';
import { didYouMean, type Problem } from '../lib/problem.ts';
import { templateFolders } from './brandTheme.ts';
import { readTemplates } from './templates/readTemplates.ts';
import { FILTER_NAMES } from './templates/templateEnvironment.ts';
import { templateFaults } from './templates/templateFaults.ts';

/** Folders of templates/ whose files are the pages' own: free in form, read when pages and mails are made. */
const FREE = ['layouts', 'parts', 'pages', 'mail'];

type Words = Readonly<Record<string, string>>;

/**
 * Reads every file of a project's layouts/, parts/, pages/ and mail/ as a run reads it, and tells everything that is
 * wrong with them: templates without rendering them, words against the engine's own, style sheets.
 */
export async function checkTemplates(projectDir: string): Promise<readonly Problem[]> {
  const templatesDir = join(projectDir, 'templates');
  const [own = '', engine = ''] = templateFolders(templatesDir);
  const names = await ownFiles(own);
  if (names.length === 0) return [];
  const known = await knownTemplates(own, engine);
  const english = JSON.parse(await readFile(join(engine, 'layouts/words.en.json'), 'utf8')) as Words;
  const found = await Promise.all(
    names.map(async (name): Promise<readonly Problem[]> => {
      const file = `templates/${name}`;
      // Pictures and fonts are nobody's text.
      if (/\.\w+$/.test(name) && !/\.(?:njk|css|json|js|svg|txt)$/.test(name)) return [];
      const text = await readContent(join(own, name), { within: own });
      if (typeof text !== 'string') return [{ file, ...text }];
      return checkText(file, text, { known, english });
    }),
  );
  return found.flat();
}

interface Known {
  readonly known: { readonly pages: ReadonlySet<string>; readonly mail: ReadonlySet<string> };
  readonly english: Words;
}

function checkText(file: string, text: string, { known, english }: Known): readonly Problem[] {
  if (file.endsWith('.njk')) {
    const isMail = file.startsWith('templates/mail/');
    const name = file.slice((isMail ? 'templates/mail/' : 'templates/').length);
    const templates = isMail ? known.mail : known.pages;
    return templateFaults(text, { filters: FILTER_NAMES, templates, name }).map((fault) => ({ file, ...fault }));
  }
  if (file.endsWith('.css')) return checkSheet(file, text);
  return /\/words\.[\w-]+\.json$/.test(file) ? checkWords(file, text, english) : [];
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

function checkWords(file: string, text: string, english: Words): readonly Problem[] {
  let words: unknown;
  try {
    words = JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const offset = Number(/at position (\d+)/.exec(reason)?.[1] ?? text.length);
    const message = `This is not JSON: ${reason.replace(/ in JSON at position.*|,? \.*".*is not valid JSON$/s, '')}.`;
    return [{ file, ...placeAt(text, offset), message, hint: 'A text for each key, and no comma before the last }.' }];
  }
  if (typeof words !== 'object' || words === null || Array.isArray(words))
    return [{ file, line: 1, message: 'Words are one JSON object.', hint: 'It begins with { and ends with }.' }];
  return Object.entries(words).flatMap(([key, value]: [string, unknown]): readonly Problem[] => {
    const place = { file, ...placeAt(text, Math.max(0, text.indexOf(JSON.stringify(key)))) };
    const like = Object.hasOwn(english, key) ? english[key] : undefined;
    if (like === undefined) {
      return [{ ...place, message: `The pages have no word "${key}".`, hint: didYouMean(key, Object.keys(english)) }];
    }
    if (typeof value !== 'string') return [{ ...place, message: `"${key}" is no text.`, hint: 'Put it in quotes.' }];
    const wrong = valuesIn(value).filter((name) => !valuesIn(like).includes(name));
    return wrong.map((name) => ({
      ...place,
      message: `"${key}" has no value {${name}}.`,
      hint: didYouMean(name, valuesIn(like)),
    }));
  });
}

function valuesIn(phrase: string): readonly string[] {
  return [...phrase.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
}

async function ownFiles(own: string): Promise<readonly string[]> {
  const lists = await Promise.all(
    FREE.map(async (folder) => (await listFiles(join(own, folder))).map((name) => `${folder}/${name}`)),
  );
  return lists.flat().filter((name) => !name.split('/').some((part) => part.startsWith('.')));
}

async function knownTemplates(own: string, engine: string): Promise<Known['known']> {
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
