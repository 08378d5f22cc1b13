import type { Calendar } from '../world.ts';

export type Platform = 'google' | 'linkedin' | 'facebook' | 'events';

/** What Taproom advertises with. Days are whole numbers since 1970; `to` is the first day after. */
export interface Campaign {
  readonly id: string;
  readonly name: string;
  readonly platform: Platform;
  readonly channel: string;
  readonly medium: string;
  readonly objective: string;
  readonly from: number;
  readonly to: number | undefined;
  /** Dollars a day on a usual day, at scale 1. */
  readonly daily: number;
  /** Dollars that may be spent in all. */
  readonly budget: number | undefined;
  readonly costPerClick: number;
  /** Clicks for each impression. */
  readonly clickRate: number;
  /** How much of the interest it rouses is real: 1 is usual, 0 brings nobody. */
  readonly pull: number;
}

const PLATFORMS: Readonly<Record<Platform, Pick<Campaign, 'channel' | 'medium'>>> = {
  google: { channel: 'Google Ads', medium: 'paid search' },
  linkedin: { channel: 'LinkedIn', medium: 'paid social' },
  facebook: { channel: 'Facebook', medium: 'paid social' },
  events: { channel: 'Trade show', medium: 'event' },
};

/** Days before the last one on which each begins and ends; `from: undefined` was there from the first day. */
const PLANS = [
  ['g-101', 'Brand name', 'google', undefined, undefined, 24, 24_000, 1.6, 0.085, 1.6, 'demand'],
  ['g-102', 'Draft beer monitoring', 'google', undefined, undefined, 112, 110_000, 6.2, 0.031, 1, 'demand'],
  ['g-103', 'Competitors by name', 'google', 420, undefined, 38, 18_000, 9.5, 0.022, 0.7, 'demand'],
  ['l-201', 'Multi-site operators', 'linkedin', 760, undefined, 84, 70_000, 11.2, 0.0052, 1, 'leads'],
  ['l-202', 'Webinar: pour cost in hotel chains', 'linkedin', 162, 71, 72, 7_500, 12.6, 0.0061, 1.2, 'leads'],
  ['f-301', 'Bar owners lookalike', 'facebook', 510, undefined, 26, 15_000, 1.9, 0.011, 0.8, 'leads'],
  // The one that failed: many cheap clicks, hardly a lead, and more money than planned.
  ['f-302', 'Summer on tap (video)', 'facebook', 151, 82, 235, 14_000, 0.62, 0.019, 0.03, 'awareness'],
  ['f-303', '"10 % off" <b>taps</b> & =cheers', 'facebook', 46, 24, 30, 750, 1.4, 0.012, 0.5, 'leads'],
] as const;
const SHOW = { month: 3, day: 14, days: 3, cost: 26_000 } as const;

/** All campaigns of a world's days, oldest platform first; each spring has a trade show. */
export function campaignsOf({ first, last }: Calendar): readonly Campaign[] {
  const advertised = PLANS.map(
    ([id, name, platform, from, to, daily, budget, costPerClick, clickRate, pull, objective]): Campaign => ({
      ...{ id, name, platform, daily, budget, costPerClick, clickRate, pull, objective },
      ...PLATFORMS[platform],
      from: from === undefined ? first : Math.max(first, last - from),
      to: to === undefined ? undefined : last - to,
    }),
  );
  return [...advertised, ...showsOf(first, last)];
}

function showsOf(first: number, last: number): readonly Campaign[] {
  const yearOf = (day: number): number => new Date(day * 86_400_000).getUTCFullYear();
  const years = Array.from({ length: yearOf(last) - yearOf(first) + 1 }, (_, index) => yearOf(first) + index);
  return years
    .map((year) => ({ year, from: Date.UTC(year, SHOW.month, SHOW.day) / 86_400_000 }))
    .filter(({ from }) => from >= first && from + SHOW.days <= last)
    .map(({ year, from }) => ({
      id: `e-${year}`,
      name: `Bar & beverage show ${year}`,
      platform: 'events',
      ...PLATFORMS.events,
      objective: 'leads',
      from,
      to: from + SHOW.days,
      daily: SHOW.cost / SHOW.days,
      budget: 25_000,
      costPerClick: 0,
      clickRate: 0,
      pull: 1,
    }));
}
