import { quoteText } from '../duckdb/sqlName.ts';
import { BEGINNING } from '../lib/period.ts';
import type { ZonePeriod } from '../lib/zoneOffsets.ts';
import type { Brand, Weekday } from '../types.ts';

/** A brand as its SQL sees it. */
export type BrandFacts = Pick<Brand, 'name' | 'title' | 'locale' | 'timeZone' | 'weekStart' | 'currency'>;

const ISO_WEEKDAY: Readonly<Record<Weekday, number>> = {
  monday: 1,
  tuesday: 2,
  wednesday: 3,
  thursday: 4,
  friday: 5,
  saturday: 6,
  sunday: 7,
};

/** Letters of one text: what a page, a mail or a CSV shows is far below it. */
const MOST_LETTERS = 10_000_000;

/**
 * DuckDB works a call out in one go, when it plans a query too: a text of a gigabyte takes three of memory that no limit
 * counts, and minutes in which nothing stops it.
 */
const SMALL_TEXTS = [
  ['repeat', 'value, times', 'len(value)::hugeint * times'],
  ['lpad', 'value, letters, filling', 'letters'],
  ['rpad', 'value, letters, filling', 'letters'],
].map(([name, parameters, letters]) => {
  const told = quoteText(`${name}() makes no text of more than ${MOST_LETTERS / 1e6} million letters.`);
  const refused = `case when ${letters} > ${MOST_LETTERS} then error(${told})`;
  return `create macro ${name}(${parameters}) as ${refused} else system.main.${name}(${parameters}) end`;
});

/** Named by the macros and told to whoever asks for another. */
const UNKNOWN_GRAIN = `error('There is no grain "' || grain || '": it is day, week, month, quarter, year or all_time.')`;

/**
 * The statements that write a brand's macros and its table `brand` into a file (see docs/content.md). Zone and week
 * start are baked in, so that a file answers the same in every shell. `corrections` are the periods in which DuckDB
 * does not know the zone's clocks. An infinite day lies in no period: NULL.
 */
export function brandStatements(brand: BrandFacts, corrections: readonly ZonePeriod[] = []): readonly string[] {
  const columns = { ...brand, time_zone: brand.timeZone, week_start: brand.weekStart };
  const names = ['name', 'title', 'locale', 'time_zone', 'week_start', 'currency'] as const;
  return [
    `create macro local_time(ts timestamptz) as ${localTime(brand.timeZone, corrections, "timezone('UTC', ts)")},
       (ts timestamp) as ${localTime(brand.timeZone, corrections, 'ts')}`,
    periodStart(ISO_WEEKDAY[brand.weekStart]),
    ...SMALL_TEXTS,
    step('next_period', '+'),
    step('previous_period', '-'),
    `create table brand as select ${names.map((name) => `${quoteText(columns[name])} as ${name}`).join(', ')}`,
  ];
}

/** What a zone's clocks show at an instant that is told in UTC. */
function localTime(timeZone: string, corrections: readonly ZonePeriod[], utc: string): string {
  const byDuckDB = `timezone(${quoteText(timeZone)}, timezone('UTC', ${utc}))`;
  if (corrections.length === 0) return byDuckDB;
  const cases = corrections.map(({ from, until, offsetSeconds }) => {
    const ends = until === null ? '' : ` and ${utc} < make_timestamp(${until * 1000})`;
    return `when ${utc} >= make_timestamp(${from * 1000})${ends} then ${utc} + to_seconds(${offsetSeconds})`;
  });
  return `case ${cases.join(' ')} else ${byDuckDB} end`;
}

function periodStart(firstWeekday: number): string {
  return `create macro period_start(grain, day) as case
    when not isfinite(day::date) then null
    when grain = 'day' then day::date
    when grain = 'week' then day::date - ((isodow(day::date) + 7 - ${firstWeekday}) % 7)::integer
    when grain = 'month' then date_trunc('month', day::date)::date
    when grain = 'quarter' then date_trunc('quarter', day::date)::date
    when grain = 'year' then date_trunc('year', day::date)::date
    when grain = 'all_time' then date '${BEGINNING}'
    when grain is not null then ${UNKNOWN_GRAIN}
  end`;
}

function step(name: string, sign: '+' | '-'): string {
  return `create macro ${name}(grain, start) as case grain
    when 'day' then start::date ${sign} 1
    when 'week' then start::date ${sign} 7
    when 'month' then (start::date ${sign} interval 1 month)::date
    when 'quarter' then (start::date ${sign} interval 3 month)::date
    when 'year' then (start::date ${sign} interval 1 year)::date
    when 'all_time' then date '${sign === '-' ? BEGINNING : '9999-12-31'}'
    else case when grain is not null then ${UNKNOWN_GRAIN} end
  end`;
}
