import { asList } from '../schema/fields.ts';
import type { Grain, MetricAlert, MetricTarget } from '../types.ts';
import type { MetricFile } from './metricSchemas.ts';
import { present } from './present.ts';

type TargetFile = Omit<NonNullable<MetricFile['target']>, 'grain'>;
type AlertFile = Omit<NonNullable<MetricFile['alert']>, 'grain'>;

export function targetOf({ at_least, at_most }: TargetFile, grain: Grain | undefined): MetricTarget {
  return present({ atLeast: at_least, atMost: at_most, grain });
}

export function alertOf(
  { above, below, change_above, change_below }: AlertFile,
  grain: Grain | undefined,
): MetricAlert {
  return present({ above, below, changeAbove: change_above, changeBelow: change_below, grain });
}

type OfGrains<File> = File & { readonly grain: Grain | readonly Grain[] };

/** A brand's limits by metric, one for each grain that they name. */
export function limitsByMetric<File extends object, Limit>(
  files: Readonly<Record<string, OfGrains<File> | readonly OfGrains<File>[]>>,
  limitOf: (file: File, grain: Grain) => Limit,
): Readonly<Record<string, readonly Limit[]>> {
  const listOf = (file: OfGrains<File> | readonly OfGrains<File>[]) =>
    (Array.isArray(file) ? file : [file]) as readonly OfGrains<File>[];
  const entries = Object.entries(files).map(([metric, file]) => {
    const limits = listOf(file).flatMap((one) => asList(one.grain).map((grain) => limitOf(one, grain)));
    return [metric, limits] as const;
  });
  return Object.fromEntries(entries);
}
