import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { listFiles } from '../../src/lib/files.ts';

/**
 * The sample's metrics a second time, in plain loops over the rows as they were pulled: no SQL of queries/, no helper of
 * the warehouse, no calendar of the engine. Days are counted from 1 January 1970.
 */

export interface Calendar {
  readonly grain: 'day' | 'week' | 'month';
  readonly weekStart: 'monday' | 'sunday';
}

const DAY_MS = 86_400_000;

/** Number of the period that a day lies in; the next period's is one more. */
export function periodNumber(day: number, { grain, weekStart }: Calendar): number {
  if (grain === 'day') return day;
  // Day 0 was a Thursday.
  if (grain === 'week') return Math.floor((day + (weekStart === 'monday' ? 3 : 4)) / 7);
  const date = new Date(day * DAY_MS);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

export function dayNumber(isoDay: unknown): number {
  return Date.parse(`${isoDay}T00:00:00Z`) / DAY_MS;
}

/** The day that the clocks of a time zone show at an instant. */
export function localDay(epochMs: number, timeZone: string): number {
  const hour = Math.floor(epochMs / 3_600_000);
  const known = localDays.get(`${timeZone} ${hour}`);
  if (known !== undefined) return known;
  const day = dayNumber(new Intl.DateTimeFormat('sv-SE', { timeZone }).format(epochMs));
  localDays.set(`${timeZone} ${hour}`, day);
  return day;
}
/** Both zones are whole hours from UTC. */
const localDays = new Map<string, number>();

/** What a card says: "1,360", "75.8%", "23.0 days", and how much its last digit is worth. */
export function numberIn(text: string): { readonly value: number; readonly step: number } {
  const [, sign, digits = ''] = /^(−?)\D*([\d.,]+)/.exec(text) ?? [];
  const unit = text.includes('%') ? 0.01 : 1;
  const decimals = digits.split('.')[1]?.length ?? 0;
  const value = Number(digits.replaceAll(',', '')) * unit * (sign === '−' ? -1 : 1);
  return { value, step: unit * 10 ** -decimals };
}

/** Rows of a brand's extract of a source table, instants as milliseconds. */
export async function extractRows(
  out: string,
  { table, select }: { readonly table: string; readonly select: string },
): Promise<readonly (readonly unknown[])[]> {
  const folder = join(out, 'extracts', table);
  const parquet = (await listFiles(folder)).find((path) => path.endsWith('.parquet'));
  if (parquet === undefined) throw new Error(`There is no extract in ${folder}.`);
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  try {
    const reader = await connection.runAndReadAll(`select ${select} from '${join(folder, parquet)}'`);
    return reader.getRowsJS();
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

export interface Growth {
  readonly active: number;
  readonly fresh: number;
  readonly retained: number;
  readonly resurrected: number;
  readonly churned: number;
}

/** Growth accounting of one period, from the days on which each person was active. */
export function growthOf(people: ReadonlyMap<string, ReadonlySet<number>>, period: number, calendar: Calendar): Growth {
  const growth = { active: 0, fresh: 0, retained: 0, resurrected: 0, churned: 0 };
  for (const days of people.values()) {
    let [isHere, wasHere, wasEver] = [false, false, false];
    for (const day of days) {
      const number = periodNumber(day, calendar);
      if (number === period) isHere = true;
      else if (number === period - 1) wasHere = true;
      else if (number < period) wasEver = true;
    }
    if (isHere) growth.active += 1;
    if (isHere && wasHere) growth.retained += 1;
    else if (isHere && wasEver) growth.resurrected += 1;
    else if (isHere) growth.fresh += 1;
    else if (wasHere) growth.churned += 1;
  }
  return growth;
}

/** What the sample's people answer, and what that means. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  LinkedIn: ['linkedin', 'linked in post'],
  'Friend or colleague': ['friend', 'a friend / former teammate', 'word of mouth'],
  'Transition program': ['transition program', 'tap class', 'skillbridge'],
  Podcast: ['podcast', 'the podcast, episode 12'],
  'Web search': ['google', 'google search'],
  'Other social media': ['facebook', 'instagram'],
  Event: ['career fair', 'beacon summit, austin'],
  Newsletter: ['newsletter'],
  'Employer or recruiter': ['recruiter'],
};
const SILENCE = ['', 'n/a'];

/** The channel of an answer as it was typed; null where it says nothing. */
export function channelOf(answer: unknown): string | null {
  const said = typeof answer === 'string' ? answer.trim().toLowerCase() : '';
  if (SILENCE.includes(said)) return null;
  return Object.keys(ANSWERS).find((channel) => ANSWERS[channel]?.includes(said)) ?? 'Other answer';
}
