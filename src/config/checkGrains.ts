import { asList } from '../schema/fields.ts';
import type { ProblemList } from './problemList.ts';
import { scheduleOf } from './reportSchedule.ts';
import type { RequestContext } from './requestContext.ts';

/** Holds a block's grains against what they are asked of: all time is one period, and some marts have none of it. */
export function checkGrains(
  { report, path, request, content, catalogue }: RequestContext,
  problems: ProblemList,
): void {
  const { yaml, known } = report;
  const shown = request.grain === undefined ? [scheduleOf(known.schedule ?? 'weekly').every] : asList(request.grain);
  const named = typeof request.last === 'object' ? Object.keys(request.last) : [];
  for (const grain of named.filter((one) => !shown.some((other) => other === one)))
    problems.add(
      yaml.at([...path, 'last', grain], 'key'),
      `"${String(path.at(-1))}" does not show the grain ${grain}.`,
      `It shows ${shown.join(', ')}: add it to "grain", or remove it here.`,
    );
  const query = content.queries.find(({ name }) => name === request.query);
  if (request.last !== undefined && query !== undefined && !/\$last\b/i.test(query.sql))
    problems.add(
      yaml.at([...path, 'last'], 'key'),
      `The query "${query.name}" does not ask how many periods it is to show.`,
      'Use $last in it, or remove "last".',
    );
  const at = asList(request.grain).indexOf('all_time');
  if (at < 0) return;
  const place = yaml.at([...path, 'grain', ...(Array.isArray(request.grain) ? [at] : [])]);
  if (request.show !== undefined)
    problems.add(place, 'All time is one period: it has no change and no index.', 'Remove all_time, or "show".');
  for (const metric of request.metrics ?? []) {
    const perPeriod = catalogue.leavesOf(metric).flatMap(({ rule }) => {
      const mart = rule !== undefined && 'mart' in rule ? rule.mart : '';
      return content.martNotes.some(({ name, known: notes }) => name === mart && notes.grain !== undefined)
        ? [mart]
        : [];
    });
    if (perPeriod[0] !== undefined)
      problems.add(
        place,
        `"${metric}" has no value of all time: the rows of "${perPeriod[0]}" are one per period.`,
        'Remove all_time, or show a metric over a mart that is not by period.',
      );
  }
}
