import { didYouMean } from '../lib/problem.ts';
import type { Column } from '../types.ts';
import { aimedSpec, targetNamed } from './aimed.ts';
import { expressionProblems, isByClockOrChance } from './chartExpressions.ts';
import { barsOnLogScales, type ChartProblem } from './checkScales.ts';
import { COLOUR_NAMES } from './colours.ts';
import { compileSpec } from './compileChart.ts';
import { fieldsOf, TABLE } from './fieldsOf.ts';
import { GEOGRAPHY_NAMES } from './geographies.ts';
import { isObject, type Json, mapDeep, membersCalled, objectOf } from './json.ts';
import { registerFormats } from './numberText.ts';
import { plainNames } from './plainNames.ts';
import { foreignColours } from './specColours.ts';
import { registerDayLabels } from './timeAxis.ts';

type Checked = Pick<Column, 'name' | 'type'>;

/** Everything that keeps a specification from being drawn over a table with these columns, or that the theme forbids. */
export function checkChart(given: Json, named: readonly Checked[]): readonly ChartProblem[] {
  const { spec, columns } = plainNames(given, named);
  const problems = [
    ...unknownMarks(spec),
    ...unknownTypes(spec),
    ...expressionProblems(spec),
    ...unknownFields(spec, columns, named),
    ...barsOnLogScales(spec),
    ...forbidden(spec),
    ...colourProblems(spec),
    ...targetProblems(spec, columns),
  ];
  // Any number will do for a target, but none for a metric that the chart's data lacks.
  return problems.length > 0
    ? problems
    : compileProblems(
        aimedSpec(spec, () => 1),
        columns,
      );
}

/** A target is that of a metric of the chart's own data, and stands in a layer that a brand without it does without. */
function targetProblems(spec: Json, columns: readonly Checked[]): readonly ChartProblem[] {
  return membersCalled(spec, 'datum').flatMap(({ value, path }) => {
    const metric = targetNamed(value);
    const names = columns.filter(({ type }) => type === 'number').map(({ name }) => name);
    if (metric === undefined) return [];
    if (!names.includes(metric)) {
      const message = `The chart's data has no metric "${metric}" with a target.`;
      return [{ path, message, hint: didYouMean(metric, names) }];
    }
    if (path.includes('layer')) return [];
    return [{ path, message: 'A target stands in a layer of its own: a brand that has none is drawn without it.' }];
  });
}

const MARKS = [
  ...['arc', 'area', 'bar', 'boxplot', 'circle', 'errorband', 'errorbar', 'geoshape', 'line', 'point', 'rect', 'rule'],
  ...['square', 'text', 'tick', 'trail'],
];

function unknownMarks(spec: Json): readonly ChartProblem[] {
  return membersCalled(spec, 'mark').flatMap(({ value, path }) => {
    const mark = isObject(value) ? value['type'] : value;
    if (typeof mark === 'string' && MARKS.includes(mark)) return [];
    const at = isObject(value) ? [...path, 'type'] : path;
    if (mark === 'image')
      return [{ path: at, message: 'A chart shows no images: a page loads nothing from elsewhere.' }];
    return [
      { path: at, message: `There is no mark named ${JSON.stringify(mark)}.`, hint: didYouMean(String(mark), MARKS) },
    ];
  });
}

const TYPES = ['quantitative', 'temporal', 'ordinal', 'nominal', 'geojson'];

/** Types of fields; a member called "type" beside no field is something else's. */
function unknownTypes(spec: Json): readonly ChartProblem[] {
  return membersCalled(spec, 'encoding').flatMap(({ value, path }) => {
    if (!isObject(value)) return [];
    return Object.entries(value).flatMap(([channel, encoded]) => {
      const type = isObject(encoded) ? encoded['type'] : undefined;
      if (type === undefined || (typeof type === 'string' && TYPES.includes(type))) return [];
      const message = `There is no type of field named ${JSON.stringify(type)}, as ${channel} has it.`;
      return [{ path: [...path, channel, 'type'], message, hint: didYouMean(String(type), TYPES) }];
    });
  });
}

/** `named` are the same columns as their author knows them. */
function unknownFields(spec: Json, columns: readonly Checked[], named: readonly Checked[]): readonly ChartProblem[] {
  const names = columns.map(({ name }) => name);
  return fieldsOf(spec)
    .filter(({ field }) => !names.includes(field))
    .map(({ field, path }) => ({
      path,
      message: `The chart's data has no field "${field}".`,
      hint: didYouMean(
        field,
        named.map(({ name }) => name),
      ),
    }));
}

