import type { Node } from 'nunjucks';
import { didYouMean, type Problem } from '../lib/problem.ts';
import type { ChartUse, Report } from '../types.ts';
import { type Fragment, fragmentsOf } from './bodyFragments.ts';
import { isTagName, parseTagCall, TAGS, type TagCall } from './bodyTags.ts';
import { type ColumnsOf, checkTagCall } from './checkTagCall.ts';
import { nunjucks } from './templateLanguage.ts';
import { FILTER_NAMES } from './templates/templateEnvironment.ts';
import { templateFaults } from './templates/templateFaults.ts';

/** A chart that a body draws, with how wide it stands on the page. */
export interface BodyChart extends ChartUse {
  readonly width: 'full' | 'half';
}

export interface CheckedBody {
  /** Charts to draw, in the body's order. */
  readonly charts: readonly BodyChart[];
  /** Names of the data blocks that the body shows, sorted. */
  readonly shown: readonly string[];
  readonly problems: readonly Problem[];
}

/** Names that a body's `{{ … }}` may use. `insights` has a member per metric block. */
export const BODY_VARIABLES = [
  ...['headline', 'title', 'period', 'brand', 'team', 'language', 'insights'],
  // Empty where the report has none.
  'audience',
];

/** Filters by which a text would become markup as it is: a body's markup is Markdown, and its values are texts. */
const REFUSED = Object.fromEntries(
  ['safe', 'css'].map((name) => [
    name,
    {
      message: `The filter "${name}" cannot stand in a report's body: it makes markup of a text, whoever wrote it.`,
      hint: 'Write Markdown; markup of your own belongs into templates/parts/ or templates/layouts/.',
    },
  ]),
);
const KNOWN = { filters: FILTER_NAMES, refused: REFUSED, templates: new Set<string>() };

const CONTROL_TAGS = ['if', 'elif', 'else', 'endif', 'for', 'endfor', 'set', 'raw', 'endraw'];

interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Reads a report's body without any data: what it draws, and everything that is wrong with it, at lines of report.md.
 * `columnsOf` names the columns of query blocks where they are known; those of metric blocks follow from the report.
 */
export function checkBody(report: Report, columnsOf: ColumnsOf = () => undefined): CheckedBody {
  const charts: BodyChart[] = [];
  const shown = new Set<string>();
  const problems: Problem[] = [];
  const fragments = fragmentsOf(report.body);
  for (const fragment of fragments) {
    const place = placeOf(report, fragment);
    const tell = (message: string, hint?: string): void => {
      problems.push({ file: report.place.file, ...place, message, ...(hint === undefined ? {} : { hint }) });
    };
    if (!fragment.isClosed) tell(`${start(fragment)} is never closed.`, `It ends with ${closerOf(fragment)}`);
    else if (fragment.kind === 'output') checkOutput(fragment, report, tell);
    else if (fragment.kind === 'tag') {
      const call = readTag(fragment, tell);
      if (call === undefined) continue;
      checkTagCall(call, { report, columnsOf, tell });
      const [first, second] = call.positional.map(String);
      shown.add(String(call.tag === 'chart' ? second : first));
      if (call.tag !== 'chart' || first === undefined || second === undefined) continue;
      const earlier = charts.find(({ chart, data }) => chart === first && data === second);
      if (earlier !== undefined)
        tell(`The chart "${first}" of ${second} is already drawn on line ${earlier.place.line}.`);
      const width = call.options['width'] === 'half' ? 'half' : 'full';
      charts.push({ chart: first, data: second, width, place: { file: report.place.file, ...place } });
    }
  }
  const structure = structureProblems(report, fragments);
  // Tags that are wrong themselves do not fit together either.
  if (problems.length === 0 || structure.isRead) problems.push(...structure.problems);
  return { charts, shown: [...shown].sort(), problems };
}

/** The charts that a report's body draws, and what is wrong with the body. */
export function chartUses(report: Report): {
  readonly uses: readonly BodyChart[];
  readonly problems: readonly Problem[];
} {
  const { charts, problems } = checkBody(report);
  return { uses: charts, problems };
}

type Tell = (message: string, hint?: string) => void;

