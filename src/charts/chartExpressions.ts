import { didYouMean } from '../lib/problem.ts';
import type { ChartProblem } from './checkScales.ts';
import { type Call, expressionReads, readsOf } from './expressionReads.ts';
import { isObject, type Json, type JsonPath, mapDeep } from './json.ts';

/** Functions that take a date apart in the machine's own time zone. */
const LOCAL_TIME = [
  ...['year', 'quarter', 'month', 'date', 'day', 'dayofyear', 'week', 'hours', 'minutes', 'seconds', 'milliseconds'],
  ...['timeFormat', 'datetime', 'timeParse', 'timeOffset', 'timeSequence', 'timezoneoffset'],
];

/** Of a date that they are given; without one they are the clock's. */
const OF_A_DATE = [
  ...['utcyear', 'utcquarter', 'utcmonth', 'utcdate', 'utcday', 'utcdayofyear', 'utcweek', 'utchours', 'utcminutes'],
  ...['utcseconds', 'utcmilliseconds', 'utcFormat', 'utcOffset', 'utcSequence', 'utcParse', 'utc', 'time', 'toDate'],
];

const CLOCK_OR_CHANCE: Readonly<Record<string, string>> = {
  now: 'now() makes a chart depend on the clock. A report shows its own period.',
  random: 'random() makes another chart each time.',
  sampleNormal: 'sampleNormal() makes another chart each time.',
  sampleLogNormal: 'sampleLogNormal() makes another chart each time.',
  sampleUniform: 'sampleUniform() makes another chart each time.',
};

/** What an expression may call: what makes a value of the values of its row. */
const ALLOWED: readonly string[] = [
  ...OF_A_DATE,
  ...[
    'isArray',
    'isBoolean',
    'isDate',
    'isDefined',
    'isFinite',
    'isNaN',
    'isNumber',
    'isObject',
    'isString',
    'isValid',
  ],
  ...['toBoolean', 'toNumber', 'toString', 'if', 'abs', 'acos', 'asin', 'atan', 'atan2', 'ceil', 'clamp', 'cos', 'exp'],
  ...['floor', 'hypot', 'log', 'max', 'min', 'pow', 'round', 'sin', 'sqrt', 'tan', 'clampRange', 'extent', 'indexof'],
  ...[
    'inrange',
    'join',
    'lastindexof',
    'length',
    'lerp',
    'peek',
    'pluck',
    'reverse',
    'sequence',
    'slice',
    'sort',
    'span',
  ],
  ...['lower', 'upper', 'pad', 'parseFloat', 'parseInt', 'replace', 'split', 'substring', 'trim', 'truncate', 'format'],
  ...[
    'regexp',
    'test',
    'merge',
    'dayFormat',
    'dayAbbrevFormat',
    'monthFormat',
    'monthAbbrevFormat',
    'cumulativeNormal',
  ],
  ...['densityNormal', 'quantileNormal', 'cumulativeLogNormal', 'densityLogNormal', 'quantileLogNormal'],
  ...['cumulativeUniform', 'densityUniform', 'quantileUniform', 'domain', 'scale', 'bandwidth', 'range'],
];

/** Members whose texts are expressions. */
const KEYS = new Set(['calculate', 'filter', 'test', 'expr', 'labelExpr', 'signal', 'update', 'init']);
/** … and those that combine conditions below them. */
const COMBINING = new Set(['not', 'and', 'or']);

/** Everything in a specification's expressions that they may not call, or that does not parse. */
export function expressionProblems(spec: Json): readonly ChartProblem[] {
  const found: ChartProblem[] = [];
  mapDeep(spec, (value, path) => {
    if (typeof value === 'string' && isExpression(path)) found.push(...problemsOf(value, path));
    // A number for each row by chance, whatever is in it.
    if (path.at(-2) === 'transform' && isObject(value) && 'sample' in value) found.push(SAMPLE([...path, 'sample']));
    return path.at(-1) === 'values' ? [] : value;
  });
  return found;
}

const SAMPLE = (path: JsonPath): ChartProblem => ({
  path,
  message: 'A sample of the rows is another one each time.',
  hint: 'Choose the rows in the SQL, or with "filter".',
});

/** What the compiled chart calls in spite of all: Vega-Lite's own expressions go by what the specification says. */
export function isByClockOrChance(expression: string): boolean {
  // A text that is no expression calls nothing.
  return (readsOf(expression)?.calls ?? []).some(
    ({ name, parameters }) => name in CLOCK_OR_CHANCE || (parameters === 0 && OF_A_DATE.includes(name)),
  );
}

function isExpression(path: JsonPath): boolean {
  const names = path.filter((part) => typeof part === 'string');
  const last = names.at(-1) ?? '';
  return KEYS.has(last) || (COMBINING.has(last) && names.some((name) => KEYS.has(name)));
}

function problemsOf(expression: string, path: JsonPath): readonly ChartProblem[] {
  try {
    return expressionReads(expression).calls.flatMap((call) => callProblem(call, path) ?? []);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ path, message: `The expression "${expression}" does not parse: ${reason}` }];
  }
}

function callProblem({ name, parameters }: Call, path: JsonPath): ChartProblem | undefined {
  const message = CLOCK_OR_CHANCE[name];
  if (message !== undefined) return { path, message };
  if (LOCAL_TIME.includes(name)) return { path, message: localTimeMessage(name) };
  if (OF_A_DATE.includes(name) && parameters === 0)
    return { path, message: `${name}() without a date is the clock's. Give it one: ${name}(datum.period).` };
  if (ALLOWED.includes(name)) return undefined;
  return { path, message: `An expression cannot call ${name}().`, hint: didYouMean(name, ALLOWED) };
}

function localTimeMessage(name: string): string {
  const other = name === 'datetime' ? 'utc' : `utc${name.replace(/^time(?=[A-Z])/, '')}`;
  return `${name}() depends on the machine's time zone. Use ${other}().`;
}
