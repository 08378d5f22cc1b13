import type { ExtractManifest, Instant, Source, SourceAsOf } from '../types.ts';

const HOUR_MS = 3_600_000;
const RANK = { fresh: 0, late: 1, stale: 2 } as const;

/**
 * What each source's data is as of, for one brand, and whether that is too long ago by its tables' `freshness`:
 * `late` past a table's warn limit, `stale` past its error limit. A source is as of its newest table, and as late as
 * its latest one. Sorted by source; sources without an extract are left out.
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
      const at = own
        .map((extract) => extract.asOf)
        .sort()
        .at(-1);
      if (at === undefined) return [];
      const states = own.map((extract) => stateOf(source, extract, now));
      const state = states.reduce((worst, next) => (RANK[next] > RANK[worst] ? next : worst), 'fresh');
      return [{ source: source.name, at, state }];
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
