import { join } from 'node:path';
import nunjucks, { type Environment } from 'nunjucks';
import { writeFileAtomic } from '../lib/files.ts';
import { inLanguage, languageOf } from '../lib/localText.ts';
import type { Brand, Grain, Snapshot } from '../types.ts';
import { bodyMarkup } from './bodyMarkup.ts';
import type { ComposedEdition, ComposedPages, ComposeRequest, EditionToCompose } from './composeRequest.ts';
import { type EditionPage, editionPage, editionVariables } from './editionPage.ts';
import { type Phrases, readPhrases } from './phrases.ts';
import { type PlannedPage, renderPages } from './renderPages.ts';
import { type PageAssets, withFonts, writeAssets } from './siteAssets.ts';
import { pageOf, relativeLink } from './siteLinks.ts';
import { brandPages, editionCrumbs, frontPage, type ListPage } from './siteView.ts';
import { tableCsv } from './tableCsv.ts';
import { csvName, tagMarkup } from './tagMarkup.ts';
import { templateEnvironment } from './templateEnvironment.ts';

const ENGINE_TEMPLATES = join(import.meta.dirname, '../../templates');

/**
 * Composes the pages of the given editions, and the pages that lead to them: the site's front, each brand's, each team's
 * with every published edition, each brand's metrics, and 404.html. A page depends on its snapshot, the templates and the
 * brand's looks alone. Throws ProblemsError where a template or a report's body cannot be rendered.
 */
export async function composePages(request: ComposeRequest): Promise<ComposedPages> {
  const folders = [request.templatesDir, ENGINE_TEMPLATES];
  const houses = await Promise.all([null, ...request.project.brands].map((brand) => house(request, folders, brand)));
  const editions = new Map(
    request.editions.map((edition) => {
      const { phrases } = houseOf(houses, edition.snapshot.edition.brand);
      return [edition.snapshot.edition.id, { edition, page: editionPage(request, edition, phrases) }];
    }),
  );
  const environment: Environment = templateEnvironment(folders, (call, ctx) => {
    const found = editions.get((ctx['edition'] as Snapshot['edition']).id);
    if (found === undefined) throw new Error('A tag was drawn outside an edition.');
    return tagMarkup(call, found.page, (part, data) => environment.render(`parts/${part}.njk`, { ...ctx, ...data }));
  });
  const lists = [
    frontPage(request),
    ...request.project.brands.flatMap((brand) => brandPages(request, brand, houseOf(houses, brand.name).phrases)),
  ];
  const planned = [
    ...[...editions.values()].map(({ edition, page }) =>
      plannedEdition(edition, page, { request, environment, house: houseOf(houses, page.brand.name) }),
    ),
    ...lists.map((list) => plannedList(list, request, houseOf(houses, list.brand?.name))),
    notFoundPage(request, houseOf(houses, undefined)),
  ];
  const rendered = await renderPages(planned, environment);
  for (const { path, data } of planned) {
    const { faces } = houseOf(houses, data['brandName'] as string | undefined);
    const html = await withFonts(rendered.get(path) ?? '', {
      outDir: request.outDir,
      root: String(data['root']),
      faces,
    });
    await writeFileAtomic(join(request.outDir, path), html);
  }
  const written = await Promise.all(request.editions.map(({ snapshot }) => writeCsvs(snapshot, request.outDir)));
  return { editions: written, pages: planned.map(({ path }) => path).sort() };
}

/** What all pages of one brand share; `brand` is null for the site's own. */
interface House extends PageAssets {
  readonly brand: Brand | null;
  readonly phrases: Phrases;
}

async function house(request: ComposeRequest, folders: readonly string[], brand: Brand | null): Promise<House> {
  const [assets, phrases] = await Promise.all([
    writeAssets(request, folders, brand),
    readPhrases(folders, brand?.locale ?? 'en'),
  ]);
  return { ...assets, brand, phrases };
}

function houseOf(houses: readonly House[], name: string | undefined): House {
  const found = houses.find(({ brand }) => brand?.name === name);
  if (found === undefined) throw new Error(`The project has no brand named ${name}.`);
  return found;
}

