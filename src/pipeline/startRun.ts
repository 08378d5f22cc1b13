import { join } from 'node:path';
import { planEditions } from '../calendar/planEditions.ts';
import { createChartist } from '../charts/chartist.ts';
import { checkChart } from '../charts/checkChart.ts';
import { contentKeys } from '../config/contentKeys.ts';
import { openProject, statementName } from '../config/openProject.ts';
import { selectProject } from '../config/selectProject.ts';
import { publishedUpTo, readShelf } from '../delivery/editionShelf.ts';
import { EditionWork } from '../delivery/editionWork.ts';
import { readOwed } from '../delivery/owedEditions.ts';
import { checkRecipients } from '../delivery/recipientsOf.ts';
import { ArtifactIndex } from '../lib/artifactIndex.ts';
import { folderHash } from '../lib/folderHash.ts';
import { hashOf } from '../lib/hash.ts';
import { Stopwatch } from '../lib/stopwatch.ts';
import { beginRun } from '../lib/unfinishedRun.ts';
import { brandCatalogue, type ReadIn } from '../metrics/brandCatalogue.ts';
import { columnsOfMetrics } from '../metrics/columnsOfRequest.ts';
import { metricStatements } from '../metrics/metricStatements.ts';
import { checkBody } from '../pages/checkBody.ts';
import { secretProblems } from '../sources/pullSources.ts';
import type { Brand, Effects, Manifest, Report, RunOptions } from '../types.ts';
import { bindProject } from '../warehouse/bindProject.ts';
import { lineageOf } from '../warehouse/lineage.ts';

export const STAGES = ['pull', 'build', 'compose', 'print', 'publish', 'deliver'] as const;
export type StageName = (typeof STAGES)[number];

/** What other rooms know of a project's parts, for those who open one. */
export const TOOLS = { bindProject, metricStatements, checkBody, checkChart, columnsOfMetrics } as const;

export type Run = Awaited<ReturnType<typeof startRun>>;
export type BrandRun = Awaited<ReturnType<typeof startBrand>>;

/** All that a run knows before it does anything. */
export async function startRun(stages: readonly StageName[], options: RunOptions, effects: Effects) {
  const { projectDir, engineDir, outDir } = options;
  const tools = stages.includes('pull') ? { ...TOOLS, sourceProblems: secretProblems(options, effects) } : TOOLS;
  const { project, bound } = await openProject(projectDir, tools);
  const { brands, reports } = selectProject(project, options);
  if (stages.includes('deliver')) checkRecipients({ teams: project.teams, brands, env: effects.env });
  const under = (models: readonly string[]) => lineageOf({ models, sourceTables: [] }, bound.uses);
  const readIn: ReadIn = (kind, name) => bound.uses.get(statementName(kind, name)) ?? { models: [], sourceTables: [] };
  return {
    ...{ project, brands, reports, outDir, effects },
    ...(await contentKeys({ projectDir, engineDir, project })),
    ...{ since: options.since, siteDir: join(outDir, 'site'), templatesDir: join(projectDir, 'templates') },
    ...{ watch: new Stopwatch(), chartist: createChartist(), end: await beginRun(outDir) },
    catalogueOf: (brand: Brand) => brandCatalogue({ brand, project, lineageOf: under, readIn }),
    chartsIn: (report: Report) => checkBody(report).charts,
    verdicts: [] as Manifest['checks'][number][],
    unpulled: new Map<string, string>(),
  };
}

export async function startBrand(run: Run, brand: Brand) {
  const { templatesDir, outDir, reports, effects } = run;
  const shelf = await readShelf(outDir, brand.name);
  const owed = await readOwed(outDir, brand.name);
  const publishedUntil = (_: string, report: string) => publishedUpTo(shelf, report);
  const planned = planEditions({ brands: [brand], reports, now: effects.now, publishedUntil, since: run.since, owed });
  const works = planned.map((edition) => new EditionWork(edition));
  const index = await ArtifactIndex.open(outDir, brand.name);
  const looksKey = hashOf([run.looksKey, brand, await folderHash(join(templatesDir, 'brands', brand.name))]);
  return { run, brand, shelf, owed, works, restored: [] as readonly EditionWork[], index, looksKey };
}
