import type { Random } from '../random.ts';
import { isOpen, RESTAURANTS, type Restaurant } from './restaurants.ts';

/** Somebody who orders while signed in. Days are counted back from the sample's last one. */
export interface Guest {
  readonly id: string;
  readonly home: Restaurant;
  readonly firstAgo: number;
  /** The last day on which they would still come. */
  readonly leavesAgo: number;
  /** Chance of a visit on an ordinary day. */
  readonly daily: number;
  /** Multiplies what they order. */
  readonly appetite: number;
  readonly member?: Membership;
}

export interface Membership {
  readonly joinedAgo: number;
  readonly birthYear: number | undefined;
  readonly gender: string | undefined;
  readonly channel: string;
  readonly hasApp: boolean;
}

interface Habit {
  readonly daily: number;
  readonly stay: number;
  readonly joins: number;
}

/** How often a kind of guest comes, how long they stay in days, how many of them become members, how many there are. */
const HABITS: readonly (readonly [Habit, number])[] = [
  [{ daily: 0.28, stay: 800, joins: 0.9 }, 2],
  [{ daily: 0.11, stay: 620, joins: 0.75 }, 9],
  [{ daily: 0.04, stay: 520, joins: 0.5 }, 24],
  [{ daily: 0.015, stay: 420, joins: 0.25 }, 33],
  [{ daily: 0.004, stay: 120, joins: 0.08 }, 32],
];

const CHANNELS = [
  ['Till', 40],
  ['App', 30],
  ['Web', 18],
  ['Friend', 9],
  ['Event <summer & street>', 3],
] as const;
const GENDERS = [
  ['F', 46],
  ['M', 44],
  [undefined, 10],
] as const;

/** The programme began anew with an app some fourteen months before the end; many joined in these weeks. */
const RELAUNCH_AGO = 420;

export function makeGuests(count: number, days: number, lastYear: number, random: Random): readonly Guest[] {
  return Array.from({ length: count }, (_, index) => makeGuest(index + 1, days, lastYear, random));
}

function makeGuest(number: number, days: number, lastYear: number, random: Random): Guest {
  // A third were guests before the sample begins and are seen in its first weeks; of the others ever more come.
  const firstAgo = random.chance(0.3)
    ? Math.max(0, days - Math.round(random.exponential(25)))
    : Math.floor(days * random.next() ** 1.2);
  const home = random.pick(
    RESTAURANTS.map((restaurant) => [restaurant, isOpen(restaurant, firstAgo) ? restaurant.pull : 0] as const),
  );
  const { daily, stay, joins } = random.pick(HABITS);
  const member = random.chance(joins) ? makeMembership(firstAgo, lastYear, random) : undefined;
  return {
    ...{ id: `U${String(number).padStart(6, '0')}`, home, firstAgo, daily: daily * (0.6 + 0.8 * random.next()) },
    leavesAgo: firstAgo - Math.ceil(random.exponential(stay * (home.drift < -0.1 ? 0.6 : 1))),
    appetite: random.logNormal(member === undefined ? 0.95 : 1.05, 0.3),
    ...(member === undefined ? {} : { member }),
  };
}

function makeMembership(firstAgo: number, lastYear: number, random: Random): Membership {
  const waits = firstAgo - Math.round(random.exponential(40));
  const joinedAgo = waits > RELAUNCH_AGO && random.chance(0.6) ? RELAUNCH_AGO - random.between(0, 21) : waits;
  return {
    joinedAgo: Math.max(0, joinedAgo),
    birthYear: random.chance(0.12) ? undefined : lastYear - Math.min(84, 17 + Math.round(random.logNormal(19, 0.55))),
    gender: random.pick<string | undefined>(GENDERS),
    channel: random.pick<string>(CHANNELS),
    hasApp: random.chance(joinedAgo <= RELAUNCH_AGO ? 0.7 : 0.35),
  };
}
