const tags = new Map<string, string>();

/**
 * The locale as every formatter is asked for it. Periods are months and weeks of the Gregorian calendar, which is how
 * they are measured, so that is how they are called: in Persian, Thai or Saudi Arabic too, whose own calendars would name
 * another month than the one that was added up. Digits are Latin, because years, ids and page numbers are everywhere.
 */
export function intlLocale(locale: string): string {
  const known = tags.get(locale);
  if (known !== undefined) return known;
  const tag = new Intl.Locale(locale, { calendar: 'gregory', numberingSystem: 'latn' }).toString();
  tags.set(locale, tag);
  return tag;
}

/** Which way a language is read. */
export function directionOf(locale: string): 'ltr' | 'rtl' {
  // TypeScript's own library does not know it yet.
  const { getTextInfo } = Intl.Locale.prototype as unknown as {
    getTextInfo: () => { readonly direction: 'ltr' | 'rtl' };
  };
  return getTextInfo.call(new Intl.Locale(locale)).direction;
}

const FROM_THE_RIGHT = /[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * A formatted value that is read from the right, kept together: within a sentence of another script, or a chart's text,
 * its digits and its currency would change places with what stands beside it.
 */
export function isolated(text: string): string {
  return FROM_THE_RIGHT.test(text) ? `\u2068${text}\u2069` : text;
}
