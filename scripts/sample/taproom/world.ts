/**
 * The world of Taproom, an imaginary company that puts metering devices on the taps of bars and sells bar groups a
 * subscription per device: who its customers are, which bars, devices and users they have, and what they pay from when
 * until when. Every system of the sample (app, billing, desk, deals, advertising) is a function of this one world, so
 * that the same company is the same in all of them.
 *
 * Days are whole numbers since 1970 (see days.ts), local to Chicago; "to" and "…On" of an end are the first day after.
 */
import { dayNumber } from '../days.ts';
import { seededRandom } from '../random.ts';
import { US_CITIES } from '../usCities.ts';
import { makeCompany } from './makeCompany.ts';

/** The months of data that each system holds; some customers joined before. */
const MONTHS = 30;
const COMPANIES = 250;

/** What happened to all of them, in days before the last one; ranges include both ends. */
const PRICE_RISE = 215;
const OUTAGE = { from: 69, to: 63 };

export const REGIONS = ['West', 'Central', 'South', 'East'] as const;
export type Region = (typeof REGIONS)[number];
export type Segment = 'Independent' | 'Group' | 'Chain';
export type Plan = 'Starter' | 'Pro' | 'Enterprise';

/** The days that data is made for, and the days on which something happened to everybody. */
export interface Calendar {
  /** First day of the systems' data. */
  readonly first: number;
  /** Last day that has data. */
  readonly last: number;
  /** From this day on new prices hold. */
  readonly priceRise: number;
  /** A firmware release broke devices: both days are included. */
  readonly outage: { readonly from: number; readonly to: number };
}

/** A customer: a bar group, or somebody who tried and never paid (no phases). */
export interface Company {
  readonly id: string;
  readonly number: number;
  readonly name: string;
  readonly segment: Segment;
  readonly industry: string;
  readonly region: Region;
  readonly state: string;
  readonly city: string;
  readonly latitude: number;
  readonly longitude: number;
  /** Through which they came: a channel of marketing's, or the sales team's own. */
  readonly channel: string;
  /** Code of the sales representative, "Rep 07". */
  readonly owner: string;
  /** Day of the trial's start, or of the contract's where there was no trial. */
  readonly joinedOn: number;
  /** The day on which they left for good. */
  readonly leftOn: number | undefined;
  /** When they paid: more than one where they left and came back. */
  readonly phases: readonly Phase[];
  /** How fond they are of the product, 0.15 to 1; see moodOf(). */
  readonly fondness: number;
}

export interface Phase {
  readonly from: number;
  readonly to: number | undefined;
}

/** A bar that has devices. */
export interface Bar {
  readonly id: string;
  readonly companyId: string;
  readonly name: string;
  readonly kind: string;
  readonly region: Region;
  readonly state: string;
  readonly city: string;
  readonly latitude: number;
  readonly longitude: number;
  readonly openedOn: number;
  readonly closedOn: number | undefined;
  /** How busy it is compared with others; 1 is usual. */
  readonly bustle: number;
}

export interface Device {
  readonly id: string;
  readonly barId: string;
  readonly companyId: string;
  readonly model: string;
  readonly installedOn: number;
  readonly retiredOn: number | undefined;
  /** One in a dozen is often offline. */
  readonly isFlaky: boolean;
}

export interface AppUser {
  readonly id: string;
  readonly companyId: string;
  readonly role: 'owner' | 'manager' | 'staff';
  readonly platform: 'Web' | 'iOS' | 'Android';
  readonly signedUpOn: number;
  readonly leftOn: number | undefined;
  /** Chance of using the app on a day when the company's mood is 1. */
  readonly daily: number;
}

/** What a company pays for a stretch of days in which nothing about it changes. */
export interface Stretch {
  /** Taproom replaces a subscription when its amount changes: "sub_00017_03". */
  readonly id: string;
  /** What stays the same: "con_00017_1"; a company that comes back has a new one. */
  readonly contract: string;
  readonly companyId: string;
  readonly plan: Plan;
  readonly interval: 'month' | 'year';
  readonly devices: number;
  /** Price of one device for one interval, cents; 0 in a trial. */
  readonly unitCents: number;
  readonly isTrial: boolean;
  readonly from: number;
  readonly to: number | undefined;
}

/** All that belongs to one company. */
export interface CompanyLife {
  readonly company: Company;
  readonly bars: readonly Bar[];
  readonly devices: readonly Device[];
  readonly users: readonly AppUser[];
  readonly stretches: readonly Stretch[];
}

export interface World {
  readonly calendar: Calendar;
  readonly lives: readonly CompanyLife[];
}

/** The world until a day ("2026-11-22"), of some 250 companies at scale 1. The first ones are the same at every scale. */
export function makeTaproomWorld({ until, scale }: { readonly until: string; readonly scale: number }): World {
  const last = dayNumber(until);
  const [year = 0, month = 1] = until.split('-').map(Number);
  const calendar: Calendar = {
    first: Date.UTC(year, month - MONTHS, 1) / 86_400_000,
    last,
    priceRise: last - PRICE_RISE,
    outage: { from: last - OUTAGE.from, to: last - OUTAGE.to },
  };
  const companies = Math.round(COMPANIES * scale);
  const lives = Array.from({ length: companies }, (_, index) =>
    makeCompany({ number: index + 1, calendar, cities: US_CITIES, random: randomOf('company', index + 1) }),
  );
  return { calendar, lives };
}

/** A generator of its own for one part of one thing, so that a change to one part leaves the others as they were. */
export function randomOf(part: string, number: number): ReturnType<typeof seededRandom> {
  let seed = 0x811c9dc5;
  for (const letter of `${part} ${number}`) seed = Math.imul(seed ^ letter.charCodeAt(0), 0x01000193);
  return seededRandom(seed);
}

/**
 * How much a company does with the product on a day: 0 when it is no customer, 1 for one that loves it. New ones need a
 * month to settle in; those who are going to leave lose interest over the eleven weeks before.
 */
export function moodOf(company: Company, day: number): number {
  const trial = company.phases[0]?.from ?? company.leftOn ?? company.joinedOn;
  if (day >= company.joinedOn && day < trial) return company.fondness * 0.8;
  const phase = company.phases.find(({ from, to }) => day >= from && (to === undefined || day < to));
  if (phase === undefined) return 0;
  const settled = Math.min(1, 0.6 + (0.4 * (day - phase.from)) / 30);
  const leaving = phase.to === undefined ? 1 : Math.min(1, Math.max(0.2, (phase.to - day) / 77));
  return company.fondness * settled * leaving;
}

/** Seconds since 1970 in UTC of a local time of day in Chicago; winter's six hours all year, which leaves the day as it is. */
export function utcSecond(day: number, secondOfDay: number): number {
  return day * 86_400 + secondOfDay + 6 * 3600;
}

/** Whether a day lies in a stretch that ends before `to`. */
export function isWithin({ from, to }: Phase, day: number): boolean {
  return day >= from && (to === undefined || day < to);
}
