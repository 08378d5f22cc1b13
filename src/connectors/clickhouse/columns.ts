import type { ColumnFamily } from '../connector.ts';
import type { SqlColumn } from '../shared/sqlTable.ts';

/** A name as ClickHouse's statements quote it. */
export function quoteName(name: string): string {
  return `"${name.replace(/[\\"]/g, '\\$&')}"`;
}

/** FixedString is filled up with NUL to its length; as text it is without them, which is how ClickHouse compares it. */
export function columnSql({ name, type }: SqlColumn): string {
  const quoted = quoteName(name);
  return bareType(type).startsWith('FixedString') ? `toString(${quoted}) AS ${quoted}` : quoted;
}

/**
 * A value of exactly the column's type. Of a longer one, ClickHouse would take the column there to compare it: numbers of many
 * digits as Float64, which are then no longer equal to themselves, and times with more decimals, for which those after 2262 are
 * too late.
 */
export function literal(value: string, { family, type }: SqlColumn): string {
  const quoted = `'${value.replace(/[\\']/g, '\\$&')}'`;
  const bare = bareType(type);
  if (family === 'time')
    return `parseDateTime64BestEffort(${quoted}, ${/^DateTime64\((\d)/.exec(bare)?.[1] ?? 0}, 'UTC')`;
  if (family === 'date') return `toDate32(${quoted})`;
  if (family !== 'number') return quoted;
  return bare.startsWith('UInt') && value.startsWith('-') ? `CAST('0' AS ${bare})` : `CAST(${quoted} AS ${bare})`;
}

const FAMILIES: readonly (readonly [RegExp, ColumnFamily])[] = [
  [/^(Fixed)?String|^Enum|^UUID|^IPv/, 'text'],
  [/^U?Int|^B?Float|^Decimal/, 'number'],
  [/^Bool/, 'boolean'],
  [/^DateTime/, 'time'],
  [/^Date/, 'date'],
];

/** What a type is one of, whatever it is wrapped in. */
export function familyOf(type: string): ColumnFamily {
  const bare = bareType(type);
  return FAMILIES.find(([pattern]) => pattern.test(bare))?.[1] ?? 'other';
}

/** "LowCardinality(Nullable(String))" → "String". */
function bareType(type: string): string {
  const inner = /^(?:Nullable|LowCardinality)\((.*)\)$/s.exec(type)?.[1];
  return inner === undefined ? type : bareType(inner);
}
