import { ProblemsError } from '../../lib/problem.ts';
import type { SourceTable } from '../../types.ts';
import type { HttpOptions } from './options.ts';

export type Since = NonNullable<HttpOptions['since']>;

/** The table's own keys. Throws a ProblemsError where one of them needs what is not there. */
export function httpTable({ options, cursor, key, place }: SourceTable<HttpOptions>): HttpOptions {
  const table = options;
  const isJson = (table.format ?? 'json') === 'json';
  const problems: string[] = [];
  if (!isJson && table.paging !== undefined && (table.paging.kind !== 'next_link' || table.paging.path !== undefined))
    problems.push('Pages that are not JSON are found by the header Link alone: `paging: {kind: next_link}`.');
  if (!isJson && table.since !== undefined) problems.push('`since` is for JSON alone.');
  if (table.since !== undefined && (cursor === undefined || key.length === 0))
    problems.push('`since` needs the `cursor` of the table, whose highest value is asked for next, and its `key`.');
  if (problems.length > 0) throw new ProblemsError(problems.map((message) => ({ ...place, message })));
  return table;
}

/** A value of the cursor that the next pull may go on from: ms since 1970, or the number as it stands; undefined where it is none. */
export function cursorValue(value: unknown, { format = 'iso' }: Since): number | string | undefined {
  if (format === 'number') return /^-?\d+(\.\d+)?$/.test(String(value)) ? String(value) : undefined;
  const ms = cursorMs(value, format);
  return Number.isNaN(ms) ? undefined : ms;
}

function cursorMs(value: unknown, format: Since['format']): number {
  if (format === 'unix_ms') return Number(value ?? Number.NaN);
  if (format === 'unix') return Number(value ?? Number.NaN) * 1000;
  const text = String(value ?? '');
  // Without an offset it is UTC, and not the time of the machine.
  return Date.parse(/T.*(Z|[+-]\d\d:?\d\d)$/i.test(text) || !text.includes('T') ? text : `${text}Z`);
}

/** The higher of two values of a cursor. Numbers that stand as text are compared digit for digit. */
export function higherCursor(
  one: number | string | undefined,
  other: number | string | undefined,
): number | string | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return isHigher(String(other), String(one)) ? other : one;
}

function isHigher(one: string, other: string): boolean {
  const [whole = 0n, otherWhole = 0n] = [one, other].map((text) => BigInt(text.replace(/\..*$/, '')));
  return whole === otherWhole ? Number(one) > Number(other) : whole > otherWhole;
}

/** What to ask for after that value, the overlap included. */
export function sinceText(last: number | string, { format = 'iso', overlap_minutes = 60 }: Since): string {
  if (format === 'number') return String(last);
  const ms = Number(last) - overlap_minutes * 60_000;
  if (format === 'unix') return String(Math.floor(ms / 1000));
  if (format === 'unix_ms') return String(Math.floor(ms));
  const text = new Date(ms).toISOString();
  return format === 'date' ? text.slice(0, 10) : text;
}
