import { join } from 'node:path';
import { writeFileAtomic } from '../lib/files.ts';
import { bodyCalls, bodyLines } from './bodyFragments.ts';
import { bodyMarkup } from './bodyMarkup.ts';
import { type BrandTheme, openBrandTheme, pageTemplates, pageVariables } from './brandTheme.ts';
import type {
  ComposedEdition,
  EditionsRequest,
  EditionToCompose,
  ListsRequest,
  SiteRequest,
} from './composeRequest.ts';
import { editionCsvs, writeEditionCsvs } from './editionCsv.ts';
import { type EditionPage, editionPage, editionVariables } from './editionPage.ts';
import { filledBody } from './filledBody.ts';
import { formerAddresses } from './formerAddresses.ts';
import { type PlannedPage, renderPages } from './renderPages.ts';
import { withFonts } from './siteAssets.ts';
import { pageOf } from './siteLinks.ts';
import { brandPages, editionCrumbs, frontPage, type ListPage } from './siteView.ts';
import { tagView } from './tagMarkup.ts';
import type { Templates } from './templates/readTemplates.ts';
import type { TagView } from './templates/renderJob.ts';

/** Editions rendered at once: their pages are in memory together. */
const EDITIONS_AT_ONCE = 50;

/**
 * Composes the pages of editions, and the CSV of every table beside them. A page depends on its snapshot, the templates
 * and the brand's theme alone. Throws ProblemsError where a template or a report's body cannot be rendered.
 */
export async function composeEditions(request: EditionsRequest): Promise<readonly ComposedEdition[]> {
  const names = new Set(request.editions.map(({ snapshot }) => snapshot.edition.brand));
  const brands = request.project.brands.filter(({ name }) => names.has(name));
  const themes = await Promise.all(brands.map((brand) => openBrandTheme(request, brand)));
  const templates = await pageTemplates(request.templatesDir);
  const composed: ComposedEdition[] = [];
  for (let from = 0; from < request.editions.length; from += EDITIONS_AT_ONCE) {
    const batch = request.editions.slice(from, from + EDITIONS_AT_ONCE);
    await writePages({ pages: editionPlans(batch, request, themes), templates }, request.outDir);
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
  const themes = await Promise.all([null, ...project.brands].map((brand) => openBrandTheme(request, brand)));
  const templates = await pageTemplates(templatesDir);
  const current = [frontPage(request), ...project.brands.flatMap((brand) => brandPages(request, brand))];
  const lists = [...current, ...formerAddresses(request, current)];
  const pages = [
    ...lists.map((list) => listPlan(list, request, themeOf(themes, list.brand?.name))),
    notFoundPlan(request, themeOf(themes, undefined)),
  ];
  await writePages({ pages, templates }, outDir);
  return pages.map(({ path }) => path).sort();
}

type Plan = PlannedPage & { readonly theme: BrandTheme };

interface Plans {
  readonly pages: readonly Plan[];
  readonly templates: Templates;
}

async function writePages({ pages, templates }: Plans, outDir: string): Promise<void> {
  const rendered = await renderPages(
    pages.map(({ theme: _, ...page }) => page),
    templates,
  );
  const written = pages.map(async ({ path, data, theme }) => {
    const html = rendered.get(path);
    if (html === undefined) throw new Error(`${path} was not rendered.`);
    const whole = await withFonts(html, { outDir, root: String(data['root']), faces: theme.faces });
    await writeFileAtomic(join(outDir, path), whole);
  });
  await Promise.all(written);
}

function editionPlans(
  batch: readonly EditionToCompose[],
  request: EditionsRequest,
  themes: readonly BrandTheme[],
): readonly Plan[] {
  return batch.map((edition) => {
    const { folder, brand } = edition.snapshot.edition;
    const theme = themeOf(themes, brand);
    const page = editionPage(request, edition);
    const { report: whole, snapshot } = page;
    const tags = tagViews(page);
    const report = { ...whole, body: filledBody(whole.body, (call) => tags.get(JSON.stringify(call)) === null) };
    const source = `{% extends "layouts/edition.njk" %}{% block body %}${bodyMarkup(report.body)}{% endblock %}`;
    return {
      path: pageOf(folder),
      name: report.place.file,
      source,
      lineOf: bodyLines(report, source),
      data: editionData(edition, page, pageVariables(folder, theme, request.project)),
      tags,
      insights: snapshot.insights,
      page: { folder, script: theme.script },
      theme,
    };
  });
}

/** What each tag of a report's body shows, by its call: the same call shows the same. */
function tagViews(page: EditionPage): ReadonlyMap<string, TagView | null> {
  return new Map(bodyCalls(page.report.body).map((call) => [JSON.stringify(call), tagView(call, page)]));
}

function editionData(
  edition: EditionToCompose,
  page: EditionPage,
  shared: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { snapshot, brand } = page;
  const variables = editionVariables(page, edition);
  const team = String(variables['teamTitle']);
  return {
    ...shared,
    ...variables,
    brand: brand.title,
    team,
    crumbs: editionCrumbs(snapshot.edition, { brand: brand.title, team, report: snapshot.title }),
    earlier: neighbour(edition.earlier),
    later: neighbour(edition.later),
    downloads: editionCsvs(snapshot).map(({ path, data, grain }) => ({ path, data, grain })),
  };
}

function neighbour(key: EditionToCompose['earlier']): Readonly<Record<string, unknown>> | null {
  return key === undefined || key === null ? null : { period: key.period, path: pageOf(key.folder) };
}

function listPlan({ folder, template, data }: ListPage, { project }: SiteRequest, theme: BrandTheme): Plan {
  return {
    path: pageOf(folder),
    name: `pages/${template}.njk`,
    data: { ...pageVariables(folder, theme, project), ...data },
    page: { folder, script: theme.script },
    theme,
  };
}

/** A host shows it at whatever address is missing, so its link goes by the site's own path, and its theme is in it. */
function notFoundPlan({ project }: SiteRequest, theme: BrandTheme): Plan {
  const home = `${new URL(project.site.baseUrl).pathname.replace(/\/$/, '')}/`;
  return {
    path: '404.html',
    name: 'pages/404.njk',
    data: { ...pageVariables('', theme, project), home },
    page: { folder: '', script: theme.script },
    theme,
  };
}

function themeOf(themes: readonly BrandTheme[], name: string | undefined): BrandTheme {
  const found = themes.find(({ brand }) => brand?.name === name);
  if (found === undefined) throw new Error(`The project has no brand named ${name}.`);
  return found;
}
