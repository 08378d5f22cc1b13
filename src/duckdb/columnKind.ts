import type { Column } from '../types.ts';

/** A result column: its kind on a page, and DuckDB's own name of its type. */
export interface ResultColumn {
  readonly name: string;
  readonly type: Column['type'];
  readonly sqlType: string;
}

const KINDS: readonly (readonly [RegExp, Column['type']])[] = [
  [/\]$/, 'text'],
  [/^(?:U?(?:TINY|SMALL|BIG|HUGE)?INT(?:EGER)?|BIGNUM|DECIMAL|FLOAT|DOUBLE)\b/, 'number'],
  [/^DATE$/, 'day'],
  [/^TIMESTAMP/, 'instant'],
  [/^BOOLEAN$/, 'boolean'],
];

/** What a page makes of a DuckDB type: lists, structs, times, intervals, enums and the like are text. */
export function columnKind(sqlType: string): Column['type'] {
  return KINDS.find(([pattern]) => pattern.test(sqlType))?.[1] ?? 'text';
}
