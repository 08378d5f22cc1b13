import {
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Pair,
  parseDocument,
  visit,
  type YAMLError,
} from 'yaml';
import type { Place } from '../types.ts';
import type { ProblemList } from './problemList.ts';

/** A step into YAML: a key, or the place in a list. */
export type Path = readonly PropertyKey[];

/** A parsed mapping that still knows where in the file each of its values stands. */
export interface YamlFile {
  readonly file: string;
  readonly raw: Readonly<Record<string, unknown>>;
  /** Where a value stands, or its key; of what is not there, where the nearest thing around it stands. */
  readonly at: (path: Path, side?: 'key' | 'value') => Place;
}

/** What a kind of syntax error is called, and what to do. Others keep the parser's own words. */
const syntaxErrors: Readonly<Record<string, { readonly message?: string; readonly hint: string }>> = {
  TAB_AS_INDENT: { message: 'A tab cannot indent YAML.', hint: 'Use spaces.' },
  MULTIPLE_DOCS: { message: 'A second YAML document begins here.', hint: 'Remove the line "---".' },
  BAD_SCALAR_START: { message: 'A value cannot begin with this character.', hint: 'Put the value in quotes.' },
  BLOCK_AS_IMPLICIT_KEY: { message: 'A value holds ": ", which begins a mapping.', hint: 'Put the value in quotes.' },
  MISSING_CHAR: { hint: 'Look for a quote, bracket or colon that is missing before it.' },
  BAD_INDENT: { hint: 'Indent it like its neighbours, and close every bracket.' },
};

/** Parses a YAML mapping. Syntax errors are problems; where nothing can be read, the answer is `undefined`. */
export function parseYamlFile(file: string, text: string, problems: ProblemList): YamlFile | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const placeOf = (offset: number): Place => {
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const faults: readonly YAMLError[] = [...document.errors, ...document.warnings];
  for (const twice of faults.filter(({ code }) => code === 'DUPLICATE_KEY')) {
    const key = /^["']?([^"':\s]*)/.exec(text.slice(twice.pos[0]))?.[1] ?? '';
    problems.add(placeOf(twice.pos[0]), `The key "${key}" is here twice.`, 'Keep one of the two.');
  }
  // One syntax error makes others behind it: only the first one helps.
  const first = faults.find(({ code }) => code !== 'DUPLICATE_KEY');
  if (first !== undefined) {
    const known = syntaxErrors[first.code];
    problems.add(placeOf(first.pos[0]), known?.message ?? `This is not YAML: ${first.message}.`, known?.hint);
    return undefined;
  }
  visit(document, {
    Pair(_, { key }) {
      if (isScalar(key) && key.value === '__proto__')
        problems.add(placeOf(startOf(key) ?? 0), 'There cannot be a key "__proto__".', 'Remove it.');
    },
  });
  const raw = toJs(document, (message) => problems.add({ file, line: 1 }, message));
  if (raw === undefined) return undefined;
  if (raw === null) {
    problems.add({ file, line: 1 }, 'There is nothing in it.', 'docs/content.md shows what belongs here.');
    return undefined;
  }
  if (!isMap(document.contents)) {
    const start = placeOf(document.contents?.range?.[0] ?? 0);
    problems.add(start, 'This has to be a mapping: lines of "key: value".', 'docs/content.md shows what belongs here.');
    return undefined;
  }
  return {
    file,
    raw: raw as Record<string, unknown>,
    at: (path, side = 'value') => placeOf(offsetOf(document, path, side)),
  };
}

function toJs(document: Document.Parsed, fail: (message: string) => void): unknown {
  try {
    return document.toJS();
  } catch (error) {
    fail(`This is not YAML: ${error instanceof Error ? error.message : String(error)}.`);
    return undefined;
  }
}

function offsetOf(document: Document.Parsed, path: Path, side: 'key' | 'value'): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const [index, step] of path.entries()) {
    if (isAlias(node)) node = node.resolve(document);
    const isLast = index === path.length - 1;
    if (isMap(node)) {
      const pair: Pair | undefined = node.items.find(
        ({ key }) => String(isScalar(key) ? key.value : key) === String(step),
      );
      if (pair === undefined) return offset;
      const key = startOf(pair.key) ?? offset;
      const value = isEmpty(pair.value) ? undefined : startOf(pair.value);
      // On the way in, the key is what stands for "around it".
      offset = isLast && side === 'value' ? (value ?? key) : key;
      node = pair.value;
    } else if (isSeq(node)) {
      const item = node.items[Number(step)];
      if (item === undefined) return offset;
      offset = startOf(item) ?? offset;
      node = item;
    } else return offset;
  }
  return offset;
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function isEmpty(node: unknown): boolean {
  return isScalar(node) && node.value === null && node.source === '';
}
