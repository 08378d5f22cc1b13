import { join } from 'node:path';
import { isoDay } from '../days.ts';
import { type Cell, csvLine, writeLines, writeTable } from '../writeTable.ts';
import { type AppEvent, appEvents } from './appEvents.ts';
import { deviceDays } from './deviceDays.ts';
import { FEATURES } from './features.ts';
import type { TaproomPart } from './part.ts';
import { utcSecond } from './world.ts';

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
  const events = new MonthlyLines();
  const activated = new Map<string, string>();
  let count = 0;
  for (const event of appEvents(world)) {
    const { user, feature, day, second } = event;
    count += 1;
    events.add(instant(day, second), eventRow(event, count));
    if (feature !== undefined && !activated.has(user.id)) activated.set(user.id, instant(day, second));
  }
  await events.write((month) => at(`events/${month}`), EVENT_COLUMNS);
  await writeTable(at('activations'), ['user_id', 'activated_at'], activated);
  const readings = new MonthlyLines();
  for (const { device, day, minutesUp, minutesExpected, errors, pours, millilitres, cents } of deviceDays(world)) {
    const amounts = [(millilitres / 1000).toFixed(3), (cents / 100).toFixed(2)];
    const date = isoDay(day);
    readings.add(date, [device.id, date, minutesUp, minutesExpected, errors, pours, ...amounts]);
  }
  await readings.write((month) => at(`readings/${month}`), READING_COLUMNS);
  return { environment: {}, close: async () => {} };
};

function eventRow(
  { user, day, second, feature, platform, uses, seconds, errors }: AppEvent,
  number: number,
): readonly Cell[] {
  const id = `evt_${String(number).padStart(8, '0')}`;
  const type = feature === undefined ? 'visit' : 'feature_used';
  return [id, user.id, user.companyId, instant(day, second), type, feature?.id, platform, uses, seconds, errors];
}

/** Rows by the month that they are of, as lines: there may be millions. */
class MonthlyLines {
  private readonly months = new Map<string, string[]>();

  add(day: string, row: readonly Cell[]): void {
    const month = day.slice(0, 7);
    const lines = this.months.get(month) ?? [];
    if (lines.length === 0) this.months.set(month, lines);
    lines.push(csvLine(row));
  }

  async write(pathOf: (month: string) => string, header: readonly string[]): Promise<void> {
    for (const [month, lines] of this.months) await writeLines(pathOf(month), header, lines);
  }
}

function instant(day: number, second: number): string {
  return `${new Date(utcSecond(day, second) * 1000).toISOString().slice(0, 19)}Z`;
}
