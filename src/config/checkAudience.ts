import { didYouMean } from '../lib/problem.ts';
import { checkSplit, lackingDimension } from './checkSplit.ts';
import type { MetricCatalogue } from './metricCatalogue.ts';
import type { ProblemList } from './problemList.ts';
import type { Content, ReportContent } from './readContent.ts';
import { checkName } from './unknownName.ts';

const OR_FOR_ALL = 'Or write `of: all` in the block, if every audience may see the whole.';

/** Holds a report's audience against the queries and against the metrics that are to be split by it. */
export function checkAudience(
  report: ReportContent,
  { content, catalogue }: { readonly content: Content; readonly catalogue: MetricCatalogue },
  problems: ProblemList,
): void {
  const { known, yaml } = report;
  if (yaml.raw['audience'] === undefined) {
    for (const [block, { of }] of Object.entries(known.data ?? {}))
      if (of !== undefined)
        problems.add(
          yaml.at(['data', block, 'of'], 'key'),
          '"of" is only for a report with an audience.',
          `Remove it from "${block}".`,
        );
    return;
  }
  if (known.audience === undefined) return;
  const { query, by } = known.audience;
  checkName(
    { what: 'query', name: query, known: content.names.query, place: yaml.at(['audience', 'query']) },
    problems,
  );
  const blocks = Object.entries(known.data ?? {}).filter(([, { of }]) => of !== 'all');
  const metrics = blocks.flatMap(([block, { metrics: names = [] }]) =>
    names.map((metric, index) => ({ metric, path: ['data', block, 'metrics', index] })),
  );
  const measured = metrics.filter(({ metric }) => catalogue.get(metric)?.rule !== undefined);
  if (measured.length > 0 && measured.every(({ metric }) => lackingDimension(metric, by, catalogue).length > 0)) {
    const some = [...new Set(measured.flatMap(({ metric }) => catalogue.dimensionsOf(metric)))].sort();
    const hint = didYouMean(by, some) || 'Declare it with the metrics, or name another.';
    problems.add(yaml.at(['audience', 'by']), `No metric of this report has the dimension "${by}".`, hint);
    return;
  }
  for (const { metric, path } of measured) {
    if (metric === by)
      problems.add(yaml.at(path), `"${by}" is what the audiences are told apart by.`, 'Give one of them another name.');
    checkSplit({ metric, dimension: by, place: yaml.at(path), catalogue, orElse: OR_FOR_ALL }, problems);
  }
}
