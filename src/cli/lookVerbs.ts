/** The verbs that look and change nothing: check, explain and doctor. */
import { join } from 'node:path';
import { openProject } from '../config/openProject.ts';
import { selectProject } from '../config/selectProject.ts';
import { formatProblem, ProblemsError } from '../lib/problem.ts';
import { checkMail } from '../mail/send/examineMail.ts';
import { explain, explanationText } from '../metrics/explain.ts';
import { examine } from '../pipeline/doctor.ts';
import { projectTools } from '../pipeline/projectTools.ts';
import { mailedToAudiences } from '../pipeline/startRun.ts';
import type { Effects, Project, RunOptions } from '../types.ts';
import { lineageOf } from '../warehouse/lineage.ts';
import { checkNotes } from './checkNotes.ts';

interface Look {
  readonly options: RunOptions;
  readonly effects: Effects;
  readonly isJson: boolean;
  readonly isQuiet: boolean;
}

/**
 * Checks everything, with what the mails of the brands and reports asked for need, and says so. Throws ProblemsError
 * with all that is wrong; as JSON that is printed, too.
 */
export async function checkVerb({ options, effects, isJson }: Look): Promise<void> {
  try {
    const { project, bound } = await openProject(options.projectDir, { tools: async () => projectTools });
    const selected = selectProject(project, options);
    const { brands } = selected;
    const reports = selected.reports.filter((report) => brands.some(({ name }) => report.brands.includes(name)));
    if (reports.length === 0 && selected.reports.length > 0 && brands.length > 0)
      throw noneTogether(selected.reports, brands);
    const mailed = { project, brands, reports, isMailedToAudiences: mailedToAudiences(bound) };
    await checkMail({ ...mailed, isDelivery: false, isLook: true, effects });
    const { models, metrics } = project;
    const counts = { brands: brands.length, models: models.length, metrics: metrics.length, reports: reports.length };
    const notes = checkNotes(project, (names) => lineageOf({ models: names, sourceTables: [] }, bound.uses));
    if (isJson) printJson({ isWell: true, ...counts, problems: [], notes });
    for (const note of notes) effects.log.info(formatProblem(note));
    effects.log.info(`All is well: ${models.length} models, ${metrics.length} metrics, ${reports.length} reports.`);
  } catch (error) {
    if (isJson && error instanceof ProblemsError) printJson({ isWell: false, problems: error.problems });
    throw error;
  }
}

/** Reports and brands that are asked for together, and of which no report goes to any of the brands. */
function noneTogether(reports: Project['reports'], brands: Project['brands']): ProblemsError {
  const [names, others] = [reports, brands].map((items) => items.map(({ name }) => `"${name}"`).join(', '));
  const going = [...new Set(reports.flatMap((report) => report.brands))].sort();
  const hint = going.length === 0 ? 'They go to no brand.' : `Brands that get one: ${going.join(', ')}.`;
  return new ProblemsError([{ file: '--brand', message: `None of ${names} goes to ${others}.`, hint }]);
}

/** Signs in to the sources of the brands asked for, and to the mail server; whether all is well. */
export async function doctorVerb({ options, effects, isJson, isQuiet }: Look): Promise<boolean> {
  const { lines, ...found } = await examine(options, effects);
  const told = lines.filter((line) => !isQuiet || !line.startsWith('✓'));
  if (isJson) printJson({ ...found, lines });
  else process.stdout.write(told.map((line) => `${line}\n`).join(''));
  return found.isWell;
}

/** Explains a metric for the brand that is asked for; else for the first that has data of its own. */
export async function explainVerb(name: string, { options, effects, isJson }: Look): Promise<void> {
  const { project, bound } = await openProject(options.projectDir, { tools: async () => projectTools });
  const brand = oneBrand(project, options);
  const explanation = explain({
    ...project,
    name,
    ...{ brand, words: (brand ?? project.site).words },
    today: dayIn(brand?.timeZone ?? 'UTC', effects.now),
    warehouse: brand === undefined ? null : join(options.outDir, 'warehouse', `${brand.name}.duckdb`),
    lineageOf: (models) => lineageOf({ models, sourceTables: [] }, bound.uses),
  });
  if (isJson) printJson(explanation);
  else process.stdout.write(`${explanationText(explanation)}\n`);
}

function oneBrand(project: Project, options: RunOptions): Project['brands'][number] | undefined {
  const { brands } = selectProject(project, options);
  if (options.brands.length === 0) return brands.find(({ spans }) => spans === undefined);
  const [brand, another] = brands;
  const fault =
    another !== undefined
      ? { message: 'A metric is explained for one brand.', hint: 'Name one.' }
      : brand?.spans !== undefined
        ? { message: `"${brand.name}" has no data of its own.`, hint: `Name one of: ${spannedBy(brand)}.` }
        : undefined;
  if (fault !== undefined) throw new ProblemsError([{ file: '--brand', ...fault }]);
  return brand;
}

function spannedBy({ spans = [] }: Project['brands'][number]): string {
  return spans.map(({ name }) => name).join(', ');
}

/** The day that it is somewhere at an instant. */
function dayIn(timeZone: string, instant: string): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' }).format(new Date(instant));
}

function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
