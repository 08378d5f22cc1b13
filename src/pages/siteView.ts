import { posix } from 'node:path';
import { inLanguage } from '../lib/localText.ts';
import { say } from '../lib/words.ts';
import type { Brand, Report, Team } from '../types.ts';
import { type BurstView, burstsOf } from './burstView.ts';
import { catalogueView } from './catalogueView.ts';
import type { ListsRequest, SiteEdition } from './composeRequest.ts';
import { type EditionList, editionListOf } from './editionListView.ts';
import { pageOf } from './siteLinks.ts';

export interface Crumb {
  readonly title: string;
  readonly path: string;
}

/** A page that lists things, before it is rendered. */
export interface ListPage {
  readonly folder: string;
  readonly template: 'front' | 'brand' | 'editions' | 'burst' | 'metrics';
  /** Null on the front page, which belongs to no brand. */
  readonly brand: Brand | null;
  readonly data: Readonly<Record<string, unknown>>;
}

/** The front page: brands by name and nothing of what is theirs. */
export function frontPage({ project, published }: ListsRequest): ListPage {
  const brands = project.brands.map((brand) => ({
    name: brand.name,
    title: brand.title,
    locale: brand.locale,
    path: pageOf(brand.name),
    teams: teamsOf(brand, project, published).map(({ title }) => inLanguage(title, brand.locale)),
  }));
  return {
    folder: '',
    template: 'front',
    brand: null,
    data: { brands, pageTitle: project.site.title, description: project.site.description },
  };
}

/** A brand's own pages: its front, a page per team and per list of editions of a team, and the catalogue of its metrics. */
export function brandPages(request: ListsRequest, brand: Brand): readonly ListPage[] {
  const { project } = request;
  const teams = teamsOf(brand, project, request.published).map((team) => teamView(team, brand, request.published));
  const home: Crumb = { title: brand.title, path: pageOf(brand.name) };
  const page = (folder: string, template: ListPage['template'], data: ListPage['data']): ListPage => ({
    folder,
    template,
    brand,
    data,
  });
  return [
    page(brand.name, 'brand', { pageTitle: brand.title, description: project.site.description, crumbs: [], teams }),
    ...teams.flatMap((team) => [
      page(team.folder, 'editions', {
        pageTitle: `${team.title} · ${brand.title}`,
        crumbs: [home],
        ...team,
      }),
      ...team.bursts.map((burst) =>
        page(burst.folder, 'burst', {
          pageTitle: `${burst.title} · ${brand.title}`,
          crumbs: [home, { title: team.title, path: pageOf(team.folder) }],
          ...burst,
        }),
      ),
      ...[...team.lists, ...team.bursts.flatMap(({ audiences }) => audiences.map(({ list }) => list))].map((list) =>
        page(list.folder, 'editions', {
          pageTitle: `${list.title} · ${brand.title}`,
          crumbs: [home, { title: team.title, path: pageOf(team.folder) }],
          title: list.title,
          own: list,
          lists: [],
          bursts: [],
        }),
      ),
    ]),
    page(`${brand.name}/metrics`, 'metrics', {
      pageTitle: `${say(brand.words, 'metrics')} · ${brand.title}`,
      crumbs: [home],
      domains: catalogueView(request, brand, reportsOf(brand, project.reports)),
    }),
  ];
}

/** The way back from an edition: its brand, its team, its list of editions where that is not the team's page. */
export function editionCrumbs(
  edition: SiteEdition['key'],
  titles: { readonly brand: string; readonly team: string; readonly report: string },
): readonly Crumb[] {
  const team = `${edition.brand}/${edition.team}`;
  const list = posix.dirname(edition.folder);
  return [
    { title: titles.brand, path: pageOf(edition.brand) },
    { title: titles.team, path: pageOf(team) },
    ...(list === team ? [] : [{ title: titles.report, path: pageOf(list) }]),
  ];
}

type ListedTeam = Pick<Team, 'name' | 'title' | 'description'>;

interface TeamView {
  readonly folder: string;
  readonly title: string;
  readonly description: string;
  /** What lies in the team's own folder. */
  readonly own: EditionList | null;
  readonly lists: readonly EditionList[];
  readonly bursts: readonly BurstView[];
}

function teamView(team: ListedTeam, brand: Brand, published: ListsRequest['published']): TeamView {
  const folder = `${brand.name}/${team.name}`;
  const own = published.filter(({ home }) => home.brand === brand.name && home.team === team.name);
  const byFolder = Map.groupBy(
    own.filter(({ key }) => key.audience === null),
    ({ home }) => home.folder,
  );
  const lists = [...byFolder]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([path, editions]) => editionListOf(path, editions, brand));
  return {
    folder,
    title: inLanguage(team.title, brand.locale),
    description: team.description === undefined ? '' : inLanguage(team.description, brand.locale),
    own: lists.find((list) => list.folder === folder) ?? null,
    lists: lists.filter((list) => list.folder !== folder),
    bursts: burstsOf(own, brand),
  };
}

function teamsOf(
  brand: Brand,
  { teams, reports }: ListsRequest['project'],
  published: ListsRequest['published'],
): readonly ListedTeam[] {
  const listed = published.filter(({ home }) => home.brand === brand.name);
  const names = new Set([...reportsOf(brand, reports).map(({ team }) => team), ...listed.map(({ home }) => home.team)]);
  const known = new Set(teams.map(({ name }) => name));
  // A team that is no more keeps what came out for it.
  const former = new Map(
    listed.flatMap(({ home, titles }) => (known.has(home.team) ? [] : [[home.team, titles?.team]])),
  );
  return [
    ...teams.filter(({ name }) => names.has(name)),
    ...[...former].map(([name, title]) => ({ name: name ?? '', title: title ?? name ?? '' })),
  ];
}

function reportsOf(brand: Brand, reports: readonly Report[]): readonly Report[] {
  return reports.filter(({ brands }) => brands.includes(brand.name));
}
