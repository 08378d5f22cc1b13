import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { placeAt } from '../lib/contentText.ts';
import { listFiles } from '../lib/files.ts';
import { languageOf } from '../lib/localText.ts';
import { didYouMean } from '../lib/problem.ts';
import { parseMessage } from '../lib/words.ts';
import type { Words } from '../types.ts';
import type { ProblemList } from './problemList.ts';
import type { ProjectFile } from './projectFiles.ts';

type Messages = Words['messages'];

/** The words of each locale. */
export type WordsOf = (locale: string) => Words;

const ENGINE = join(import.meta.dirname, '../../templates/words');

/**
 * Reads the catalogues of messages, `templates/words/<language>.json`: the engine's, and over them the project's. A
 * language that has none is told in English. Adds what is wrong with the project's to the list: a language that the
 * engine lacks must be there whole, and a message may ask for what the English one is given, and for pieces of its own.
 */
export async function readWords(files: readonly ProjectFile[], problems: ProblemList): Promise<WordsOf> {
  const names = await listFiles(ENGINE);
  const texts = await Promise.all(names.map((name) => readFile(join(ENGINE, name), 'utf8')));
  const engine = new Map(
    names.map((name, index) => [name.replace('.json', ''), JSON.parse(texts[index] ?? '') as Messages]),
  );
  const english = engine.get('en') ?? {};
  const all = new Map(engine);
  for (const { kind, name, path, text } of files) {
    const own = kind === 'words' && text !== undefined ? messagesIn(path, text, problems) : undefined;
    if (text === undefined || own === undefined) continue;
    const messages = { ...engine.get(name), ...own };
    all.set(name, messages);
    checkMessages({ file: path, language: name, text, own, messages, english }, problems);
  }
  return (locale) => ({ locale, messages: all.get(languageOf(locale)) ?? all.get('en') ?? english });
}

function messagesIn(file: string, text: string, problems: ProblemList): Messages | undefined {
  let words: unknown;
  try {
    words = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    const offset = Number(/at position (\d+)/.exec(error.message)?.[1] ?? text.length);
    const reason = error.message.replace(/ in JSON at position.*|,? \.*".*is not valid JSON$/s, '');
    const hint = 'A text for each key, and no comma before the last }.';
    problems.add({ file, ...placeAt(text, offset) }, `This is not JSON: ${reason}.`, hint);
    return undefined;
  }
  if (typeof words === 'object' && words !== null && !Array.isArray(words)) return words as Messages;
  problems.add({ file, line: 1 }, 'Words are one JSON object.', 'It begins with { and ends with }.');
  return undefined;
}

interface Catalogue {
  readonly file: string;
  readonly language: string;
  readonly text: string;
  /** What the file itself says. */
  readonly own: Messages;
  readonly messages: Messages;
  readonly english: Messages;
}

function checkMessages({ file, language, text, own, messages, english }: Catalogue, problems: ProblemList): void {
  const lacking = Object.keys(english).filter((id) => !isPiece(id) && !Object.hasOwn(messages, id));
  if (lacking.length > 0) {
    const message = `${lacking.length} messages are missing: ${lacking.slice(0, 8).join(', ')}${lacking.length > 8 ? ' …' : ''}.`;
    problems.add({ file, line: 1 }, message, 'The English ones are in templates/words/en.json of the engine.');
  }
  const used = new Set(Object.keys(messages).flatMap((id) => [...namesOf(id, messages, language)].filter(isPiece)));
  for (const [id, said] of Object.entries(own)) {
    const at = { file, ...placeAt(text, Math.max(0, text.indexOf(JSON.stringify(id)))) };
    const isKnown = isPiece(id) ? used.has(id) : Object.hasOwn(english, id);
    if (typeof said !== 'string') problems.add(at, `"${id}" is no text.`, 'Put it in quotes.');
    else if (!isKnown) {
      const ids = isPiece(id) ? [...used] : Object.keys(english);
      problems.add(at, `The pages have no word "${id}".`, didYouMean(id, ids));
    } else checkMessage(id, { said, messages, english, language }, (message, hint) => problems.add(at, message, hint));
  }
}

function checkMessage(
  id: string,
  {
    said,
    messages,
    english,
    language,
  }: Pick<Catalogue, 'messages' | 'english' | 'language'> & { readonly said: string },
  tell: (message: string, hint?: string) => void,
): void {
  try {
    parseMessage(said, language);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    tell(`"${id}" is not ICU MessageFormat: ${error.message}.`, 'Every { needs its }, and every choice an "other".');
    return;
  }
  // A piece is said with the values of the messages that use it.
  if (isPiece(id)) return;
  const given = [...namesOf(id, english, 'en')].filter((name) => !isPiece(name)).map(plainName);
  for (const name of namesOf(id, messages, language)) {
    if (isPiece(name) ? Object.hasOwn(messages, name) : given.includes(plainName(name))) continue;
    tell(`"${id}" has no value {${name}}.`, didYouMean(name, given));
  }
}

function isPiece(name: string): boolean {
  return name.startsWith('_');
}

/** A label may also be said as within a sentence. */
function plainName(name: string): string {
  return name.replace(/_inside$/, '');
}

/** All that a message asks for, also through its pieces. */
function namesOf(
  id: string,
  messages: Messages,
  language: string,
  names: Set<string> = new Set(),
): ReadonlySet<string> {
  const said = messages[id];
  if (typeof said !== 'string') return names;
  for (const name of namesIn(said, language)) {
    if (names.has(name)) continue;
    names.add(name);
    if (isPiece(name)) namesOf(name, messages, language, names);
  }
  return names;
}

/** What is no message asks for nothing: that is told where it stands. */
function namesIn(said: string, language: string): Iterable<string> {
  try {
    return parseMessage(said, language).names;
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}
