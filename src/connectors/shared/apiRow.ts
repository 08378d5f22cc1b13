import { didYouMean, type Problem } from '../../lib/problem.ts';
import type { PullState, Source, SourceTable } from '../../types.ts';
import type { ColumnFamily } from '../connector.ts';
import { ExactNumber, parseExactly } from './exactJson.ts';

/** An object of somebody's JSON. */
export type ApiRow = Readonly<Record<string, unknown>>;

export function isApiRow(value: unknown): value is ApiRow {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber);
}

/** A number, of however many digits. */
export function isNumber(value: unknown): value is number | ExactNumber {
  return typeof value === 'number' || value instanceof ExactNumber;
}

/** What a JSON text says, with every digit; undefined where it is none. */
export function jsonIn(text: string): unknown {
  try {
    return parseExactly(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return undefined;
  }
}

/**
 * A value by its name: "customer.address.city", "items.data.0.price.id". A name that has points itself is found first. Null
 * where what it would be a part of is null, or a list too short; undefined where there is no such name.
 */
export function valueAt(value: unknown, path: string): unknown {
  if (value === null) return null;
  if (typeof value !== 'object') return undefined;
  if (Object.hasOwn(value, path)) return (value as ApiRow)[path];
  const [first = '', ...rest] = path.split('.');
  if (Array.isArray(value) && /^\d+$/.test(first) && Number(first) >= value.length) return null;
  if (rest.length === 0 || !Object.hasOwn(value, first)) return undefined;
  return valueAt((value as ApiRow)[first], rest.join('.'));
}

/** What is written of each row: the table's columns and, where it is not among them, the one that says whose a row is. */
export function columnsToWrite({ brandColumn }: Source, { columns }: SourceTable): readonly string[] {
  const names = Object.keys(columns);
  return brandColumn === undefined || names.includes(brandColumn) ? names : [...names, brandColumn];
}

/** Whether DuckDB's type is one of an instant or a day. */
export function isTimeType(type: string | undefined): boolean {
  return /^(timestamp|date)/i.test(type ?? '');
}

/** Seconds since 1970 as the text that a column of this type takes. */
export function timeText(seconds: number, type: string | undefined): string {
  const text = new Date(seconds * 1000).toISOString();
  return /^date/i.test(type ?? '') ? text.slice(0, 10) : text;
}

/** Looks at rows as they pass: which of the table's columns they have, and what is in them. */
export class ColumnWatch {
  private readonly table: SourceTable;
  private readonly read: (row: ApiRow, column: string) => unknown;
  private readonly found = new Map<string, Set<ColumnFamily>>();
  private readonly there = new Set<string>();
  private readonly formerlyMixed: readonly string[];
  private rows = 0;

  /** `since` is the state that a former pull left, with `mixed` in it. */
  constructor(table: SourceTable, since: PullState | null, read: (row: ApiRow, column: string) => unknown = valueAt) {
    this.table = table;
    this.read = read;
    const mixed = since?.['mixed'];
    this.formerlyMixed = Array.isArray(mixed) ? mixed.map(String) : [];
  }

  note(rows: readonly ApiRow[]): void {
    this.rows += rows.length;
    for (const row of rows) {
      for (const name of Object.keys(row)) this.there.add(name);
      for (const column of Object.keys(this.table.columns)) this.noteValue(column, this.read(row, column));
    }
  }

  private noteValue(column: string, value: unknown): void {
    if (value === undefined) return;
    const families = this.found.get(column) ?? new Set();
    if (value !== null) families.add(familyOfValue(value));
    this.found.set(column, families);
  }

  /** Columns that no row had. None where there was no row. */
  absent(): readonly string[] {
    if (this.rows === 0) return [];
    return Object.keys(this.table.columns).filter((column) => !this.found.has(column));
  }

  /** Those of the absent ones that are not there even in their first part: `data` is, and has no `city`, tells less. */
  absentAtTop(): readonly string[] {
    return this.absent().filter((column) => !this.there.has(column.split('.')[0] ?? ''));
  }

  problems(columns: readonly string[], label: string): readonly Problem[] {
    const there = [...this.there].sort();
    return columns.map((column) => ({
      ...this.table.place,
      message: `${label} brings no column "${column}".`,
      hint: didYouMean(column, there),
    }));
  }

  /** Columns that have held values of several families, now or before: what is in them now tells of no change. */
  mixed(): readonly string[] {
    const now = [...this.found].filter(([, families]) => families.size > 1).map(([column]) => column);
    return [...new Set([...this.formerlyMixed, ...now])].sort();
  }

  families(): Readonly<Record<string, ColumnFamily>> {
    const mixed = this.mixed();
    return Object.fromEntries(
      [...this.found].flatMap(([column, [family]]) =>
        family === undefined || mixed.includes(column) ? [] : [[column, family] as const],
      ),
    );
  }

  /** Names of the rows that no column begins with. */
  undeclared(): readonly string[] {
    const declared = new Set(Object.keys(this.table.columns).flatMap((column) => [column, column.split('.')[0] ?? '']));
    return [...this.there].filter((name) => !declared.has(name)).sort();
  }
}

function familyOfValue(value: unknown): ColumnFamily {
  if (typeof value === 'string') return 'text';
  if (isNumber(value)) return 'number';
  if (typeof value === 'boolean') return 'boolean';
  return 'other';
}
