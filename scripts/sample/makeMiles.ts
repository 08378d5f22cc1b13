/**
 * The events of Miles, an imaginary rewards app of South-East Asia: growth of some 2 % a week, busy weekends and
 * Decembers, a week in which a release broke the Android app, a campaign that brought people who did not stay, and a
 * few channels whose names are a trial for whoever prints them.
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { dayNumber, monthOf, weekdayOf } from './days.ts';
import { type Random, seededRandom } from './random.ts';

const MONTHS = 22;
/** Singapore is eight hours ahead of UTC all year. */
const ZONE_HOURS = 8;

/** Days before the last one, both included. */
const BROKEN_RELEASE = { from: 48, to: 42 };
const CAMPAIGN = { from: 34, to: 21 };

const COUNTRIES = [
  ['SG', 46],
  ['MY', 22],
  ['ID', 15],
  ['TH', 9],
  ['PH', 8],
] as const;
const PLATFORMS = [
  ['ios', 47],
  ['android', 41],
  ['web', 12],
] as const;
const CHANNELS = [
  ['organic', 30],
  ['referral', 20],
  ['google', 16],
  ['facebook', 11],
  ['tiktok', 10],
  ['', 2],
  ['@hawker.eats', 4],
  ['-20% flyer', 3],
  ['KOL "Aunty Lim" & friends <live>', 4],
] as const;
const CAMPAIGN_CHANNELS = [
  ['tiktok', 62],
  ['@hawker.eats', 22],
  ['referral', 16],
] as const;
const EVENT_TYPES = [
  ['miles_earned', 50],
  ['reward_search', 24],
  ['miles_redeemed', 13],
  ['like', 7],
  ['share', 6],
] as const;
const EARNED_IN = [
  ['dining', 30],
  ['groceries', 22],
  ['ecommerce', 20],
  ['transport', 18],
  ['utilities', 10],
] as const;
const REDEEMED_FOR = [
  ['voucher', 52],
  ['flight', 31],
  ['hotel', 17],
] as const;
const HOURS = [
  [0, 2],
  [1, 1],
  [2, 1],
  [6, 2],
  [7, 5],
  [8, 9],
  [9, 6],
  [10, 5],
  [11, 7],
  [12, 12],
  [13, 10],
  [14, 5],
  [15, 4],
  [16, 4],
  [17, 5],
  [18, 8],
  [19, 11],
  [20, 12],
  [21, 10],
  [22, 7],
  [23, 4],
] as const;
const MONTH_WEIGHTS: Readonly<Record<number, number>> = { 1: 0.88, 2: 0.95, 6: 1.08, 9: 0.95, 11: 1.06, 12: 1.22 };

/** How often someone comes (chance a day) and how long they stay (mean days) before they mostly stop. */
const HABITS = {
  loyal: { daily: 0.34, stay: 620 },
  casual: { daily: 0.12, stay: 190 },
  taster: { daily: 0.2, stay: 16 },
} as const;
type Habit = keyof typeof HABITS;

interface User {
  readonly id: string;
  readonly joinedOn: number;
  readonly country: string;
  readonly platform: string;
  readonly channel: string;
  readonly habit: Habit;
}

interface AppEvent {
  /** Local seconds since 1970. */
  readonly second: number;
  readonly cells: readonly string[];
}

/**
 * Writes one gzipped CSV file of events per month, `events/2026-11.csv.gz`, into the folder: 22 months that end with
 * the day `until` in Singapore. The same arguments give the same bytes.
 */
export async function makeMiles({
  folder,
  until,
  users = 4000,
  seed = 1,
}: {
  readonly folder: string;
  readonly until: string;
  readonly users?: number;
  readonly seed?: number;
}): Promise<void> {
  const random = seededRandom(seed);
  const last = dayNumber(until);
  const first = firstDay(until);
  const joinDays = range(first, last).map((day) => [day, joinWeight(day, first, last)] as const);
  const events: AppEvent[] = [];
  for (let number = 1; number <= users; number += 1) {
    const joinedOn = random.pick(joinDays);
    const user = makeUser(`u_${String(number).padStart(6, '0')}`, joinedOn, isIn(CAMPAIGN, joinedOn, last), random);
    events.push(...lifeOf(user, last, random));
  }
  await writeMonths(join(folder, 'events'), events);
}

