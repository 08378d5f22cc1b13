/**
 * The orders of Trattoria over 26 months: busy Fridays and Decembers, quiet Januaries, a week in which a storm kept
 * the northern restaurants shut, prices that rose, promotions that worked and one that did not; and what tills get
 * wrong, see faults.ts.
 */
import { isoDay, monthOf, weekdayOf } from '../days.ts';
import type { Random } from '../random.ts';
import type { Guest } from './guests.ts';
import { type Dish, MENU, OPTIONS } from './menu.ts';
import { type Occasion, PROMOTIONS } from './promotions.ts';
import { isOpen, RESTAURANTS, type Restaurant } from './restaurants.ts';

export interface OrderLine {
  readonly app: string;
  readonly restaurant: string;
  /** Local, to the second: "2026-11-22 19:04:31". */
  readonly time: string;
  readonly orderId: string;
  readonly guest: string | undefined;
  readonly card: string | undefined;
  readonly isLoyalty: boolean;
  readonly lineId: string | undefined;
  readonly category: string;
  readonly item: string;
  /** Of the whole line, in cents. */
  readonly cents: number;
  readonly quantity: number;
}

export interface OptionLine {
  readonly orderId: string;
  readonly lineId: string;
  readonly group: string;
  readonly name: string;
  readonly cents: number;
}

export interface Trade {
  readonly lines: OrderLine[];
  readonly options: OptionLine[];
}

const MONTHS: Readonly<Record<number, number>> = { 1: 0.78, 2: 0.9, 5: 1.08, 7: 0.95, 8: 0.93, 11: 1.04, 12: 1.28 };
const WEEKDAYS = [1.0, 0.72, 0.78, 0.85, 0.98, 1.42, 1.38];
const HOURS = [
  [0, 0.3],
  [10, 1],
  [11, 7],
  [12, 16],
  [13, 11],
  [14, 4],
  [15, 2],
  [16, 3],
  [17, 9],
  [18, 16],
  [19, 15],
  [20, 9],
  [21, 5],
  [22, 2],
] as const;
const PRICE_ROSE_AGO = 240;
const STORM = { from: 66, to: 62, states: ['IL', 'WI', 'MN'] };

/** All orders of `days` days, oldest first. */
export function makeTrade(request: {
  readonly guests: readonly Guest[];
  readonly days: number;
  readonly last: number;
  readonly scale: number;
  readonly random: Random;
}): Trade {
  const { guests, days, last, scale, random } = request;
  const trade: Trade = { lines: [], options: [] };
  for (let ago = days; ago >= 0; ago -= 1) {
    const day = last - ago;
    const open = RESTAURANTS.filter((restaurant) => isOpen(restaurant, ago));
    const rush = new Map(open.map((restaurant) => [restaurant, busyness(restaurant, day, ago)]));
    const card = MENU.filter(({ sinceAgo }) => ago <= sinceAgo).map((dish) => [dish, dish.weight] as const);
    const today = { day, ago, card };
    for (const guest of guests) {
      if (ago > guest.firstAgo || ago < guest.leavesAgo) continue;
      const comes = ago === guest.firstAgo || random.chance(guest.daily * (rush.get(guest.home) ?? 0.5));
      if (comes) order(trade, { ...today, restaurant: placeOf(guest, open, random), guest }, random);
    }
    for (const [restaurant, busy] of rush) {
      const walkIns = 0.045 * restaurant.pull * scale * busy;
      const count = Math.floor(walkIns) + (random.chance(walkIns % 1) ? 1 : 0);
      for (let index = 0; index < count; index += 1) order(trade, { ...today, restaurant }, random);
    }
  }
  return trade;
}

/** Mostly the restaurant around the corner; now and then another one. */
function placeOf({ home }: Guest, open: readonly Restaurant[], random: Random): Restaurant {
  if (open.includes(home) && random.chance(0.93)) return home;
  return random.pick(open.map((restaurant) => [restaurant, restaurant.pull]));
}

