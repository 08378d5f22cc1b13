import { didYouMean } from '../lib/problem.ts';
import type { Place } from '../types.ts';
import type { MetricCatalogue } from './metricCatalogue.ts';
import type { ProblemList } from './problemList.ts';
import { placeName } from './unknownName.ts';

interface Split {
  readonly metric: string;
  readonly dimension: string;
  readonly place: Place;
  readonly catalogue: MetricCatalogue;
  /** What else can be done than to declare the dimension. */
  readonly orElse?: string;
}

/** Complains where a metric, or one that it is computed from, does not declare what it is to be split by. */
export function checkSplit({ metric, dimension, place, catalogue, orElse }: Split, problems: ProblemList): void {
  for (const lacking of lackingDimension(metric, dimension, catalogue)) {
    const declared = catalogue.get(lacking)?.metric.dimensions ?? [];
    const near = didYouMean(dimension, declared);
    const home = catalogue.get(lacking)?.place;
    const declare = `Add it to the dimensions of "${lacking}"${home === undefined ? '' : `, ${placeName(home)}`}.`;
    const because = lacking === metric ? '' : `, from which "${metric}" is computed,`;
    const hint = [near === '' ? declare : near, ...(orElse === undefined ? [] : [orElse])].join(' ');
    problems.add(place, `"${lacking}"${because} has no dimension "${dimension}".`, hint);
  }
}

/** The metric itself, and those that it is computed from, as far as they lack a dimension. */
export function lackingDimension(metric: string, dimension: string, catalogue: MetricCatalogue): readonly string[] {
  const own = catalogue.get(metric)?.metric.dimensions;
  const leaves = catalogue.leavesOf(metric).map(({ name }) => name);
  return [
    ...new Set([
      ...(own === undefined || own.includes(dimension) ? [] : [metric]),
      ...leaves.filter((leaf) => !catalogue.get(leaf)?.metric.dimensions?.includes(dimension)),
    ]),
  ];
}
