import type { Column } from '../types.ts';
import { type Json, type JsonPath, mapDeep, objectOf } from './json.ts';

/** To Vega a dot or a bracket in a name leads into an object. */
const NOT_PLAIN = /[.[\]\\'"]/;

/** Keys whose values, or the items of whose lists, are names of fields. */
const FIELD_KEYS = new Set([
  ...[
    'field',
    'fields',
    'fold',
    'groupby',
    'sort',
    'lookup',
    'pivot',
    'on',
    'stack',
    'flatten',
    'impute',
    'key',
    'keyvals',
  ],
  ...[
    'quantile',
    'regression',
    'loess',
    'density',
    'extent',
    'argmin',
    'argmax',
    'repeat',
    'row',
    'column',
    'layer',
    'value',
  ],
]);
const EXPRESSION_KEYS = new Set(['calculate', 'filter', 'test', 'expr', 'labelExpr']);

/**
 * A specification and its columns under names that Vega takes as they are: a query's column may be called "shop.name",
 * and its author writes that name, with Vega's escapes (`shop\\.name`, `['shop.name']`) or without.
 */
export function plainNames<T extends Pick<Column, 'name'>>(
  spec: Json,
  columns: readonly T[],
): { readonly spec: Json; readonly columns: readonly T[] } {
  const taken = new Set(columns.map(({ name }) => name));
  const renamed = new Map<string, string>();
  for (const { name } of columns.filter((column) => NOT_PLAIN.test(column.name))) {
    let plain = name.replace(/[^\p{L}\p{N}_ -]+/gu, '_');
    while (taken.has(plain)) plain += '_';
    taken.add(plain);
    renamed.set(name, plain);
  }
  if (renamed.size === 0) return { spec, columns };
  return {
    spec: objectOf(
      mapDeep(spec, (value, path) => (typeof value === 'string' ? renamedIn(value, path, renamed) : value)),
    ),
    columns: columns.map((column) => ({ ...column, name: renamed.get(column.name) ?? column.name })),
  };
}

function renamedIn(text: string, path: JsonPath, renamed: ReadonlyMap<string, string>): string {
  const key = String(path.findLast((step) => typeof step === 'string'));
  if (FIELD_KEYS.has(key)) return renamed.get(text) ?? renamed.get(withoutEscapes(text)) ?? text;
  if (!EXPRESSION_KEYS.has(key)) return text;
  return text.replace(/datum\[(["'])((?:\\.|(?!\1).)+)\1\]/g, (whole, _, name: string) => {
    const plain = renamed.get(name) ?? renamed.get(withoutEscapes(name));
    return plain === undefined ? whole : `datum[${JSON.stringify(plain)}]`;
  });
}

function withoutEscapes(field: string): string {
  const inBrackets = /^\[(["'])(.+)\1\]$/.exec(field)?.[2];
  return (inBrackets ?? field).replace(/\\(.)/g, '$1');
}
