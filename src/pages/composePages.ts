import { join } from 'node:path';
import type { Environment } from 'nunjucks';
import { writeFileAtomic } from '../lib/files.ts';
import type { Snapshot } from '../types.ts';
import { bodyMarkup } from './bodyMarkup.ts';
import { type BrandHouse, openHouse, pageVariables, templateFolders } from './brandHouse.ts';
import type {
  ComposedEdition,
  EditionsRequest,
  EditionToCompose,
  ListsRequest,
  SiteRequest,
} from './composeRequest.ts';
import { editionCsvs, writeEditionCsvs } from './editionCsv.ts';
import { type EditionPage, editionPage, editionVariables } from './editionPage.ts';
import { type PlannedPage, renderPages } from './renderPages.ts';
import { withFonts } from './siteAssets.ts';
import { pageOf } from './siteLinks.ts';
import { brandPages, editionCrumbs, frontPage, type ListPage } from './siteView.ts';
import { tagMarkup } from './tagMarkup.ts';
import { templateEnvironment } from './templateEnvironment.ts';
import { nunjucks } from './templateLanguage.ts';

/** Editions rendered at once: their pages are in memory together. */
const EDITIONS_AT_ONCE = 50;

/**
 * Composes the pages of editions, and the CSV of every table beside them. A page depends on its snapshot, the templates
 * and the brand's looks alone. Throws ProblemsError where a template or a report's body cannot be rendered.
 */
export async function composeEditions(request: EditionsRequest): Promise<readonly ComposedEdition[]> {
  const names = new Set(request.editions.map(({ snapshot }) => snapshot.edition.brand));
  const brands = request.project.brands.filter(({ name }) => names.has(name));
  const houses = await Promise.all(brands.map((brand) => openHouse(request, brand)));
  const composed: ComposedEdition[] = [];
  for (let from = 0; from < request.editions.length; from += EDITIONS_AT_ONCE) {
    const batch = request.editions.slice(from, from + EDITIONS_AT_ONCE);
    await writePages(editionPlans(batch, request, houses), request.outDir);
    const written = batch.map(async ({ snapshot }): Promise<ComposedEdition> => {
      const { id, folder } = snapshot.edition;
      return { id, html: pageOf(folder), csv: await writeEditionCsvs(snapshot, request.outDir) };
    });
    composed.push(...(await Promise.all(written)));
  }
  return composed;
}

/**
 * Composes the pages that lead to the editions: the site's front, each brand's, each team's with every edition that is
 * out, each brand's metrics, and 404.html. Gives their paths, relative to `outDir`, sorted.
 */
export async function composeLists(request: ListsRequest): Promise<readonly string[]> {
  const { project, outDir, templatesDir } = request;
  const houses = await Promise.all([null, ...project.brands].map((brand) => openHouse(request, brand)));
  const environment = templateEnvironment(templateFolders(templatesDir), () => '');
  const lists = [
    frontPage(request),
    ...project.brands.flatMap((brand) => brandPages(request, brand, houseOf(houses, brand.name).phrases)),
  ];
  const pages = [
    ...lists.map((list) => listPlan(list, request, houseOf(houses, list.brand?.name))),
    notFoundPlan(request, houseOf(houses, undefined)),
  ];
  await writePages({ pages, environment }, outDir);
  return pages.map(({ path }) => path).sort();
}

interface Plans {
  readonly pages: readonly (PlannedPage & { readonly house: BrandHouse })[];
  readonly environment: Environment;
}

async function writePages({ pages, environment }: Plans, outDir: string): Promise<void> {
  const rendered = await renderPages(pages, environment);
  const written = pages.map(async ({ path, data, house }) => {
    const html = rendered.get(path);
    if (html === undefined) throw new Error(`${path} was not rendered.`);
    const whole = await withFonts(html, { outDir, root: String(data['root']), faces: house.faces });
    await writeFileAtomic(join(outDir, path), whole);
  });
  await Promise.all(written);
}

function editionPlans(
  batch: readonly EditionToCompose[],
  request: EditionsRequest,
  houses: readonly BrandHouse[],
): Plans {
  const editions = new Map(
    batch.map((edition) => {
      const { id, brand } = edition.snapshot.edition;
      const house = houseOf(houses, brand);
      return [id, { edition, house, page: editionPage(request, edition, house.phrases) }];
    }),
  );
  const environment: Environment = templateEnvironment(templateFolders(request.templatesDir), (call, ctx) => {
    const found = editions.get((ctx['edition'] as Snapshot['edition']).id);
    if (found === undefined) throw new Error('A tag was drawn outside an edition.');
    return tagMarkup(call, found.page, (part, data) => environment.render(`parts/${part}.njk`, { ...ctx, ...data }));
  });
  const pages = [...editions.values()].map(({ edition, page, house }) => ({
    path: pageOf(page.snapshot.edition.folder),
    source: `{% extends "layouts/edition.njk" %}{% block body %}${bodyMarkup(page.report.body)}{% endblock %}`,
    data: editionData(edition, page, {
      environment,
      shared: pageVariables(page.snapshot.edition.folder, house, request.project),
    }),
    house,
  }));
  return { pages, environment };
}

function editionData(
  edition: EditionToCompose,
  page: EditionPage,
  { environment, shared }: { readonly environment: Environment; readonly shared: Readonly<Record<string, unknown>> },
): Readonly<Record<string, unknown>> {
  const { snapshot, brand } = page;
  const variables = editionVariables(page, edition);
  const insights = Object.entries(snapshot.insights).map(([name, sentences]) => {
    if (sentences.length === 0) return [name, ''];
    return [name, new nunjucks.runtime.SafeString(environment.render('parts/insights.njk', { ...shared, sentences }))];
  });
  const team = String(variables['teamTitle']);
  return {
    ...shared,
    ...variables,
    brand: brand.title,
    team,
    insights: Object.fromEntries(insights),
    crumbs: editionCrumbs(snapshot.edition, { brand: brand.title, team, report: snapshot.title }),
    earlier: neighbour(edition.earlier),
    later: neighbour(edition.later),
    downloads: editionCsvs(snapshot).map(({ path, data, grain }) => ({ path, data, grain })),
  };
}

function neighbour(key: EditionToCompose['earlier']): Readonly<Record<string, unknown>> | null {
  return key === undefined || key === null ? null : { period: key.period, path: pageOf(key.folder) };
}

function listPlan(
  { folder, template, data }: ListPage,
  { project }: SiteRequest,
  house: BrandHouse,
): Plans['pages'][number] {
  return {
    path: pageOf(folder),
    source: `{% include "pages/${template}.njk" %}`,
    data: { ...pageVariables(folder, house, project), ...data },
    house,
  };
}

/** A host shows it at whatever address is missing, so its link goes by the site's own path, and its looks are in it. */
function notFoundPlan({ project }: SiteRequest, house: BrandHouse): Plans['pages'][number] {
  const home = `${new URL(project.site.baseUrl).pathname.replace(/\/$/, '')}/`;
  return {
    path: '404.html',
    source: '{% include "pages/404.njk" %}',
    data: { ...pageVariables('', house, project), home },
    house,
  };
}

function houseOf(houses: readonly BrandHouse[], name: string | undefined): BrandHouse {
  const found = houses.find(({ brand }) => brand?.name === name);
  if (found === undefined) throw new Error(`The project has no brand named ${name}.`);
  return found;
}
