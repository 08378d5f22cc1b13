import { monthOf, weekdayOf } from '../days.ts';
import type { Random } from '../random.ts';
import { companyName } from './companyNames.ts';
import { liveOn } from './liveOn.ts';
import type { Calendar, Company, CompanyLife, Plan, Region, Segment } from './world.ts';

type City = readonly [city: string, state: string, latitude: number, longitude: number, weight: number];

const SEGMENTS = [
  ['Independent', 58],
  ['Group', 31],
  ['Chain', 11],
] as const;
const INDUSTRIES: Readonly<Record<Segment, readonly (readonly [string, number])[]>> = {
  Independent: [
    ['Pub', 46],
    ['Brewery taproom', 34],
    ['Cocktail bar', 20],
  ],
  Group: [
    ['Pub', 44],
    ['Restaurant bar', 34],
    ['Brewery taproom', 22],
  ],
  Chain: [
    ['Restaurant bar', 44],
    ['Hotel bar', 32],
    ['Stadium and events', 24],
  ],
};
const CHANNELS = [
  ['Google Ads', 24],
  ['Organic search', 19],
  ['Referral', 17],
  ['LinkedIn', 13],
  ['Trade show', 11],
  ['Outbound', 10],
  ['Facebook', 6],
] as const;
export const PLANS_OF: Readonly<Record<Segment, readonly (readonly [Plan, number])[]>> = {
  Independent: [
    ['Starter', 72],
    ['Pro', 28],
  ],
  Group: [
    ['Starter', 24],
    ['Pro', 64],
    ['Enterprise', 12],
  ],
  Chain: [
    ['Pro', 42],
    ['Enterprise', 58],
  ],
};
const BARS_OF: Readonly<Record<Segment, readonly [low: number, high: number]>> = {
  Independent: [1, 1],
  Group: [2, 4],
  Chain: [4, 9],
};
const YEARLY_OF: Readonly<Record<Segment, number>> = { Independent: 0.16, Group: 0.34, Chain: 0.6 };
/** Bars fit out before the warm season, and look at nothing new in December. */
export const SEASON: Readonly<Record<number, number>> = {
  1: 0.85,
  3: 1.2,
  4: 1.3,
  5: 1.2,
  7: 0.9,
  9: 1.1,
  11: 0.9,
  12: 0.55,
};
const WEST = ['CA', 'WA', 'OR', 'NV', 'AZ', 'UT', 'ID', 'MT', 'WY', 'CO', 'NM', 'AK', 'HI'];
const CENTRAL = ['IL', 'OH', 'MI', 'IN', 'WI', 'MN', 'IA', 'MO', 'ND', 'SD', 'NE', 'KS'];
const SOUTH = ['TX', 'FL', 'GA', 'NC', 'SC', 'VA', 'TN', 'KY', 'AL', 'MS', 'LA', 'AR', 'OK', 'WV'];
/** The first customers joined so long before the systems' data begin. */
const BEFORE_DAYS = 480;

/** A company from its first day to the last day of the world. */
export function makeCompany({
  number,
  calendar,
  cities,
  random,
}: {
  readonly number: number;
  readonly calendar: Calendar;
  readonly cities: readonly City[];
  readonly random: Random;
}): CompanyLife {
  const code = String(number).padStart(5, '0');
  const segment = random.pick<Segment>(SEGMENTS);
  const [city, state, latitude, longitude] = random.pick(cities.map((each) => [each, each[4] + 12] as const));
  const region = regionOf(state);
  const isDirect = random.chance(segment === 'Chain' ? 0.55 : 0.18);
  const company: Omit<Company, 'leftOn' | 'phases'> = {
    id: `acct_${code}`,
    number,
    name: companyName(number, segment, random),
    segment,
    industry: random.pick(INDUSTRIES[segment]),
    region,
    state,
    city,
    latitude,
    longitude,
    channel: random.pick<string>(CHANNELS),
    owner: ownerIn(region, random),
    joinedOn: joinDay(calendar, random),
    fondness: 0.15 + 0.85 * Math.sqrt(random.next()),
  };
  const [low, high] = BARS_OF[segment];
  const trialDays = isDirect ? 0 : segment === 'Chain' ? 30 : 14;
  return liveOn({
    company,
    calendar,
    random,
    code,
    firstBars: random.between(low, high),
    trialDays,
    isConverted: trialDays === 0 || random.chance(0.5 + 0.35 * company.fondness),
    plan: random.pick(PLANS_OF[segment]),
    interval: random.chance(YEARLY_OF[segment]) ? 'year' : 'month',
  });
}

/** Growth of some 5 % a month, with seasons, mostly on working days. */
function joinDay({ first, last }: Calendar, random: Random): number {
  for (;;) {
    const day = random.between(first - BEFORE_DAYS, last - 1);
    const growth = Math.exp((1.3 * (day - last)) / (last - first));
    const weekday = weekdayOf(day);
    const weight = growth * (SEASON[monthOf(day)] ?? 1) * (weekday === 0 || weekday === 6 ? 0.12 : 1);
    if (random.chance(weight / 1.3)) return day;
  }
}

export function regionOf(state: string): Region {
  if (WEST.includes(state)) return 'West';
  if (CENTRAL.includes(state)) return 'Central';
  return SOUTH.includes(state) ? 'South' : 'East';
}

/** Three representatives to a region; "Rep 05" is in Central. */
export function ownerIn(region: Region, random: Random): string {
  const base = { West: 0, Central: 3, South: 6, East: 9 }[region];
  return `Rep ${String(
    base +
      random.pick([
        [1, 45],
        [2, 33],
        [3, 22],
      ] as const),
  ).padStart(2, '0')}`;
}
