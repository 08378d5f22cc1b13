import { monthOf } from '../days.ts';
import type { Deal } from './deals.ts';
import type { Calendar } from './world.ts';

export interface Quota {
  readonly owner: string;
  /** First day of the month, and of the next one. */
  readonly from: number;
  readonly to: number;
  /** Whole dollars. */
  readonly amount: number;
}

const DAY_MS = 86_400_000;
const MONTHS_AHEAD = 7;
/** The business doubles in a year, and so much more than the year before is asked of all. */
const STRETCH = 1.6;
/** How much of a quota is what everybody has to bring; the rest follows what the representative has brought. */
const EVEN_SHARE = 0.65;
/** More is signed when bars fit out for the warm season and at the end of the year's quarters. */
const SEASON: Readonly<Record<number, number>> = { 1: 0.8, 3: 1.2, 4: 1.15, 5: 1.1, 7: 0.85, 8: 0.9, 12: 0.9 };

/** A quota for each representative and month, half a year past the last day: a year's is set by the bookings before it. */
export function makeQuotas(deals: readonly Deal[], { first, last }: Calendar): readonly Quota[] {
  const won = deals.filter(({ isWon }) => isWon === true);
  const owners = [...new Set(deals.map(({ owner }) => owner))].sort();
  const quotas: Quota[] = [];
  for (const owner of owners) {
    const own = won.filter((deal) => deal.owner === owner);
    for (let from = first; from <= last + 31 * MONTHS_AHEAD; from = monthAfter(from)) {
      const year = yearOf(from);
      const even = pace(won, year, { first, last }) / owners.length;
      const base = EVEN_SHARE * even + (1 - EVEN_SHARE) * pace(own, year, { first, last });
      const monthly = base * STRETCH * (SEASON[monthOf(from)] ?? 1);
      quotas.push({ owner, from, to: monthAfter(from), amount: Math.max(1000, Math.round(monthly / 500) * 500) });
    }
  }
  return quotas;
}

/** Dollars a month that were booked in the twelve months before a year, or in the first twelve that there are. */
function pace(won: readonly Deal[], year: number, { first, last }: Pick<Calendar, 'first' | 'last'>): number {
  const newYear = Date.UTC(year, 0, 1) / DAY_MS;
  const end = Math.min(last, Math.max(newYear, first + 365));
  const booked = won.filter(({ closedOn = 0 }) => closedOn > end - 365 && closedOn <= end);
  return booked.reduce((sum, { amount = 0 }) => sum + amount, 0) / 12;
}

function yearOf(day: number): number {
  return new Date(day * DAY_MS).getUTCFullYear();
}

function monthAfter(from: number): number {
  const day = new Date(from * DAY_MS);
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1) / DAY_MS;
}
