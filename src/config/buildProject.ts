import { resolve } from 'node:path';
import { ownValue } from '../lib/ownValue.ts';
import { durationHours, waitMinutes } from '../schema/faults.ts';
import { asList } from '../schema/fields.ts';
import type { Metric, Model, Project, Site, Source, SourceTable, Team } from '../types.ts';
import { buildBrand } from './buildBrand.ts';
import { buildEntity } from './buildEntity.ts';
import { buildLimits } from './buildLimits.ts';
import { buildReport } from './buildReport.ts';
import type { ContentFile } from './contentFile.ts';
import { declaredDataTests } from './declaredDataTests.ts';
import { alertOf, targetOf } from './limits.ts';
import type { ColumnNotes } from './martSchema.ts';
import type { CatalogueEntry, MetricCatalogue } from './metricCatalogue.ts';
import { present } from './present.ts';
import type { Content, ReportContent } from './readContent.ts';
import { goesTo } from './reportBrands.ts';
import type { BrandFile, SiteFile, TeamFile } from './siteSchemas.ts';
import { brandsOf } from './sourceBrands.ts';
import { kindOptions, type SourceFile, type SourceTableFile } from './sourceSchema.ts';
import { spanningNames, withSpans } from './spannedBrands.ts';
import { readableTables } from './unreadTables.ts';
import type { WordsOf } from './wordFiles.ts';

/**
 * Makes a project of content: the whole of it where no problem was found, else as much as can be held against the SQL.
 */
export function buildProject(
  root: string,
  {
    content,
    catalogue,
    wordsOf,
  }: { readonly content: Content; readonly catalogue: MetricCatalogue; readonly wordsOf: WordsOf },
): Project {
  const site = content.site?.known ?? {};
  const whole = content.brands.flatMap(wholeFile).map((file) => buildBrand({ root, file, site, content, wordsOf }));
  const brands = withSpans(whole, content);
  return {
    root,
    site: buildSite(site, root, wordsOf),
    limits: buildLimits(site),
    brands,
    teams: content.teams.flatMap(wholeFile).map((file) => buildTeam(file, content.brands)),
    sources: content.sources.map((file) => buildSource(file, brandsOf(file, content))),
    models: [
      ...content.models.filter(hasSql).map((model) => buildModel(model, content)),
      ...content.entities.flatMap(wholeFile).map((entity) => buildEntity(entity, content.names)),
    ].sort(byName),
    metrics: catalogue.entries.flatMap((entry) => buildMetric(entry, catalogue) ?? []),
    queries: content.queries.filter(hasSql),
    checks: [...content.checks.filter(hasSql), ...content.martNotes.flatMap(declaredDataTests)],
    reports: content.reports.filter(isDataReadable).map((file) => {
      const own = content.brands.filter((brand) => goesTo(file, brand)).map(({ name }) => name);
      const isSpanning = spanningNames(content).some((name) => own.includes(name));
      return buildReport(file, { brands: own, isSpanning, charts: content.charts.get(file.name) ?? [] });
    }),
  };
}

type WholeFile<T> = ContentFile<T> & { readonly whole: T };

function wholeFile<T>(file: ContentFile<T>): readonly WholeFile<T>[] {
  return file.whole === undefined ? [] : [{ ...file, whole: file.whole }];
}

function hasSql({ sql }: { readonly sql: string }): boolean {
  return sql.trim() !== '';
}

/** A body cannot be blamed for naming data that could not be read. */
function isDataReadable({ yaml, known }: ReportContent): boolean {
  const declared = yaml.raw['data'];
  if (typeof declared !== 'object' || declared === null) return false;
  return Object.keys(declared).length === Object.keys(known.data ?? {}).length;
}

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

function buildSite(
  { title = '', description = '', base_url = '', archive }: Partial<SiteFile>,
  root: string,
  wordsOf: WordsOf,
): Site {
  const { in: place = 'state', keep_days } = archive ?? {};
  const kept = place === 'state' ? undefined : place.startsWith('s3://') ? place : resolve(root, place);
  return present({
    ...{ title, description, baseUrl: base_url.replace(/\/+$/, ''), words: wordsOf('en') },
    archive: archive && present({ place: kept, keepDays: keep_days }),
  });
}

