import { hashOf } from '../../lib/hash.ts';
import type { Brand, EditionKey, IsoDay, Report } from '../../types.ts';
import { type PublishedEdition, publishedBrands, readPublishedIndex } from './publishedIndex.ts';

/** Which report of today a published edition belongs to, whatever that was called when it came out. */
export interface PublishedSeries {
  /** The name of today's report; where there is none, the name of then. */
  nameOf(key: EditionKey): string;
  /** End of the last period that has been published of a report, or of the one whose place it takes. */
  publishedUntil(report: Report): IsoDay | undefined;
  /** Reports that were found under another name, and reports that begin where another of their team ended. */
  readonly notes: readonly string[];
}

/**
 * Follows a brand's reports through their names: by the `aliases` that a report states, or because a report that is no
 * more was the same but for its name. A new report in the place of one that is no more begins with the period after it:
 * what has been published under one name is not published again under another.
 */
export function publishedSeries(
  publishedIndex: readonly PublishedEdition[],
  reports: readonly Report[],
): PublishedSeries {
  const today = new Map(
    reports.flatMap((report) => [report.name, ...(report.aliases ?? [])].map((name) => [name, report.name])),
  );
  const newest = new Map<string, PublishedEdition>();
  for (const edition of publishedIndex.toSorted((a, b) => (a.key.period.end < b.key.period.end ? -1 : 1)))
    newest.set(edition.key.report, edition);
  const notes: string[] = [];
  const isNew = (report: Report): boolean => ![report.name, ...(report.aliases ?? [])].some((name) => newest.has(name));
  for (const [name, { reportHash }] of newest) {
    const renamed = today.has(name) ? undefined : reports.find((one) => isNew(one) && hashOfReport(one) === reportHash);
    if (renamed === undefined) continue;
    today.set(name, renamed.name);
    notes.push(`The report "${renamed.name}" was "${name}" before: it goes on where that ended.`);
  }
  const nameOf = ({ report }: EditionKey): string => today.get(report) ?? report;
  const ends = new Map<string, IsoDay>();
  for (const { key } of newest.values()) {
    const name = nameOf(key);
    const end = ends.get(name);
    if (end === undefined || end < key.period.end) ends.set(name, key.period.end);
  }
  const publishedUntil = (report: Report): IsoDay | undefined => {
    const own = ends.get(report.name);
    if (own !== undefined) return own;
    const before = [...newest.values()].filter(
      ({ key }) => !today.has(key.report) && key.team === report.team && key.period.grain === report.schedule.every,
    );
    return before.map(({ key }) => key.period.end).reduce<IsoDay | undefined>(later, undefined);
  };
  for (const report of reports)
    if (!ends.has(report.name) && publishedUntil(report) !== undefined)
      notes.push(
        `The report "${report.name}" begins after ${publishedUntil(report)}, where a report of its team ended that is no more. If it is that report, say so in its front matter: aliases: [<its former name>].`,
      );
  return { nameOf, publishedUntil, notes };
}

function later(a: IsoDay | undefined, b: IsoDay): IsoDay {
  return a === undefined || a < b ? b : a;
}

/** Hash of what a report is, without what it is called and where it lies. */
export function hashOfReport(report: Report): string {
  const { name: _, address: __, aliases: ___, brands: ____, ...rest } = report;
  return hashOf(JSON.parse(JSON.stringify(rest, (key, value: unknown) => (key === 'place' ? undefined : value))));
}

/**
 * What each brand was called before: the `aliases` that it states, and the name of a brand that is no more, had its
 * title and published, where it has published nothing itself.
 */
export async function formerBrandNames(
  outDir: string,
  brands: readonly Brand[],
): Promise<{ readonly names: ReadonlyMap<string, readonly string[]>; readonly notes: readonly string[] }> {
  const names = new Map(brands.map(({ name, aliases = [] }) => [name, aliases]));
  const published = await publishedBrands(outDir);
  const known = new Set([...names].flat(2));
  const isNew = ({ name, aliases = [] }: Brand): boolean => ![name, ...aliases].some((one) => published.includes(one));
  const notes: string[] = [];
  for (const former of published.filter((name) => !known.has(name))) {
    const titles = new Set((await readPublishedIndex(outDir, [former])).editions.map(({ titles }) => titles?.brand));
    const brand = brands.find((one) => isNew(one) && titles.has(one.title));
    if (brand === undefined) continue;
    names.set(brand.name, [...(brand.aliases ?? []), former]);
    notes.push(`The brand "${brand.name}" was "${former}" before: it goes on where that ended.`);
  }
  return { names, notes };
}
