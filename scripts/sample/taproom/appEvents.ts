import { weekdayOf } from '../days.ts';
import type { Random } from '../random.ts';
import { drawOn, FEATURES, type Feature } from './features.ts';
import { type AppUser, type Calendar, type CompanyLife, moodOf, randomOf, type World } from './world.ts';

/** What somebody did with one feature on one day; without a feature they looked in and left. */
export interface AppEvent {
  readonly user: AppUser;
  readonly day: number;
  readonly second: number;
  readonly feature: Feature | undefined;
  readonly platform: AppUser['platform'];
  readonly uses: number;
  readonly seconds: number;
  readonly errors: number;
}

/** Sunday to Saturday: bars plan on Mondays and are busy from Thursday on. */
const WEEKDAYS = [0.55, 0.8, 0.62, 0.68, 0.85, 1, 0.9];
/** A release of the Android app that kept failing, days before the last one, both included. */
const BAD_RELEASE = { from: 40, to: 31 };
const SHARE_OF_DAYS = 0.52;

/** Everything that people did in the app, by user and day. */
export function* appEvents({ calendar, lives }: World): Iterable<AppEvent> {
  for (const life of lives) {
    for (const [index, user] of life.users.entries()) {
      yield* eventsOf(user, life, calendar, randomOf(`user ${index}`, life.company.number));
    }
  }
}

function* eventsOf(user: AppUser, { company }: CompanyLife, calendar: Calendar, random: Random): Iterable<AppEvent> {
  // One in eight waits some days before the first visit, and some never come.
  const wait = random.chance(0.12) ? random.between(3, 25) : random.between(0, 2);
  if (random.chance(0.04)) return;
  const end = user.leftOn ?? calendar.last + 1;
  for (let day = Math.max(calendar.first, user.signedUpOn + wait); day < end; day += 1) {
    const mood = moodOf(company, day);
    const isFirst = day === user.signedUpOn + wait;
    const maturing = 0.85 + (0.3 * (day - calendar.first)) / (calendar.last - calendar.first);
    const chance = user.daily * mood * maturing * SHARE_OF_DAYS * (WEEKDAYS[weekdayOf(day)] ?? 1);
    if (mood === 0 || !(isFirst || random.chance(chance))) continue;
    yield* visit(user, day, calendar, random);
  }
}

function* visit(user: AppUser, day: number, calendar: Calendar, random: Random): Iterable<AppEvent> {
  const platform = user.platform === 'Web' && random.chance(0.2) ? 'iOS' : user.platform;
  const second = random.pick(HOURS[user.role]) * 3600 + random.between(0, 3599);
  const visited = { user, day, platform, second };
  const daysAgo = calendar.last - day;
  const isOut = day >= calendar.outage.from && day <= calendar.outage.to;
  const isBroken = platform === 'Android' && daysAgo <= BAD_RELEASE.from && daysAgo >= BAD_RELEASE.to;
  const trouble = (isOut ? 5 : 1) * (isBroken ? 9 : 1) * (platform === 'Android' ? 1.5 : 1);
  let count = 0;
  for (const feature of FEATURES) {
    const draw =
      feature.draw[user.role] * drawOn(feature, day, calendar) * (isOut && feature.area === 'Taps' ? 1.3 : 1);
    if (draw === 0 || !random.chance(draw * 0.62)) continue;
    count += 1;
    const uses = 1 + Math.floor(random.exponential(1.1));
    let errors = 0;
    for (let use = 0; use < uses; use += 1) if (random.chance(Math.min(0.6, feature.errors * trouble))) errors += 1;
    const seconds = Math.round(random.logNormal(feature.seconds * uses, 0.6));
    yield { ...visited, second: Math.min(86_399, second + 60 * count), feature, uses, seconds, errors };
  }
  if (count === 0) yield { ...visited, feature: undefined, uses: 1, seconds: random.between(3, 40), errors: 0 };
}

const HOURS: Readonly<Record<AppUser['role'], readonly (readonly [hour: number, weight: number])[]>> = {
  owner: [
    [7, 4],
    [8, 8],
    [9, 9],
    [10, 6],
    [14, 4],
    [17, 3],
    [22, 3],
  ],
  manager: [
    [10, 6],
    [11, 8],
    [13, 5],
    [15, 7],
    [16, 8],
    [19, 4],
    [22, 5],
  ],
  staff: [
    [15, 5],
    [16, 8],
    [17, 7],
    [18, 8],
    [20, 7],
    [21, 6],
    [22, 6],
  ],
};
