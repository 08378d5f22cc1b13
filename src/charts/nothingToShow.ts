import type { Table } from '../types.ts';
import { fieldsOf } from './fieldsOf.ts';
import type { Json } from './json.ts';

/** Channels that put a mark on a map. */
const PLACES = new Set(['longitude', 'latitude']);

/** Whether a table has nothing for a chart to draw: no rows, or no number of those that it reads, or no place on its map. */
export function hasNothingToShow({ columns, rows }: Table, spec: Json): boolean {
  const uses = fieldsOf(spec);
  const numbers = columns.flatMap(({ name, type }, index) => (type === 'number' ? [{ name, index }] : []));
  const among = (fields: readonly string[]): readonly number[] =>
    numbers.filter(({ name }) => fields.includes(name)).map(({ index }) => index);
  const read = among(uses.map(({ field }) => field));
  const judged = read.length > 0 ? read : numbers.map(({ index }) => index);
  const places = among(uses.flatMap(({ field, path }) => (PLACES.has(String(path.at(-2))) ? [field] : [])));
  const none = (indexes: readonly number[]): boolean =>
    indexes.length > 0 && rows.every((row) => indexes.every((index) => row[index] == null));
  return rows.length === 0 || none(judged) || none(places);
}