function busyness(restaurant: Restaurant, day: number, ago: number): number {
  const weekday = weekdayOf(day);
  const years = -ago / 365;
  const isShut = ago <= STORM.from && ago >= STORM.to && STORM.states.includes(restaurant.state);
  const occasion: Occasion = { ago, weekday, hour: 18, restaurant, isFirstAsMember: false };
  const lift = PROMOTIONS.reduce((product, { holds, lift: by }) => product * (holds(occasion) ? by : 1), 1);
  const season = (MONTHS[monthOf(day)] ?? 1) * (WEEKDAYS[weekday] ?? 1);
  return season * lift * (1 + restaurant.drift) ** years * (isShut ? 0.12 : 1);
}

interface Visit {
  readonly restaurant: Restaurant;
  readonly day: number;
  readonly ago: number;
  readonly card: readonly (readonly [Dish, number])[];
  readonly guest?: Guest;
}

function order(trade: Trade, visit: Visit, random: Random): void {
  const { restaurant, day, ago, card, guest } = visit;
  const hour = random.pick<number>(HOURS);
  const member = guest?.member !== undefined && ago <= guest.member.joinedAgo ? guest.member : undefined;
  const isFirstAsMember = member?.joinedAgo === ago;
  const occasion: Occasion = { ago, weekday: weekdayOf(day), hour, restaurant, isFirstAsMember };
  const second = `${two(random.between(0, 59))}:${two(random.between(0, 59))}`;
  const head = {
    app: appOf(member?.hasApp ?? false, random),
    restaurant: restaurant.id,
    time: `${isoDay(day)} ${two(hour)}:${second}`,
    orderId: `O${String(trade.lines.length).padStart(8, '0')}`,
    guest: random.chance(0.97) ? guest?.id : undefined,
    card: random.chance(0.25) ? `**** ${random.between(1000, 9999)}` : undefined,
    isLoyalty: member !== undefined && random.chance(0.88),
  };
  const dishes = 1 + Math.floor(random.exponential((hour >= 17 ? 1.5 : 0.8) * (guest?.appetite ?? 1)));
  const dear = ago <= PRICE_ROSE_AGO ? 1.06 : 1;
  for (let number = 1; number <= Math.min(dishes, 12); number += 1) {
    const dish = random.pick(card);
    const quantity = random.chance(0.16) ? 2 : 1;
    const price = Math.round(dish.price * dear * 20) * 5;
    const lineId = `${head.orderId}-${number}`;
    const { category, name: item } = dish;
    trade.lines.push({ ...head, lineId, category, item, cents: price * quantity, quantity });
    addOptions(trade, { orderId: head.orderId, lineId, dish, cents: price * quantity, occasion }, random);
  }
}

function addOptions(
  trade: Trade,
  line: {
    readonly orderId: string;
    readonly lineId: string;
    readonly dish: Dish;
    readonly cents: number;
    readonly occasion: Occasion;
  },
  random: Random,
): void {
  const { orderId, lineId, dish, cents, occasion } = line;
  const choices = OPTIONS[dish.category];
  if (choices !== undefined && random.chance(0.34)) {
    const [group, name, price] = random.pick(choices);
    trade.options.push({ orderId, lineId, group, name, cents: Math.round(price * 100) });
  }
  const offer = PROMOTIONS.find(({ holds, takes }) => holds(occasion) && takes(dish));
  if (offer === undefined || !random.chance(0.85)) return;
  trade.options.push({
    orderId,
    lineId,
    group: 'Promotion',
    name: offer.name,
    cents: -Math.round(cents * offer.share),
  });
}

function appOf(hasApp: boolean, random: Random): string {
  return random.pick<string>([
    ['TRATTORIA_COUNTER', hasApp ? 25 : 52],
    ['TRATTORIA_KIOSK', hasApp ? 10 : 22],
    ['TRATTORIA_APP', hasApp ? 52 : 4],
    ['TRATTORIA_WEB', hasApp ? 13 : 22],
  ]);
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
