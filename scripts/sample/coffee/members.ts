import { weekdayOf } from '../days.ts';
import type { Random } from '../random.ts';
import type { Chain, Product, Shop } from './chain.ts';

/** Chance of a visit on a day, and the mean days that the habit lasts. */
const HABITS = {
  daily: { chance: 0.32, stay: 520 },
  weekly: { chance: 0.095, stay: 330 },
  monthly: { chance: 0.028, stay: 420 },
  taster: { chance: 0.05, stay: 12 },
} as const;
type Habit = keyof typeof HABITS;

export interface Member {
  readonly id: string;
  readonly joinedOn: number;
  readonly birthYear: number | undefined;
  readonly gender: string | undefined;
  readonly region: string | undefined;
  readonly hasApp: boolean;
  readonly home: Shop;
  readonly habit: Habit;
  /** Drinks that the member comes for, the favourite first. */
  readonly favourites: readonly Product[];
  readonly triesNew: boolean;
  readonly leavesOn: number;
}

/** Members in the order in which they join: almost half are there at the beginning, the rest come along, more and more. */
export function makeMembers(
  chain: Chain,
  {
    first,
    last,
    count,
    random,
  }: {
    readonly first: number;
    readonly last: number;
    readonly count: number;
    readonly random: Random;
  },
): readonly Member[] {
  const joinDays: (readonly [number, number])[] = [[first - 1, 1.15 * (last - first) * 1.3]];
  for (let day = first; day <= last; day += 1) {
    const weekend = [0, 6].includes(weekdayOf(day)) ? 1.25 : 1;
    const launch = day > last - 61 && day <= last - 47 ? 1.7 : 1;
    joinDays.push([day, weekend * launch * (1 + 0.6 * ((day - first) / (last - first)))]);
  }
  const days = Array.from({ length: count }, () => random.pick(joinDays)).sort((a, b) => a - b);
  return days.map((day, index) => {
    const joinedOn = day < first ? first - random.between(1, 500) : day;
    return makeMember(chain, {
      id: `${chain.brand.slice(-1).toUpperCase()}M${String(index + 1).padStart(6, '0')}`,
      joinedOn,
      day,
      random,
    });
  });
}

function makeMember(
  chain: Chain,
  {
    id,
    joinedOn,
    day,
    random,
  }: {
    readonly id: string;
    readonly joinedOn: number;
    readonly day: number;
    readonly random: Random;
  },
): Member {
  const region = random.pick(chain.regions);
  const near = chain.shops.filter((shop) => shop.region === region);
  const home = random.pick((near.length > 0 ? near : chain.shops).map((shop) => [shop, shop.weight] as const));
  // Those who live far from any shop come rarely.
  const habit = random.pick<Habit>(
    near.length > 0
      ? [
          ['daily', 9],
          ['weekly', 31],
          ['monthly', 36],
          ['taster', 24],
        ]
      : [
          ['daily', 1],
          ['weekly', 9],
          ['monthly', 52],
          ['taster', 38],
        ],
  );
  const drinks = chain.menu.filter(
    ({ isDrink, launchedDaysBeforeEnd }) => isDrink && launchedDaysBeforeEnd === undefined,
  );
  const likes = () => random.pick(drinks.map((drink) => [drink, drink.weight] as const));
  return {
    id,
    joinedOn,
    birthYear: random.chance(0.94)
      ? 2026 - Math.min(74, Math.max(15, Math.round(random.logNormal(31, 0.34))))
      : undefined,
    gender: random.pick<string | undefined>([
      ['F', 56],
      ['M', 40],
      [undefined, 4],
    ]),
    region: random.chance(0.97) ? region : undefined,
    hasApp: random.chance(0.71),
    home,
    habit,
    favourites: [likes(), likes(), likes()],
    triesNew: random.chance(0.34),
    leavesOn: Math.max(day, joinedOn) + random.exponential(HABITS[habit].stay),
  };
}

/** Chance that the member comes on a day, before seasons and the shop's own fate. */
export function visitChance({ habit, joinedOn, leavesOn }: Member, day: number): number {
  if (day === joinedOn) return 1;
  // Whoever has stopped comes by once in a while.
  return day <= leavesOn ? HABITS[habit].chance : HABITS[habit].chance * 0.02;
}
