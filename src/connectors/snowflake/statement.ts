import { randomUUID } from 'node:crypto';
import { ProblemsError } from '../../lib/problem.ts';
import type { Place } from '../../types.ts';
import { isApiRow, valueAt } from '../shared/apiRow.ts';
import { askJson, type JsonAnswer, type JsonService } from '../shared/jsonService.ts';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const TOO_LARGE = '391908';

/** A row as it comes: texts, and null. */
export type SnowflakeRow = readonly (string | null)[];

export interface SnowflakeColumn {
  readonly name: string;
  /** In small letters: "timestamp_tz". */
  readonly type: string;
}

export interface SnowflakeAccount {
  readonly service: JsonService;
  /** Warehouse, role, database and schema, where they are set. */
  readonly context: Readonly<Record<string, string>>;
  /** How long a statement may run. */
  readonly longestMs: number;
}

interface Question {
  readonly sql: string;
  readonly place: Place;
  /** Called for each part of the result, in its order. */
  readonly take?: (rows: readonly SnowflakeRow[]) => Promise<void>;
}

/**
 * Runs a statement by Snowflake's SQL API ("Handling responses"): waits until it has run, and hands on the parts of its result,
 * one in memory at a time. Each part is asked for by the retry policy; a repeated request does not run the statement twice.
 */
export async function runStatement(
  { service, context, longestMs }: SnowflakeAccount,
  { sql, place, take = async () => {} }: Question,
): Promise<readonly SnowflakeColumn[]> {
  const parameters = { timezone: 'UTC' };
  const body = { statement: sql, timeout: Math.ceil(longestMs / 1000), parameters, ...context };
  const path = `/api/v2/statements?requestId=${randomUUID()}&retry=true`;
  let answer = await askJson(service, { path, method: 'POST', body, place, isWhole: isAnswer });
  const handle = encodeURIComponent(String(valueAt(answer.body, 'statementHandle')));
  for (
    let waitMs = FIRST_PAUSE_MS, waitedMs = 0;
    answer.status === 202;
    waitMs = Math.min(LONGEST_PAUSE_MS, waitMs * 2)
  ) {
    if (waitedMs > longestMs) await giveUp(service, handle, place);
    await service.budget.pause(waitMs);
    waitedMs += waitMs;
    answer = await askJson(service, { path: `/api/v2/statements/${handle}`, place, isWhole: isAnswer });
  }
  if (valueAt(answer.body, 'code') === TOO_LARGE) throw refused(place, 'The result is too large for its SQL API.');
  const { columns, parts } = resultOf(answer);
  await take(rowsOf(answer));
  for (let part = 1; part < parts.length; part += 1) {
    const isWhole = (given: JsonAnswer): boolean => rowsOf(given).length === parts[part];
    const given = await askJson(service, { path: `/api/v2/statements/${handle}?partition=${part}`, place, isWhole });
    await take(rowsOf(given));
  }
  return columns;
}

/** A statement that nobody waits for any more would be paid for still. */
async function giveUp(service: JsonService, handle: string, place: Place): Promise<never> {
  await askJson(service, { path: `/api/v2/statements/${handle}/cancel`, method: 'POST', place, isWhole: () => true });
  throw refused(place, 'A statement ran for longer than `timeout_minutes`, and was cancelled.');
}

/** That it still runs, or a result: its columns, and as many rows as its first part has. */
function isAnswer(answer: JsonAnswer): boolean {
  if (typeof valueAt(answer.body, 'statementHandle') !== 'string') return false;
  if (answer.status === 202 || valueAt(answer.body, 'code') === TOO_LARGE) return true;
  const { columns, parts, rows } = resultOf(answer);
  return (
    columns.length > 0 && rowsOf(answer).length === parts[0] && parts.reduce((sum, many) => sum + many, 0) === rows
  );
}

/** The columns, the numbers of rows of each part, and that of all rows. */
function resultOf({ body }: JsonAnswer) {
  const list = (path: string): readonly unknown[] => {
    const found = valueAt(body, `resultSetMetaData.${path}`);
    return Array.isArray(found) ? found : [];
  };
  const columns = list('rowType')
    .filter(isApiRow)
    .map(({ name, type }): SnowflakeColumn => ({ name: String(name), type: String(type).toLowerCase() }));
  const rows = Number(valueAt(body, 'resultSetMetaData.numRows'));
  const parts = list('partitionInfo').map((part) => Number(valueAt(part, 'rowCount')));
  return { columns, rows, parts: parts.length === 0 ? [0] : parts };
}

function rowsOf({ body }: JsonAnswer): readonly SnowflakeRow[] {
  const data = valueAt(body, 'data');
  return Array.isArray(data) ? data : [];
}

function refused(place: Place, message: string): ProblemsError {
  return new ProblemsError([{ ...place, message: `Snowflake did not give what was asked for. ${message}` }]);
}
