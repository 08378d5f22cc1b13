import { periodName } from '../lib/period.ts';
import type { Brand, EditionKey, Instant, IsoDay, Period, Report } from '../types.ts';
import { duePeriods } from './duePeriods.ts';

/** An edition that may come out: its key, and the instant from which it may. */
export interface PlannedEdition {
  readonly key: EditionKey;
  readonly dueAt: Instant;
  readonly report: Report;
}

/** A report that nobody asked for in so long need not be made up for further back. */
const MISSED_AT_MOST = 60;

/**
 * The editions that are due: of each brand's reports, every closed period since the last published edition, or only
 * the newest where none was; and the newest always, so that a run can tell that it is unchanged. Sorted by brand, team,
 * report and period.
 */
export function planEditions(request: {
  readonly brands: readonly Brand[];
  readonly reports: readonly Report[];
  readonly now: Instant;
  /** End of the last published period of a brand's report, where there is one. */
  readonly publishedUntil: (brand: string, report: string) => IsoDay | undefined;
  /** Every edition whose period ended after this day instead, published or not. */
  readonly since?: IsoDay | undefined;
}): readonly PlannedEdition[] {
  const { brands, reports, now, publishedUntil, since } = request;
  const planned = brands.flatMap((brand) =>
    reports
      .filter((report) => report.brands.includes(brand.name))
      .flatMap((report) => {
        const after = since ?? publishedUntil(brand.name, report.name);
        const limit = since === undefined ? MISSED_AT_MOST : Number.POSITIVE_INFINITY;
        const clock = { schedule: report.schedule, timeZone: brand.timeZone, weekStart: brand.weekStart, now };
        const missed = after === undefined ? [] : duePeriods({ ...clock, after, limit });
        const due = missed.length > 0 ? missed : duePeriods(clock);
        return due.map(({ period, dueAt }) => ({ key: editionKey(brand, report, period), dueAt, report }));
      }),
  );
  return planned.sort((a, b) => (a.key.id < b.key.id ? -1 : 1));
}

/** An edition's names: its id, and the folder of its page below the site. */
export function editionKey(brand: Brand, report: Report, period: Period): EditionKey {
  const name = periodName(period);
  const address = [brand.name, report.team, report.address].filter((part) => part !== '').join('/');
  return {
    id: [brand.name, report.team, report.name, name].join('/'),
    brand: brand.name,
    team: report.team,
    report: report.name,
    audience: null,
    period,
    periodName: name,
    folder: `${address}/${name}`,
  };
}
