import { didYouMean } from '../lib/problem.ts';
import type { Place } from '../types.ts';
import type { CatalogueEntry, MetricCatalogue } from './metricCatalogue.ts';
import { ruleInputs } from './metricRule.ts';
import type { ProblemList } from './problemList.ts';
import type { Content } from './readContent.ts';
import { checkName, placeName, unknownName } from './unknownName.ts';
import { isEmptyMapping, valueAt } from './valueAt.ts';
import type { Path } from './yamlFile.ts';

/** Holds every metric against the others, the marts and the teams. */
export function checkMetrics(content: Content, catalogue: MetricCatalogue, problems: ProblemList): void {
  for (const { known, yaml } of content.metrics)
    if (known.team !== undefined)
      checkName({ what: 'team', name: known.team, known: content.names.team, place: yaml.at(['team']) }, problems);
  checkMetricNames(catalogue, problems);
  for (const entry of catalogue.entries) {
    checkOwner(entry, content, problems);
    // A mart that is not there has no time either, which is not the metric's to mend.
    const faults = checkMart(entry, content, problems) ? entry.faults : [];
    for (const { path, message, hint } of faults) problems.add(placeIn(entry, path), message, hint);
    checkLimits(entry, problems);
    checkInputs(entry, catalogue, problems);
    checkDimensions(entry, catalogue, problems);
  }
  checkCycles(catalogue, problems);
}

function placeIn({ name, yaml }: CatalogueEntry, path: Path) {
  return yaml.at(['metrics', name, ...path], path.length === 0 ? 'key' : 'value');
}

function checkMetricNames({ names }: MetricCatalogue, problems: ProblemList): void {
  const taken = new Map<string, Place>();
  for (const { name, place } of names) {
    // A block's table has a column "period" beside one per metric.
    if (name === 'period') problems.add(place, 'A metric cannot be named "period".', 'Choose another name.');
    const first = taken.get(name);
    taken.set(name, first ?? place);
    if (first !== undefined && first.file !== place.file)
      problems.add(place, `There are two metrics named "${name}".`, `The other is at ${placeName(first)}: rename one.`);
  }
}

function checkOwner(entry: CatalogueEntry, { names }: Content, problems: ProblemList): void {
  const { team } = entry.metric;
  if (team !== undefined)
    checkName({ what: 'team', name: team, known: names.team, place: placeIn(entry, ['team']) }, problems);
  else if (entry.yaml.raw['team'] === undefined)
    problems.add(entry.place, `"${entry.name}" has no team.`, 'Add "team" to it, or to the top of the file.');
}

function checkLimits(entry: CatalogueEntry, problems: ProblemList): void {
  for (const key of ['target', 'alert'] as const)
    if (isEmptyMapping(valueAt(entry.yaml.raw, ['metrics', entry.name, key])))
      problems.add(
        placeIn(entry, [key]),
        `The ${key} of "${entry.name}" is empty.`,
        `Give it a limit, or remove "${key}".`,
      );
}

/** Whether the mart that a metric measures, if it measures one, is there. */
function checkMart(entry: CatalogueEntry, { names }: Content, problems: ProblemList): boolean {
  const { mart, level } = entry.metric;
  const name = mart ?? level?.mart;
  if (name === undefined || names.mart.includes(name)) return true;
  const place = placeIn(entry, mart === undefined ? ['level', 'mart'] : ['mart']);
  if (names.staging.includes(name))
    problems.add(place, `"${name}" is a staging model, and metrics measure marts.`, 'Add a mart that selects from it.');
  else checkName({ what: 'mart', name, known: names.mart, place }, problems);
  return false;
}

function checkInputs(entry: CatalogueEntry, catalogue: MetricCatalogue, problems: ProblemList): void {
  const { rule, name } = entry;
  if (rule === undefined) return;
  if (rule.kind === 'derived' && rule.inputs.length === 0)
    problems.add(
      placeIn(entry, ['derived']),
      `"${name}" is derived from no metric.`,
      'Name the metrics that it is computed from.',
    );
  for (const input of ruleInputs(rule)) {
    const place = placeIn(entry, input.path);
    if (catalogue.lacks(input.name)) {
      const { message, hint } = unknownName({
        what: 'metric',
        name: input.name,
        known: catalogue.names.map((known) => known.name),
      });
      problems.add(place, message, hint);
    }
    const other = catalogue.get(input.name)?.rule;
    if ((rule.kind === 'rolling' || rule.kind === 'to_date') && other !== undefined && other.kind !== 'aggregate')
      problems.add(
        place,
        `${rule.kind} takes an aggregate, and "${input.name}" is a ${other.kind} metric.`,
        'Name a metric that has mart, time and sql.',
      );
  }
}

/** A metric over metrics may narrow what it can be split by, and add nothing. */
function checkDimensions(entry: CatalogueEntry, catalogue: MetricCatalogue, problems: ProblemList): void {
  for (const [index, dimension] of (entry.metric.dimensions ?? []).entries()) {
    const place = placeIn(entry, ['dimensions', index]);
    if (dimension === 'period')
      problems.add(place, 'A dimension cannot be named "period".', 'Give the column another name in the mart.');
    for (const leaf of catalogue.leavesOf(entry.name)) {
      const declared = leaf.metric.dimensions ?? [];
      if (!declared.includes(dimension))
        problems.add(
          place,
          `"${leaf.name}", which it is computed from, has no dimension "${dimension}".`,
          didYouMean(dimension, declared),
        );
    }
  }
}

/** Tells each ring of metrics once, at the first of them. */
function checkCycles(catalogue: MetricCatalogue, problems: ProblemList): void {
  const done = new Set<string>();
  const walk = (name: string, trail: readonly string[]): void => {
    const start = trail.indexOf(name);
    if (start !== -1) {
      const entry = catalogue.get(name);
      const ring = [...trail.slice(start), name].join(' → ');
      if (entry !== undefined)
        problems.add(
          entry.place,
          `Metrics are computed from each other: ${ring}.`,
          'One of them has to be computed from a mart.',
        );
      return;
    }
    const rule = catalogue.get(name)?.rule;
    if (rule === undefined || done.has(name)) return;
    for (const input of ruleInputs(rule)) walk(input.name, [...trail, name]);
    done.add(name);
  };
  for (const { name } of catalogue.entries) walk(name, []);
}
