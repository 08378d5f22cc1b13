import { resolve } from 'node:path';
import type { Project } from '../types.ts';
import { buildProject } from './buildProject.ts';
import { checkBrands } from './checkBrands.ts';
import { checkLimits } from './checkLimits.ts';
import { checkMetrics } from './checkMetrics.ts';
import { checkModels } from './checkModels.ts';
import { checkReports } from './checkReports.ts';
import { checkSources } from './checkSources.ts';
import { checkSpans } from './checkSpans.ts';
import { MetricCatalogue } from './metricCatalogue.ts';
import type { ProblemList } from './problemList.ts';
import { readProjectFiles } from './projectFiles.ts';
import { readContent } from './readContent.ts';
import { unreadTables } from './unreadTables.ts';
import { readWords } from './wordFiles.ts';

/** A project as far as it could be read: whole where no problem was told. */
export interface ReadProject {
  readonly project: Project;
  /** Tables that are there and could not be read, as SQL names them: nobody can say what is wrong with SQL that reads them. */
  readonly unread: readonly string[];
}

/**
 * Reads a project's queries/ and templates/ and checks all that can be checked without SQL: each file for itself, then
 * each against the others. Adds every problem of every file to the list. Throws ProblemsError where the folder is not a
 * project.
 */
export async function readProject(root: string, problems: ProblemList): Promise<ReadProject> {
  const files = await readProjectFiles(root, problems);
  const content = readContent(files, problems);
  const wordsOf = await readWords(files, problems);
  const catalogue = new MetricCatalogue(content.metrics, {
    marts: content.martNotes,
    isComplete: content.metrics.length === content.names.metrics.length,
  });
  checkBrands(content, problems);
  checkSpans(content, problems);
  checkSources(content, problems);
  checkModels(content, problems);
  checkMetrics(content, catalogue, problems);
  checkLimits(content, catalogue, problems);
  checkReports(content, catalogue, problems);
  return { project: buildProject(resolve(root), { content, catalogue, wordsOf }), unread: unreadTables(content) };
}
