import { isObject, type Json, type JsonPath, membersCalled, objectOf, unitsOf } from './json.ts';

/** Something wrong with a chart's specification, and where in it. */
export interface ChartProblem {
  readonly path: JsonPath;
  readonly message: string;
  readonly hint?: string;
}

const FROM_ZERO = new Set(['bar', 'area']);

/** A bar's length and an area's height begin at zero, which has no place on a logarithmic scale: nothing would be drawn. */
export function barsOnLogScales(spec: Json): readonly ChartProblem[] {
  return membersCalled(spec, 'encoding').flatMap(({ value, path }) => {
    const view = objectOf(path.slice(0, -1).reduce<unknown>((part, step) => (part as Json)[step], spec));
    const marks = unitsOf(view).map(({ mark }) => String(isObject(mark) ? mark['type'] : mark));
    const mark = marks.find((one) => FROM_ZERO.has(one));
    if (mark === undefined) return [];
    return ['x', 'y'].flatMap((channel) => {
      const definition = objectOf(objectOf(value)[channel]);
      const hasEnd = `${channel}2` in objectOf(value);
      if (hasEnd || objectOf(definition['scale'])['type'] !== 'log') return [];
      return [
        {
          path: [...path, channel, 'scale', 'type'],
          message: `The mark "${mark}" begins at zero, which a logarithmic scale does not have, so nothing of "${definition['field'] ?? definition['aggregate']}" would be drawn.`,
          hint: 'Use the mark "point", or take the scale\'s "type" away.',
        },
      ];
    });
  });
}
