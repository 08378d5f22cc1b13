import type { ExtractManifest, Instant, Source, SourceAsOf } from '../types.ts';

const HOUR_MS = 3_600_000;
const RANK = { fresh: 0, late: 1, stale: 2 } as const;

/**
 * What each source's data is as of, for one brand, and whether that is too long ago by its tables' `freshness`:
 * `late` past a table's warn limit, `stale` past its error limit. A source is as of its newest row: of the tables whose
 * cursor tells it, where there are any, else of their pulls. Where a table is late, the source is as of the table that
 * lags most. Sorted by source; sources without an extract are left out.
 */
export function freshnessOf(request: {
  readonly sources: readonly Source[];
  readonly extracts: readonly ExtractManifest[];
  readonly now: Instant;
}): readonly SourceAsOf[] {
  const { sources, extracts, now } = request;
  return sources
    .flatMap((source) => {
      const own = extracts.filter((extract) => extract.source === source.name);
      const told = own.filter(({ table }) => source.tables.find(({ name }) => name === table)?.cursor !== undefined);
      const newest = (told.length > 0 ? told : own)
        .map(({ asOf }) => asOf)
        .sort()
        .at(-1);
      const judged = own.map((extract) => ({ at: extract.asOf, state: stateOf(source, extract, now) }));
      const [worst] = judged.sort((a, b) => RANK[b.state] - RANK[a.state] || (a.at < b.at ? -1 : 1));
      if (worst === undefined || newest === undefined) return [];
      const at = worst.state === 'fresh' ? newest : worst.at;
      const rows = own.reduce((sum, { rejected }) => sum + rejected.length, 0);
      const of = own.reduce((sum, extract) => sum + extract.rows, rows);
      return [{ source: source.name, at, state: worst.state, ...(rows > 0 && { setAside: { rows, of } }) }];
    })
    .sort((a, b) => (a.source < b.source ? -1 : 1));
}

function stateOf(source: Source, extract: ExtractManifest, now: Instant): SourceAsOf['state'] {
  const limits = source.tables.find((table) => table.name === extract.table)?.freshness;
  const ageHours = (Date.parse(now) - Date.parse(extract.asOf)) / HOUR_MS;
  if (limits?.errorHours !== undefined && ageHours > limits.errorHours) return 'stale';
  if (limits?.warnHours !== undefined && ageHours > limits.warnHours) return 'late';
  return 'fresh';
}
