import { isTagName, parseTagCall, type TagCall } from './bodyTags.ts';
import { nunjucks } from './templateLanguage.ts';

/** Where the template parts of a report's body are: found before Markdown or Nunjucks have read it. */

export type FragmentKind = 'tag' | 'output' | 'comment';

export interface Fragment {
  readonly kind: FragmentKind;
  /** With its braces. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** False where the closing braces are missing; `text` is then the rest of the line. */
  readonly isClosed: boolean;
}

const CLOSERS: Readonly<Record<string, { readonly kind: FragmentKind; readonly closer: string }>> = {
  '{%': { kind: 'tag', closer: '%}' },
  '{{': { kind: 'output', closer: '}}' },
  '{#': { kind: 'comment', closer: '#}' },
};

/** The fragment that begins at an offset of the text, if one does. Quotes hide closing braces. */
export function fragmentAt(text: string, start: number): Fragment | undefined {
  const opening = CLOSERS[text.slice(start, start + 2)];
  if (opening === undefined) return undefined;
  const close =
    opening.kind === 'comment' ? text.indexOf(opening.closer, start + 2) : closeOf(text, start, opening.closer);
  const lineEnd = text.indexOf('\n', start);
  const end = close >= 0 ? close + 2 : lineEnd >= 0 ? lineEnd : text.length;
  return { kind: opening.kind, text: text.slice(start, end), start, end, isClosed: close >= 0 };
}

/** Every fragment, in order. Code between backticks is text, not template. */
export function fragmentsOf(body: string): readonly Fragment[] {
  const text = withoutCode(body);
  const found: Fragment[] = [];
  for (let offset = 0; offset < text.length; ) {
    const fragment = fragmentAt(text, offset);
    if (fragment !== undefined) found.push({ ...fragment, text: body.slice(fragment.start, fragment.end) });
    offset = fragment?.end ?? offset + 1;
  }
  return found;
}

function closeOf(text: string, start: number, closer: string): number {
  let quote = '';
  for (let offset = start + 2; offset < text.length; offset += 1) {
    const sign = text[offset] ?? '';
    if (quote !== '') {
      if (sign === '\\') offset += 1;
      else if (sign === quote) quote = '';
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (text.startsWith(closer, offset)) return offset;
    // A blank line ends a fragment that was never closed, so that the message points at its beginning.
    else if (text.startsWith('\n\n', offset)) return -1;
  }
  return -1;
}

/** The body with fenced and inline code blanked out, character for character. */
function withoutCode(body: string): string {
  return body.replace(/^(```|~~~)[^\n]*\n[\s\S]*?^\1[^\n]*$|(`+)(?!`)[^\n]*?[^`\n]\2(?!`)/gm, (code) =>
    code.replace(/[^\n]/g, ' '),
  );
}

/** The calls of a body's tags, as they are written. */
export function bodyCalls(body: string): readonly TagCall[] {
  return fragmentsOf(body).flatMap((fragment) => callIn(fragment) ?? []);
}

/** The call that a fragment is, if it is one of the body's tags. */
export function callIn({ kind, text }: Pick<Fragment, 'kind' | 'text'>): TagCall | undefined {
  const name = /^\{%-?\s*([\w-]*)/.exec(text)?.[1] ?? '';
  if (kind !== 'tag' || !isTagName(name)) return undefined;
  const parser = new nunjucks.parser.Parser(nunjucks.lexer.lex(text));
  parser.nextToken();
  return parseTagCall(parser);
}

/**
 * The line of report.md that a place of the template made from its body came from: Markdown moves the fragments, and
 * keeps their order.
 */
export function bodyLines(
  { body, bodyLine }: { readonly body: string; readonly bodyLine: number },
  source: string,
): (line: number, column?: number) => number | undefined {
  const lineIn = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;
  return (line, column = 1) => {
    let from = source.indexOf('{% block body %}') + '{% block body %}'.length;
    const offset = source.split('\n', line - 1).reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
    let found: number | undefined;
    for (const { text, start } of fragmentsOf(body)) {
      const at = source.indexOf(text, from);
      if (at < 0 || at > offset) return found;
      from = at + text.length;
      found = bodyLine + lineIn(body, start) - 1 + Math.max(0, line - lineIn(source, at));
    }
    return found;
  };
}
