import { monthOf, weekdayOf } from '../days.ts';
import type { Random } from '../random.ts';
import type { Chain, Product, Shop } from './chain.ts';
import type { Member } from './members.ts';

/** Days before the end, both included, of a week in which storms kept people at home. */
const STORMS = { from: 46, to: 40 };

const WEEKDAYS: Readonly<Record<Shop['kind'], readonly number[]>> = {
  office: [0.35, 1.15, 1.2, 1.22, 1.2, 1.12, 0.5],
  street: [1.1, 0.9, 0.9, 0.93, 0.97, 1.1, 1.25],
  holiday: [1.4, 0.8, 0.78, 0.8, 0.88, 1.1, 1.45],
};

const HOURS: Readonly<Record<Shop['kind'], readonly (readonly [hour: number, weight: number])[]>> = {
  office: [
    [7, 6],
    [8, 16],
    [9, 11],
    [10, 6],
    [11, 6],
    [12, 17],
    [13, 13],
    [14, 7],
    [15, 8],
    [16, 5],
    [17, 4],
    [18, 3],
    [19, 2],
  ],
  street: [
    [8, 5],
    [9, 7],
    [10, 8],
    [11, 8],
    [12, 10],
    [13, 11],
    [14, 11],
    [15, 12],
    [16, 9],
    [17, 7],
    [18, 6],
    [19, 5],
    [20, 4],
    [21, 2],
  ],
  holiday: [
    [8, 4],
    [9, 7],
    [10, 10],
    [11, 11],
    [12, 10],
    [13, 10],
    [14, 12],
    [15, 13],
    [16, 10],
    [17, 7],
    [18, 4],
    [19, 2],
    [20, 1],
  ],
};

/** How busy a shop is on a day: 1 is an ordinary one; 0 while it is not open yet. */
export function busyness(chain: Chain, shop: Shop, { day, first, last }: Days): number {
  const opened = shop.openedDaysBeforeEnd === undefined ? first : last - shop.openedDaysBeforeEnd;
  if (day < opened) return 0;
  // A new shop fills over six weeks.
  const young = shop.openedDaysBeforeEnd === undefined ? 1 : Math.min(1, 0.45 + (day - opened) / 76);
  const decline = 1 - (shop.lost ?? 0) * Math.max(0, (day - first) / (last - first));
  const growth = 1 + 0.16 * ((day - first) / (last - first));
  const storms = day >= last - STORMS.from && day <= last - STORMS.to ? (shop.kind === 'holiday' ? 0.35 : 0.66) : 1;
  const season = chain.monthWeights[monthOf(day)] ?? 1;
  return young * decline * growth * storms * season * (WEEKDAYS[shop.kind][weekdayOf(day)] ?? 1);
}

export interface Days {
  readonly day: number;
  readonly first: number;
  readonly last: number;
}

export function hourIn(shop: Shop, random: Random): number {
  return random.pick(HOURS[shop.kind]);
}

/** What is on the menu on a day, each as likely as people want it then. */
export function menuOn(chain: Chain, { day, last }: Days): readonly (readonly [Product, number])[] {
  const hot = chain.hotMonths.includes(monthOf(day));
  return chain.menu
    .filter(({ launchedDaysBeforeEnd = Number.POSITIVE_INFINITY }) => day >= last - launchedDaysBeforeEnd)
    .map((product) => [product, product.weight * seasonal(product, hot)] as const);
}

function seasonal({ season }: Product, hot: boolean): number {
  if (season === undefined) return 1;
  return (season === 'hot') === hot ? 1.6 : 0.45;
}

/** A drink for most, something from the counter for some. */
export function basketOf(
  menu: readonly (readonly [Product, number])[],
  member: Member | undefined,
  random: Random,
): readonly Product[] {
  const open = (product: Product): boolean =>
    product.launchedDaysBeforeEnd === undefined || member === undefined || member.triesNew;
  const drinks = menu.filter(([product]) => product.isDrink && open(product));
  const others = menu.filter(([product]) => !product.isDrink);
  const favourite = member?.favourites.find(
    (drink, index) => drinks.some(([other]) => other === drink) && random.chance(0.55 - 0.1 * index),
  );
  const basket = [favourite ?? random.pick(drinks)];
  if (random.chance(0.18)) basket.push(random.pick(drinks));
  if (random.chance(0.42)) basket.push(random.pick(others));
  return basket;
}
