import { readsOf } from './expressionReads.ts';
import { isObject, type Json, type JsonPath, listOf, objectOf, textsOf } from './json.ts';

export interface FieldUse {
  readonly field: string;
  readonly path: JsonPath;
}

/** What is known at one place of a specification: which fields its transforms have made, and whose rows these are. */
interface Scope {
  readonly made: ReadonlySet<string>;
  /** The rows are the chart's own, not a geography's and not values of the specification. */
  readonly own: boolean;
  /** A pivot names its fields after values, so that any name may exist. */
  readonly open: boolean;
}

type Report = (field: unknown, path: JsonPath, scope: Scope) => void;

/** Where the rows of the chart itself are called by name, in a lookup. */
export const TABLE = 'table';

/** The fields of its data that a Vega-Lite specification reads, with every place; fields that it makes itself are not among them. */
export function fieldsOf(spec: Json): readonly FieldUse[] {
  const uses: FieldUse[] = [];
  const report: Report = (field, path, scope) => {
    if (typeof field !== 'string' || !scope.own) return;
    const name = baseName(field);
    if (!scope.made.has(name) && !scope.open) uses.push({ field: name, path });
  };
  readView(spec, [], { made: new Set(), own: true, open: false }, report);
  return uses;
}

function readView(view: Json, path: JsonPath, outer: Scope, report: Report): void {
  let scope = isObject(view['data'])
    ? { made: new Set<string>(), own: view['data']['name'] === TABLE, open: false }
    : outer;
  listOf(view['transform']).forEach((transform, index) => {
    scope = readTransform(objectOf(transform), [...path, 'transform', index], scope, report);
  });
  readEncoding(objectOf(view['encoding']), [...path, 'encoding'], scope, report);
  readExpressions(view['mark'], [...path, 'mark'], scope, report);
  readFacet(view['facet'], [...path, 'facet'], scope, report);
  readRepeat(view['repeat'], [...path, 'repeat'], scope, report);
  for (const key of ['layer', 'concat', 'hconcat', 'vconcat']) {
    listOf(view[key]).forEach((child, index) => {
      readView(objectOf(child), [...path, key, index], scope, report);
    });
  }
  if (isObject(view['spec'])) readView(view['spec'], [...path, 'spec'], scope, report);
}

function readFacet(facet: unknown, path: JsonPath, scope: Scope, report: Report): void {
  if (!isObject(facet)) return;
  if ('field' in facet) readChannel(facet, path, scope, report);
  for (const side of ['row', 'column']) readChannel(facet[side], [...path, side], scope, report);
}

function readRepeat(repeat: unknown, path: JsonPath, scope: Scope, report: Report): void {
  const lists = isObject(repeat) ? Object.entries(repeat) : [['', repeat] as const];
  for (const [side, list] of lists) {
    listOf(list).forEach((field, index) => {
      report(field, side === '' ? [...path, index] : [...path, side, index], scope);
    });
  }
}

function readEncoding(encoding: Json, path: JsonPath, scope: Scope, report: Report): void {
  for (const [channel, definition] of Object.entries(encoding)) {
    if (Array.isArray(definition)) {
      definition.forEach((item, index) => {
        readChannel(item, [...path, channel, index], scope, report);
      });
    } else {
      readChannel(definition, [...path, channel], scope, report);
    }
  }
}

function readChannel(definition: unknown, path: JsonPath, scope: Scope, report: Report): void {
  if (!isObject(definition)) return;
  report(definition['field'], [...path, 'field'], scope);
  const aggregate = objectOf(definition['aggregate']);
  for (const op of ['argmin', 'argmax']) report(aggregate[op], [...path, 'aggregate', op], scope);
  report(objectOf(definition['sort'])['field'], [...path, 'sort', 'field'], scope);
  listOf(definition['condition']).forEach((condition, index) => {
    const at = Array.isArray(definition['condition']) ? [...path, 'condition', index] : [...path, 'condition'];
    readChannel(condition, at, scope, report);
    readPredicate(objectOf(condition)['test'], [...at, 'test'], scope, report);
  });
  readExpressions(definition['value'], [...path, 'value'], scope, report);
}

