import { isObject, type Json, listOf, mapDeep, numberOf, objectOf, textsOf } from './json.ts';

type Places = Readonly<Record<string, string>>;

/**
 * Writes a `repeat` out as the layers or the joined views that it stands for, so that each of them knows its field and
 * takes that field's label and format.
 */
export function expandRepeat(view: Json): Json {
  const inner = expandChildren(view);
  const { repeat, spec, columns, ...rest } = inner;
  if (repeat === undefined) return inner;
  const of = (places: Places): Json => fillIn(objectOf(spec), places);
  if (!isObject(repeat)) {
    const views = textsOf(repeat).map((field) => of({ repeat: field }));
    return { ...rest, concat: views, columns: numberOf(columns) ?? Math.min(3, views.length) };
  }
  if ('layer' in repeat) return { ...rest, layer: textsOf(repeat['layer']).map((field) => of({ layer: field })) };
  const across = textsOf(repeat['column']);
  const down = textsOf(repeat['row']);
  const views = (down.length === 0 ? [''] : down).flatMap((row) =>
    (across.length === 0 ? [''] : across).map((column) => of({ row, column })),
  );
  return { ...rest, concat: views, columns: Math.max(1, across.length) };
}

function expandChildren(view: Json): Json {
  const children: Record<string, unknown> = {};
  for (const key of ['layer', 'concat', 'hconcat', 'vconcat']) {
    if (key in view) children[key] = listOf(view[key]).map((child) => expandRepeat(objectOf(child)));
  }
  if (isObject(view['spec'])) children['spec'] = expandRepeat(view['spec']);
  return { ...view, ...children };
}

function fillIn(spec: Json, places: Places): Json {
  return objectOf(
    mapDeep(spec, (value) =>
      isObject(value) && typeof value['repeat'] === 'string' ? (places[value['repeat']] ?? value) : value,
    ),
  );
}