function firstDay(until: string): number {
  const [year = 0, month = 1] = until.split('-').map(Number);
  return Date.UTC(year, month - MONTHS, 1) / 86_400_000;
}

function joinWeight(day: number, first: number, last: number): number {
  const growth = Math.exp((1.5 * (day - first)) / (last - first));
  const boost = isIn(CAMPAIGN, day, last) ? 2.1 : 1;
  const trouble = isIn(BROKEN_RELEASE, day, last) ? 0.55 : 1;
  return growth * seasonOf(day) * boost * trouble;
}

function seasonOf(day: number): number {
  const weekday = weekdayOf(day);
  const weekend = weekday === 6 ? 1.2 : weekday === 0 ? 1.12 : weekday === 1 ? 0.9 : 1;
  return weekend * (MONTH_WEIGHTS[monthOf(day)] ?? 1);
}

function isIn({ from, to }: { readonly from: number; readonly to: number }, day: number, last: number): boolean {
  return day >= last - from && day <= last - to;
}

function makeUser(id: string, joinedOn: number, inCampaign: boolean, random: Random): User {
  const campaigned = inCampaign && random.chance(0.6);
  const channel = random.pick<string>(campaigned ? CAMPAIGN_CHANNELS : CHANNELS);
  const loyal = channel === 'referral' ? 34 : channel === 'tiktok' ? 12 : 24;
  const taster = campaigned ? 60 : channel === 'tiktok' ? 46 : 32;
  return {
    id,
    joinedOn,
    channel,
    country: random.pick(COUNTRIES),
    platform: random.pick(PLATFORMS),
    habit: random.pick<Habit>([
      ['loyal', loyal],
      ['casual', 100 - loyal - taster],
      ['taster', taster],
    ]),
  };
}

/** A person comes by habit until they mostly stop; now and then one who has stopped comes by, and some of them stay. */
function lifeOf(user: User, last: number, random: Random): readonly AppEvent[] {
  const { daily, stay } = HABITS[user.habit];
  const events: AppEvent[] = [];
  let leavesOn = user.joinedOn + random.exponential(stay);
  for (let day = user.joinedOn; day <= last; day += 1) {
    const here = day <= leavesOn;
    const broken = isIn(BROKEN_RELEASE, day, last) ? (user.platform === 'android' ? 0.3 : 0.85) : 1;
    const comes = day === user.joinedOn || random.chance((here ? daily : 0.004) * seasonOf(day) * broken);
    if (!comes) continue;
    if (!here && random.chance(0.3)) leavesOn = day + random.exponential(stay / 2);
    const count = 1 + Math.floor(random.exponential(1.1));
    for (let index = 0; index < count; index += 1) events.push(makeEvent(user, day, random));
  }
  return events;
}

function makeEvent(user: User, day: number, random: Random): AppEvent {
  const second = day * 86_400 + random.pick<number>(HOURS) * 3600 + random.between(0, 3599);
  const type = random.pick(EVENT_TYPES);
  const platform = random.chance(0.06) ? 'web' : user.platform;
  const [category, miles] = milesOf(type, random);
  return { second, cells: [user.id, type, category, miles, platform, user.channel, user.country] };
}

function milesOf(type: string, random: Random): readonly [category: string, miles: string] {
  if (type === 'miles_earned') return [random.pick<string>(EARNED_IN), random.logNormal(190, 0.8).toFixed(2)];
  if (type === 'miles_redeemed') return [random.pick<string>(REDEEMED_FOR), (10 * random.between(20, 120)).toFixed(2)];
  return ['', ''];
}

async function writeMonths(folder: string, events: readonly AppEvent[]): Promise<void> {
  const header = 'event_time,user_id,event_type,transaction_category,miles_amount,platform,utm_source,country';
  const months = new Map<string, string[]>();
  for (const { second, cells } of events.toSorted((a, b) => a.second - b.second)) {
    const time = new Date((second - ZONE_HOURS * 3600) * 1000).toISOString().slice(0, 19).replace('T', ' ');
    const month = time.slice(0, 7);
    const lines = months.get(month) ?? [header];
    lines.push([time, ...cells].map(csvCell).join(','));
    months.set(month, lines);
  }
  await mkdir(folder, { recursive: true });
  for (const [month, lines] of months) {
    await writeFile(join(folder, `${month}.csv.gz`), gzipSync(`${lines.join('\n')}\n`));
  }
}

function csvCell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