function plannedEdition(
  edition: EditionToCompose,
  page: EditionPage,
  {
    request,
    environment,
    house,
  }: { readonly request: ComposeRequest; readonly environment: Environment; readonly house: House },
): PlannedPage {
  const { snapshot, report, brand } = page;
  const key = snapshot.edition;
  const base = baseVariables(key.folder, house, request);
  const variables = editionVariables(page, edition);
  const insights = Object.entries(snapshot.insights).map(([name, sentences]) => {
    const markup = sentences.length === 0 ? '' : environment.render('parts/insights.njk', { ...base, sentences });
    return [name, markup === '' ? '' : new nunjucks.runtime.SafeString(markup)];
  });
  const titles = { brand: brand.title, team: String(variables['teamTitle']), report: snapshot.title };
  return {
    path: pageOf(key.folder),
    source: `{% extends "layouts/edition.njk" %}{% block body %}${bodyMarkup(report.body)}{% endblock %}`,
    data: {
      ...base,
      ...variables,
      brand: brand.title,
      team: titles.team,
      insights: Object.fromEntries(insights),
      crumbs: editionCrumbs(key, titles),
      earlier: neighbour(edition.earlier),
      later: neighbour(edition.later),
      downloads: csvTables(snapshot).map(({ path, data, grain }) => ({ path, data, grain })),
    },
  };
}

function neighbour(key: EditionToCompose['earlier']): Readonly<Record<string, unknown>> | null {
  return key === undefined || key === null ? null : { period: key.period, path: pageOf(key.folder) };
}

function plannedList({ folder, template, data }: ListPage, request: ComposeRequest, house: House): PlannedPage {
  return {
    path: pageOf(folder),
    source: `{% include "pages/${template}.njk" %}`,
    data: { ...baseVariables(folder, house, request), ...data },
  };
}

/** A host shows it at whatever address is missing, so its links go by the site's own path and its looks are in it. */
function notFoundPage(request: ComposeRequest, house: House): PlannedPage {
  const home = `${new URL(request.project.site.baseUrl).pathname.replace(/\/$/, '')}/`;
  return {
    path: '404.html',
    source: '{% include "pages/404.njk" %}',
    data: { ...baseVariables('', house, request), home },
  };
}

function baseVariables(
  folder: string,
  { brand, phrases, sheet, script, logo }: House,
  { project }: ComposeRequest,
): Readonly<Record<string, unknown>> {
  return {
    folder,
    root: folder === '' ? '' : `${relativeLink(folder, '')}/`,
    phrases,
    look: { locale: brand?.locale ?? 'en', currency: brand?.currency ?? 'EUR', timeZone: brand?.timeZone ?? 'UTC' },
    language: languageOf(brand?.locale ?? 'en'),
    brandName: brand?.name,
    brandTitle: brand?.title ?? '',
    paper: brand?.paper ?? 'A4',
    site: { title: project.site.title, description: inLanguage(project.site.description, brand?.locale ?? 'en') },
    assets: { sheet, script, logo },
  };
}

interface CsvTable {
  readonly path: string;
  readonly data: string;
  readonly grain: Grain;
  readonly text: () => string;
}

function csvTables({ data }: Snapshot): readonly CsvTable[] {
  return Object.entries(data)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, { grains, tables }]) =>
      grains.flatMap((grain) => {
        const table = tables[grain];
        return table === undefined
          ? []
          : [{ path: csvName(name, grain), data: name, grain, text: () => tableCsv(table) }];
      }),
    );
}

async function writeCsvs(snapshot: Snapshot, outDir: string): Promise<ComposedEdition> {
  const { id, folder } = snapshot.edition;
  const csv = csvTables(snapshot).map(({ path, text }) => ({ path: `${folder}/${path}`, text }));
  for (const { path, text } of csv) await writeFileAtomic(join(outDir, path), text());
  return { id, html: pageOf(folder), csv: csv.map(({ path }) => path) };
}
