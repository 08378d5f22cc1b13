import { languageOf } from '../lib/localText.ts';
import { ENGLISH } from './english.ts';
import { KOREAN } from './korean.ts';
import type { Phrases } from './phraseTypes.ts';

const PHRASES: Readonly<Record<string, Phrases>> = { en: ENGLISH, ko: KOREAN };

/** The phrases of a locale's language; English where there are none. */
export function phrasesOf(locale: string): Phrases {
  return PHRASES[languageOf(locale)] ?? ENGLISH;
}
