import MarkdownIt, { type MarkdownIt as Markdown } from 'markdown-it';
import { fragmentAt } from './bodyFragments.ts';

/**
 * A report's body as a Nunjucks template of HTML. Markdown goes first and Nunjucks after it, so a value that looks like
 * Markdown or like a tag stays what it is; braces of plain text and of code become character references.
 */
export function bodyMarkup(body: string): string {
  return markdown.render(body);
}

const markdown = new MarkdownIt({ html: false, linkify: false }).use(passFragmentsThrough);

function passFragmentsThrough(parser: Markdown): void {
  parser.block.ruler.before(
    'fence',
    'fragment',
    (state, startLine, endLine, silent) => {
      const start = (state.bMarks[startLine] ?? 0) + (state.tShift[startLine] ?? 0);
      if ((state.sCount[startLine] ?? 0) - state.blkIndent >= 4) return false;
      let end = start;
      for (let fragment = fragmentAt(state.src, end); fragment?.isClosed; fragment = fragmentAt(state.src, end))
        end = skipSpaces(state.src, fragment.end);
      if (end === start || (end < state.src.length && state.src[end] !== '\n')) return false;
      let nextLine = startLine + 1;
      while (nextLine < endLine && (state.bMarks[nextLine] ?? 0) <= end) nextLine += 1;
      if (silent) return true;
      state.push('fragment', '', 0).content = `${state.src.slice(start, end)}\n`;
      state.line = nextLine;
      return true;
    },
    { alt: ['paragraph', 'reference', 'blockquote', 'list'] },
  );
  parser.inline.ruler.before('text', 'fragment', (state, silent) => {
    const fragment = fragmentAt(state.src, state.pos);
    if (fragment === undefined || !fragment.isClosed || fragment.end > state.posMax) return false;
    if (!silent) state.push('fragment', '', 0).content = fragment.text;
    state.pos = fragment.end;
    return true;
  });
  const { rules } = parser.renderer;
  rules['fragment'] = (tokens, index) => tokens[index]?.content ?? '';
  for (const name of ['text', 'code_inline', 'code_block', 'fence'] as const) {
    const draw = rules[name];
    rules[name] = (...args) => (draw?.(...args) ?? '').replaceAll('{', '&#123;');
  }
  // The page's own heading is the first of its order: a report's headings begin below it.
  parser.core.ruler.push('headings', ({ tokens }) => {
    for (const token of tokens) if (token.tag === 'h1') token.tag = 'h2';
  });
}

function skipSpaces(text: string, from: number): number {
  let offset = from;
  while (text[offset] === ' ' || text[offset] === '\t') offset += 1;
  return offset;
}
