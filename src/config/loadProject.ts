import { resolve } from 'node:path';
import type { Project } from '../types.ts';
import { buildProject } from './buildProject.ts';
import { checkBrands } from './checkBrands.ts';
import { checkMetrics } from './checkMetrics.ts';
import { checkModels } from './checkModels.ts';
import { checkReports } from './checkReports.ts';
import { checkSources } from './checkSources.ts';
import { MetricCatalogue } from './metricCatalogue.ts';
import { ProblemList } from './problemList.ts';
import { readProjectFiles } from './projectFiles.ts';
import { readContent } from './readContent.ts';

/**
 * Reads a project's queries/ and templates/ and checks all that can be checked without data: each file for itself, then
 * each against the others. Throws ProblemsError with every problem of every file, sorted by file and line.
 */
export async function loadProject(root: string): Promise<Project> {
  const problems = new ProblemList();
  const files = await readProjectFiles(root, problems);
  const content = readContent(files, problems);
  const catalogue = new MetricCatalogue(content.metrics, {
    isComplete: content.metrics.length === content.names.metrics.length,
  });
  checkBrands(content, problems);
  checkSources(content, problems);
  checkModels(content, problems);
  checkMetrics(content, catalogue, problems);
  checkReports(content, catalogue, problems);
  problems.throwIfAny();
  return buildProject(resolve(root), content, catalogue);
}
