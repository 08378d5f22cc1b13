import type { MetricCatalogue } from './metricCatalogue.ts';
import type { ProblemList } from './problemList.ts';
import type { Content } from './readContent.ts';
import type { BrandFile } from './siteSchemas.ts';
import { unknownName } from './unknownName.ts';
import type { YamlFile } from './yamlFile.ts';

type Limits = NonNullable<BrandFile['targets'] | BrandFile['alerts']>;
type Limit = Limits[string];

/** Holds what brands want of metrics, and of what they are to be told, against the metrics that there are. */
export function checkLimits({ brands }: Content, catalogue: MetricCatalogue, problems: ProblemList): void {
  for (const { name: brand, known, yaml } of brands)
    for (const key of ['targets', 'alerts'] as const) {
      const limits: Limits = known[key] ?? {};
      if (known.spans !== undefined && Object.keys(limits).length > 0)
        problems.add(
          yaml.at([key], 'key'),
          `"${brand}" spans other brands, whose values are held against their own ${key}.`,
          'Move them to the brand.yml of these brands.',
        );
      for (const [metric, limit] of Object.entries(limits)) {
        if (catalogue.lacks(metric)) {
          const known = catalogue.names.map(({ name }) => name);
          const { message, hint } = unknownName({ what: 'metric', name: metric, known });
          problems.add(yaml.at([key, metric], 'key'), message, hint);
        }
        checkOne({ yaml, key, metric, limit }, problems);
      }
    }
}

/** A limit has to say something, and to be the only one of its grain. */
function checkOne(
  {
    yaml,
    key,
    metric,
    limit,
  }: { readonly yaml: YamlFile; readonly key: string; readonly metric: string; readonly limit: Limit },
  problems: ProblemList,
): void {
  const isList = Array.isArray(limit);
  const taken = new Set<string>();
  for (const [index, one] of (isList ? limit : [limit]).entries()) {
    const place = yaml.at(isList ? [key, metric, index] : [key, metric]);
    if (Object.keys(one).length < 2)
      problems.add(place, `There is no limit in the ${key} of "${metric}".`, 'Give it one beside its grain.');
    for (const grain of Array.isArray(one.grain) ? one.grain : [one.grain]) {
      if (taken.has(grain)) problems.add(place, `"${metric}" has two ${key} for one ${grain}.`, 'Keep one of them.');
      taken.add(grain);
    }
  }
}
