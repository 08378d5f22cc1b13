import { join } from 'node:path';
import { type Problem, ProblemsError } from '../lib/problem.ts';
import type { Report } from '../types.ts';
import { bodyCalls, bodyLines } from './bodyFragments.ts';
import { bodyMarkup } from './bodyMarkup.ts';
import { pageTemplates } from './brandTheme.ts';
import { drawPage } from './renderPages.ts';

/** What a body may use, as a first edition would have it. */
const SAMPLE = { headline: 'A headline', title: 'A title', period: 'A week', brand: 'A brand', team: 'A team' };

/**
 * Renders the body of every report with sample data, as a run does, and tells what goes wrong by itself: a call of what
 * is no macro, arguments that a filter does not take, a loop without end. What the tags show is checked elsewhere.
 */
export async function renderSamples(projectDir: string, reports: readonly Report[]): Promise<readonly Problem[]> {
  if (reports.length === 0) return [];
  const templates = await pageTemplates(join(projectDir, 'templates'));
  const found = await Promise.all(
    reports.map(async (report): Promise<readonly Problem[]> => {
      const source = `{% block body %}${bodyMarkup(report.body)}{% endblock %}`;
      const metrics = report.data.filter(({ kind }) => kind === 'metrics').map(({ name }) => [name, 'A sentence.']);
      const data = { ...SAMPLE, language: 'en', audience: '', insights: Object.fromEntries(metrics) };
      const tags = new Map(bodyCalls(report.body).map((call) => [JSON.stringify(call), null]));
      const lineOf = bodyLines(report, source);
      try {
        await drawPage({ path: '', name: report.place.file, source, data, tags, lineOf }, templates);
        return [];
      } catch (error) {
        if (error instanceof ProblemsError) return error.problems;
        throw error;
      }
    }),
  );
  return found.flat();
}
