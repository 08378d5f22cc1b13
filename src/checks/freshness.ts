import type { ExtractManifest, Instant, IsoDay, Source, SourceAsOf } from '../types.ts';

const HOUR_MS = 3_600_000;
const RANK = { fresh: 0, late: 1, stale: 2 } as const;

/**
 * What each source's data is as of, for one brand, and whether that is too long before `until`, the end of the period that they are to
 * cover, by its tables' `freshness`: `late` past a table's warn limit, `stale` past its error limit. Of a source those tables count that
 * are needed. It is as of the oldest of those with limits, which are meant to move; else of the newest row where a cursor tells it, else
 * of the last pull. Where a table is late, the source is as of the table that lags most. Sorted by source; sources without an extract are
 * left out.
 */
export function freshnessOf(request: {
  readonly sources: readonly Source[];
  readonly extracts: readonly ExtractManifest[];
  readonly until: Instant;
  /** "source.table"; all of them where absent. */
  readonly tables?: readonly string[];
}): readonly SourceAsOf[] {
  const { sources, extracts, until, tables } = request;
  return sources
    .flatMap((source) => {
      const own = extracts
        .filter(
          (extract) =>
            extract.source === source.name && (tables?.includes(`${extract.source}.${extract.table}`) ?? true),
        )
        .map((extract) => ({ ...extract, asOf: asOfOf(source, extract) }));
      const tableOf = ({ table }: ExtractManifest) => source.tables.find(({ name }) => name === table);
      const moving = own.filter((extract) => tableOf(extract)?.freshness !== undefined).map(({ asOf }) => asOf);
      const told = own.filter((extract) => tableOf(extract)?.cursor !== undefined);
      const newest = (told.length > 0 ? told : own)
        .map(({ asOf }) => asOf)
        .sort()
        .at(-1);
      const usual = moving.sort()[0] ?? newest;
      const judged = own.map((extract) => ({ at: extract.asOf, state: stateOf(source, extract, until) }));
      const [worst] = judged.sort((a, b) => RANK[b.state] - RANK[a.state] || (a.at < b.at ? -1 : 1));
      if (worst === undefined || usual === undefined) return [];
      const at = worst.state === 'fresh' ? usual : worst.at;
      const rows = own.reduce((sum, { rejected }) => sum + rejected.length, 0);
      const of = own.reduce((sum, extract) => sum + extract.rows, rows);
      return [{ source: source.name, at, state: worst.state, ...(rows > 0 && { setAside: { rows, of } }) }];
    })
    .sort((a, b) => (a.source < b.source ? -1 : 1));
}

/** A column of days tells a local day and no time: as an instant, a zone west of UTC would show the day before. */
function asOfOf(source: Source, { table, asOf }: ExtractManifest): Instant | IsoDay {
  const { cursor, columns } = source.tables.find(({ name }) => name === table) ?? {};
  const isOfDays = cursor !== undefined && columns?.[cursor]?.trim().toLowerCase() === 'date';
  return isOfDays && /T00:00:00(\.0+)?Z$/.test(asOf) ? asOf.slice(0, 10) : asOf;
}

function stateOf(source: Source, extract: ExtractManifest, until: Instant): SourceAsOf['state'] {
  const limits = source.tables.find((table) => table.name === extract.table)?.freshness;
  const ageHours = (Date.parse(until) - Date.parse(extract.asOf)) / HOUR_MS;
  if (limits?.errorHours !== undefined && ageHours > limits.errorHours) return 'stale';
  if (limits?.warnHours !== undefined && ageHours > limits.warnHours) return 'late';
  return 'fresh';
}

/**
 * The first day that the last pulls of some sources, of those that could not be pulled since, can not have brought whole. Each source's last
 * pull is told by that of its tables which changed last: those that hardly change tell nothing.
 */
export function pulledBefore(
  sources: readonly string[],
  extracts: readonly ExtractManifest[],
  dayAt: (instant: Instant) => IsoDay,
): IsoDay | undefined {
  return sources
    .flatMap((name) => {
      const ends = extracts.flatMap(({ source, pull }) => (source === name && pull !== undefined ? [pull.ended] : []));
      const last = ends.sort().at(-1);
      return last === undefined ? [] : [dayAt(last)];
    })
    .sort()[0];
}
