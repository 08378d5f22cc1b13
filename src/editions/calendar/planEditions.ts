import { periodName } from '../../lib/period.ts';
import { slugOf } from '../../lib/slug.ts';
import type { Brand, EditionKey, Instant, IsoDay, Period, Report } from '../../types.ts';
import { duePeriods } from './duePeriods.ts';

/** An edition that may come out, or, of a burst, one for each of its audiences: its key, and the instant from which it may. */
export interface PlannedEdition {
  readonly key: EditionKey;
  readonly dueAt: Instant;
  readonly report: Report;
  /** Of a period that is past, for the sake of those who went without: an audience, or all readers. */
  readonly isMadeUpFor?: boolean;
}

/** What was not published when others of its burst were. */
interface Held {
  readonly report: string;
  readonly period: Period;
  readonly dueAt: Instant;
}

/** A report that nobody asked for in so long need not be made up for further back. */
const MISSED_AT_MOST = 60;

/**
 * The editions that are due: of each brand's reports, every closed period since the last published edition, or only
 * the newest where none was; those that were held; and the newest always, so that a run can tell that it is unchanged. Sorted by brand, team,
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
  readonly held?: readonly Held[];
}): readonly PlannedEdition[] {
  const { brands, reports, now, publishedUntil, since, held = [] } = request;
  const planned = brands.flatMap((brand) =>
    reports
      .filter((report) => report.brands.includes(brand.name))
      .flatMap((report) => {
        const after = since ?? publishedUntil(brand.name, report.name);
        const limit = since === undefined ? MISSED_AT_MOST : Number.POSITIVE_INFINITY;
        const { timeZone, weekStart, spans = [] } = brand;
        const otherZones = spans.map((spanned) => spanned.timeZone);
        const clock = { schedule: report.schedule, timeZone, weekStart, otherZones, now };
        const missed = after === undefined ? [] : duePeriods({ ...clock, after, limit });
        const due = missed.length > 0 ? missed : duePeriods(clock);
        const ends = new Set(due.map(({ period }) => period.end));
        const late = held.filter((one) => one.report === report.name && !ends.has(one.period.end));
        const madeUpFor = new Map(late.map((one) => [one.period.end, one]));
        return [
          ...due.map(({ period, dueAt }) => ({ key: editionKey(brand, report, period), dueAt, report })),
          ...[...madeUpFor.values()].map(({ period, dueAt }) => {
            return { key: editionKey(brand, report, period), dueAt, report, isMadeUpFor: true };
          }),
        ];
      }),
  );
  return planned.sort((a, b) => (a.key.id < b.key.id ? -1 : 1));
}

/** An edition's names: its id, and the folder of its page below the site. */
export function editionKey(
  brand: Pick<Brand, 'name'>,
  { name, team, address }: Pick<Report, 'name' | 'team' | 'address'>,
  period: Period,
  audience: string | null = null,
): EditionKey {
  const slug = audience === null ? [] : [slugOf(audience)];
  const last = periodName(period);
  return {
    id: [brand.name, team, name, ...slug, last].join('/'),
    brand: brand.name,
    team,
    report: name,
    audience,
    ...(slug[0] === undefined ? {} : { audienceSlug: slug[0] }),
    period,
    periodName: last,
    folder: [brand.name, team, ...(address === '' ? [] : [address]), ...slug, last].join('/'),
  };
}
