import { ProblemsError } from '../../lib/problem.ts';
import type { Instant, SourceTable } from '../../types.ts';
import type { ColumnFamily } from '../connector.ts';
import type { SqlTableOptions } from './sqlOptions.ts';

/** Families of types that a pull can go on from. Not texts: "10" comes before "9", and "31.12.2025" after "30.11.2026". */
const ORDERED: readonly ColumnFamily[] = ['time', 'date', 'number'];

const SECONDS_OF_HOUR = 3600;
/** How far back a pull looks again where the table does not say: transactions that were open then have ended since. */
const OVERLAP_HOURS = 1;

/** Throws where a column of such a family tells no order, or the table's `overlap` is not of its kind. */
export function refuseCursor(table: SourceTable<SqlTableOptions>, family: ColumnFamily): void {
  const overlap = table.options.overlap;
  const isTime = family === 'time' || family === 'date';
  const problem = !ORDERED.includes(family)
    ? {
        message: `The cursor "${table.cursor}" is ${family === 'text' ? 'a text' : 'of a type without an order'} there, which no pull can go on from.`,
        hint: 'Choose a time, a date or a number, or cast it to one in `select`.',
      }
    : overlap !== undefined && isTime !== (typeof overlap === 'string')
      ? {
          message: `The cursor "${table.cursor}" is ${isTime ? 'a time' : 'no time'}, and the overlap is ${isTime ? 'none' : 'one'}.`,
          hint: isTime ? 'Write hours or days: "6h" or "1d".' : 'Write a number.',
        }
      : undefined;
  if (problem !== undefined) throw new ProblemsError([{ ...table.place, ...problem }]);
}

/**
 * Where the next pull begins: the cursor less the table's `overlap`, in the same notation. Digits behind the second stay as
 * they are, which no number of JavaScript's could hold.
 */
export function lessOverlap(cursor: string, family: ColumnFamily, overlap: unknown): string {
  if (family === 'number') return lessNumber(cursor, typeof overlap === 'number' ? overlap : 0);
  if (family !== 'time' && family !== 'date') return cursor;
  const parts = /^(\d{4}-\d{2}-\d{2})(?:([ T])(\d{2}:\d{2}:\d{2})(.*))?$/s.exec(cursor);
  if (parts === null) return cursor;
  const [, day = '', separator = '', time = '00:00:00', rest = ''] = parts;
  const earlier = new Date(Date.parse(`${day}T${time}Z`) - hoursOf(overlap) * SECONDS_OF_HOUR * 1000).toISOString();
  return family === 'date'
    ? earlier.slice(0, 10)
    : `${earlier.slice(0, 10)}${separator || 'T'}${earlier.slice(11, 19)}${rest}`;
}

/**
 * The highest that the cursor may become, in its own notation: a row of the year 9999 would end all pulls of changes, one of
 * tomorrow those of a day. Such rows come again with each pull until their time has come. Null where it is no time.
 */
export function latestCursor(now: Instant, family: ColumnFamily): string | null {
  if (family !== 'time' && family !== 'date') return null;
  const latest = new Date(Date.parse(now)).toISOString();
  return family === 'date' ? latest.slice(0, 10) : latest;
}

function hoursOf(overlap: unknown): number {
  const parts = /^(\d+(?:\.\d+)?)([hd])$/.exec(String(overlap));
  return parts === null ? OVERLAP_HOURS : Number(parts[1]) * (parts[2] === 'd' ? 24 : 1);
}

/** Whole numbers of any size; of others only the whole part is made smaller, which asks for a little more. */
function lessNumber(cursor: string, overlap: number): string {
  const whole = /^-?\d+/.exec(cursor)?.[0];
  if (whole === undefined || overlap === 0) return cursor;
  return String(BigInt(whole) - BigInt(Math.ceil(overlap)) - (whole === cursor ? 0n : 1n));
}
