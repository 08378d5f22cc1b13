import { posix } from 'node:path';
import { inLanguage } from '../lib/localText.ts';
import type { ListsRequest, SiteEdition } from './composeRequest.ts';
import { editionListOf } from './editionListView.ts';
import type { ListPage } from './siteView.ts';

/**
 * Lists at the addresses that pages of published editions lead back to, where a brand, team or report has another name
 * by now or is no more: what was mailed or bookmarked leads somewhere for as long as the edition is there.
 */
export function formerAddresses(
  { project, published }: Pick<ListsRequest, 'project' | 'published'>,
  current: readonly ListPage[],
): readonly ListPage[] {
  const taken = new Set(current.map(({ folder }) => folder));
  const folders = Map.groupBy(
    published.flatMap((edition) => foldersAbove(edition).map((folder) => ({ folder, edition }))),
    ({ folder }) => folder,
  );
  return [...folders]
    .filter(([folder]) => !taken.has(folder))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([folder, found]): readonly ListPage[] => {
      const editions = found.map(({ edition }) => edition);
      const [first] = editions;
      const brand = project.brands.find(({ name }) => name === first?.home.brand) ?? null;
      const [own] = editionListOf(folder, editions, brand ?? project.site);
      if (first === undefined || own === undefined) return [];
      const title = titleOf(folder, first, brand?.locale ?? 'en');
      const data = { pageTitle: title, crumbs: [], title, own, lists: [], bursts: [] };
      return [{ folder, template: 'editions', brand, data }];
    });
}

/** The folders that hold an edition's, the brand's catalogue among them, to which its figures lead. */
function foldersAbove({ key }: SiteEdition): readonly string[] {
  const above: string[] = [];
  for (let folder = posix.dirname(key.folder); folder !== '.'; folder = posix.dirname(folder)) above.push(folder);
  return [...above, `${key.brand}/metrics`];
}

function titleOf(folder: string, { key, title, titles, burst }: SiteEdition, locale: string): string {
  if (folder === `${key.brand}/${key.team}`) return inLanguage(titles?.team ?? key.team, locale);
  if (folder === key.brand || folder === `${key.brand}/metrics`) return titles?.brand ?? key.brand;
  return burst?.report ?? title;
}
