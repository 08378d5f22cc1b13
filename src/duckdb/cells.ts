import {
  DuckDBArrayValue,
  DuckDBBlobValue,
  DuckDBDateValue,
  DuckDBDecimalValue,
  DuckDBListValue,
  DuckDBMapValue,
  DuckDBStructValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  DuckDBUnionValue,
  type DuckDBValue,
} from '@duckdb/node-api';
import type { Cell } from '../types.ts';

/**
 * A DuckDB value as a page holds it; this is the only place where one becomes the other.
 *
 * - DATE "2026-11-16"; TIMESTAMP "2026-11-16T10:00:00", with the fraction it has; TIMESTAMPTZ the same in UTC with "Z".
 *   Years outside of 0–9999 have a sign and six digits, as ISO 8601 and JavaScript write them (44 BC is "-000043").
 * - NaN and the infinities of numbers and days are null.
 * - Integers and decimals that no double is keep all their digits, as text in a column of numbers. Of BIGINTs, which are
 *   ids rather than amounts, `columnCells` makes the whole column text.
 * - BLOB is text in hexadecimal; lists, structs and maps are JSON text; TIME, INTERVAL, ENUM, UUID … DuckDB's own text.
 */
export function toCell(value: DuckDBValue): Cell {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return finite(value);
  if (typeof value === 'bigint') return exactNumber(String(value));
  if (value instanceof DuckDBDecimalValue) return exactNumber(value.toString());
  if (value instanceof DuckDBDateValue) return dayText(value);
  if (value instanceof DuckDBBlobValue) return Buffer.from(value.bytes).toString('hex');
  const instant = instantText(value);
  if (instant !== undefined) return instant;
  return isNested(value) ? JSON.stringify(toJson(value)) : String(value);
}

/** A column's cells, in order. A column of BIGINTs of which one is beyond 2⁵³ is text as a whole: no digit is lost. */
export function columnCells(values: readonly DuckDBValue[], sqlType: string): { cells: Cell[]; isText: boolean } {
  const isId = sqlType === 'BIGINT' || sqlType === 'UBIGINT';
  const isText = isId && values.some((value) => typeof value === 'bigint' && !Number.isSafeInteger(Number(value)));
  const convert = isText ? (value: DuckDBValue) => (value === null ? null : String(value)) : toCell;
  return { cells: values.map(convert), isText };
}

/** So many digits every double keeps. */
const EXACT_DIGITS = 15;

/** A number where it is the same; else its digits. Zeros at the end of a fraction say nothing. */
function exactNumber(text: string): number | string {
  const plain = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  const number = Number(plain);
  const digits = plain.replace(/\D/g, '').replace(/^0+/, '').length;
  return digits <= EXACT_DIGITS || String(number) === plain ? number + 0 : plain;
}

/** −0 becomes 0: JSON does not know it. */
function finite(value: number): number | null {
  return Number.isFinite(value) ? value + 0 : null;
}

const MS_PER_DAY = 86_400_000;

function dayText(value: DuckDBDateValue): string | null {
  const date = new Date(value.days * MS_PER_DAY);
  return value.isFinite && !Number.isNaN(date.getTime()) ? date.toISOString().replace(/T.*/, '') : null;
}

function instantText(value: DuckDBValue): string | null | undefined {
  if (value instanceof DuckDBTimestampValue) return isoText(value.isFinite, value.micros * 1000n, '');
  if (value instanceof DuckDBTimestampTZValue) return isoText(value.isFinite, value.micros * 1000n, 'Z');
  if (value instanceof DuckDBTimestampSecondsValue) return isoText(value.isFinite, value.seconds * 1_000_000_000n, '');
  if (value instanceof DuckDBTimestampMillisecondsValue) return isoText(value.isFinite, value.millis * 1_000_000n, '');
  if (value instanceof DuckDBTimestampNanosecondsValue) return isoText(value.isFinite, value.nanos, '');
  return undefined;
}

function isoText(isKnown: boolean, nanos: bigint, zone: '' | 'Z'): string | null {
  const nanosOfSecond = ((nanos % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n;
  const date = new Date(Number((nanos - nanosOfSecond) / 1_000_000n));
  if (!isKnown || Number.isNaN(date.getTime())) return null;
  const fraction = nanosOfSecond === 0n ? '' : `.${String(nanosOfSecond).padStart(9, '0').replace(/0+$/, '')}`;
  return date.toISOString().replace(/\.\d+Z$/, `${fraction}${zone}`);
}

function isNested(value: DuckDBValue): boolean {
  const kinds = [DuckDBListValue, DuckDBArrayValue, DuckDBStructValue, DuckDBMapValue, DuckDBUnionValue];
  return kinds.some((kind) => value instanceof kind);
}

function toJson(value: DuckDBValue): unknown {
  if (value instanceof DuckDBListValue || value instanceof DuckDBArrayValue) return value.items.map(toJson);
  if (value instanceof DuckDBUnionValue) return toJson(value.value);
  if (value instanceof DuckDBStructValue) {
    return Object.fromEntries(Object.entries(value.entries).map(([key, entry]) => [key, toJson(entry)]));
  }
  if (value instanceof DuckDBMapValue) {
    return Object.fromEntries(value.entries.map((entry) => [String(toCell(entry.key)), toJson(entry.value)]));
  }
  return toCell(value);
}
