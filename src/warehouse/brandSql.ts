import { BEGINNING } from '../lib/period.ts';
import type { Brand, Weekday } from '../types.ts';
import { quoteText } from './sqlName.ts';

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

/** Named by the macros and told to whoever asks for another. */
const UNKNOWN_GRAIN = `error('There is no grain "' || grain || '": it is day, week, month, quarter, year or all_time.')`;

/**
 * The statements that write a brand's macros and its table `brand` into a file (see docs/content.md). Zone and week
 * start are baked in, so that a file answers the same in every shell. An infinite day lies in no period: NULL.
 */
export function brandStatements(brand: BrandFacts): readonly string[] {
  const zone = quoteText(brand.timeZone);
  const columns = { ...brand, time_zone: brand.timeZone, week_start: brand.weekStart };
  const names = ['name', 'title', 'locale', 'time_zone', 'week_start', 'currency'] as const;
  return [
    `create macro local_time(ts timestamptz) as timezone(${zone}, ts),
       (ts timestamp) as timezone(${zone}, timezone('UTC', ts))`,
    periodStart(ISO_WEEKDAY[brand.weekStart]),
    step('next_period', '+'),
    step('previous_period', '-'),
    `create table brand as select ${names.map((name) => `${quoteText(columns[name])} as ${name}`).join(', ')}`,
  ];
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
