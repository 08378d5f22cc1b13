import { join } from 'node:path';
import { isoDay } from '../days.ts';
import { type AppEvent, appEvents } from './appEvents.ts';
import { deviceDays } from './deviceDays.ts';
import { FEATURES } from './features.ts';
import type { TaproomPart } from './part.ts';
import { utcSecond } from './world.ts';
import { type Cell, writeTable } from './writeTable.ts';

const EVENT_COLUMNS = [
  ...['event_id', 'user_id', 'account_id', 'at', 'type', 'feature_id', 'platform', 'uses', 'seconds', 'errors'],
];
const READING_COLUMNS = ['device_id', 'day', 'minutes_up', 'minutes_expected', 'errors', 'pours', 'litres', 'revenue'];

/** What people and devices did, as more files of the app's export: a file of events and one of readings for each month. */
export const serveProduct: TaproomPart = async (world, folder) => {
  const at = (name: string): string => join(folder, 'app', `${name}.csv.gz`);
  const { calendar } = world;
  await writeTable(
    at('features'),
    ['feature_id', 'name', 'area', 'released_on', 'is_beta'],
    FEATURES.map(({ id, name, area, releasedBefore, isBeta = false }) => [
      ...[id, name, area, isoDay(releasedBefore === undefined ? calendar.first - 600 : calendar.last - releasedBefore)],
      isBeta,
    ]),
  );
  const events = [...appEvents(world)].toSorted((a, b) => a.day - b.day || a.second - b.second);
  const rows = events.map((event, index) => eventRow(event, index));
  await writeMonthly((month) => at(`events/${month}`), EVENT_COLUMNS, rows, 3);
  const activated = new Map<string, string>();
  for (const { user, feature, day, second } of events) {
    if (feature !== undefined && !activated.has(user.id)) activated.set(user.id, instant(day, second));
  }
  await writeTable(at('activations'), ['user_id', 'activated_at'], [...activated]);
  const readings = [...deviceDays(world)]
    .toSorted((a, b) => a.day - b.day)
    .map(({ device, day, minutesUp, minutesExpected, errors, pours, millilitres, cents }): readonly Cell[] => [
      ...[device.id, isoDay(day), minutesUp, minutesExpected, errors, pours],
      ...[(millilitres / 1000).toFixed(3), (cents / 100).toFixed(2)],
    ]);
  await writeMonthly((month) => at(`readings/${month}`), READING_COLUMNS, readings, 1);
  return { environment: {}, close: async () => {} };
};

function eventRow(
  { user, day, second, feature, platform, uses, seconds, errors }: AppEvent,
  index: number,
): readonly Cell[] {
  const id = `evt_${String(index + 1).padStart(8, '0')}`;
  const type = feature === undefined ? 'visit' : 'feature_used';
  return [id, user.id, user.companyId, instant(day, second), type, feature?.id, platform, uses, seconds, errors];
}

/** A file for each month that a column of days or times speaks of, whose rows are in order. */
async function writeMonthly(
  pathOf: (month: string) => string,
  header: readonly string[],
  rows: readonly (readonly Cell[])[],
  column: number,
): Promise<void> {
  for (const [month, own] of Map.groupBy(rows, (row) => String(row[column]).slice(0, 7))) {
    await writeTable(pathOf(month), header, own);
  }
}

function instant(day: number, second: number): string {
  return `${new Date(utcSecond(day, second) * 1000).toISOString().slice(0, 19)}Z`;
}
