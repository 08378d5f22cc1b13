import type { Random } from '../random.ts';
import { US_CITIES } from '../usCities.ts';
import type { Bar, Calendar, Company, Device } from './world.ts';

/** A company's bars and devices while its life is made. */
export interface Fleet {
  openBar(day: number, devices?: number): void;
  addDevice(day: number): void;
  /** Takes the last device out, and with a bar's last one the bar; a company keeps at least one. */
  removeDevice(day: number): void;
  retireAll(day: number): void;
  installAgain(day: number): void;
  closeAll(day: number): void;
  bars(): readonly Bar[];
  devices(): readonly Device[];
}

type Open<T> = { -readonly [key in keyof T]: T[key] };

const KINDS = [
  ['Bar', 44],
  ['Taproom', 26],
  ['Restaurant', 18],
  ['Beer garden', 12],
] as const;

/** Begins with no bar. Devices of the second model came half way. */
export function openFleet({ company, calendar, random, code }: FleetOf, nameBar: (random: Random) => string): Fleet {
  const bars: Open<Bar>[] = [];
  const devices: Open<Device>[] = [];
  const running = (): Open<Device>[] => devices.filter(({ retiredOn }) => retiredOn === undefined);
  const install = (barId: string, day: number): void => {
    if (day > calendar.last) return;
    const isNew = day > calendar.first + 420 && random.chance(0.8);
    devices.push({
      id: `dev_${code}_${String(devices.length + 1).padStart(2, '0')}`,
      barId,
      companyId: company.id,
      model: isNew
        ? 'TapMeter 2'
        : random.pick([
            ['TapMeter 1', 7],
            ['TapMeter Mini', 3],
          ] as const),
      installedOn: day,
      retiredOn: undefined,
      isFlaky: random.chance(0.08),
    });
  };
  const openBar = (
    day: number,
    count = random.pick([
      [1, 60],
      [2, 32],
      [3, 8],
    ] as const),
  ): void => {
    if (day > calendar.last) return;
    const place = placeOf(company, bars.length, random);
    const id = `bar_${code}_${String(bars.length + 1).padStart(2, '0')}`;
    bars.push({
      ...place,
      id,
      companyId: company.id,
      name: company.segment === 'Independent' ? company.name : nameBar(random),
      kind: random.pick<string>(KINDS),
      region: company.region,
      openedOn: day,
      closedOn: undefined,
      bustle: random.logNormal(1, 0.35),
    });
    for (let index = 0; index < count; index += 1) install(id, day);
  };
  const closeBars = (day: number, ids: readonly string[]): void => {
    for (const bar of bars) if (ids.includes(bar.id) && bar.closedOn === undefined) bar.closedOn = day;
  };
  return {
    openBar,
    addDevice: (day) => install(bars.findLast(({ closedOn }) => closedOn === undefined)?.id ?? '', day),
    removeDevice: (day) => {
      const device = running().at(-1);
      if (device === undefined || running().length === 1 || device.installedOn >= day) return;
      device.retiredOn = day;
      if (!running().some(({ barId }) => barId === device.barId)) closeBars(day, [device.barId]);
    },
    retireAll: (day) => {
      for (const device of running()) device.retiredOn = Math.max(day, device.installedOn + 1);
    },
    installAgain: (day) => {
      for (const { id, closedOn } of bars) if (closedOn === undefined) install(id, day);
    },
    closeAll: (day) => {
      for (const device of running()) device.retiredOn = Math.max(day, device.installedOn + 1);
      closeBars(
        day,
        bars.map(({ id }) => id),
      );
    },
    bars: () => bars,
    devices: () => devices,
  };
}

interface FleetOf {
  readonly company: Omit<Company, 'leftOn' | 'phases'>;
  readonly calendar: Calendar;
  readonly random: Random;
  readonly code: string;
}

/** A group's bars are in its own city, some in another of its state; a chain's are anywhere in its state and beyond. */
function placeOf(
  company: FleetOf['company'],
  index: number,
  random: Random,
): Pick<Bar, 'city' | 'state' | 'latitude' | 'longitude'> {
  const { city, state, latitude, longitude } = company;
  const near = US_CITIES.filter((each) => each[1] === state);
  const isElsewhere = index > 0 && random.chance(company.segment === 'Chain' ? 0.7 : 0.3) && near.length > 1;
  if (!isElsewhere) return { city, state, latitude: nudged(latitude, random), longitude: nudged(longitude, random) };
  const other = random.pick(near.map((each) => [each, each[4] + 8] as const));
  return { city: other[0], state, latitude: nudged(other[2], random), longitude: nudged(other[3], random) };
}

/** A place some miles from the city's middle. */
function nudged(degrees: number, random: Random): number {
  return Math.round((degrees + (random.next() - 0.5) * 0.12) * 10_000) / 10_000;
}
