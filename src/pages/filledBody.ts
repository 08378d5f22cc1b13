import { callIn, fragmentsOf } from './bodyFragments.ts';
import type { TagCall } from './bodyTags.ts';

/** A heading with what stands below it up to the next one; the part before the first heading has level 0. */
interface Section {
  readonly level: number;
  readonly from: number;
  readonly to: number;
}

/**
 * A report's body without the sections that have nothing to show: those whose tags all show nothing, with their heading and
 * their prose, and headings above none but such sections. What is left keeps its lines, so that an error still has its place.
 */
export function filledBody(body: string, isEmpty: (call: TagCall) => boolean): string {
  const lines = body.split('\n');
  const fragments = fragmentsOf(body).map((fragment) => ({
    ...fragment,
    line: body.slice(0, fragment.start).split('\n').length - 1,
    call: callIn(fragment),
  }));
  const inFragment = new Set(
    fragments.flatMap(({ line, text }) => text.split('\n').flatMap((_, index) => (index > 0 ? [line + index] : []))),
  );
  const sections = sectionsOf(lines, (line) => inFragment.has(line));
  const states = sections.map(({ from, to }) => {
    const own = fragments.filter(({ line }) => line >= from && line < to);
    const calls = own.flatMap(({ call }) => (call === undefined ? [] : [isEmpty(call)]));
    // A condition that begins in one section and ends in another holds both of them.
    const isWhole = balance(own.map(({ text }) => text)) === 0;
    if (!isWhole || calls.includes(false)) return 'shown';
    return calls.length > 0 ? 'empty' : 'prose';
  });
  const isLeftOut = (index: number): boolean => {
    const section = sections[index];
    const state = states[index];
    if (section === undefined || section.level === 0 || state === 'shown') return false;
    const below = childrenOf(sections, index);
    return (state === 'empty' || below.length > 0) && below.every(isLeftOut);
  };
  for (const [index, { from, to }] of sections.entries()) if (isLeftOut(index)) lines.fill('', from, to);
  return lines.join('\n');
}

function sectionsOf(lines: readonly string[], isInFragment: (line: number) => boolean): readonly Section[] {
  const starts: { readonly level: number; readonly from: number }[] = [{ level: 0, from: 0 }];
  let fence = '';
  for (const [line, text] of lines.entries()) {
    const mark = /^(```|~~~)/.exec(text)?.[1] ?? '';
    if (mark !== '' && (fence === '' || fence === mark)) fence = fence === '' ? mark : '';
    const level = /^ {0,3}(#{1,6})(?:\s|$)/.exec(text)?.[1]?.length;
    if (fence === '' && level !== undefined && !isInFragment(line)) starts.push({ level, from: line });
  }
  return starts.map((start, index) => ({ ...start, to: starts[index + 1]?.from ?? lines.length }));
}

/** The sections right below one. */
function childrenOf(sections: readonly Section[], parent: number): readonly number[] {
  const { level = 0 } = sections[parent] ?? {};
  const children: number[] = [];
  let shallowest = Number.POSITIVE_INFINITY;
  for (let index = parent + 1; index < sections.length; index += 1) {
    const own = sections[index]?.level ?? 0;
    if (own <= level) break;
    if (own <= shallowest) children.push(index);
    shallowest = Math.min(shallowest, own);
  }
  return children;
}

/** How many conditions and loops are open at the end. */
function balance(fragments: readonly string[]): number {
  return fragments.reduce((open, text) => {
    const word = /^\{%-?\s*(\w+)/.exec(text)?.[1] ?? '';
    return open + (word === 'if' || word === 'for' ? 1 : word === 'endif' || word === 'endfor' ? -1 : 0);
  }, 0);
}
