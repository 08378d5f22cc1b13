/** A part of a specification: what JSON gives, before anybody has checked it. */
export type Json = Readonly<Record<string, unknown>>;

/** Where in a specification: `['encoding', 'x', 'field']`. */
export type JsonPath = readonly (string | number)[];

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object, or an empty one. */
export function objectOf(value: unknown): Json {
  return isObject(value) ? value : {};
}

/** The list; one thing as a list of one; nothing as an empty list. */
export function listOf(value: unknown): readonly unknown[] {
  if (value === undefined || value === null) return [];
  return Array.isArray(value) ? value : [value];
}

export function textsOf(value: unknown): readonly string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A copy in which `change` has had its say about every member, parents first. */
export function mapDeep(
  value: unknown,
  change: (value: unknown, path: JsonPath) => unknown,
  path: JsonPath = [],
): unknown {
  const changed = change(value, path);
  if (Array.isArray(changed)) return changed.map((item, index) => mapDeep(item, change, [...path, index]));
  if (!isObject(changed)) return changed;
  return Object.fromEntries(Object.entries(changed).map(([key, item]) => [key, mapDeep(item, change, [...path, key])]));
}

/** An object of the same keys with other values. */
export function mapValues(object: Json, change: (key: string, value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(key, value)]));
}

/** A view and the layers within it, however deep. */
export function unitsOf(view: Json): readonly Json[] {
  return [view, ...listOf(view['layer']).flatMap((layer) => unitsOf(objectOf(layer)))];
}

/** Members of that name wherever they stand, but not below `data`, whose values are not the specification's. */
export function membersCalled(
  spec: Json,
  name: string,
): readonly { readonly value: unknown; readonly path: JsonPath }[] {
  const found: { value: unknown; path: JsonPath }[] = [];
  mapDeep(spec, (value, path) => {
    if (path.at(-1) === name) found.push({ value, path });
    return path.at(-1) === 'values' ? [] : value;
  });
  return found;
}