/** What the theme or the page decides, or what reaches outside. */
const FORBIDDEN: Readonly<Record<string, string>> = {
  config: 'The theme is the chart\'s configuration: leave out "config".',
  url: 'A chart loads nothing: its data is the block that the report names.',
  href: "A chart has no links: put them in the report's text.",
  scheme: 'A chart has no colours of its own: leave out "scheme"; the theme has ranges for categories and for heat.',
  autosize: 'The page decides a chart\'s width: leave out "autosize".',
};

function forbidden(spec: Json): readonly ChartProblem[] {
  const keys = Object.entries(FORBIDDEN).flatMap(([key, message]) =>
    membersCalled(spec, key).map(({ path }) => ({ path, message })),
  );
  const data = membersCalled(spec, 'data').flatMap(({ value, path }) => {
    const { name } = objectOf(value);
    if (path.length === 1 && 'values' in objectOf(value)) {
      return [
        { path, message: 'A chart holds no data: leave out "data"; its rows are the block that the report names.' },
      ];
    }
    if (name === undefined || name === TABLE || GEOGRAPHY_NAMES.includes(String(name))) return [];
    return [
      {
        path: [...path, 'name'],
        message: `There is no data named "${name}".`,
        hint: didYouMean(String(name), GEOGRAPHY_NAMES),
      },
    ];
  });
  return [...keys, ...data];
}

function colourProblems(spec: Json): readonly ChartProblem[] {
  const own = foreignColours(spec).map(({ colour, path }) => ({
    path,
    message: `A chart has no colours of its own: "${colour}" is none of the theme's.`,
    hint:
      colour.startsWith('#') || colour.includes('(')
        ? 'Use ink, muted, accent, highlight, good, bad or series-1 … series-8.'
        : didYouMean(colour, COLOUR_NAMES),
  }));
  const blended = ['color', 'fill', 'stroke'].flatMap((channel) =>
    membersCalled(spec, channel).flatMap(({ value, path }) => {
      const { type } = objectOf(objectOf(value)['scale']);
      if (!['linear', 'log', 'pow', 'sqrt', 'symlog'].includes(String(type))) return [];
      return [
        {
          path: [...path, 'scale', 'type'],
          message: 'Colours of numbers come in steps: use "quantize", "quantile" or "threshold".',
        },
      ];
    }),
  );
  return [...own, ...blended];
}

/** Any language will do: the check draws nothing. */
const ANY_BRAND = {
  brand: { locale: 'en-GB', currency: 'EUR' },
  labels: { blank: '', notStated: '' },
};

/** What Vega-Lite itself says: each of its warnings is a chart that does not show what its author meant. */
function compileProblems(spec: Json, checked: readonly Checked[]): readonly ChartProblem[] {
  registerFormats();
  registerDayLabels();
  const columns = checked.map((column) => ({ ...column, label: column.name }));
  try {
    return ['wide', 'narrow'].flatMap((width, index) => {
      const { warnings, vega } = compileSpec({
        spec,
        columns,
        ...ANY_BRAND,
        width: width === 'wide' ? 'wide' : 'narrow',
      });
      const changing = changingExpression(vega);
      if (changing !== undefined) return index === 0 ? [{ path: [], message: changing }] : [];
      return index === 0
        ? warnings.filter((message) => !isOurOwn(message)).map((message) => ({ path: [], message: shortened(message) }))
        : [];
    });
  } catch (error) {
    return [{ path: [], message: shortened(error instanceof Error ? error.message : String(error)) }];
  }
}

/** Vega-Lite writes expressions of its own, which go by what the specification says. */
function changingExpression(vega: Json): string | undefined {
  let found: string | undefined;
  mapDeep(vega, (value) => {
    if (typeof value === 'string' && value.includes('(') && isByClockOrChance(value)) found ??= value;
    return value;
  });
  return found && `The chart goes by the clock or by chance: ${shortened(found)}`;
}

/** A chart of rows fits its width and takes the height that it needs, which Vega-Lite always remarks on. */
function isOurOwn(warning: string): boolean {
  return warning.startsWith('Dropping "fit-y"');
}

/** Vega-Lite quotes the whole specification at times. */
function shortened(message: string): string {
  const [, before = '', after = ''] = /^(Invalid specification) \{.*\}\.? (Make sure.*)$/s.exec(message) ?? [];
  const text = before === '' ? message : `${before}. ${after}`;
  return text.length > 400 ? `${text.slice(0, 400)} …` : text;
}