/** A team's readers stand in its own file, by brand, or in a brand's, by team. */
function buildTeam({ name, whole, yaml }: WholeFile<TeamFile>, brands: readonly ContentFile<BrandFile>[]): Team {
  const { title, description, recipients: ownRecipients = {} } = whole;
  const lists = brands.map((brand) => {
    const list = [...(ownValue(ownRecipients, brand.name) ?? []), ...(ownValue(brand.known.recipients, name) ?? [])];
    return [brand.name, [...new Set(list)]] as const;
  });
  const recipients = Object.fromEntries(lists.filter(([, list]) => list.length > 0));
  const recipientPlaces = Object.fromEntries(
    brands.flatMap((brand) => {
      const listed = ownValue(brand.known.recipients, name) ?? [];
      const places = listed.map((entry, index) => [entry, brand.yaml.at(['recipients', name, index])] as const);
      return places.length === 0 ? [] : [[brand.name, Object.fromEntries(places)] as const];
    }),
  );
  return present({ name, title, description, recipients, recipientPlaces, place: { file: yaml.file, line: 1 } });
}

function buildSource(file: ContentFile<SourceFile>, brands: readonly string[]): Source {
  const source = { kind: '', tables: {}, ...file.known };
  return present({
    name: file.name,
    kind: source.kind,
    brands,
    brandColumn: source.brand_column,
    connection: source.connection,
    limits: source.limits === undefined ? undefined : limitsOf(source.limits),
    tables: readableTables(file).map(([name, table]) => buildTable({ name, table, source, file })),
    place: { file: file.yaml.file, line: 1 },
  });
}

function limitsOf({ calls, wait }: NonNullable<SourceFile['limits']>): NonNullable<Source['limits']> {
  return present({ calls, waitMinutes: wait === undefined ? undefined : waitMinutes(wait) });
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
    mayBeEmpty: table.may_be_empty,
    keepHours: table.keep === undefined ? undefined : durationHours(table.keep),
    options: kindOptions(source, table),
    place: file.yaml.at(['tables', name], 'key'),
  });
}

function buildModel(model: Model, { martNotes }: Content): Model {
  const file = model.layer === 'mart' ? martNotes.find(({ name }) => name === model.name) : undefined;
  if (file?.whole === undefined) return model;
  const { yaml, whole } = file;
  const { description, grain: grainColumn, expects, columns = {}, labels, looks_back: looksBack } = whole;
  const descriptionOf = (about: (typeof columns)[string]) => (typeof about === 'string' ? about : about.description);
  return {
    ...model,
    ...present({ description, grainColumn, expects, labels, looksBack }),
    ...present({ coveredBy: placesIn(whole.covered_by), continuedBy: placesIn(whole.continued_by) }),
    valueNames: Object.fromEntries(Object.entries(columns).flatMap(([name, about]) => namesIn(name, about))),
    columns: Object.fromEntries(Object.entries(columns).map(([name, about]) => [name, descriptionOf(about)])),
    columnPlaces: Object.fromEntries([
      ...(whole.time === undefined ? [] : [[whole.time, yaml.at(['time'])] as const]),
      ...(whole.dimensions ?? []).map((name, index) => [name, yaml.at(['dimensions', index])] as const),
      ...Object.keys(columns).map((name) => [name, yaml.at(['columns', name], 'key')] as const),
    ]),
  };
}

/** "sales.sold_on" as a mart and its column. */
function placesIn(named: string | readonly string[] | undefined): Model['coveredBy'] {
  if (named === undefined) return undefined;
  return asList(named).map((text) => {
    const [mart = '', time = ''] = text.split('.');
    return { mart, time };
  });
}

/** What pages call a column's values, where its notes say it. */
function namesIn(column: string, about: string | ColumnNotes) {
  if (typeof about === 'string' || about.values === undefined || Array.isArray(about.values)) return [];
  return [[column, about.values] as const];
}

/** `undefined` where nobody can tell how it is computed, which is a problem that was told. */
function buildMetric(entry: CatalogueEntry, catalogue: MetricCatalogue): Metric | undefined {
  const { name, domain, domainTitle, metric, rule, place } = entry;
  if (rule === undefined) return undefined;
  return present({
    name,
    domain,
    domainTitle,
    team: metric.team ?? entry.fileTeam ?? '',
    label: metric.label,
    description: metric.description,
    rule,
    dimensions: catalogue.dimensionsOf(name),
    format: metric.format,
    decimals: metric.decimals,
    better: metric.better,
    targets: metric.target && [targetOf(metric.target, metric.target.grain)],
    alerts: metric.alert && [alertOf(metric.alert, metric.alert.grain)],
    place,
  });
}
