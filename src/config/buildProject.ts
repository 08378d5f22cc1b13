import { join } from 'node:path';
import type {
  Brand,
  Metric,
  MetricAlert,
  MetricTarget,
  Model,
  Project,
  Site,
  Source,
  SourceTable,
  Team,
} from '../types.ts';
import { buildReport } from './buildReport.ts';
import type { ContentFile } from './contentFile.ts';
import { durationHours } from './faults.ts';
import { asList } from './fields.ts';
import type { CatalogueEntry, MetricCatalogue } from './metricCatalogue.ts';
import { present } from './present.ts';
import type { Content } from './readContent.ts';
import type { BrandFile, SiteFile, TeamFile } from './siteSchemas.ts';
import { kindOptions, type SourceFile, type SourceTableFile } from './sourceSchema.ts';

/** Makes a project of content in which no problem was found. */
export function buildProject(root: string, content: Content, catalogue: MetricCatalogue): Project {
  const siteFile = wholeOf<SiteFile>(content.site);
  const brands = content.brands.map((file) => buildBrand({ root, file, site: siteFile, content }));
  return {
    root,
    site: buildSite(siteFile),
    brands,
    teams: content.teams.map(buildTeam),
    sources: content.sources.map((file) => buildSource(file, content.names.brand)),
    models: content.models.map((model) => buildModel(model, content)).sort(byName),
    metrics: catalogue.entries.map((entry) => buildMetric(entry, catalogue)),
    queries: content.queries,
    checks: content.checks,
    reports: content.reports.map((file) =>
      buildReport({ ...file, whole: wholeOf(file) }, { brands, charts: content.charts.get(file.name) ?? [] }),
    ),
  };
}

/** Only called when no file has a problem: then every file is whole. */
function wholeOf<T>(file: ContentFile<T> | undefined): T {
  if (file?.whole === undefined)
    throw new Error(`${file?.yaml.file ?? 'A file'} is incomplete, and no problem was told.`);
  return file.whole;
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function buildSite({ title, description = '', base_url }: SiteFile): Site {
  return { title, description, baseUrl: base_url.replace(/\/+$/, '') };
}

/** Colours after the accent, for brands that name fewer: apart in hue and in lightness, each readable on white. */
const defaultSeries = ['#1f5f8b', '#c8702a', '#4f8a5b', '#8a5a9e', '#8f8a83', '#b04a5a'];

function buildBrand({
  root,
  file,
  site,
  content,
}: {
  root: string;
  file: ContentFile<BrandFile>;
  site: SiteFile;
  content: Content;
}): Brand {
  const own = wholeOf(file);
  const { name } = file;
  const {
    locale = '',
    time_zone = '',
    week_start = 'monday',
    currency = '',
    paper = 'A4',
    mail_from = '',
  } = { ...site.defaults, ...own };
  const beside = (kind: 'logo' | 'css', base: string) =>
    content.names[kind].includes(name) ? join(root, 'templates/brands', name, base) : undefined;
  const accent = own.colours?.accent.toLowerCase() ?? '#1f5f8b';
  const given = [accent, ...(own.colours?.series ?? []).map((colour) => colour.toLowerCase())];
  const series = [...new Set(given.length >= 4 ? given : [...given, ...defaultSeries])];
  return present({
    name,
    title: own.title,
    locale,
    timeZone: time_zone,
    weekStart: week_start,
    currency,
    paper,
    colours: { accent, series },
    mailFrom: mail_from,
    replyTo: own.reply_to,
    logo: beside('logo', 'logo.svg'),
    css: beside('css', 'brand.css'),
    place: { file: file.yaml.file, line: 1 },
  });
}

function buildTeam(file: ContentFile<TeamFile>): Team {
  const { title, description, recipients = {} } = wholeOf(file);
  return present({ name: file.name, title, description, recipients, place: { file: file.yaml.file, line: 1 } });
}

function buildSource(file: ContentFile<SourceFile>, allBrands: readonly string[]): Source {
  const source = wholeOf(file);
  return present({
    name: file.name,
    kind: source.kind,
    // A source with a brand column serves whichever brand its rows name.
    brands: source.brands === undefined ? allBrands : [...source.brands].sort(),
    brandColumn: source.brand_column,
    connection: source.connection,
    tables: Object.entries(source.tables).map(([name, table]) => buildTable({ name, table, source, file })),
    place: { file: file.yaml.file, line: 1 },
  });
}

function buildTable(parts: {
  name: string;
  table: SourceTableFile;
  source: SourceFile;
  file: ContentFile<SourceFile>;
}): SourceTable {
  const { name, table, source, file } = parts;
  const { warn, error } = table.freshness ?? {};
  const freshness = present({
    warnHours: warn === undefined ? undefined : durationHours(warn),
    errorHours: error === undefined ? undefined : durationHours(error),
  });
  return present({
    name,
    columns: table.columns,
    key: asList(table.key),
    cursor: table.cursor,
    freshness: table.freshness === undefined ? undefined : freshness,
    maxBadRows: table.max_bad_rows,
    keepHours: table.keep === undefined ? undefined : durationHours(table.keep),
    options: kindOptions(source, table),
    place: file.yaml.at(['tables', name], 'key'),
  });
}

function buildModel(model: Model, { martNotes }: Content): Model {
  const notes = model.layer === 'mart' ? martNotes.find(({ name }) => name === model.name)?.whole : undefined;
  if (notes === undefined) return model;
  const { description, grain: grainColumn, columns = {} } = notes;
  return { ...model, ...present({ description, grainColumn, columns }) };
}

function buildMetric(entry: CatalogueEntry, catalogue: MetricCatalogue): Metric {
  const { name, domain, metric, rule, place } = entry;
  if (rule === undefined) throw new Error(`The metric ${name} has no rule, and no problem was told.`);
  return present({
    name,
    domain,
    team: metric.team ?? entry.fileTeam ?? '',
    label: metric.label,
    description: metric.description,
    rule,
    dimensions: catalogue.dimensionsOf(name),
    format: metric.format,
    decimals: metric.decimals,
    better: metric.better,
    target: targetOf(metric.target),
    alert: alertOf(metric.alert),
    place,
  });
}

function targetOf(target: CatalogueEntry['metric']['target']): MetricTarget | undefined {
  return target && present({ atLeast: target.at_least, atMost: target.at_most });
}

function alertOf(alert: CatalogueEntry['metric']['alert']): MetricAlert | undefined {
  return (
    alert &&
    present({
      above: alert.above,
      below: alert.below,
      changeAbove: alert.change_above,
      changeBelow: alert.change_below,
    })
  );
}
