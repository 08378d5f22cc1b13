import { IntlMessageFormat } from 'intl-messageformat';
import type { Words } from '../types.ts';
import { intlLocale } from './intlLocale.ts';
import { withParticles } from './koreanParticles.ts';
import { languageOf } from './localText.ts';

/** A message that has been read. */
interface ParsedMessage {
  readonly message: IntlMessageFormat;
  /** What it asks for: values, and pieces of its catalogue, whose names begin with "_". */
  readonly names: ReadonlySet<string>;
}

const known = new Map<string, ParsedMessage>();

/** Reads a message in ICU MessageFormat, each once. Throws SyntaxError, with a `location`, where it is none. */
export function parseMessage(text: string, locale: string): ParsedMessage {
  const key = `${locale} ${text}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const message = new IntlMessageFormat(text, intlLocale(locale), undefined, { ignoreTag: true });
  const made = { message, names: new Set(namesIn(message.getAst())) };
  known.set(key, made);
  return made;
}

/** Of ICU's elements, these have no name: plain text, and the "#" of a plural. */
const NAMELESS = [0, 7];

function namesIn(elements: ReturnType<IntlMessageFormat['getAst']>): readonly string[] {
  return elements.flatMap((element) => [
    ...(NAMELESS.includes(element.type) || !('value' in element) ? [] : [String(element.value)]),
    ...('options' in element ? Object.values(element.options).flatMap(({ value }) => namesIn(value)) : []),
  ]);
}

/**
 * A message of the catalogue with its values in place; the id itself where there is none. A name that begins with "_" is
 * a piece of the same catalogue, said with the same values. In Korean "은(는)" and its like become the particle that the word before asks for.
 */
export function say(words: Words, id: string, values: Readonly<Record<string, string | number>> = {}): string {
  const text = Object.hasOwn(words.messages, id) ? words.messages[id] : undefined;
  if (text === undefined) return id;
  const { message, names } = parseMessage(text, words.locale);
  const given: Record<string, string | number> = Object.assign(Object.create(null), values);
  for (const name of names)
    if (name.startsWith('_')) Object.defineProperty(given, name, { get: () => say(words, name, values) });
  const said = String(message.format(given));
  return languageOf(words.locale) === 'ko' ? withParticles(said) : said;
}
