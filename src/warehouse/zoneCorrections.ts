import type { DuckDBConnection } from '@duckdb/node-api';
import { attach, openDuckDB } from '../duckdb/connection.ts';
import { quoteText } from '../duckdb/sqlName.ts';
import { ZONE_DATABASE, type ZonePeriod, zonePeriods } from '../lib/zoneOffsets.ts';

/**
 * The periods in which DuckDB's time-zone database reads a zone's clocks otherwise than Node's, each with what
 * Node's says. One database has to decide, or a sale counts for another day in the warehouse than in the calendar of
 * editions: Node's is the newer one, so `local_time()` follows it.
 */
export async function zoneCorrections(connection: DuckDBConnection, timeZone: string): Promise<readonly ZonePeriod[]> {
  const found = known.get(timeZone) ?? (await compared(connection, timeZone));
  known.set(timeZone, found);
  return found;
}

/** Both databases are as old as the process. */
const known = new Map<string, readonly ZonePeriod[]>();

/**
 * Clocks that are changed on another day, or another hour, are found at the beginning and the end of a period; what lies
 * within one is looked at as often as Node's clocks are.
 */
async function compared(connection: DuckDBConnection, timeZone: string): Promise<readonly ZonePeriod[]> {
  const periods = zonePeriods(timeZone);
  const rows = periods.map(({ from, until, offsetSeconds }, index) => {
    return `(${index}, make_timestamp(${from * 1000}), make_timestamp(${(until ?? END) * 1000}), ${offsetSeconds})`;
  });
  const zone = quoteText(timeZone);
  const reader = await connection.runAndReadAll(`
    with periods(number, since, until, offset_seconds) as (values ${rows.join(', ')}),
    moments as (
      select *, unnest(generate_series(since, until - interval 1 second, interval 5 day)) as moment from periods
      union all
      select *, until - interval 1 second from periods
    )
    select distinct number
    from moments
    where epoch(timezone(${zone}, timezone('UTC', moment)) - moment) <> offset_seconds
    order by number`);
  return reader.getRows().flatMap(([number]) => periods[Number(number)] ?? []);
}

/** Where the period without an end is looked at up to. */
const END = Date.UTC(2100, 0, 1);

/** Since when, and until when or for good, the two databases differ on each zone, for those on which they do. */
export async function differingZones(
  timeZones: readonly string[],
): Promise<ReadonlyMap<string, readonly ZonePeriod[]>> {
  const instance = await openDuckDB({});
  try {
    const connection = await instance.connect();
    await attach(connection, null, false);
    const differing = new Map<string, readonly ZonePeriod[]>();
    for (const zone of [...new Set(timeZones)].sort()) {
      const corrections = await zoneCorrections(connection, zone);
      if (corrections.length > 0) differing.set(zone, corrections);
    }
    connection.closeSync();
    return differing;
  } finally {
    instance.closeSync();
  }
}

/** What `doctor` says of brands in whose zones the two databases differ: nothing is wrong, but SQL of one's own may be. */
export async function zoneWords(
  brands: readonly { readonly name: string; readonly timeZone: string }[],
): Promise<readonly string[]> {
  const differing = await differingZones(brands.map(({ timeZone }) => timeZone));
  return brands.flatMap(({ name, timeZone }) => {
    const [first] = differing.get(timeZone) ?? [];
    if (first === undefined) return [];
    const since = new Date(first.from).toISOString().slice(0, 10);
    return [
      `· ${name}: DuckDB knows the clocks of ${timeZone} otherwise than Node ${process.versions.node} does (zones ${ZONE_DATABASE}) from ${since} on.`,
      "    Schedules and local_time() go by Node's. SQL that converts by itself, with timezone() or AT TIME ZONE, does not.",
    ];
  });
}
