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
