/** A text from data, made harmless to look at: one that is longer than this is cut on a page, and whole in the CSV. */
const LONGEST_SHOWN = 120;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** And this much of it is shown on pointing at it. */
const LONGEST_WHOLE = 1000;

export interface ShownText {
  readonly text: string;
  /** More of a text that was cut. */
  readonly whole?: string;
}

/** At most 120 signs as people count them, without control characters, which HTML does not allow. */
export function shownText(value: string): ShownText {
  const clean = withoutControls(value.slice(0, LONGEST_SHOWN * 40));
  if (clean.length <= LONGEST_SHOWN) return { text: clean };
  const signs: string[] = [];
  for (const { segment } of segmenter.segment(clean)) {
    if (signs.length === LONGEST_SHOWN) {
      const whole = clean.length > LONGEST_WHOLE ? `${clean.slice(0, LONGEST_WHOLE).toWellFormed()}…` : clean;
      return { text: `${signs.slice(0, -1).join('').trimEnd()}…`, whole };
    }
    signs.push(segment);
  }
  return { text: clean };
}

function withoutControls(value: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
  return value.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\ufffe\uffff]/g, '\ufffd').toWellFormed();
}
