import { describe, expect, test } from 'vitest';
import { addDays, periodOf } from '../../../src/lib/period.ts';
import { zonePeriods } from '../../../src/lib/zoneOffsets.ts';
import { differingZones, zoneWords } from '../../../src/warehouse/zoneCorrections.ts';
import { testWarehouse } from './fixture.ts';

/** What the clocks of a zone show, by Node: "2026-11-02 17:30:00". */
function shown(at: number, timeZone: string): string {
  const options = { timeZone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' } as const;
  return new Intl.DateTimeFormat('sv-SE', options).format(at);
}

/** Those whose clocks an older database reads wrongly from 2026 on, others that have odd clocks, and some that are plain. */
const ZONES = [
  ...['America/Vancouver', 'America/Edmonton', 'Africa/Casablanca', 'Africa/El_Aaiun'],
  ...['Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Apia', 'Europe/Dublin', 'America/Caracas'],
  ...['Europe/Stockholm', 'America/Chicago', 'Asia/Seoul', 'UTC'],
];

describe.each(ZONES)('In %s', (timeZone) => {
  test('local_time() of the warehouse is what the calendar’s clocks show, also around every change of them', async () => {
    const stretches = zonePeriods(timeZone).filter(({ from }) => from >= 0 && from < Date.UTC(2040, 0, 1));
    const around = stretches.flatMap(({ from }) => [from - 1000, from, from + 3_599_000, from + 3_600_000]);
    const spread = Array.from({ length: 2_000 }, (_, index) => index * 1_103_515_000);
    const moments = [...around, ...spread];
    const warehouse = await testWarehouse({ brand: { timeZone } });
    const rows = moments.map((at, index) => `(${index}, make_timestamp(${at * 1000}))`);
    const result = await warehouse.query(`
      select strftime(local_time(ts), '%Y-%m-%d %H:%M:%S'), strftime(local_time(timezone('UTC', ts)), '%Y-%m-%d %H:%M:%S')
      from (values ${rows.join(', ')}) moments(number, ts) order by number`);
    const wanted = moments.map((at) => shown(at, timeZone));
    expect(result.rows.map(([naive]) => naive)).toEqual(wanted);
    expect(result.rows.map(([, aware]) => aware)).toEqual(wanted);
  });
});

test('A sale half an hour after a local midnight counts for the day that an edition of the calendar is of', async () => {
  for (const timeZone of ['America/Vancouver', 'America/Edmonton', 'Africa/Casablanca']) {
    const day = '2026-12-08';
    // The first instant of the day, by Node's clocks.
    let midnight = Date.parse(`${addDays(day, -1)}T00:00:00Z`);
    while (shown(midnight, timeZone).slice(0, 10) < day) midnight += 900_000;
    const warehouse = await testWarehouse({ brand: { timeZone } });
    const { rows } = await warehouse.query(
      `select local_time(make_timestamp(${(midnight - 1_800_000) * 1000}))::date, local_time(make_timestamp(${(midnight + 1_800_000) * 1000}))::date`,
    );
    expect(rows).toEqual([[addDays(day, -1), day]]);
    expect(periodOf(String(rows[0]?.[1]), 'day', 'monday').start).toBe(day);
  }
});

test('Infinite times stay infinite, and NULL stays NULL, where clocks are corrected', async () => {
  const warehouse = await testWarehouse({ brand: { timeZone: 'America/Vancouver' } });
  const { rows } = await warehouse.query(
    `select isfinite(local_time(timestamp 'infinity')), isfinite(local_time(timestamp '-infinity')), local_time(null::timestamp) is null`,
  );
  expect(rows).toEqual([[false, false, true]]);
});

test('Zones of which both databases say the same need no correction', async () => {
  expect([...(await differingZones(['Europe/Stockholm', 'Asia/Seoul', 'UTC'])).keys()]).toEqual([]);
});

test('Doctor names the brands in whose zones the two databases differ, and since when', async () => {
  const words = await zoneWords([
    { name: 'miles', timeZone: 'Asia/Singapore' },
    { name: 'west', timeZone: 'America/Vancouver' },
  ]);
  expect(words.join('\n')).toMatch(
    /^· west: DuckDB knows the clocks of America\/Vancouver otherwise than Node .* from 2026-\d\d-\d\d on\./,
  );
});