function readTag(fragment: Fragment, tell: Tell): TagCall | undefined {
  const name = /^\{%-?\s*([\w-]*)/.exec(fragment.text)?.[1] ?? '';
  if (!isTagName(name)) {
    if (!CONTROL_TAGS.includes(name))
      tell(`There is no tag named "${name}".`, didYouMean(name, [...Object.keys(TAGS), 'if', 'for', 'set']));
    return undefined;
  }
  try {
    const parser = new nunjucks.parser.Parser(nunjucks.lexer.lex(fragment.text));
    parser.nextToken();
    return parseTagCall(parser);
  } catch (error) {
    tell(`${fragment.text} cannot be read: ${reasonOf(error)}.`, `It is written like this: ${TAGS[name].example}`);
    return undefined;
  }
}

function checkOutput(fragment: Fragment, report: Report, tell: Tell): void {
  try {
    const root = parse(fragment.text);
    const filters = new Set(root.findAll(nunjucks.nodes.Filter).map(({ name }) => name));
    for (const symbol of root.findAll(nunjucks.nodes.Symbol)) {
      if (filters.has(symbol)) continue;
      const name = String(symbol.value);
      if (!isVariable(name, report)) tell(`There is no variable named "${name}".`, didYouMean(name, BODY_VARIABLES));
    }
  } catch (error) {
    tell(`${fragment.text} cannot be read: ${reasonOf(error)}.`);
    return;
  }
  for (const { message, hint } of templateFaults(fragment.text, KNOWN)) tell(message, hint);
  const insight = /\binsights\s*(?:\.\s*([\w-]+)|\[\s*["']([^"']+)["']\s*\])/.exec(fragment.text);
  const blocks = report.data.filter(({ kind }) => kind === 'metrics').map(({ name }) => name);
  const block = insight?.[1] ?? insight?.[2];
  if (block !== undefined && !blocks.includes(block))
    tell(`There are no insights named "${block}": they are named as the metric data.`, didYouMean(block, blocks));
}

function isVariable(name: string, report: Report): boolean {
  if ((BODY_VARIABLES as readonly string[]).includes(name)) return true;
  // Names that the body itself makes, by `for` and `set`, and Nunjucks' own for loops.
  return name === 'loop' || new RegExp(`\\{%-?\\s*(?:for|set)\\s[^%]*\\b${name}\\b`).test(report.body);
}

/** What Nunjucks says of the whole body once every tag by itself is right: an `if` without its end, for example. */
function structureProblems(
  report: Report,
  fragments: readonly Fragment[],
): { readonly isRead: boolean; readonly problems: readonly Problem[] } {
  let body = report.body.replace(/\{/g, ' ');
  for (const { kind, start: from, end, text } of fragments) {
    const name = /^\{%-?\s*([\w-]*)/.exec(text)?.[1] ?? '';
    const kept = kind === 'tag' && CONTROL_TAGS.includes(name) ? text : text.replace(/[^\n]/g, ' ');
    body = body.slice(0, from) + kept + body.slice(end);
  }
  try {
    parse(body);
    const problems = templateFaults(body, KNOWN).map(({ line, ...fault }) => ({
      ...{ file: report.place.file, ...fault },
      line: report.bodyLine + line - 1,
    }));
    return { isRead: true, problems };
  } catch (error) {
    const line = report.bodyLine + lineOf(error) - 1;
    const message = `The tags do not fit together: ${reasonOf(error)}.`;
    return { isRead: false, problems: [{ file: report.place.file, line, message }] };
  }
}

function parse(text: string): Node {
  return new nunjucks.parser.Parser(nunjucks.lexer.lex(text)).parseAsRoot();
}

function placeOf(report: Report, fragment: Fragment): Place {
  const before = report.body.slice(0, fragment.start).split('\n');
  return { line: report.bodyLine + before.length - 1, column: (before.at(-1)?.length ?? 0) + 1 };
}

function start({ text }: Fragment): string {
  return text.length > 40 ? `${text.slice(0, 39)}…` : text;
}

function closerOf({ kind }: Fragment): string {
  return kind === 'tag' ? '%}' : kind === 'output' ? '}}' : '#}';
}

function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .replace(/^(?:Template render error: )?(?:\(unknown path\)\s*(?:\[[^\]]*\])?\s*)?/, '')
    .trim()
    .replace(/\.$/, '');
}

function lineOf(error: unknown): number {
  const line = typeof error === 'object' && error !== null && 'lineno' in error ? Number(error.lineno) : 1;
  return Number.isFinite(line) ? Math.max(1, line) : 1;
}
