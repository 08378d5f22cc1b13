/** Control characters and the marks that turn the direction of what follows, which could disguise a name or a subject. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/** A value that is read from the right and kept together, as formats write it: closed, it turns nothing outside itself. */
const ISOLATED = /(\u2068[^\u202a-\u202e\u2066-\u2069]*\u2069)/;

function visible(text: string): string {
  // Split at a group, every second part is one that the group has caught.
  const clean = (part: string): string => part.replace(INVISIBLE, ' ');
  return text
    .split(ISOLATED)
    .map((part, index) => (index % 2 === 1 ? `\u2068${clean(part.slice(1, -1))}\u2069` : clean(part)))
    .join('');
}

/**
 * One line of at most `limit` characters as people count them, fit for a header: no line ends, no control characters,
 * cut at a space where one is near, with "…".
 */
export function oneLine(text: string, limit: number): string {
  const line = visible(text.toWellFormed()).replace(/\s+/g, ' ').trim();
  const letters = Array.from(new Intl.Segmenter('en').segment(line), ({ segment }) => segment);
  if (letters.length <= limit) return line;
  const kept = letters.slice(0, limit - 1).join('');
  const space = kept.lastIndexOf(' ');
  return `${kept.slice(0, space > kept.length * 0.7 ? space : undefined).trimEnd()}…`;
}

/** A name that every file system and mail program takes; letters of any script stay. */
export function fileNameOf(text: string): string {
  const name = oneLine(text, 80)
    .replace(/[^\p{L}\p{M}\p{N}._@+-]+/gu, '-')
    .replace(/^[-.]+|-+$/g, '');
  return name === '' ? 'report' : name;
}
