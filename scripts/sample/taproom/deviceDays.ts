import { monthOf, weekdayOf } from '../days.ts';
import type { Random } from '../random.ts';
import { type Bar, type Calendar, type Device, randomOf, type World } from './world.ts';

/** What a device told of one day. */
export interface DeviceDay {
  readonly device: Device;
  readonly day: number;
  readonly minutesUp: number;
  readonly minutesExpected: number;
  readonly errors: number;
  readonly pours: number;
  readonly millilitres: number;
  readonly cents: number;
}

/** The app keeps readings for so many days. */
const KEPT_DAYS = 400;
const DAY_MINUTES = 1440;
/** Sunday to Saturday. */
const THIRST = [0.85, 0.55, 0.65, 0.75, 1, 1.55, 1.65];
const SEASON: Readonly<Record<number, number>> = {
  1: 0.78,
  2: 0.86,
  5: 1.08,
  6: 1.18,
  7: 1.22,
  8: 1.18,
  9: 1.05,
  11: 0.94,
};
const CENTS_PER_LITRE = 1480;

/** What every device reports for every day on which it is installed. */
export function* deviceDays({ calendar, lives }: World): Iterable<DeviceDay> {
  for (const { company, bars, devices } of lives) {
    const places = new Map(bars.map((bar) => [bar.id, bar]));
    for (const [index, device] of devices.entries()) {
      const bar = places.get(device.barId);
      if (bar !== undefined) yield* daysOf(device, bar, calendar, randomOf(`device ${index}`, company.number));
    }
  }
}

function* daysOf(device: Device, bar: Bar, calendar: Calendar, random: Random): Iterable<DeviceDay> {
  const { installedOn, retiredOn } = device;
  const closedOn = random.pick([
    [1, 3],
    [0, 1],
    [-1, 6],
  ] as const);
  const taste = random.logNormal(34, 0.3) * bar.bustle;
  const end = Math.min(retiredOn ?? calendar.last + 1, calendar.last + 1);
  for (let day = Math.max(installedOn, calendar.last + 1 - KEPT_DAYS); day < end; day += 1) {
    // It is put in at noon.
    const minutesExpected = day === installedOn ? DAY_MINUTES / 2 : DAY_MINUTES;
    const isOut = day >= calendar.outage.from && day <= calendar.outage.to && device.model === 'TapMeter 2';
    const down = Math.min(minutesExpected, downMinutes(device, isOut, random));
    const minutesUp = minutesExpected - down;
    const errors = Math.floor(random.exponential(0.5 + down / 120));
    const isClosed = weekdayOf(day) === closedOn || isHoliday(day);
    const rush = isClosed ? 0 : taste * (THIRST[weekdayOf(day)] ?? 1) * (SEASON[monthOf(day)] ?? 1);
    const pours = Math.round(rush * random.logNormal(1, 0.22) * (minutesUp / DAY_MINUTES));
    const millilitres = Math.round(pours * (385 + 50 * random.next()));
    const price = CENTS_PER_LITRE * (1 + (0.04 * (day - calendar.first)) / 365);
    yield {
      device,
      day,
      minutesUp,
      minutesExpected,
      errors,
      pours,
      millilitres,
      cents: Math.round((millilitres * price) / 1000),
    };
  }
}

function downMinutes({ isFlaky }: Device, isOut: boolean, random: Random): number {
  if (isOut) return Math.round(DAY_MINUTES * (0.05 + 0.5 * random.next()));
  const isBad = random.chance(isFlaky ? 0.16 : 0.009);
  return Math.round(isBad ? random.exponential(isFlaky ? 260 : 150) : random.exponential(1.2));
}

function isHoliday(day: number): boolean {
  const date = new Date(day * 86_400_000);
  return date.getUTCMonth() === 11 && date.getUTCDate() === 25;
}
