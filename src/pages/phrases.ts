import { join } from 'node:path';
import { readJson } from '../lib/files.ts';
import { languageOf } from '../lib/localText.ts';

/** The pages' own words in one language, by key; `{name}` stands for a value. */
export type Phrases = Readonly<Record<string, string>>;

/**
 * Reads the words of a locale's language: `layouts/words.<language>.json` of each templates folder, the first folder's
 * before the next one's, and English where a language has none.
 */
export async function readPhrases(folders: readonly string[], locale: string): Promise<Phrases> {
  const names = [...new Set(['en', languageOf(locale)])];
  const paths = names.flatMap((name) =>
    folders.toReversed().map((folder) => join(folder, 'layouts', `words.${name}.json`)),
  );
  const tables = await Promise.all(paths.map((path) => readJson<Phrases>(path)));
  return Object.assign({}, ...tables) as Phrases;
}

/** A phrase with its values in place; the key itself where there is none. */
export function say(phrases: Phrases, key: string, values: Readonly<Record<string, string | number>> = {}): string {
  const phrase = Object.hasOwn(phrases, key) ? phrases[key] : undefined;
  return (phrase ?? key).replace(/\{(\w+)\}/g, (whole, name: string) =>
    String((Object.hasOwn(values, name) ? values[name] : undefined) ?? whole),
  );
}
