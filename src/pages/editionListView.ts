import { formatPeriod } from '../lib/format.ts';
import type { Brand } from '../types.ts';
import type { SiteEdition } from './composeRequest.ts';
import { pageOf } from './siteLinks.ts';

interface ListedEdition {
  readonly period: string;
  readonly year: string;
  readonly headline: string;
  readonly path: string;
  readonly pdf: string | null;
}

/** The editions of one report and audience: what lies in one folder of the site. */
export interface EditionList {
  readonly folder: string;
  readonly title: string;
  readonly latest: ListedEdition;
  readonly earlier: readonly ListedEdition[];
  /** The earlier ones by year, latest first. */
  readonly years: readonly { readonly year: string; readonly editions: readonly ListedEdition[] }[];
}

/** The list of editions that lie in one folder; none where there are none. */
export function editionListOf(
  folder: string,
  editions: readonly SiteEdition[],
  brand: Pick<Brand, 'words'>,
): readonly EditionList[] {
  const [first, ...rest] = editions.toSorted((a, b) => (newer(a, b) ? -1 : 1));
  if (first === undefined) return [];
  const { title } = first;
  const view = (edition: SiteEdition): ListedEdition => ({
    period: formatPeriod(edition.key.period, brand.words),
    year: edition.key.period.start.slice(0, 4),
    headline: edition.headline,
    path: pageOf(edition.key.folder),
    pdf: edition.pdf === null ? null : `${edition.key.folder}/${edition.pdf}`,
  });
  const earlier = rest.map(view);
  const years = [...Map.groupBy(earlier, ({ year }) => year)].map(([year, inYear]) => ({ year, editions: inYear }));
  return [{ folder, title, latest: view(first), earlier, years }];
}

/** Whether an edition comes before another on a list: the latest first. */
function newer({ key: a }: SiteEdition, { key: b }: SiteEdition): boolean {
  return a.period.end === b.period.end ? a.id > b.id : a.period.end > b.period.end;
}
