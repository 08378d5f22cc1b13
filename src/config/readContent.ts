import { connectors } from '../connectors/registry.ts';
import { didYouMean } from '../lib/problem.ts';
import type { Chart, DataTest, Model, ReportQuery } from '../types.ts';
import { checkBrandCss, checkLogo } from './brandAssets.ts';
import { readChart, UNREAD_SPEC } from './chartFile.ts';
import { type ContentFile, checkContentFile } from './contentFile.ts';
import { type EntityFile, entitySchema } from './entitySchema.ts';
import type { FileKind } from './folderLayout.ts';
import { splitFrontMatter } from './frontMatter.ts';
import { type MartFile, martSchema } from './martSchema.ts';
import { type MetricsFile, metricsSchema } from './metricSchemas.ts';
import type { ProblemList } from './problemList.ts';
import type { ProjectFile } from './projectFiles.ts';
import { type ReportFile, reportSchema } from './reportSchema.ts';
import { type BrandFile, brandSchema, type SiteFile, siteSchema, type TeamFile, teamSchema } from './siteSchemas.ts';
import { type SourceFile, sourceSchema } from './sourceSchema.ts';
import { readDataTest, readQuery } from './sqlFiles.ts';
import { parseYamlFile, type YamlFile } from './yamlFile.ts';

export interface ReportContent extends ContentFile<ReportFile> {
  readonly body: string;
  readonly bodyLine: number;
}

/** Every file checked for itself. A file that cannot be read at all is missing from its list, not from `names`;
 * a chart is there without its specification. */
export interface Content {
  readonly site: ContentFile<SiteFile> | undefined;
  readonly brands: readonly ContentFile<BrandFile>[];
  readonly teams: readonly ContentFile<TeamFile>[];
  readonly sources: readonly ContentFile<SourceFile>[];
  readonly models: readonly Model[];
  readonly entities: readonly ContentFile<EntityFile>[];
  readonly martNotes: readonly ContentFile<MartFile>[];
  readonly metrics: readonly ContentFile<MetricsFile>[];
  readonly queries: readonly ReportQuery[];
  readonly checks: readonly DataTest[];
  readonly reports: readonly ReportContent[];
  /** By report. */
  readonly charts: ReadonlyMap<string, readonly Chart[]>;
  /** Names that files have, whether or not they are faultless, sorted. */
  readonly names: Readonly<Record<FileKind, readonly string[]>>;
  readonly files: readonly ProjectFile[];
}

/** A file whose text could be read. */
interface TextFile {
  readonly file: string;
  readonly name: string;
  readonly text: string;
}

/** Reads each file by its kind's rules, without a look at the others. */
export function readContent(files: readonly ProjectFile[], problems: ProblemList): Content {
  const texts = (kind: FileKind): readonly TextFile[] =>
    files.flatMap(({ kind: other, name, path: file, text }) =>
      other === kind && text !== undefined ? [{ file, name, text }] : [],
    );
  const yamls = <T>(kind: FileKind, schema: Parameters<typeof checkContentFile>[0]['schema']) =>
    texts(kind).flatMap(({ file, name, text }): ContentFile<T>[] => {
      const yaml = parseYamlFile(file, text, problems);
      return yaml === undefined ? [] : [checkContentFile<T>({ name, yaml, schema }, problems)];
    });
  for (const { file, text } of texts('logo')) checkLogo(file, text, problems);
  for (const { file, text } of texts('css')) checkBrandCss(file, text, problems);
  const names = namesByKind(files);
  const modelNames = [...names.staging, ...names.entity, ...names.mart];
  return {
    site: yamls<SiteFile>('site', siteSchema)[0],
    brands: yamls('brand', brandSchema),
    teams: yamls('team', teamSchema),
    sources: texts('source').flatMap((source) => readSource(source, problems) ?? []),
    models: [
      ...texts('staging').map((source) => ({ ...readQuery(source, problems), layer: 'staging' as const, columns: {} })),
      ...texts('mart').map((source) => ({ ...readQuery(source, problems), layer: 'mart' as const, columns: {} })),
    ],
    entities: yamls('entity', entitySchema),
    martNotes: yamls('mart_notes', martSchema),
    metrics: yamls('metrics', metricsSchema),
    queries: texts('query').map((source) => readQuery(source, problems)),
    checks: texts('check').map((source) => readDataTest(source, modelNames, problems)),
    reports: texts('report').flatMap((source) => readReport(source, problems) ?? []),
    charts: readCharts(files, problems),
    names,
    files,
  };
}

function readSource({ file, name, text }: TextFile, problems: ProblemList): ContentFile<SourceFile> | undefined {
  const yaml = parseYamlFile(file, text, problems);
  if (yaml === undefined) return undefined;
  const kind = kindOf(yaml, problems);
  return kind === undefined
    ? undefined
    : checkContentFile({ name, yaml, schema: sourceSchema(kind.name, kind.keys) }, problems);
}

function kindOf({ raw, at }: YamlFile, problems: ProblemList) {
  const name = raw['kind'];
  const kinds = Object.keys(connectors);
  if (typeof name === 'string' && Object.hasOwn(connectors, name)) {
    const keys = connectors[name]?.options;
    if (keys !== undefined) return { name, keys };
  }
  if (name === undefined)
    problems.add(at([]), 'The file has no key "kind".', `Add "kind", one of: ${kinds.join(', ')}.`);
  else if (typeof name === 'string')
    problems.add(at(['kind']), `There is no kind of source "${name}".`, didYouMean(name, kinds));
  else problems.add(at(['kind']), 'kind has to be one word.', didYouMean('', kinds));
  return undefined;
}

function readReport({ file, name, text }: TextFile, problems: ProblemList): ReportContent | undefined {
  const parts = splitFrontMatter(file, text, problems);
  const yaml = parts === undefined ? undefined : parseYamlFile(file, parts.yaml, problems);
  if (parts === undefined || yaml === undefined) return undefined;
  const { body, bodyLine } = parts;
  return { ...checkContentFile<ReportFile>({ name, yaml, schema: reportSchema }, problems), body, bodyLine };
}

function readCharts(files: readonly ProjectFile[], problems: ProblemList): ReadonlyMap<string, readonly Chart[]> {
  const charts = files.flatMap(({ name: report, chart: name, path: file, text }) => {
    if (name === undefined) return [];
    if (text === undefined) return [{ report, chart: { name, spec: UNREAD_SPEC, place: { file, line: 1 } } }];
    return [{ report, chart: readChart({ file, name, text }, problems) }];
  });
  const byReport = Map.groupBy(charts, ({ report }) => report);
  return new Map([...byReport].map(([report, found]) => [report, found.map(({ chart }) => chart)]));
}

function namesByKind(files: readonly ProjectFile[]): Readonly<Record<FileKind, readonly string[]>> {
  const of = (kind: FileKind) =>
    files
      .filter((file) => file.kind === kind)
      .map(({ name }) => name)
      .sort();
  return {
    site: of('site'),
    brand: of('brand'),
    logo: of('logo'),
    css: of('css'),
    team: of('team'),
    report: of('report'),
    chart: of('chart'),
    words: of('words'),
    source: of('source'),
    staging: of('staging'),
    entity: of('entity'),
    mart: of('mart'),
    mart_notes: of('mart_notes'),
    metrics: of('metrics'),
    query: of('query'),
    check: of('check'),
  };
}
