/** The text in a locale's language, else in English, else the first one; "" of an empty map. */
export function inLanguage(text: string | Readonly<Record<string, string>>, locale: string): string {
  if (typeof text === 'string') return text;
  return text[locale] ?? text[languageOf(locale)] ?? text['en'] ?? Object.values(text)[0] ?? '';
}

/** "ko-KR" → "ko". */
export function languageOf(locale: string): string {
  return locale.split('-')[0]?.toLowerCase() ?? 'en';
}
