import { didYouMean, type Problem } from '../lib/problem.ts';
import { placeAt, type SqlText } from './sqlText.ts';

/** The one table that every column of a select comes from; known for plain selects only. */
export interface ColumnScope {
  readonly table: string;
  readonly columns: readonly string[];
}

export interface SqlProblemContext {
  /** Bytes that were put before the person's SQL. */
  readonly prefixBytes?: number;
  readonly scope?: ColumnScope | undefined;
  /** How long it might take. */
  readonly limitMs?: number;
}

type Said = Readonly<Record<string, string>>;
type Told = { readonly message: string; readonly hint?: string };
type Telling = (said: Said, match: readonly string[], scope: ColumnScope | undefined) => Told;

/** DuckDB's words → ours. The first pattern that matches tells it; what none matches is told as DuckDB says it. */
const TELLINGS: readonly (readonly [pattern: RegExp, telling: Telling])[] = [
  [/^Referenced column "(.*?)" not found in FROM clause!/, tellColumn],
  [/^Table "(.*?)" does not have a column named "(.*?)"/, tellQualifiedColumn],
  [
    /^Referenced table "(.*?)" not found!/,
    (said, [, name = '']) => ({
      message: `There is no table "${name}" in this select.`,
      hint: didYouMean(name, quoted(said)),
    }),
  ],
  [/^(?:Scalar |Aggregate |Table )?Function with name (\S+) does not exist!/, tellFunction],
  [
    /^Type with name (\S+) does not exist!/,
    (said, [, name = '']) => ({
      message: `There is no type "${name}".`,
      hint: didYouMean(name, listed(said['candidates'])),
    }),
  ],
  [/^(?:No function matches|Could not choose a best candidate function for the function call)/, tellArguments],
  [
    /^Macro (\w+)\(\) does not support the supplied arguments/,
    (said, [, name = '']) => ({
      message: `${name}() does not take these arguments.`,
      hint: `It is ${signatures(said)}.`,
    }),
  ],
  [
    // Of an aggregate's result DuckDB does not know the type when it chooses.
    /^Macro (\w+)\(\) has multiple overloads that match/,
    (_, [, name = '']) => ({
      message: `Of which type the argument of ${name}() is cannot be told.`,
      hint: `Write the aggregate around it, as in min(${name}(…)), or aggregate in a step before.`,
    }),
  ],
  [
    /^column "(.*?)" must appear in the GROUP BY/,
    (_, [, name = '']) => ({
      message: `Column "${name}" is neither grouped nor aggregated.`,
      hint: 'Add it to `group by`, or aggregate it.',
    }),
  ],
  [
    /^Cannot access file "(.*?)"/,
    () => ({
      message: 'Files cannot be read or written here.',
      hint: 'Declare a source in queries/sources/ and select from its table.',
    }),
  ],
  [
    /^Interrupted!/,
    () => ({
      message: 'This took too long and was stopped.',
      hint: 'Move the work into a model, read fewer rows, or raise `limits` in templates/site.yml.',
    }),
  ],
  [
    /max_temp_directory_size/,
    () => ({
      message: 'There was not enough memory for this, and not enough room on the disk for what memory could not hold.',
      hint: 'Free some of the disk, or read fewer rows at once.',
    }),
  ],
  [
    /(?:failed to (?:allocate|pin)|could not allocate|Out of Memory)/i,
    () => ({
      message: 'There was not enough memory for this.',
      hint: 'Read fewer rows at once, run with fewer --jobs, or on a machine with more memory.',
    }),
  ],
];

const BAD_VALUE =
  'Mend the value where it comes from, or write try_cast(… as …), which makes NULL of what does not fit.';

/** What DuckDB said of this SQL, as a person would say it, at the line and column where it is. */
export function sqlProblem(
  error: unknown,
  text: SqlText,
  { prefixBytes = 0, scope, limitMs }: SqlProblemContext = {},
): Problem {
  const said = readError(error);
  // No line of SQL is to blame for what the machine refuses.
  const refusal = refusalIn(said['exception_message'] ?? '');
  if (refusal !== undefined) return refusal;
  const position = said['position'] === undefined ? undefined : Number(said['position']) - prefixBytes;
  const at = placeAt(text, position);
  const words = said['exception_message'] ?? '';
  for (const [pattern, telling] of TELLINGS) {
    const match = pattern.exec(words);
    if (match === null) continue;
    const told = telling(said, match, scope);
    const isLate = said['exception_type'] === 'INTERRUPT' && limitMs !== undefined;
    const message = isLate ? `This took longer than ${timeWords(limitMs)} and was stopped.` : told.message;
    const { hint } = told;
    return { ...at, message, ...(hint === undefined || hint === '' ? {} : { hint }) };
  }
  const [first = '', ...rest] = words
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  // At run time it is a value of the data, before it one that stands in the SQL.
  const isOfValue = limitMs !== undefined && ['Conversion', 'Out of Range'].includes(said['exception_type'] ?? '');
  const hint = isOfValue ? BAD_VALUE : rest.find((line) => !/^(?:Candidate|LINE|\^)/.test(line));
  const message = /[.!?]$/.test(first) ? first : `${first}.`;
  return {
    ...at,
    message: message.charAt(0).toUpperCase() + message.slice(1),
    ...(hint === undefined ? {} : { hint }),
  };
}