/** `{"expr": "datum.x"}` wherever it stands. */
function readExpressions(value: unknown, path: JsonPath, scope: Scope, report: Report): void {
  if (!isObject(value)) return;
  if (typeof value['expr'] === 'string') readExpression(value['expr'], [...path, 'expr'], scope, report);
  for (const [key, child] of Object.entries(value)) readExpressions(child, [...path, key], scope, report);
}

function readExpression(expression: string, path: JsonPath, scope: Scope, report: Report): void {
  // An expression that does not parse is reported as that, not as fields.
  for (const field of readsOf(expression)?.fields ?? []) report(field.replace(/\./g, '\\.'), path, scope);
}

function readPredicate(test: unknown, path: JsonPath, scope: Scope, report: Report): void {
  if (typeof test === 'string') readExpression(test, path, scope, report);
  if (!isObject(test)) return;
  report(test['field'], [...path, 'field'], scope);
  for (const key of ['and', 'or', 'not']) {
    const inner = test[key];
    if (Array.isArray(inner))
      inner.forEach((item, index) => {
        readPredicate(item, [...path, key, index], scope, report);
      });
    else readPredicate(inner, [...path, key], scope, report);
  }
}

/** Keys of transforms whose values are names of fields, or lists of them, or lists of objects with a `field`. */
const READING_KEYS = [
  ...['fold', 'groupby', 'bin', 'field', 'lookup', 'pivot', 'value', 'stack', 'flatten', 'impute', 'key', 'keyvals'],
  ...['quantile', 'regression', 'on', 'loess', 'density', 'extent', 'aggregate', 'joinaggregate', 'window', 'sort'],
];

const DEFAULT_NAMES: Readonly<Record<string, readonly string[]>> = {
  fold: ['key', 'value'],
  quantile: ['prob', 'value'],
  density: ['value', 'density'],
};

function readTransform(transform: Json, path: JsonPath, scope: Scope, report: Report): Scope {
  if (typeof transform['calculate'] === 'string') {
    readExpression(transform['calculate'], [...path, 'calculate'], scope, report);
  }
  readPredicate(transform['filter'], [...path, 'filter'], scope, report);
  for (const key of READING_KEYS) {
    if (key === 'bin' && transform[key] === true) continue;
    const list = transform[key];
    listOf(list).forEach((item, index) => {
      const at = Array.isArray(list) ? [...path, key, index] : [...path, key];
      report(isObject(item) ? item['field'] : item, isObject(item) ? [...at, 'field'] : at, scope);
    });
  }
  readLookup(objectOf(transform['from']), [...path, 'from'], report);
  const made = new Set([...scope.made, ...namesMadeBy(transform)]);
  return { ...scope, made, open: scope.open || 'pivot' in transform };
}

/** A lookup that goes back to the chart's own rows, as a map does that colours states by a metric. */
function readLookup(from: Json, path: JsonPath, report: Report): void {
  if (objectOf(from['data'])['name'] !== TABLE) return;
  const scope: Scope = { made: new Set(), own: true, open: false };
  report(from['key'], [...path, 'key'], scope);
  textsOf(from['fields']).forEach((field, index) => {
    report(field, [...path, 'fields', index], scope);
  });
}

function namesMadeBy(transform: Json): readonly string[] {
  const own = textsOf(transform['as']);
  const inner = ['aggregate', 'joinaggregate', 'window'].flatMap((key) =>
    listOf(transform[key]).flatMap((item) => textsOf(objectOf(item)['as'])),
  );
  const kind = Object.keys(DEFAULT_NAMES).find((key) => key in transform);
  const byDefault = own.length === 0 && kind !== undefined ? (DEFAULT_NAMES[kind] ?? []) : [];
  const looked = own.length === 0 ? textsOf(objectOf(transform['from'])['fields']) : [];
  return [...own, ...inner, ...byDefault, ...looked];
}

/** `a\\.b` is a field called "a.b"; `a.b` and `a[0]` lie within the field "a". */
function baseName(field: string): string {
  const path = /^(?:\\.|[^.[\\])+/.exec(field)?.[0] ?? field;
  return path.replace(/\\(.)/g, '$1');
}
