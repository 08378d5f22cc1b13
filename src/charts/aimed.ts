import { limitAt } from '../lib/limitAt.ts';
import type { Chart, Grain, MetricNote } from '../types.ts';
import { isObject, type Json, listOf, mapDeep, objectOf } from './json.ts';

/** The metric whose target a datum stands for: `{"datum": {"target": "csat"}}`. */
export function targetNamed(datum: unknown): string | undefined {
  const { target } = objectOf(datum);
  return typeof target === 'string' ? target : undefined;
}

/**
 * A chart with the brand's own targets of a grain: a datum that stands for a metric's target becomes the number, and a layer
 * whose metric has none at that grain is left out.
 */
export function aimed(chart: Chart, notes: readonly Pick<MetricNote, 'name' | 'targets'>[], grain: Grain): Chart {
  const boundOf = (metric: string): number | undefined => {
    const target = limitAt(notes.find(({ name }) => name === metric)?.targets, grain);
    return target?.atLeast ?? target?.atMost;
  };
  return JSON.stringify(chart.spec).includes('"target"') ? { ...chart, spec: aimedSpec(chart.spec, boundOf) } : chart;
}

/** The same with any numbers; `undefined` is no target. */
export function aimedSpec(spec: Json, boundOf: (metric: string) => number | undefined): Json {
  const isUnaimed = (layer: unknown): boolean =>
    Object.values(objectOf(objectOf(layer)['encoding'])).some((channel) => {
      const metric = targetNamed(objectOf(channel)['datum']);
      return metric !== undefined && boundOf(metric) === undefined;
    });
  const kept = mapDeep(spec, (value) =>
    isObject(value) && 'layer' in value
      ? { ...value, layer: listOf(value['layer']).filter((layer) => !isUnaimed(layer)) }
      : value,
  );
  const numbers = mapDeep(kept, (value, path) => {
    const metric = path.at(-1) === 'datum' ? targetNamed(value) : undefined;
    return metric === undefined ? value : boundOf(metric);
  });
  return objectOf(numbers);
}
