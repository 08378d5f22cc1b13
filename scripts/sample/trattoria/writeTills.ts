import { join } from 'node:path';
import { Temporal } from 'temporal-polyfill';
import { dayNumber, isoDay } from '../days.ts';
import { seededRandom } from '../random.ts';
import { writeTable } from '../writeTable.ts';
import { withFaults } from './faults.ts';
import { makeGoals } from './goals.ts';
import { type Guest, makeGuests } from './guests.ts';
import { makeTrade, type OrderLine, type Trade } from './makeTrade.ts';
import { MENU } from './menu.ts';
import { RESTAURANTS } from './restaurants.ts';

const ZONE = 'America/Chicago';
const DAYS = 800;
const GUESTS = 2200;

const ORDER_COLUMNS = [
  ...['app_name', 'restaurant_id', 'creation_time_utc', 'order_id', 'user_id', 'printed_card_number', 'is_loyalty'],
  ...['currency', 'lineitem_id', 'item_category', 'item_name', 'item_price', 'item_quantity'],
];
const OPTION_COLUMNS = [
  ...['order_id', 'lineitem_id', 'option_group_name', 'option_name', 'option_price', 'option_quantity'],
];

/** Writes what Trattoria's tills export: orders and options by the month, and the lists that they are read with. */
export async function writeTills(request: {
  readonly folder: string;
  readonly until: string;
  readonly scale: number;
  readonly seed?: number;
}): Promise<void> {
  const { folder, until, scale, seed = 5 } = request;
  const random = seededRandom(seed);
  const last = dayNumber(until);
  const guests = makeGuests(Math.round(GUESTS * scale), DAYS, Number(until.slice(0, 4)), random);
  const sound = makeTrade({ guests, days: DAYS, last, scale, random });
  await writeTrade(folder, withFaults(sound, random));
  await writeMembers(folder, guests, last);
  await writeTable(
    join(folder, 'goals.csv.gz'),
    ['restaurant_id', 'month', 'revenue_goal'],
    makeGoals(sound.lines, last),
  );
  await writeRestaurants(folder, last);
  await writeMenu(folder, last);
}

async function writeTrade(folder: string, { lines, options }: Trade): Promise<void> {
  const monthOfOrder = new Map(lines.map(({ orderId, time }) => [orderId, time.slice(0, 7)]));
  const lineMonths = Map.groupBy(lines, ({ time }) => time.slice(0, 7));
  const optionMonths = Map.groupBy(options, ({ orderId }) => monthOfOrder.get(orderId) ?? '');
  for (const [month, rows] of lineMonths) {
    await writeTable(join(folder, 'order_items', `${month}.csv.gz`), ORDER_COLUMNS, rows.map(orderCells));
    const chosen = (optionMonths.get(month) ?? []).map((option) => {
      const { orderId, lineId, group, name, cents } = option;
      return [orderId, lineId, group, name, (cents / 100).toFixed(2), 1];
    });
    await writeTable(join(folder, 'order_item_options', `${month}.csv.gz`), OPTION_COLUMNS, chosen);
  }
}

function orderCells(line: OrderLine): readonly (string | number | boolean | undefined)[] {
  const { app, restaurant, time, orderId, guest, card, isLoyalty, lineId, category, item, cents, quantity } = line;
  const head = [app, restaurant, inUtc(time), orderId, guest, card, isLoyalty, 'USD'];
  return [...head, lineId, category, item, (cents / 100).toFixed(2), quantity];
}

const offsets = new Map<string, number>();

/** The zone's offset is that of the day's noon; restaurants are closed when clocks are changed. */
function inUtc(time: string): string {
  const day = time.slice(0, 10);
  const known = offsets.get(day);
  const offset =
    known ?? Temporal.PlainDateTime.from(`${day}T12:00`).toZonedDateTime(ZONE).offsetNanoseconds / 1_000_000;
  offsets.set(day, offset);
  return new Date(Date.parse(`${time.replace(' ', 'T')}Z`) - offset).toISOString().slice(0, 19).replace('T', ' ');
}

async function writeMembers(folder: string, guests: readonly Guest[], last: number): Promise<void> {
  const header = [
    'user_id',
    'joined_on',
    'birth_year',
    'gender',
    'channel',
    'has_app',
    'restaurant_id',
    'city',
    'state',
  ];
  const rows = guests.flatMap(({ id, home, member }) => {
    if (member === undefined) return [];
    const { joinedAgo, birthYear, gender, channel, hasApp } = member;
    return [[id, isoDay(last - joinedAgo), birthYear, gender, channel, hasApp, home.id, home.city, home.state]];
  });
  await writeTable(join(folder, 'members.csv.gz'), header, rows);
}

async function writeRestaurants(folder: string, last: number): Promise<void> {
  const header = [
    'restaurant_id',
    'name',
    'kind',
    'city',
    'state',
    'latitude',
    'longitude',
    'opened_on',
    'closed_on',
    'manager',
  ];
  const rows = RESTAURANTS.map((restaurant) => {
    const { id, name, kind, city, state, latitude, longitude, openedAgo, closedAgo, manager } = restaurant;
    const closedOn = closedAgo === undefined ? undefined : isoDay(last - closedAgo + 1);
    return [id, name, kind, city, state, latitude, longitude, isoDay(last - openedAgo), closedOn, manager];
  });
  await writeTable(join(folder, 'restaurants.csv.gz'), header, rows);
}

async function writeMenu(folder: string, last: number): Promise<void> {
  const header = ['item_name', 'item_category', 'item_type', 'price', 'on_menu_since', 'is_signature'];
  const rows = MENU.map(({ name, category, type, price, sinceAgo, isSignature }) => {
    return [
      name,
      category,
      type,
      (Math.round(price * 1.06 * 20) / 20).toFixed(2),
      isoDay(last - sinceAgo),
      isSignature,
    ];
  });
  await writeTable(join(folder, 'menu.csv.gz'), header, rows);
}
