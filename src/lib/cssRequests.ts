import { tokenize, tokenTypes } from 'css-tree/tokenizer';
import { ident, string, url } from 'css-tree/utils';

/** Something in a style by which a browser asks for something, or does more than to style. */
export interface CssRequest {
  /** In UTF-16 units, from 0. */
  readonly offset: number;
  /** As it is written, or nearly: "url(", "@import". */
  readonly by: string;
  /** What it asks for; null where that is not written there. */
  readonly address: string | null;
}

/** Functions whose texts are addresses. */
const ASKING = new Set(['url', 'src', 'image', 'image-set', '-webkit-image-set', 'cross-fade', '-webkit-cross-fade']);
/** What brings another sheet, and what old browsers ran as a program. */
const RULES = new Set(['import', 'charset', 'namespace', 'document', '-moz-document']);
const PROGRAMS = new Set(['behavior', '-moz-binding']);

/** Everything that a style asks for, read as a browser reads it: with escapes, in whatever case. */
export function cssRequests(css: string): readonly CssRequest[] {
  const found: CssRequest[] = [];
  /** The functions and brackets that are open, by name; a bracket has none. */
  const open: { readonly name: string; readonly start: number; parts: number }[] = [];
  const asking = () => open.findLast(({ name }) => name !== '' && ASKING.has(name));
  tokenize(css, (type, offset, end) => {
    const text = css.slice(offset, end);
    const within = asking();
    if (type === tokenTypes.AtKeyword && RULES.has(lowered(text.slice(1))))
      found.push({ offset, by: `@${lowered(text.slice(1))}`, address: null });
    else if (type === tokenTypes.Url) found.push({ offset, by: 'url(', address: url.decode(text).trim() });
    else if (type === tokenTypes.BadUrl) found.push({ offset, by: 'url(', address: null });
    else if (type === tokenTypes.Function || type === tokenTypes.LeftParenthesis) {
      const name = type === tokenTypes.Function ? lowered(text.slice(0, -1)) : '';
      if (name === 'expression' || name === 'paint') found.push({ offset, by: `${name}(`, address: null });
      // A variable may hold any address; so may an attribute.
      if (within !== undefined && ['var', 'attr', 'env', 'if'].includes(name)) {
        within.parts += 1;
        found.push({ offset, by: `${within.name}(${name}(`, address: null });
      }
      open.push({ name, start: offset, parts: 0 });
    } else if (type === tokenTypes.RightParenthesis) {
      const closed = open.pop();
      // An address without quotes after an escaped name is no text to the tokenizer.
      if (closed !== undefined && ['url', 'src'].includes(closed.name) && closed.parts === 0)
        found.push({
          offset: closed.start,
          by: `${closed.name}(`,
          address: css
            .slice(closed.start, offset)
            .replace(/^[^(]*\(/, '')
            .trim(),
        });
    } else if (type === tokenTypes.String && within !== undefined) {
      within.parts += 1;
      // Of an image of many, the type of a picture is a text as well.
      if (open.at(-1)?.name !== 'type')
        found.push({ offset, by: `${within.name}(`, address: string.decode(text).trim() });
    } else if (type === tokenTypes.Ident && PROGRAMS.has(lowered(text)))
      found.push({ offset, by: lowered(text), address: null });
  });
  return found;
}

function lowered(name: string): string {
  return ident.decode(name).toLowerCase();
}
