import { inLanguage } from '../lib/localText.ts';
import type { Cell, Column, Model, Table } from '../types.ts';

/** What pages say for the values of columns, by column and value, in one language. */
export type ValueNames = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** The names that marts give to values. Columns of one name share theirs, whichever mart they are in. */
export function valueNamesOf(models: readonly Pick<Model, 'valueNames'>[], locale: string): ValueNames {
  const names = new Map<string, Map<string, string>>();
  for (const [column, texts] of models.flatMap(({ valueNames = {} }) => Object.entries(valueNames))) {
    const known = names.get(column) ?? new Map<string, string>();
    for (const [value, text] of Object.entries(texts)) known.set(value, inLanguage(text, locale));
    names.set(column, known);
  }
  return names;
}

/** A table whose cells say names rather than values, for the columns that have them; a value without a name stays. */
export function withNames({ columns, rows }: Table, names: ValueNames): Table {
  const at = columns.map(({ name, metric }) => (metric === undefined ? names.get(name) : undefined));
  if (at.every((each) => each === undefined)) return { columns, rows };
  const named = (cell: Cell, index: number): Cell => (cell === null ? null : (at[index]?.get(String(cell)) ?? cell));
  return {
    columns: columns.map((column, index) => (at[index] === undefined ? column : asText(column))),
    rows: rows.map((row) => row.map(named)),
  };
}

function asText({ name, label }: Column): Column {
  return { name, label, type: 'text' };
}
