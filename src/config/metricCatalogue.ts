import type { LocalText, MetricRule, Place } from '../types.ts';
import type { ContentFile } from './contentFile.ts';
import type { MartFile } from './martSchema.ts';
import { metricRule, type RuleFault, ruleInputs } from './metricRule.ts';
import type { MetricFile, MetricsFile } from './metricSchemas.ts';
import type { YamlFile } from './yamlFile.ts';

/** A metric whose own keys are right; its rule may not be. */
export interface CatalogueEntry {
  readonly name: string;
  readonly domain: string;
  readonly metric: MetricFile;
  readonly domainTitle: LocalText | undefined;
  /** The file's owner, where the metric names none. */
  readonly fileTeam: string | undefined;
  readonly rule: MetricRule | undefined;
  readonly faults: readonly RuleFault[];
  readonly yaml: YamlFile;
  readonly place: Place;
}

/** Every metric of the project, as far as it is understood. */
export class MetricCatalogue {
  readonly entries: readonly CatalogueEntry[];
  /** Names of all, broken ones included, in the order of files and lines. */
  readonly names: readonly { readonly name: string; readonly place: Place }[];
  /** False where a file's metrics could not be read at all, so that a missing one may be among them. */
  readonly isComplete: boolean;
  readonly #known: ReadonlySet<string>;
  readonly #byName: ReadonlyMap<string, CatalogueEntry>;

  constructor(
    files: readonly ContentFile<MetricsFile>[],
    { isComplete, marts }: { readonly isComplete: boolean; readonly marts: readonly ContentFile<MartFile>[] },
  ) {
    const defaults = new Map(marts.map(({ name, known }) => [name, known]));
    this.entries = files.flatMap((file) => catalogue(file, defaults));
    this.names = files.flatMap(({ yaml }) =>
      keysOf(yaml.raw['metrics']).map((name) => ({ name, place: yaml.at(['metrics', name], 'key') })),
    );
    this.isComplete = isComplete && files.every(({ yaml }) => isMapping(yaml.raw['metrics']));
    this.#known = new Set(this.names.map(({ name }) => name));
    this.#byName = new Map(this.entries.map((entry) => [entry.name, entry]));
  }

  get(name: string): CatalogueEntry | undefined {
    return this.#byName.get(name);
  }

  /** Whether a name certainly belongs to no metric. */
  lacks(name: string): boolean {
    return this.isComplete && !this.#known.has(name);
  }

  /** The metrics over marts that a metric is computed from, itself if it is one. `seen` keeps rings from turning. */
  leavesOf(name: string, seen: Set<string> = new Set()): readonly CatalogueEntry[] {
    const entry = this.get(name);
    if (entry?.rule === undefined || seen.has(name)) return [];
    seen.add(name);
    const inputs = ruleInputs(entry.rule);
    return inputs.length === 0 ? [entry] : inputs.flatMap((input) => this.leavesOf(input.name, seen));
  }

  /** What a metric can be split by: what it declares, else what all that it is computed from declare. */
  dimensionsOf(name: string): readonly string[] {
    const declared = this.get(name)?.metric.dimensions;
    if (declared !== undefined) return declared;
    const [first, ...others] = this.leavesOf(name).map(({ metric }) => metric.dimensions ?? []);
    return (first ?? []).filter((dimension) => others.every((dimensions) => dimensions.includes(dimension)));
  }
}

function catalogue(
  { name: domain, known, yaml }: ContentFile<MetricsFile>,
  marts: ReadonlyMap<string, Partial<MartFile>>,
): readonly CatalogueEntry[] {
  return Object.entries(known.metrics ?? {}).map(([name, declared]) => {
    const metric = withDefaults(declared, marts);
    const rule = metricRule(name, metric);
    const place = yaml.at(['metrics', name], 'key');
    const read = 'faults' in rule ? { rule: undefined, faults: rule.faults } : { rule, faults: [] };
    return { name, domain, domainTitle: known.title, metric, fileTeam: known.team, yaml, place, ...read };
  });
}

/** A metric with the time and the dimensions of its mart, where it names none. A level has days of its own. */
function withDefaults(metric: MetricFile, marts: ReadonlyMap<string, Partial<MartFile>>): MetricFile {
  const { time, dimensions } = marts.get(metric.mart ?? metric.level?.mart ?? '') ?? {};
  return {
    ...metric,
    ...(metric.mart !== undefined && metric.time === undefined && time !== undefined && { time }),
    ...(metric.dimensions === undefined && dimensions !== undefined && { dimensions }),
  };
}

function keysOf(value: unknown): readonly string[] {
  return isMapping(value) ? Object.keys(value) : [];
}

function isMapping(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