/**
 * Whether SQL failed by what it was given (the same would fail again), by a shortage of time or memory (it need not), by
 * a fault within DuckDB, which then answers nobody, or because the machine refused: then nothing else works either.
 */
export function failureOf(error: unknown): 'data' | 'shortage' | 'broken' | 'machine' {
  const { exception_type: type = '', exception_message: words = '' } = readError(error);
  if (refusalIn(words) !== undefined) return 'machine';
  if (type === 'FATAL' || type === 'INTERNAL') return 'broken';
  return type === 'INTERRUPT' || type === 'Out of Memory' ? 'shortage' : 'data';
}

/** What the system says to DuckDB of a file that it cannot write. */
function refusalIn(words: string): Problem | undefined {
  const [, said = ''] = /: (No space left on device|Read-only file system)/.exec(words) ?? [];
  const [reason, hint] = REFUSALS[said] ?? [];
  if (reason === undefined || hint === undefined) return undefined;
  return { file: /"([^"]*[/\\][^"]*)"/.exec(words)?.[1] ?? '', message: `It cannot be written: ${reason}.`, hint };
}

const ROOM = 'Free some of the disk, and run again: what is missing is made good.';
const REFUSALS: Readonly<Record<string, readonly [reason: string, hint: string]>> = {
  'No space left on device': ['the disk is full', ROOM],
  'Read-only file system': ['the file system is read-only', 'Make it writable, and run again.'],
};

/** "2 minutes", "1.5 seconds". */
export function timeWords(ms: number): string {
  const [count, unit] =
    ms < 60_000 ? [ms / 1000, 'second'] : ms < 3_600_000 ? [ms / 60_000, 'minute'] : [ms / 3_600_000, 'hour'];
  return `${count} ${unit}${count === 1 ? '' : 's'}`;
}

/** With `errors_as_json`, DuckDB's message is JSON, now and then behind a heading ("… Parser Error: {…}"). */
function readError(error: unknown): Said {
  const text = error instanceof Error ? error.message : String(error);
  try {
    return JSON.parse(text.slice(Math.max(0, text.indexOf('{')))) as Said;
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
    return { exception_message: text };
  }
}

function tellColumn(said: Said, [, name = '']: readonly string[], scope: ColumnScope | undefined): Told {
  if (scope !== undefined) return missingColumn(name, scope);
  return { message: `Column "${name}" does not exist here.`, hint: didYouMean(name, quoted(said)) };
}

/** DuckDB's candidates are only those that it finds alike: "it has" would be wrong of them. */
function tellQualifiedColumn(said: Said, [, table = '', name = '']: readonly string[], scope?: ColumnScope): Told {
  if (scope !== undefined) return missingColumn(name, scope);
  return { message: `Column "${name}" does not exist in ${table}.`, hint: guessed(name, quoted(said)) };
}

function missingColumn(name: string, { table, columns }: ColumnScope): Told {
  const message = `Column "${name}" does not exist in ${table}.`;
  const guess = guessed(name, columns);
  return { message, hint: guess === '' ? has(columns) : `${guess}  ${has(columns)}` };
}

/** Only where one is near; a list of what DuckDB finds alike helps nobody. */
function guessed(name: string, candidates: readonly string[]): string {
  const guess = didYouMean(name, candidates);
  return guess.startsWith('Did') ? guess : '';
}

function has(columns: readonly string[]): string {
  const shown = columns.slice(0, 12).join(', ');
  return `It has: ${shown}${columns.length > 12 ? ', …' : ''}.`;
}

function tellFunction(said: Said, [, name = '']: readonly string[]): Told {
  return { message: `There is no function ${name}().`, hint: guessed(name, listed(said['candidates'])) };
}

/** `sum(VARCHAR)` or `+(INTEGER, VARCHAR)`. Operators have dozens of candidates, which help nobody. */
function tellArguments(said: Said): Told {
  const call = /'(.*?)'\. You|function call "(.*?)"\. In/.exec(said['exception_message'] ?? '');
  const [, name = '', types = ''] = /^(.*?)\((.*)\)$/s.exec(call?.[1] ?? call?.[2] ?? '') ?? [];
  const given = types.replaceAll(/\b(STRING|INTEGER)_LITERAL\b/g, (_, type: string) =>
    type === 'STRING' ? 'text' : 'INTEGER',
  );
  if (/^\w+$/.test(name)) {
    return {
      message: `${name}() does not take (${given}).`,
      hint: `It is ${signatures(said)}; cast what it is given.`,
    };
  }
  return { message: `"${name}" does not work on ${given.split(', ').join(' and ')}.`, hint: 'Cast one of them.' };
}

function signatures(said: Said): string {
  const lines = (said['exception_message'] ?? '').split('\n').filter((line) => /^\t.*\(/.test(line));
  const calls = lines.map((line) => line.trim().replace(/ -> .*/, ''));
  return [...new Set(calls)].slice(0, 6).join(', ');
}

/** The names that stand in quotes on the line of candidates. */
function quoted(said: Said): string[] {
  const line = /Candidate[^\n]*:(.*)$/s.exec(said['exception_message'] ?? '')?.[1] ?? '';
  return [...line.matchAll(/"(.*?)"/g)].map(([, name = '']) => name);
}

function listed(candidates: string | undefined): string[] {
  return (candidates ?? '').split(',').filter((candidate) => candidate !== '');
}
