import { posix } from 'node:path';
import { formatPeriod } from '../lib/format.ts';
import type { Brand } from '../types.ts';
import type { SiteEdition } from './composeRequest.ts';
import { type EditionList, editionListOf } from './editionListView.ts';

/** All editions of a report that comes out once for each audience, as one thing. */
export interface BurstView {
  readonly folder: string;
  readonly title: string;
  /** The latest period, in words, and how many audiences have its edition. */
  readonly period: string;
  readonly count: number;
  /** By title. */
  readonly audiences: readonly BurstAudience[];
}

interface BurstAudience {
  readonly title: string;
  readonly list: EditionList;
  /** Whether it has the edition of the latest period. */
  readonly isCurrent: boolean;
}

/** The bursts among a team's editions, by their folders: each with its audiences, and none of their numbers. */
export function burstsOf(published: readonly SiteEdition[], brand: Brand): readonly BurstView[] {
  const ofAudiences = published.filter(({ key }) => key.audience !== null);
  const byBurst = Map.groupBy(ofAudiences, ({ home }) => posix.dirname(home.folder));
  return [...byBurst]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([folder, editions]) => {
      const latest = editions.reduce((a, b) => (b.key.period.end > a.key.period.end ? b : a));
      const byAudience = Map.groupBy(editions, ({ home }) => home.folder);
      const audiences = [...byAudience].flatMap(([path, own]) => audienceOf(path, own, { latest, brand }));
      const collator = new Intl.Collator(brand.locale, { numeric: true });
      return {
        folder,
        title: latest.burst?.report ?? latest.title,
        period: formatPeriod(latest.key.period, brand.words),
        count: audiences.filter(({ isCurrent }) => isCurrent).length,
        audiences: audiences.sort(
          (a, b) => collator.compare(a.title, b.title) || (a.list.folder < b.list.folder ? -1 : 1),
        ),
      };
    });
}

function audienceOf(
  folder: string,
  editions: readonly SiteEdition[],
  { latest, brand }: { readonly latest: SiteEdition; readonly brand: Brand },
): readonly BurstAudience[] {
  const newest = editions.reduce((a, b) => (b.key.period.end > a.key.period.end ? b : a));
  return editionListOf(folder, editions, brand).map((list) => ({
    title: newest.burst?.audience ?? newest.key.audience ?? '',
    list,
    isCurrent: newest.key.period.end === latest.key.period.end,
  }));
}
