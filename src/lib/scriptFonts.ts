import { createRequire } from 'node:module';
import { hasCode } from './errorCode.ts';
import { languageOf } from './localText.ts';

/** A font for one script: a package of Fontsource, which is there or may be installed. */
export interface ScriptFont {
  readonly package: string;
  readonly family: string;
  /** The slice of the package that holds the script itself; a package in many numbered slices has it as a whole too. */
  readonly subset: string;
  /** Weights for running text and for headings. */
  readonly weights: readonly [number, number];
  /** Languages whose pages want it before all others. */
  readonly languages: readonly string[];
  readonly script: RegExp;
}

const font = (name: string, subset: string, script: RegExp, ...languages: readonly string[]): ScriptFont => ({
  package: `@fontsource/${name}`,
  family: name
    .split('-')
    .map((word) => (word.length === 2 ? word.toUpperCase() : `${word.charAt(0).toUpperCase()}${word.slice(1)}`))
    .join(' '),
  subset,
  weights: name === 'noto-sans-kr' ? [400, 700] : [400, 600],
  languages,
  script,
});

/**
 * Fonts beside the page's own. The first five come with the engine; each of the others is used as soon as it is
 * installed, so that nobody carries 50 MB of Chinese who needs none.
 */
const KNOWN: readonly ScriptFont[] = [
  font('noto-sans-kr', 'korean', /\p{Script=Hangul}/u, 'ko'),
  font('noto-sans-thai', 'thai', /\p{Script=Thai}/u, 'th'),
  font('noto-sans-hebrew', 'hebrew', /\p{Script=Hebrew}/u, 'he', 'iw', 'yi'),
  font('noto-sans-arabic', 'arabic', /\p{Script=Arabic}/u, 'ar', 'fa', 'ur', 'ps', 'ckb', 'sd', 'ug'),
  font('noto-sans-devanagari', 'devanagari', /\p{Script=Devanagari}/u, 'hi', 'mr', 'ne'),
  font('noto-sans-jp', 'japanese', /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u, 'ja'),
  font('noto-sans-sc', 'chinese-simplified', /\p{Script=Han}/u, 'zh'),
  font('noto-sans-tc', 'chinese-traditional', /\p{Script=Han}/u),
  font('noto-sans-bengali', 'bengali', /\p{Script=Bengali}/u, 'bn', 'as'),
  font('noto-sans-tamil', 'tamil', /\p{Script=Tamil}/u, 'ta'),
  font('noto-sans-telugu', 'telugu', /\p{Script=Telugu}/u, 'te'),
  font('noto-sans-gujarati', 'gujarati', /\p{Script=Gujarati}/u, 'gu'),
  font('noto-sans-gurmukhi', 'gurmukhi', /\p{Script=Gurmukhi}/u, 'pa'),
  font('noto-sans-kannada', 'kannada', /\p{Script=Kannada}/u, 'kn'),
  font('noto-sans-malayalam', 'malayalam', /\p{Script=Malayalam}/u, 'ml'),
  font('noto-sans-sinhala', 'sinhala', /\p{Script=Sinhala}/u, 'si'),
  font('noto-sans-khmer', 'khmer', /\p{Script=Khmer}/u, 'km'),
  font('noto-sans-lao', 'lao', /\p{Script=Lao}/u, 'lo'),
  font('noto-sans-myanmar', 'myanmar', /\p{Script=Myanmar}/u, 'my'),
  font('noto-sans-georgian', 'georgian', /\p{Script=Georgian}/u, 'ka'),
  font('noto-sans-armenian', 'armenian', /\p{Script=Armenian}/u, 'hy'),
  font('noto-sans-ethiopic', 'ethiopic', /\p{Script=Ethiopic}/u, 'am', 'ti'),
  font('noto-emoji', 'emoji', /\p{Extended_Pictographic}/u),
];

const require = createRequire(import.meta.url);
let installed: readonly ScriptFont[] | undefined;

/** The fonts that are there. */
export function scriptFonts(): readonly ScriptFont[] {
  installed ??= KNOWN.filter((one) => isThere(`${one.package}/${one.weights[0]}.css`));
  return installed;
}

/** Whether a page in this locale wants the font before the others. */
export function isOwnFont({ languages }: ScriptFont, locale: string): boolean {
  return languages.includes(languageOf(locale));
}

/** Absolute path of a file of a package. */
export function fontPath(path: string): string {
  return require.resolve(path);
}

function isThere(path: string): boolean {
  try {
    return fontPath(path) !== '';
  } catch (error) {
    if (!hasCode(error, 'MODULE_NOT_FOUND')) throw error;
    return false;
  }
}

/** How many letters a message names; the others are counted. */
const MOST_NAMED = 12;

/** "ไ (U+0E44), ท (U+0E17) would print as boxes …", and what to install; undefined where nothing is missing. */
export function missingLetters(letters: Iterable<string>, where: string): string | undefined {
  const sorted = [...new Set(letters)].sort((a, b) => (a.codePointAt(0) ?? 0) - (b.codePointAt(0) ?? 0));
  if (sorted.length === 0) return undefined;
  const named = sorted.slice(0, MOST_NAMED).map((letter) => `${letter} (${codePoint(letter)})`);
  const rest = sorted.length > MOST_NAMED ? ` and ${sorted.length - MOST_NAMED} more` : '';
  const wanted = KNOWN.filter(({ script }) => sorted.some((letter) => script.test(letter)));
  const absent = wanted.filter((one) => !scriptFonts().includes(one)).map((one) => one.package);
  const hint =
    absent.length === 0
      ? 'No font of the project or of this machine has them.'
      : `A font that has them comes with: npm install ${absent.join(' or ')}`;
  return `${where}: letters that no font here has are boxes: ${named.join(', ')}${rest}. ${hint}`;
}

function codePoint(letter: string): string {
  return `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}
